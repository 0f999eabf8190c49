//! A second calculation of every matter of the plan language, written from the specification and the guide without a
//! look at the evaluator: plain fractions in, the figures of one example out. Cases come from numbers, so that the
//! tests see the same thousand each time and the fuzzer sees others.

mod baselines;
mod cash;
mod chance;
mod clawbacks;
mod currencies;
mod cycles;
mod draws;
mod instalments;
mod limits;
mod numbers;
mod overrides;
mod quotas;
mod retro;
mod spiffs;
mod tables;

pub(crate) use chance::Chance;

/// A plan with one example, and what the example must come to.
pub(crate) struct Case {
    /// The plan from its first key up to its examples.
    plan: String,
    /// What is given in one line each, such as `participant: { … }`.
    given: Vec<String>,
    /// Lists of facts, by key. Their order means nothing.
    facts: Vec<(&'static str, Vec<String>)>,
    /// The last month whose figures are asked for; facts after it stay.
    until: i64,
    /// By period, the figures and their values.
    expect: Vec<(String, Vec<(String, String)>)>,
}

impl Case {
    fn new(plan: String) -> Case {
        Case {
            plan,
            given: Vec::new(),
            facts: Vec::new(),
            until: 12,
            expect: Vec::new(),
        }
    }

    /// Where each month stands on the ones before, asking for some of the year is as good and much quicker.
    fn of_some_months(plan: String, chance: &mut Chance) -> Case {
        Case {
            until: chance.between(2, 4) * 3,
            ..Case::new(plan)
        }
    }

    fn given(&mut self, line: impl Into<String>) {
        self.given.push(line.into());
    }

    fn facts(&mut self, key: &'static str, lines: Vec<String>) {
        self.facts.push((key, lines));
    }

    fn expect(&mut self, period: impl Into<String>, figure: &str, value: String) {
        let period = period.into();
        let month = period.split_once('-').map_or(Ok(12), |(_, month)| month.parse());
        if month.is_ok_and(|month: i64| month > self.until) {
            return;
        }
        let figure = (figure.to_owned(), value);
        match self.expect.iter_mut().find(|(other, _)| *other == period) {
            Some((_, figures)) => figures.push(figure),
            None => self.expect.push((period, vec![figure])),
        }
    }

    /// The plan with its example, as a file would have it.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![self.plan.trim_end().to_owned(), "examples:".to_owned(), "  - name: one".to_owned()];
        lines.push("    given:".to_owned());
        lines.extend(self.given.iter().map(|line| format!("      {line}")));
        for (key, facts) in &self.facts {
            if facts.is_empty() {
                lines.push(format!("      {key}: []"));
            } else {
                lines.push(format!("      {key}:"));
                lines.extend(facts.iter().map(|fact| format!("        - {{ {fact} }}")));
            }
        }
        lines.push("    expect:".to_owned());
        for (period, figures) in &self.expect {
            let figures: Vec<String> = figures.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            lines.push(format!("      {period}: {{ {} }}", figures.join(", ")));
        }
        lines.join("\n") + "\n"
    }

    /// The same facts in another order.
    pub(crate) fn turned(&self, chance: &mut Chance) -> Case {
        let facts = self.facts.iter().map(|(key, facts)| (*key, chance.shuffled(facts))).collect();
        Case {
            plan: self.plan.clone(),
            given: self.given.clone(),
            facts,
            until: self.until,
            expect: self.expect.clone(),
        }
    }

    /// What the figures must be, in the order of the text.
    pub(crate) fn figures(&self) -> Vec<String> {
        let figures = self
            .expect
            .iter()
            .flat_map(|(period, figures)| figures.iter().map(move |(name, value)| format!("{period} {name}: {value}")));
        figures.collect()
    }
}

/// Makes a case from choices.
pub(crate) type Matter = fn(&mut Chance) -> Case;

/// Every matter by its name.
pub(crate) const MATTERS: [(&str, Matter); 23] = [
    ("spiffs by transaction", spiffs::by_transaction),
    ("spiffs by event", spiffs::by_event),
    ("cycles", cycles::cycle),
    ("cycles that somebody leaves", cycles::left_early),
    ("cash in full and pooled", cash::pooled),
    ("cash that fills the tiers", cash::threshold_first),
    ("instalments and dates", instalments::instalments),
    ("holdbacks", instalments::holdbacks),
    ("leavers with unpaid parts", instalments::leavers),
    ("clawbacks of what was earned", clawbacks::earned),
    ("clawbacks of what was paid", clawbacks::paid),
    ("draws and guarantees", draws::draws),
    ("currencies that come in", currencies::coming_in),
    ("currencies that are paid out", currencies::paid_out),
    ("ramps", quotas::ramps),
    ("spreads", quotas::spreads),
    ("multiples", quotas::multiples),
    ("roll-ups", overrides::rollups),
    ("limits together", limits::limits),
    ("remainders", tables::remainders),
    ("each transaction alone", tables::each_transaction),
    ("hand-overs", baselines::hand_overs),
    ("late facts", retro::late_facts),
];

const CREDITING: &str = "crediting:
  sources: [erp]
  rules: [{ id: own, when: 'tx.kind in [\"invoice\", \"credit_note\"]', to: tx.seller, category: sales, amount: tx.amount * split.share }]";

const SUM: &str = "'sum(credits.amount where credits.category == \"sales\")'";

const YEAR: (&str, &str) = ("2027-01-01", "2028-01-01");

const EUROS_BY_MONTH: &str = "currency: { plan: EUR }\ncalendar: { kind: month }";

/// A plan of 2027 in euros by months, with the usual crediting.
fn plan(rest: &str) -> String {
    plan_for(YEAR, EUROS_BY_MONTH, rest)
}

/// A plan with a crediting of its own.
fn plan_crediting(crediting: &str, rest: &str) -> String {
    plan_of(YEAR, EUROS_BY_MONTH, &format!("{crediting}\n{rest}"))
}

/// A plan with the usual crediting, and years, currency and calendar of its own.
fn plan_for(years: (&str, &str), currency_and_calendar: &str, rest: &str) -> String {
    plan_of(years, currency_and_calendar, &format!("{CREDITING}\n{rest}"))
}

fn plan_of((from, to): (&str, &str), currency_and_calendar: &str, rest: &str) -> String {
    format!(
        "schema: kam-plan/1
plan: oracle
version: 1
effective: {{ from: {from}, to: {to} }}
{currency_and_calendar}
rounding: {{ at: interval, digits: 2, mode: half_up }}
{rest}"
    )
}
