//! Tables of tiers: laid over the whole, over what earlier slices left, or over each transaction alone.

use super::numbers::{Number, cents, first_of, least, money, none, part, whole};
use super::{Case, Chance, SUM, plan};

/// Bounds in whole units and rates in basis points; there is one rate more than there are bounds.
#[derive(Clone, Debug)]
pub(super) struct Tiers {
    pub(super) bounds: Vec<i64>,
    pub(super) rates: Vec<i64>,
}

impl Tiers {
    pub(super) fn chosen(chance: &mut Chance, widest: i64) -> Tiers {
        let mut bound = 0;
        let bounds: Vec<i64> = (0..chance.between(1, 3))
            .map(|_| {
                bound += chance.between(1, widest);
                bound
            })
            .collect();
        let rates = (0..=bounds.len()).map(|_| chance.between(0, 2_500)).collect();
        Tiers { bounds, rates }
    }

    /// The rows as a plan writes them, with the unit of the bounds.
    pub(super) fn rows(&self, unit: &str) -> String {
        let rows: Vec<String> = self
            .rates
            .iter()
            .enumerate()
            .map(|(row, rate)| {
                let to = self
                    .bounds
                    .get(row)
                    .map_or_else(|| "open".to_owned(), |bound| format!("{bound}{unit}"));
                format!("{{ to: {to}, rate: {}.{:02}% }}", rate / 100, rate % 100)
            })
            .collect();
        rows.join(", ")
    }

    fn rate(&self, row: usize) -> Number {
        part(self.rates[row], 10_000)
    }

    /// Each slice at its own rate; what is negative at the first rate. One unit of the bounds is worth `unit`.
    pub(super) fn marginal(&self, value: &Number, unit: &Number) -> Number {
        let mut pay = self.rate(0) * value;
        for (row, bound) in self.bounds.iter().enumerate() {
            let above = value - whole(*bound) * unit;
            if above > none() {
                pay += (self.rate(row + 1) - self.rate(row)) * above;
            }
        }
        pay
    }

    /// The highest tier reached pays for all; exactly on a bound is the lower tier.
    pub(super) fn flat(&self, value: &Number, unit: &Number) -> Number {
        let above = self.bounds.iter().filter(|bound| *value > whole(**bound) * unit);
        self.rate(above.count()) * value
    }

    /// Each row takes its rate off what the rows before left, as far as its width goes.
    fn of_the_remainder(&self, value: &Number) -> Number {
        let (mut left, mut lower, mut pay) = (value.clone(), 0, none());
        for row in 0..self.rates.len() {
            let upper = self.bounds.get(row).copied();
            let width = upper.map_or_else(|| left.clone(), |upper| least(whole(upper - lower), left.clone()));
            let slice = width * self.rate(row);
            left -= &slice;
            pay += slice;
            lower = upper.unwrap_or(lower);
        }
        pay
    }
}

/// `by: remainder`: a share of the first slice, then a share of what is left.
pub(super) fn remainders(chance: &mut Chance) -> Case {
    let tiers = Tiers::chosen(chance, 3_000);
    let mut case = Case::new(plan(&format!(
        "measures:
  sales: {{ unit: EUR, interval: year, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.tiers, measure: sales, tiers: {{ mode: marginal, by: remainder, boundary: {}, rows: [{}] }} }}",
        chance.one_of(&["lower_tier", "upper_tier"]),
        tiers.rows(" EUR"),
    )));
    let (mut values, mut so_far, mut earned) = (Vec::new(), 0, 0);
    for month in 1..=12 {
        let gain = chance.between(0, 120_000);
        so_far += gain;
        values.push(format!("2027-{month:02}: {} EUR", money(gain)));
        let now = cents(&tiers.of_the_remainder(&part(so_far, 100)));
        case.expect(format!("2027-{month:02}"), "pay", money(now - earned));
        earned = now;
    }
    case.given(format!("measures: {{ sales: {{ {} }} }}", values.join(", ")));
    case.expect("2027", "pay", money(earned));
    case
}

/// `by: each_transaction`: every invoice alone, and a credit note takes back what as large an invoice pays.
pub(super) fn each_transaction(chance: &mut Chance) -> Case {
    let tiers = Tiers::chosen(chance, 800);
    let flat = chance.one_in(3);
    let limit = chance.one_in(3).then(|| chance.between(1, 150));
    let cap = limit.map_or_else(String::new, |limit| format!(", cap: {{ amount: {limit} EUR, per: transaction }}"));
    let mut case = Case::new(plan(&format!(
        "measures:
  sales: {{ unit: EUR, interval: quarter, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.tiers, measure: sales{cap}, tiers: {{ mode: {}, by: each_transaction, boundary: lower_tier, rows: [{}] }} }}",
        if flat { "flat" } else { "marginal" },
        tiers.rows(" EUR"),
    )));
    let alone = |amount: i64| {
        let size = part(amount.abs(), 100);
        let pay = if flat {
            tiers.flat(&size, &whole(1))
        } else {
            tiers.marginal(&size, &whole(1))
        };
        let pay = limit.map_or_else(|| pay.clone(), |limit| least(pay.clone(), whole(limit)));
        if amount < 0 { -pay } else { pay }
    };
    let mut sold: Vec<(i64, i64)> = Vec::new();
    let mut lines = Vec::new();
    for number in 0..chance.between(0, 12) {
        let (month, amount) = (chance.between(1, 12), chance.between(1, 250_000));
        let note = chance.one_in(5);
        let amount = if note { -amount } else { amount };
        sold.push((month, amount));
        lines.push(format!(
            "date: {}, kind: {}, document: D-{number}, amount: {} EUR",
            first_of(month) + chance.between(0, 27),
            if note { "credit_note" } else { "invoice" },
            money(amount),
        ));
    }
    case.facts("transactions", lines);
    for month in 1..=12 {
        let quarter = (month - 1) / 3 * 3 + 1;
        let to_date = |last: i64| {
            let counted = sold.iter().filter(|(sold, _)| (quarter..=last).contains(sold));
            cents(&counted.map(|(_, amount)| alone(*amount)).sum::<Number>())
        };
        case.expect(format!("2027-{month:02}"), "pay", money(to_date(month) - to_date(month - 1)));
    }
    case
}

/// A percentage of so many basis points, as a plan writes it.
pub(super) fn basis_points(points: i64) -> String {
    format!("{}.{:02}%", points / 100, points % 100)
}
