//! The plan as its people read it: what is paid for, how much, when, and the worked examples. Markdown, one sentence per line.

mod components;
mod terms;

use vocabulary::Ratio;

use crate::chart::payout_curve;
use crate::evaluate::{amount_text, percent_text};
use crate::example::{ExampleResult, run};
use crate::plan::{Component, Plan, QuotaSource};

/// Writes the whole document of a plan.
pub fn document(plan: &Plan) -> String {
    let mut page = Page::default();
    terms::opening(plan, &mut page);
    page.head("What you are paid for");
    for component in &plan.components {
        components::component(plan, component, &mut page);
        curve(plan, component, &mut page);
    }
    terms::besides(plan, &mut page);
    examples(plan, &mut page);
    page.head("This version");
    page.tell(format!("{} version {}, {}.", plan.name, plan.version, plan.hash()));
    page.text
}

/// A page being written.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn head(&mut self, words: &str) {
        self.line(&format!("\n## {words}\n"));
    }

    fn subhead(&mut self, words: &str) {
        self.line(&format!("\n### {words}\n"));
    }

    fn tell(&mut self, sentence: impl AsRef<str>) {
        self.line(sentence.as_ref());
    }

    /// A table of so many columns; nothing where there are no rows.
    fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        self.line(&format!("\n| {} |", heads.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(heads.len())));
        for row in rows {
            self.line(&format!("| {} |", row.join(" | ")));
        }
        self.line("");
    }

    fn line(&mut self, words: &str) {
        self.text.push_str(words);
        self.text.push('\n');
    }
}

/// The payout curve at the quota that the plan writes, or that its examples take.
fn curve(plan: &Plan, component: &Component, page: &mut Page) {
    let Some(measure) = plan.measure(&component.measure) else { return };
    let Some(rule) = &measure.quota else { return };
    let written = match &rule.of {
        QuotaSource::Literal(amount) => Some(amount.clone()),
        QuotaSource::Table(_) | QuotaSource::Members => None,
    };
    let of_examples = plan
        .examples
        .iter()
        .filter_map(|example| example.given.quotas.get(&measure.name)?.first());
    let Some(quota) = written.or_else(|| of_examples.map(|row| row.value.clone()).next()) else {
        return;
    };
    let target = plan.target_incentive.as_ref().zip(component.weight.as_ref());
    let target = target.and_then(|(incentive, weight)| {
        let exact = (&incentive.amount * weight).round(plan.rounding.digits, plan.rounding.mode);
        vocabulary::Money::round(&exact, plan.currency, plan.rounding.mode).ok()
    });
    let Some(curve) = payout_curve(plan, &component.id, &quota, target.as_ref()) else {
        return;
    };
    let code = plan.currency.code();
    page.tell(format!(
        "With a quota of {} {} a year's pay is:",
        amount_text(&quota),
        measure.unit.name()
    ));
    let rows: Vec<Vec<String>> = curve
        .points
        .iter()
        .map(|point| {
            let pay = match &point.jump {
                Some(jump) => format!("{} {code}, just above {} {code}", amount_text(&point.pay), amount_text(jump)),
                None => format!("{} {code}", amount_text(&point.pay)),
            };
            vec![percent_text(&point.attainment), amount_text(&(&point.attainment * &quota)), pay]
        })
        .collect();
    page.table(&["Attainment", &measure.said(), "Pay"], &rows);
    if curve.goes_on {
        page.tell("It goes on beyond the last line; there is no cap.");
    }
}

/// The examples that the plan is signed with, as they come out today.
fn examples(plan: &Plan, page: &mut Page) {
    if plan.examples.is_empty() {
        return;
    }
    page.head("Worked examples");
    for example in &plan.examples {
        let result = run(plan, example);
        page.subhead(&example.name);
        given(plan, example, page);
        page.table(&["Period", "What", "Comes to"], &lines(&result));
    }
}

fn given(plan: &Plan, example: &crate::example::Example, page: &mut Page) {
    let given = &example.given;
    if let Some(hired) = given.hired {
        page.tell(format!("Hired on {hired}."));
    }
    if let Some(leaves) = given.leaves {
        page.tell(format!("Leaves on {leaves}."));
    }
    for (name, rows) in &given.quotas {
        let amounts: Vec<String> = rows.iter().map(|row| amount_text(&row.value)).collect();
        page.tell(format!("Quota of {}: {}.", name.replace('_', " "), amounts.join(", ")));
    }
    for (name, value) in &given.measures {
        page.tell(format!("{} {}.", name.replace('_', " "), value.said()));
    }
    for (name, readings) in &given.kpis {
        let values: Vec<String> = readings
            .iter()
            .map(|reading| reading.value.as_ref().map_or_else(|| "missing".to_owned(), Ratio::to_string))
            .collect();
        page.tell(format!("{} {}.", name.replace('_', " "), values.join(", ")));
    }
    for transaction in given.transactions.iter().flatten() {
        page.tell(format!(
            "{}: {} {} of {}.",
            transaction.date,
            amount_text(&transaction.amount),
            transaction.currency.code(),
            transaction.document
        ));
    }
    for payment in &given.payments {
        page.tell(format!(
            "{}: the customer pays {} of {}.",
            payment.date,
            amount_text(&payment.amount),
            payment.of
        ));
    }
    for event in given.events.iter().flatten() {
        let said = plan
            .component(&event.kind)
            .map_or_else(|| event.kind.replace('_', " "), Component::said);
        page.tell(format!("{}: {said}.", event.date));
    }
}

fn lines(result: &ExampleResult) -> Vec<Vec<String>> {
    let line = |line: &crate::example::ExampleLine| vec![line.period.clone(), line.name.replace(['-', '_'], " "), line.actual.clone()];
    result.lines.iter().map(line).collect()
}
