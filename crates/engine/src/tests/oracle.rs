//! Crediting again, written from the specification in plain loops over facts and ratios, to be compared with the kernel.

use std::collections::BTreeMap;

use crate::{Comparison, Condition, CreditTo, Crediting, CreditingRule, Credits, Fact, FactKind, TextField};
use vocabulary::{Currency, Period, Ratio};

/// (payee, rule, category, period, currency) → (amount, lines).
type ByPayee = BTreeMap<(String, String, String, String, Currency), (Ratio, u64)>;

/// What both ways must agree on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    totals: ByPayee,
    /// (reason, document, line).
    uncredited: Vec<(String, String, String)>,
    uncredited_totals: BTreeMap<(String, Currency), Ratio>,
    /// direct, overlay only, uncredited.
    control: BTreeMap<(FactKind, Currency), [Ratio; 3]>,
    facts: u64,
    superseded: u64,
}

impl Verdict {
    pub(super) fn of(credits: &Credits) -> Verdict {
        let mut verdict = Verdict {
            facts: credits.facts,
            superseded: credits.superseded,
            ..Verdict::default()
        };
        for t in credits.totals.iter() {
            let [payee, rule, category, period] = [t.payee, t.rule, t.category, t.period].map(str::to_owned);
            let key = (payee, rule, category, period, t.currency);
            assert_eq!(verdict.totals.insert(key, (t.amount, t.lines)), None);
        }
        for fact in &credits.uncredited {
            verdict
                .uncredited
                .push((fact.reason.name().to_owned(), fact.document.clone(), fact.line.clone()));
        }
        for total in &credits.uncredited_totals {
            verdict
                .uncredited_totals
                .insert((total.reason.clone(), total.currency), total.amount.to_ratio());
        }
        for c in &credits.control {
            assert_eq!(
                c.facts.to_ratio(),
                c.direct.to_ratio() + c.overlay_only.to_ratio() + c.uncredited.to_ratio()
            );
            let ends = [c.direct.to_ratio(), c.overlay_only.to_ratio(), c.uncredited.to_ratio()];
            verdict.control.insert((c.kind, c.currency), ends);
        }
        verdict.uncredited.sort();
        verdict
    }
}

/// The newest version of every fact; batches come oldest first.
pub(super) fn newest(batches: &[Vec<Fact>]) -> Vec<Fact> {
    let mut facts = BTreeMap::new();
    for fact in batches.iter().flatten() {
        facts.insert((fact.source.clone(), fact.document.clone(), fact.line.clone()), fact.clone());
    }
    facts.into_values().collect()
}

pub(super) fn credit(batches: &[Vec<Fact>], crediting: &Crediting, periods: &[Period]) -> Verdict {
    let facts = newest(batches);
    let mut verdict = Verdict::default();
    let read: usize = batches.iter().map(Vec::len).sum();
    verdict.facts = u64::try_from(facts.len()).unwrap();
    verdict.superseded = u64::try_from(read - facts.len()).unwrap();
    for fact in &facts {
        let amount = fact.amount.to_ratio();
        let (credits, end) = judge(fact, crediting, periods);
        for (rule, period, payee, share) in credits {
            let (rule, period) = (rule.clone(), period.name.clone());
            let key = (payee, rule.id, rule.category, period, fact.currency);
            let credited = &amount * &share;
            add(verdict.totals.entry(key).or_insert((Ratio::zero(), 0)), &credited);
        }
        let ends = verdict
            .control
            .entry((fact.kind, fact.currency))
            .or_insert_with(|| [Ratio::zero(), Ratio::zero(), Ratio::zero()]);
        let place = match &end {
            End::Direct => 0,
            End::OverlayOnly => 1,
            End::Uncredited(_) => 2,
        };
        ends[place] = &ends[place] + &amount;
        if let End::Uncredited(reason) = end {
            verdict
                .uncredited
                .push((reason.to_owned(), fact.document.clone(), fact.line.clone()));
            let total = verdict
                .uncredited_totals
                .entry((reason.to_owned(), fact.currency))
                .or_insert(Ratio::zero());
            *total = &*total + &amount;
        }
    }
    verdict.uncredited.sort();
    verdict
}

fn add(sum: &mut (Ratio, u64), credited: &Ratio) {
    sum.0 = &sum.0 + credited;
    sum.1 += 1;
}

enum End {
    Direct,
    OverlayOnly,
    Uncredited(&'static str),
}

type Given<'a> = (&'a CreditingRule, &'a Period, String, Ratio);

fn judge<'a>(fact: &Fact, crediting: &'a Crediting, periods: &'a [Period]) -> (Vec<Given<'a>>, End) {
    let Some(period) = periods.iter().find(|period| period.from <= fact.date && fact.date < period.to) else {
        return (Vec::new(), End::Uncredited("outside_periods"));
    };
    let mut given = Vec::new();
    let mut end = None;
    for rule in &crediting.rules {
        if !meets(&rule.when, fact, crediting) || (!rule.overlay && end.is_some()) {
            continue;
        }
        let mut parts: Vec<(String, Ratio)> = Vec::new();
        let mut refused = None;
        match &rule.to {
            CreditTo::Seller => match &fact.seller {
                Some(seller) => parts.push((seller.clone(), Ratio::one())),
                None => refused = Some("no_seller"),
            },
            CreditTo::Holders { role } => {
                let mut held: BTreeMap<String, Ratio> = BTreeMap::new();
                for holding in crediting.holdings.iter() {
                    let current = holding.interval.contains(fact.date) && !holding.share.is_zero();
                    if holding.role == *role && holding.account == fact.account && current {
                        let share = held.entry(holding.payee.clone()).or_insert(Ratio::zero());
                        *share = &*share + &holding.share;
                    }
                }
                let total: Ratio = held.values().cloned().sum();
                if held.is_empty() {
                    refused = Some("no_holder");
                } else if !rule.overlay && total != Ratio::one() {
                    refused = Some("shares_not_whole");
                } else {
                    parts = held.into_iter().collect();
                }
            }
        }
        for (payee, share) in parts {
            given.push((rule, period, payee, if rule.by_share { share } else { Ratio::one() }));
        }
        if !rule.overlay {
            end = Some(refused.map_or(End::Direct, End::Uncredited));
        }
    }
    let end = end.unwrap_or(if given.is_empty() {
        End::Uncredited("no_rule")
    } else {
        End::OverlayOnly
    });
    (given, end)
}

fn meets(condition: &Condition, fact: &Fact, crediting: &Crediting) -> bool {
    match condition {
        Condition::Always => true,
        Condition::Not(inner) => !meets(inner, fact, crediting),
        Condition::All(all) => all.iter().all(|inner| meets(inner, fact, crediting)),
        Condition::Any(any) => any.iter().any(|inner| meets(inner, fact, crediting)),
        Condition::Text { field, among } => {
            let text = match field {
                TextField::Kind => Some(fact.kind.as_str().to_owned()),
                TextField::Source => Some(fact.source.clone()),
                TextField::Account => Some(fact.account.clone()),
                TextField::AccountClass => crediting.account_classes.get(&fact.account).cloned(),
                TextField::Product => fact.product.clone(),
                TextField::ProductFamily => fact
                    .product
                    .as_ref()
                    .and_then(|product| crediting.product_families.get(product))
                    .cloned(),
                TextField::Seller => fact.seller.clone(),
                TextField::Currency => Some(fact.currency.code().to_owned()),
                TextField::Document => Some(fact.document.clone()),
            };
            text.is_some_and(|text| among.contains(&text))
        }
        Condition::Amount { cmp, than, currency } => fact.currency == *currency && compares(*cmp, &fact.amount.to_ratio(), than),
        Condition::Date { cmp, than } => compares(*cmp, &fact.date, than),
    }
}

fn compares<T: PartialOrd>(cmp: Comparison, left: &T, right: &T) -> bool {
    match cmp {
        Comparison::Below => left < right,
        Comparison::AtMost => left <= right,
        Comparison::Equal => left == right,
        Comparison::Different => left != right,
        Comparison::AtLeast => left >= right,
        Comparison::Above => left > right,
    }
}
