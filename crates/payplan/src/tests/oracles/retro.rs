//! Facts that become known after their period was closed: no figure of that period changes, the difference falls into
//! the first period that was open on that day.

use super::numbers::{Date, Number, cents, first_of, money, part, whole};
use super::tables::Tiers;
use super::{Case, Chance, SUM, plan};

pub(super) fn late_facts(chance: &mut Chance) -> Case {
    let (interval, months) = chance.one_of(&[("month", 1), ("quarter", 3), ("year", 12)]);
    let tiers = Tiers::chosen(chance, 3_000);
    let mut case = Case::of_some_months(
        plan(&format!(
            "measures:
  sales: {{ unit: EUR, interval: {interval}, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.tiers, measure: sales, tiers: {{ mode: marginal, by: amount, boundary: lower_tier, rows: [{}] }} }}",
            tiers.rows(" EUR")
        )),
        chance,
    );
    // The first months are closed, each some days after its end and not before the one before it.
    let last_closed = chance.between(0, 11);
    let mut closed: Vec<Date> = Vec::new();
    for month in 1..=last_closed {
        let day = first_of(month + 1) + chance.between(0, 40);
        closed.push(closed.last().map_or(day, |before| day.max(*before)));
    }
    if !closed.is_empty() {
        let closed: Vec<String> = (1..).zip(&closed).map(|(month, day)| format!("2027-{month:02}: {day}")).collect();
        case.given(format!("closed: {{ {} }}", closed.join(", ")));
    }
    let mut invoices: Vec<(i64, i64, i64)> = Vec::new();
    let mut lines = Vec::new();
    for number in 0..chance.between(0, 8) {
        let (month, amount) = (chance.between(1, 12), chance.between(-50_000, 300_000));
        let date = first_of(month) + chance.between(0, 27);
        let mut recorded = date + if chance.one_in(3) { chance.between(1, 200) } else { 0 };
        while closed.contains(&recorded) {
            recorded = recorded + 1;
        }
        // The month in which the fact counts first: its own, or the first one that is not closed on that day.
        let mut counts = month;
        while closed.get(usize::try_from(counts - 1).unwrap()).is_some_and(|day| *day < recorded) {
            counts += 1;
        }
        invoices.push((month, counts, amount));
        lines.push(format!(
            "date: {date}, recorded: {recorded}, kind: invoice, document: D-{number}, amount: {} EUR",
            money(amount)
        ));
    }
    case.facts("transactions", lines);
    let mut before = 0;
    for month in 1..=12 {
        let froms = (0..12 / months).map(|number| number * months + 1).filter(|from| *from <= month);
        let now: i64 = froms
            .map(|from| {
                let inside = |sold: i64| (from..from + months).contains(&sold) && sold <= month;
                let known = invoices.iter().filter(|(sold, counts, _)| inside(*sold) && *counts <= month);
                let sales: Number = known.map(|(_, _, amount)| part(*amount, 100)).sum();
                cents(&tiers.marginal(&sales, &whole(1)))
            })
            .sum();
        case.expect(format!("2027-{month:02}"), "pay", money(now - before));
        before = now;
    }
    case
}
