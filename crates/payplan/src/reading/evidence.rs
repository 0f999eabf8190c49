//! What a firm's data show of a plan's measures, as a file of its own: for the rules of design that need data.

use super::fields::{Fields, Keys, join, list};
use super::scalars::{choice, count, number, percent};
use crate::lint::{Evidence, QuotaChange};
use crate::plan::Plan;
use crate::problem::Problems;
use crate::yaml::{Key, Node, shortened};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Ratio;

const KEYS: Keys = Keys {
    known: &[
        "schema",
        "beyond_influence",
        "without_data",
        "attainments",
        "quotas",
        "business_plan",
        "unapproved_changes",
        "quota_changes",
        "margins",
        "overlay",
        "sales_cycle_months",
    ],
};
const CHANGE: Keys = Keys {
    known: &["before", "reached", "after"],
};
/// More quotas than these changed in one interval are a slip of the pen.
const CHANGES_MAX: u32 = 1_000_000;
/// The longest sales cycle, in months.
const CYCLE_MAX: u32 = 120;

/// Reads the file; its measures are those of the plan.
pub(crate) fn evidence(root: &Node, plan: &Plan, problems: &mut Problems) -> Option<Evidence> {
    let fields = Fields::open(root, "", &KEYS, problems)?;
    let schema = fields.required("schema", problems);
    schema.and_then(|node| choice(node, "schema", &[("kam-evidence/1", ())], problems));
    let measures: Vec<&str> = plan.measures.iter().map(|measure| measure.name.as_str()).collect();
    let mut reader = Reader {
        fields,
        measures,
        problems,
    };
    Some(Evidence {
        beyond_influence: reader.names("beyond_influence"),
        without_data: reader.names("without_data"),
        attainments: reader.by_measure("attainments", numbers),
        quotas: reader.by_measure("quotas", numbers),
        business_plan: reader.by_measure("business_plan", number),
        unapproved_changes: reader.fields.optional("unapproved_changes").is_some().then(|| {
            reader.by_measure("unapproved_changes", |node, path, problems| {
                let changes = count(node, path, (0, CHANGES_MAX), problems)?;
                usize::try_from(changes).ok()
            })
        }),
        quota_changes: reader.by_measure("quota_changes", changes),
        margins: reader.by_measure("margins", percent),
        overlay: reader.single("overlay", percent),
        sales_cycle_months: reader.single("sales_cycle_months", |node, path, problems| {
            count(node, path, (1, CYCLE_MAX), problems)
        }),
    })
}

struct Reader<'n, 'p> {
    fields: Fields<'n>,
    measures: Vec<&'p str>,
    problems: &'p mut Problems,
}

impl Reader<'_, '_> {
    fn single<T>(&mut self, key: &str, read: impl Fn(&Node, &str, &mut Problems) -> Option<T>) -> Option<T> {
        let node = self.fields.optional(key)?;
        read(node, key, self.problems)
    }

    /// Measures of the plan.
    fn names(&mut self, key: &str) -> Option<BTreeSet<String>> {
        let node = self.fields.optional(key)?;
        let known: Vec<(&str, String)> = self.measures.iter().map(|name| (*name, (*name).to_owned())).collect();
        let named = list(node, key, self.problems);
        Some(
            named
                .into_iter()
                .filter_map(|(path, node)| choice(node, &path, &known, self.problems))
                .collect(),
        )
    }

    /// A group whose keys are measures of the plan.
    fn by_measure<T>(&mut self, key: &str, read: impl Fn(&Node, &str, &mut Problems) -> Option<T>) -> BTreeMap<String, T> {
        let group = self.fields.optional(key).and_then(|node| Fields::free(node, key, self.problems));
        let mut found = BTreeMap::new();
        for (measure, node) in group.iter().flat_map(Fields::entries) {
            let path = join(key, &measure.name);
            if !self.measures.contains(&measure.name.as_str()) {
                self.unknown(measure, &path);
            } else if let Some(value) = read(node, &path, self.problems) {
                found.insert(measure.name.clone(), value);
            }
        }
        found
    }

    fn unknown(&mut self, measure: &Key, path: &str) {
        let message = format!("the plan has no measure `{}`.", shortened(&measure.name));
        self.problems
            .add_unknown(measure.place, path, message, (measure.name.as_str(), &self.measures));
    }
}

fn numbers(node: &Node, path: &str, problems: &mut Problems) -> Option<Vec<Ratio>> {
    let members = list(node, path, problems);
    members.into_iter().map(|(path, node)| number(node, &path, problems)).collect()
}

fn changes(node: &Node, path: &str, problems: &mut Problems) -> Option<Vec<QuotaChange>> {
    let members = list(node, path, problems);
    let change = |(path, node): (String, &Node), problems: &mut Problems| {
        let fields = Fields::open(node, &path, &CHANGE, problems)?;
        let mut part = |key: &str| {
            let node = fields.required(key, problems)?;
            number(node, &fields.path_of(key), problems)
        };
        let (before, reached, after) = (part("before"), part("reached"), part("after"));
        Some(QuotaChange {
            before: before?,
            reached: reached?,
            after: after?,
        })
    };
    members.into_iter().map(|member| change(member, problems)).collect()
}
