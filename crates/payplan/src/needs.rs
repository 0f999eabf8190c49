//! What a plan needs besides the credits of each measure and period. A run that has nothing else must refuse such a
//! plan instead of paying by half of it.

use crate::expression::Condition;
use crate::plan::{CapPer, Component, ComponentKind, CreditAmount, CreditNoteTo, PayTiming, PayWhen, Payout, Plan, QuotaSource};

/// Something a plan asks for that credits alone do not answer, with the line that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub line: usize,
    /// A sentence for the analyst.
    pub what: String,
}

/// Everything that credits per measure and period do not answer, in the order of the plan.
pub fn beyond_credits(plan: &Plan) -> Vec<Need> {
    let mut needs = Vec::new();
    of_the_plan(plan, &mut needs);
    of_crediting(plan, &mut needs);
    for measure in &plan.measures {
        let read = plan
            .components
            .iter()
            .any(|component| component.measures().contains(&measure.name.as_str()));
        if read && !measure.is_plain_sum() {
            add(
                &mut needs,
                measure.line,
                format!("the measure {} is no plain sum of credits", measure.name),
            );
        }
        if measure.quota.as_ref().is_some_and(|quota| quota.of == QuotaSource::Members) {
            add(
                &mut needs,
                measure.line,
                format!("the quota of {} is the sum of a team's", measure.name),
            );
        }
    }
    for component in &plan.components {
        of_component(component, &mut needs);
    }
    needs
}

fn add(needs: &mut Vec<Need>, line: usize, what: String) {
    needs.push(Need { line, what });
}

fn of_the_plan(plan: &Plan, needs: &mut Vec<Need>) {
    let line = plan.title_line;
    if plan.exchange.table.is_some() {
        add(needs, line, "amounts in other currencies are converted".to_owned());
    }
    if plan.exchange.payout == Payout::Home {
        add(needs, line, "people are paid in their home currency".to_owned());
    }
    if plan.credit_note == Some(CreditNoteTo::OriginalHolder) {
        add(
            needs,
            line,
            "credit notes go to whoever held the account at the time of the invoice".to_owned(),
        );
    }
    if let Some(guarantee) = &plan.guarantee {
        add(needs, guarantee.line, "a draw or guarantee is paid and recovered".to_owned());
    }
    if plan.leaver.is_some() {
        add(needs, line, "leavers keep or lose what is not paid yet".to_owned());
    }
}

fn of_crediting(plan: &Plan, needs: &mut Vec<Need>) {
    let read = |category: &String| plan.measures.iter().any(|measure| measure.categories.contains(category));
    for rule in plan.crediting.rules.iter().filter(|rule| read(&rule.category)) {
        if has_formula(&rule.when) {
            add(
                needs,
                rule.line,
                format!("the condition of {} asks for more than a line's plain facts", rule.id),
            );
        }
        if matches!(rule.amount, CreditAmount::Formula(_)) {
            add(needs, rule.line, format!("{} credits by a formula", rule.id));
        }
    }
    for rollup in plan.crediting.rollups.iter().filter(|rollup| read(&rollup.category)) {
        add(needs, rollup.line, format!("{} credits the managers above", rollup.id));
    }
}

fn has_formula(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(has_formula),
        Condition::Not(part) => has_formula(part),
        Condition::Formula(_) => true,
        Condition::Compare { .. } | Condition::In { .. } => false,
    }
}

fn of_component(component: &Component, needs: &mut Vec<Need>) {
    let id = &component.id;
    let line = component.line;
    let kind = match &component.kind {
        ComponentKind::Rate(_) | ComponentKind::Tiers(_) | ComponentKind::Curve(_) | ComponentKind::Matrix(_) => None,
        ComponentKind::Scorecard(_) => Some("reads key figures"),
        ComponentKind::Mbo(_) => Some("pays for agreed objectives"),
        ComponentKind::Spiff(_) => Some("pays for single events"),
        ComponentKind::Cycle(_) => Some("runs over several years"),
        ComponentKind::Override(_) => Some("pays on credits that come up from others"),
    };
    let attached = &component.attached;
    let timing = match &attached.pay_when {
        None
        | Some(PayWhen {
            timing: PayTiming::PeriodEnd { .. },
            ..
        }) => None,
        Some(PayWhen {
            timing: PayTiming::Cash(_),
            ..
        }) => Some("is paid as the customers' money comes in"),
        Some(PayWhen {
            timing: PayTiming::Instalments(_) | PayTiming::Dates(_),
            ..
        }) => Some("is paid in instalments or on days of its own"),
    };
    let others = [
        (attached.holdback.is_some(), "keeps a share of each earning back"),
        (attached.clawback.is_some(), "takes earnings back"),
        (attached.windfall_review.is_some(), "holds windfalls for a review"),
        (attached.leaver.is_some(), "has terms for leavers"),
        (
            attached.cap.as_ref().is_some_and(|cap| cap.per == CapPer::Transaction),
            "caps single transactions",
        ),
    ];
    let others = others.into_iter().filter(|(stands, _)| *stands).map(|(_, what)| what);
    for what in kind.into_iter().chain(timing).chain(others) {
        add(needs, line, format!("{id} {what}"));
    }
}
