//! Quotas of newcomers: ramps from hire, spreads of a year through part of it, sums over a team, and tiers that pay a
//! multiple of target ÷ quota.

use super::numbers::{Date, Number, cents, decimal, first_of, last_of, money, none, part, percent, whole};
use super::tables::Tiers;
use super::{Case, Chance, SUM, plan};

const LENGTHS: [(&str, i64); 3] = [("month", 1), ("quarter", 3), ("year", 12)];

/// Every employed day of an interval weighs the share of its step; days before hire weigh nothing.
pub(super) fn ramps(chance: &mut Chance) -> Case {
    let (interval, months) = chance.one_of(&LENGTHS);
    let amount = chance.between(1_000, 900_000);
    let steps: Vec<(i64, i64)> = (0..chance.between(1, 3))
        .map(|_| (chance.between(1, 4), chance.between(5, 120)))
        .collect();
    let hired = first_of(chance.between(-2, 11)) + chance.one_of(&[0, 0, 0, 9, 14, 29]);
    let tiers = Tiers::chosen(chance, 90);
    let ramp: Vec<String> = steps
        .iter()
        .map(|(months, share)| format!("{{ months: {months}, share: {share}% }}"))
        .collect();
    let mut case = Case::new(plan(&format!(
        "proration: {{ of: annual, basis: calendar_days, applies_to: [quota] }}
measures:
  sales: {{ unit: EUR, interval: {interval}, value: {SUM}, quota: {{ amount: {amount} EUR, ramp: [{}] }}, attain_against: interval }}
components:
  - {{ id: pay, kind: commission.tiers, measure: sales, tiers: {{ mode: marginal, by: attainment, boundary: lower_tier, rows: [{}] }} }}",
        ramp.join(", "),
        tiers.rows("%")
    )));
    case.given(format!("participant: {{ hired: {hired} }}"));
    let share_on = |day: Date| {
        // Counted from hire: two months from 30 January end on 30 March.
        let mut from_hire = 0;
        for (months, share) in &steps {
            from_hire += months;
            if day < hired.plus_months(from_hire) {
                return percent(*share);
            }
        }
        whole(1)
    };
    let mut values = Vec::new();
    let (year, hire_month, _) = hired.parts();
    let first = if year < 2027 { 1 } else { hire_month };
    let sold: Vec<i64> = (1..=12)
        .map(|month| {
            let sold = if month < first { 0 } else { chance.between(0, 90_000_000) };
            values.push(format!("2027-{month:02}: {} EUR", money(sold)));
            sold
        })
        .collect();
    case.given(format!("measures: {{ sales: {{ {} }} }}", values.join(", ")));
    for from in (0..12 / months)
        .map(|number| number * months + 1)
        .filter(|from| from + months > first)
    {
        let (start, end) = (first_of(from), first_of(from + months));
        let days = start.days_to(end);
        let weighed: Number = (0..days).map(|day| start + day).filter(|day| *day >= hired).map(share_on).sum();
        let quota = whole(amount) * weighed / whole(days);
        let name = match months {
            1 => format!("2027-{from:02}"),
            3 => format!("2027-Q{}", (from + 2) / 3),
            _ => "2027".to_owned(),
        };
        let made: i64 = (from..from + months).map(|month| sold[usize::try_from(month - 1).unwrap()]).sum();
        let pay = tiers.marginal(&part(made, 100), &(&quota / whole(100)));
        case.expect(&name, "quota.sales", decimal(&quota, 6));
        case.expect(&name, "pay", money(cents(&pay)));
    }
    case
}

/// What of a year's quota is due by a month, for somebody who comes or goes within the year.
pub(super) fn spreads(chance: &mut Chance) -> Case {
    let of = chance.one_of(&["annual", "spread"]);
    let amount = chance.between(1_000, 900_000);
    let (a, b, c) = (chance.between(0, 40), chance.between(0, 30), chance.between(1, 30));
    let weights = [a, b, c, 100 - a - b - c];
    let spread: Vec<String> = (1..=4)
        .zip(weights)
        .map(|(quarter, weight)| format!("q{quarter}: {weight}%"))
        .collect();
    let against = chance.one_of(&["interval", "spread_to_date"]);
    let mut case = Case::new(plan(&format!(
        "proration: {{ of: {of}, basis: calendar_days, applies_to: [quota] }}
measures:
  sales: {{ unit: EUR, interval: year, value: {SUM}, quota: {{ amount: {amount} EUR, spread: {{ {} }} }}, attain_against: {against} }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 1% }}",
        spread.join(", ")
    )));
    let hired = first_of(1) + if chance.one_in(2) { -40 } else { chance.between(1, 300) };
    let leaves = chance.one_in(2).then(|| hired.max(first_of(1)) + chance.between(1, 60));
    let leaving = leaves.map_or_else(String::new, |day| format!(", leaves: {day}"));
    case.given(format!("participant: {{ hired: {hired}{leaving} }}"));
    let to = leaves.unwrap_or(first_of(13)).min(first_of(13));
    let from = hired.max(first_of(1));
    let employed = |start: Date, end: Date| from.max(start).days_to(to.min(end)).max(0);
    // The spread's share of the employed days up to a day.
    let due = |until: Date| -> Number {
        let slices = (0..4).zip(weights).map(|(quarter, weight)| {
            let (start, end) = (first_of(3 * quarter + 1), first_of(3 * quarter + 4));
            percent(weight) * part(employed(start, end.min(until)), start.days_to(end))
        });
        slices.sum()
    };
    let whole_year = due(first_of(13));
    for month in (1..=12).filter(|month| first_of(month + 1) > from && first_of(*month) < to) {
        let until = if against == "interval" { first_of(13) } else { first_of(month + 1) };
        let quota = match of {
            "spread" => whole(amount) * due(until),
            _ if whole_year == none() => continue,
            _ => whole(amount) * part(employed(first_of(1), first_of(13)), 365) * due(until) / &whole_year,
        };
        case.expect(format!("2027-{month:02}"), "quota.sales", decimal(&quota, 6));
    }
    if case.figures().is_empty() {
        case.expect("2027", "total_incentive", money(0));
        case.facts("transactions", Vec::new());
    }
    case
}

/// Tiers by multiples of target ÷ quota; the quota may be a team's sum.
pub(super) fn multiples(chance: &mut Chance) -> Case {
    let target = chance.between(1_000, 90_000);
    let weight = chance.between(1, 100);
    let multiples: Vec<i64> = (0..3).map(|_| chance.between(0, 400)).collect();
    let (low, high) = (chance.between(1, 90), chance.between(91, 180));
    let flat = chance.one_in(2);
    let prorated = chance.one_in(2);
    let members: Vec<i64> = (0..chance.between(1, 4)).map(|_| chance.between(1_000, 400_000)).collect();
    let team = chance.one_in(2);
    let quota = if team {
        "{ sum_of: members }".to_owned()
    } else {
        format!("{} EUR", members.iter().sum::<i64>())
    };
    let times = |number: usize| format!("multiple: {}.{:02}x", multiples[number] / 100, multiples[number] % 100);
    let mut case = Case::new(plan(&format!(
        "proration: {{ of: annual, basis: calendar_days, applies_to: [quota{}] }}
target_incentive: {{ amount: {target} EUR, per: year }}
measures:
  sales: {{ unit: EUR, interval: year, value: {SUM}, quota: {quota}, attain_against: interval }}
components:
  - {{ id: other, kind: commission.rate, measure: sales, rate: 0%, weight: {}% }}
  - {{ id: pay, kind: commission.tiers, measure: sales, weight: {weight}%, tiers: {{ mode: {}, by: attainment, boundary: lower_tier, rows: [{{ to: {low}%, {} }}, {{ to: {high}%, {} }}, {{ to: open, {} }}] }} }}",
        if prorated { ", target_incentive" } else { "" },
        100 - weight,
        if flat { "flat" } else { "marginal" },
        times(0),
        times(1),
        times(2),
    )));
    let hired = first_of(1) + if chance.one_in(2) { 0 } else { chance.between(1, 300) };
    case.given(format!("participant: {{ hired: {hired} }}"));
    if team {
        let members: Vec<String> = members
            .iter()
            .enumerate()
            .map(|(number, amount)| format!("p{number}: {amount} EUR"))
            .collect();
        case.given(format!("quotas: {{ sales: {{ members: {{ {} }} }} }}", members.join(", ")));
    }
    let sold = chance.between(0, 2 * members.iter().sum::<i64>());
    case.given(format!("measures: {{ sales: {sold} EUR }}"));
    let active = part(hired.days_to(last_of(12) + 1), 365);
    let quota = whole(members.iter().sum()) * &active;
    let of_year = whole(target) * percent(weight);
    let target = if prorated { of_year * &active } else { of_year };
    let rate = |number: usize| part(multiples[number], 100) * &target / &quota;
    let (sold, low, high) = (whole(sold), percent(low) * &quota, percent(high) * &quota);
    let pay = if flat {
        let row = usize::from(sold > low) + usize::from(sold > high);
        rate(row) * &sold
    } else {
        let above = |edge: &Number| if sold > *edge { &sold - edge } else { none() };
        rate(0) * &sold + (rate(1) - rate(0)) * above(&low) + (rate(2) - rate(1)) * above(&high)
    };
    case.expect("2027", "target.pay", money(cents(&target)));
    case.expect("2027", "quota.sales", decimal(&quota, 6));
    case.expect("2027", "pay", money(cents(&pay)));
    case
}
