//! One component in words: its measure, its function, what hangs on it.

use super::Page;
use crate::curve::{Beyond, Curve, CurveOver, Lookup};
use crate::evaluate::{amount_text, percent_text};
use crate::expression::Comparison;
use crate::plan::{
    Bound, CashRule, ClawbackBasis, ClawbackShare, Component, ComponentKind, Cycle, EarnOn, Gate, ItemReading, Matrix, Mbo, MissingKpi,
    PayTiming, Plan, PoolSource, RateSource, Scorecard, Spiff, SpiffAmount, Unit,
};
use crate::tiers::{TierBy, TierMode, TierPay, Tiers};

pub(super) fn component(plan: &Plan, component: &Component, page: &mut Page) {
    page.subhead(&component.said());
    if let Some(text) = &component.text {
        page.tell(text.trim());
    }
    if let (Some(weight), Some(incentive)) = (&component.weight, &plan.target_incentive) {
        page.tell(format!(
            "It is {} of your target incentive: {} {} a year at target.",
            percent_text(weight),
            amount_text(&(&incentive.amount * weight)),
            plan.currency.code()
        ));
    }
    if let Some(measure) = plan.measure(&component.measure) {
        page.tell(format!("It is measured by {}, over a {}.", measure.said(), measure.interval));
    }
    match &component.kind {
        ComponentKind::Rate(rate) | ComponentKind::Override(rate) => match rate {
            RateSource::Literal(rate) => page.tell(format!("It pays {} of it.", percent_text(rate))),
            RateSource::Table(table) => page.tell(format!("It pays your rate in the table {}.", table.table)),
        },
        ComponentKind::Tiers(tiers) => tiers_in_words(plan, tiers, page),
        ComponentKind::Curve(curve) => curve_in_words(plan, component, curve, page),
        ComponentKind::Matrix(matrix) => matrix_in_words(matrix, "your target", page),
        ComponentKind::Scorecard(card) => scorecard(card, page),
        ComponentKind::Mbo(mbo) => objectives(mbo, page),
        ComponentKind::Spiff(spiff) => spiff_in_words(plan, spiff, page),
        ComponentKind::Cycle(cycle) => cycle_in_words(plan, cycle, page),
    }
    attached(plan, component, page);
}

fn tiers_in_words(plan: &Plan, tiers: &Tiers, page: &mut Page) {
    page.tell(match tiers.mode {
        TierMode::Flat => "The tier you reach pays its rate on everything.",
        TierMode::Marginal => "Each slice pays its own rate.",
        TierMode::Interpolated => "A slice that is partly filled pays that part of its amount.",
    });
    if tiers.by == TierBy::EachTransaction {
        page.tell("Each transaction runs through the table on its own.");
    }
    let mut from: Option<String> = None;
    let mut rows = Vec::new();
    for row in &tiers.rows {
        let to = row.to.as_ref().map(|to| match tiers.by {
            TierBy::Attainment => format!("{} of quota", percent_text(to)),
            TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => format!("{} {}", amount_text(to), plan.currency.code()),
        });
        let slice = match (&from, &to) {
            (None, Some(to)) => format!("up to {to}"),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("above {from}"),
            (None, None) => "everything".to_owned(),
        };
        let pays = match &row.pays {
            TierPay::Rate(rate) => percent_text(rate),
            TierPay::Amount(amount) => format!("{} {}", amount_text(amount), plan.currency.code()),
            TierPay::Multiple(times) => format!("{} times target ÷ quota", amount_text(times)),
        };
        rows.push(vec![slice, pays]);
        from = to;
    }
    page.table(&["Slice", "Pays"], &rows);
}

fn curve_in_words(plan: &Plan, component: &Component, curve: &Curve, page: &mut Page) {
    let ratio = plan.measure(&component.measure).is_some_and(|measure| measure.unit == Unit::Ratio);
    let rows: Vec<Vec<String>> = curve
        .points
        .iter()
        .map(|point| {
            let at = if curve.over == CurveOver::Attainment || ratio {
                percent_text(&point.at)
            } else {
                amount_text(&point.at)
            };
            vec![at, percent_text(&point.pays)]
        })
        .collect();
    page.table(&["At", "Of your target"], &rows);
    page.tell(match curve.lookup {
        Lookup::Floor => "Between two lines the lower one holds.",
        Lookup::Interpolate => "Between two lines it rises evenly.",
    });
    match &curve.beyond {
        Beyond::Last => page.tell("Beyond the last line it stays as it is."),
        Beyond::Extend => page.tell("Beyond the last line it goes on with the same slope."),
        Beyond::Share(share) => page.tell(format!("Beyond the last line it pays {}.", percent_text(share))),
    }
}

fn matrix_in_words(matrix: &Matrix, of: &str, page: &mut Page) {
    let mut heads = vec![format!(
        "{} down, {} across",
        matrix.rows.measure.replace('_', " "),
        matrix.cols.measure.replace('_', " ")
    )];
    heads.extend(matrix.cols.at.iter().map(|at| format!("from {}", percent_text(at))));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = matrix.rows.at.iter().zip(&matrix.payout).map(|(at, line)| {
        let mut row = vec![format!("from {}", percent_text(at))];
        row.extend(line.iter().map(percent_text));
        row
    });
    page.tell(format!("The cell you reach says how much of {of} is paid."));
    page.table(&heads, &rows.collect::<Vec<_>>());
}

fn scorecard(card: &Scorecard, page: &mut Page) {
    let rows = card.items.iter().map(|item| {
        let scored = match &item.reading {
            ItemReading::Curve(curve) => {
                let points: Vec<String> = curve
                    .points
                    .iter()
                    .map(|point| format!("{} scores {}", point.at, percent_text(&point.pays)))
                    .collect();
                points.join(", ")
            }
            ItemReading::Quotient { target, .. } => format!("against a target of {target}"),
        };
        vec![item.kpi.replace('_', " "), percent_text(&item.weight), scored]
    });
    page.table(&["Key figure", "Weight", "Score"], &rows.collect::<Vec<_>>());
    page.tell(match card.missing {
        MissingKpi::ReweightOthers => "A figure that is missing leaves its weight to the others.",
        MissingKpi::Hold => "While a figure is missing, the component waits.",
        MissingKpi::Zero => "A figure that is missing scores nothing.",
    });
    if let Some(cap) = &card.cap {
        page.tell(format!("The whole score is at most {}.", percent_text(cap)));
    }
}

fn objectives(mbo: &Mbo, page: &mut Page) {
    let rows = mbo
        .objectives
        .iter()
        .map(|objective| vec![objective.id.replace('-', " "), percent_text(&objective.weight)]);
    page.table(&["Objective", "Weight"], &rows.collect::<Vec<_>>());
}

fn spiff_in_words(plan: &Plan, spiff: &Spiff, page: &mut Page) {
    let code = plan.currency.code();
    let last = spiff.window.end().map(|end| format!(" to {}", end.prev())).unwrap_or_default();
    match &spiff.amount {
        SpiffAmount::Literal(amount) => page.tell(format!(
            "Each event from {}{last} pays {} {code}.",
            spiff.window.start(),
            amount_text(amount)
        )),
        SpiffAmount::Formula(_) => page.tell(format!("Each event from {}{last} pays an amount of its own.", spiff.window.start())),
    }
    if let Some(times) = spiff.per_person {
        page.tell(format!("At most {times} for each person."));
    }
    if let Some(budget) = &spiff.budget {
        page.tell(format!(
            "The budget for everybody is {} {code}; earlier events come first.",
            amount_text(budget)
        ));
    }
}

fn cycle_in_words(plan: &Plan, cycle: &Cycle, page: &mut Page) {
    page.tell(format!(
        "It runs for {} years, from {} to {}.",
        cycle.years,
        cycle.from,
        cycle.end().prev()
    ));
    match &cycle.pool {
        PoolSource::Literal(pool) => page.tell(format!("Its pool is {} {}.", amount_text(pool), plan.currency.code())),
        PoolSource::Table(table) => page.tell(format!("Its pool stands in the table {}.", table.table)),
    }
    for interim in &cycle.interim {
        let by = if interim.by_milestones { ", by the milestones reached" } else { "" };
        page.tell(format!(
            "After year {} up to {} of the pool is paid{by}; it counts against the final sum.",
            interim.after_year,
            percent_text(&interim.up_to)
        ));
    }
    let rows = cycle
        .milestones
        .iter()
        .map(|milestone| vec![milestone.id.replace('-', " "), percent_text(&milestone.weight)]);
    page.table(&["Milestone", "Weight"], &rows.collect::<Vec<_>>());
    matrix_in_words(&cycle.finale, "the pool", page);
}

fn gate_in_words(gate: &Gate) -> String {
    let with = if gate.by_attainment {
        format!("{} of quota", percent_text(&gate.with))
    } else {
        amount_text(&gate.with)
    };
    let how = match gate.how {
        Comparison::Equal => "exactly",
        Comparison::NotEqual => "not",
        Comparison::Less => "below",
        Comparison::LessOrEqual => "at most",
        Comparison::Greater => "above",
        Comparison::GreaterOrEqual => "at least",
    };
    format!("{} is {how} {with}", gate.measure.replace('_', " "))
}

fn attached(plan: &Plan, component: &Component, page: &mut Page) {
    let attached = &component.attached;
    let code = plan.currency.code();
    if let Some(measure) = &attached.times {
        page.tell(format!("The payout is multiplied by {}.", measure.replace('_', " ")));
    }
    for gate in &attached.gates {
        let because = gate
            .because
            .as_ref()
            .map(|because| format!(" The reason: {because}."))
            .unwrap_or_default();
        page.tell(format!(
            "Unless {}, {} of the payout stays.{because}",
            gate_in_words(gate),
            percent_text(&gate.otherwise)
        ));
    }
    if let Some(cap) = &attached.cap {
        let at = match &cap.at {
            Bound::Amount(amount) => format!("{} {code}", amount_text(amount)),
            Bound::OfTarget(share) => format!("{} of the target", percent_text(share)),
        };
        let unless = cap
            .unless
            .as_ref()
            .map(|gate| format!(", unless {}", gate_in_words(gate)))
            .unwrap_or_default();
        page.tell(format!("It pays at most {at}{unless}."));
    }
    match attached.earn_on {
        Some(EarnOn::Booking) => page.tell("It is earned when the order is booked."),
        Some(EarnOn::InvoicePosted) => page.tell("It is earned when the invoice is posted."),
        None => {}
    }
    true_up(plan, component, page);
    if let Some(review) = &attached.windfall_review {
        page.tell(format!(
            "What is more than {} times the target is looked at by {} before it is paid.",
            amount_text(&review.over),
            review.approver
        ));
    }
    when_paid(component, page);
    if let Some(holdback) = &attached.holdback {
        page.tell(format!(
            "{} of each earning is kept back and paid later.",
            percent_text(&holdback.share)
        ));
    }
    if let Some(clawback) = &attached.clawback {
        let share = match &clawback.share {
            ClawbackShare::Percent(share) => percent_text(share),
            ClawbackShare::LinearRemainingTerm => "the share of the contract's remaining term".to_owned(),
        };
        let basis = match clawback.basis {
            ClawbackBasis::Paid => "what was paid on it is taken back, and what was not paid lapses",
            ClawbackBasis::Earned => "what was earned on it is taken back",
        };
        page.tell(format!(
            "When a contract ends in its first {} months, {share} of {basis}.",
            clawback.first_months
        ));
    }
    if let Some(terms) = attached.leaver {
        page.tell(super::terms::leavers(terms));
    }
    if let Some(because) = &attached.because {
        page.tell(format!("The reason: {because}."));
    }
}

fn true_up(plan: &Plan, component: &Component, page: &mut Page) {
    let Some(true_up) = &component.attached.true_up else { return };
    let over = true_up.interval.map(|interval| format!(" of the {interval}")).unwrap_or_default();
    page.tell(format!(
        "Each period earns the value to date{over} less what earlier periods earned."
    ));
    if let Some(floor) = &true_up.floor {
        page.tell(format!(
            "The value to date is never below {} {}.",
            amount_text(floor),
            plan.currency.code()
        ));
    }
}

fn when_paid(component: &Component, page: &mut Page) {
    match component.attached.pay_when.as_ref().map(|when| &when.timing) {
        None => {}
        Some(PayTiming::PeriodEnd { days }) => page.tell(format!("It is paid {days} days after the end of the period.")),
        Some(PayTiming::Cash(CashRule::Full)) => page.tell("It is paid once the customer has paid in full."),
        Some(PayTiming::Cash(CashRule::Pooled)) => page.tell("It is paid as the customers pay: the paid share of the whole."),
        Some(PayTiming::Cash(CashRule::ThresholdFirst)) => {
            page.tell("It is paid as the customers pay; the first money fills the lower tiers.")
        }
        Some(PayTiming::Instalments(instalments)) => {
            let shares: Vec<String> = instalments.iter().map(|each| percent_text(&each.share)).collect();
            page.tell(format!("It is paid in instalments of {}.", shares.join(", ")));
        }
        Some(PayTiming::Dates(days)) => {
            let days: Vec<String> = days.iter().map(ToString::to_string).collect();
            page.tell(format!("It is paid on {}.", days.join(", ")));
        }
    }
}
