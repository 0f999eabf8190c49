//! L18: a quota made from last year's overshoot punishes whoever sold more. The language has no formula for quotas, so
//! what gives one away is where a quota comes from, and how everybody's last ones moved.

use vocabulary::Ratio;

use super::{Finder, Severity};
use crate::evaluate::percent_text;
use crate::plan::{Measure, QuotaSource};

/// Words of a table's or figure's name that speak of what was reached before.
const RESULTS: [&str; 8] = [
    "overshoot",
    "ratchet",
    "last-year",
    "prior-year",
    "previous",
    "actual",
    "achieved",
    "reached",
];

/// From so many people on the same part of their overshoot is no chance.
const PEOPLE_LEAST: usize = 3;

impl Finder<'_> {
    pub(super) fn ratchets(&mut self) {
        for measure in &self.plan.measures {
            let Some(rule) = &measure.quota else { continue };
            let told = match &rule.of {
                QuotaSource::Table(table) if speaks_of_results(&table.table) => {
                    Some(format!("its quota comes from the table {}", table.table))
                }
                QuotaSource::Table(_) | QuotaSource::Literal(_) | QuotaSource::Members => self.moved_together(measure),
            };
            if let Some(told) = told {
                let message = format!(
                    "{} looks made from the last overshoot: {told}. Whoever sells more now is asked for more next time; set quotas from the market.",
                    measure.said()
                );
                self.add(
                    "L18",
                    Severity::Warning,
                    (&format!("measures.{}", measure.name), rule.line),
                    message,
                );
            }
        }
    }

    /// Whether the quotas of all who overshot rose by one part of their overshoot.
    fn moved_together(&self, measure: &Measure) -> Option<String> {
        let changes = self.evidence.quota_changes.get(&measure.name)?;
        let parts: Vec<Ratio> = changes.iter().filter_map(super::QuotaChange::part_of_overshoot).collect();
        let first = parts.first().filter(|part| part.is_positive())?;
        let together = parts.len() >= PEOPLE_LEAST && parts.iter().all(|part| part == first);
        together.then(|| {
            format!(
                "the quotas of all {} who overshot rose by {} of it",
                parts.len(),
                percent_text(first)
            )
        })
    }
}

fn speaks_of_results(name: &str) -> bool {
    let name = name.to_lowercase().replace('_', "-");
    RESULTS.iter().any(|word| name.contains(word))
}
