//! The evaluator against a second calculation in whole numbers: tiers as sums of rate rises over what lies above
//! each bound, in ten-thousandths of a cent, rounded half away from zero with integer division.

use proptest::prelude::*;
use vocabulary::Ratio;

use super::{months, one_component, period, plan};
use crate::{Inputs, Participant, evaluate};

/// A generated table. Bounds are basis points of quota by attainment, else whole units; rates are basis points.
#[derive(Clone, Debug)]
struct Table {
    mode: &'static str,
    by_attainment: bool,
    upper_tier: bool,
    bounds: Vec<i128>,
    pays: Vec<i128>,
    quota: i128,
}

fn table() -> impl Strategy<Value = Table> {
    let rows = prop::collection::vec((1i128..8_000, 0i128..2_000), 1..5);
    let mode = prop::sample::select(vec!["marginal", "flat", "interpolated"]);
    (rows, mode, any::<bool>(), any::<bool>(), 1i128..500_000, 0i128..2_000).prop_map(
        |(rows, mode, by_attainment, upper_tier, quota, last)| {
            let mut bound = 0;
            let (bounds, mut pays): (Vec<i128>, Vec<i128>) = rows
                .into_iter()
                .map(|(width, pay)| {
                    bound += width;
                    (bound, pay)
                })
                .unzip();
            pays.push(if mode == "interpolated" { 0 } else { last });
            Table {
                mode,
                by_attainment,
                upper_tier,
                bounds,
                pays,
                quota,
            }
        },
    )
}

impl Table {
    fn text(&self) -> String {
        let number = |value: i128| format!("{}.{:02}", value / 100, value % 100);
        let rows: Vec<String> = self
            .pays
            .iter()
            .enumerate()
            .map(|(row, pay)| {
                let to = match self.bounds.get(row) {
                    None => "open".to_owned(),
                    Some(bound) if self.by_attainment => format!("{}%", number(*bound)),
                    Some(bound) => format!("{bound} EUR"),
                };
                if self.mode == "interpolated" {
                    format!("{{ to: {to}, amount: {pay} EUR }}")
                } else {
                    format!("{{ to: {to}, rate: {}% }}", number(*pay))
                }
            })
            .collect();
        let by = if self.by_attainment { "attainment" } else { "amount" };
        let boundary = if self.upper_tier { "upper_tier" } else { "lower_tier" };
        let tiers = format!("mode: {}, by: {by}, boundary: {boundary}, rows: [{}]", self.mode, rows.join(", "));
        one_component(
            "proration: { of: annual, basis: calendar_days, applies_to: [] }",
            &format!("interval: year, quota: {} EUR, attain_against: interval", self.quota),
            &format!("kind: commission.tiers, tiers: {{ {tiers} }}"),
        )
    }

    /// Bounds in ten-thousandths of a cent, as the measure's value below.
    fn edges(&self) -> Vec<i128> {
        let unit = if self.by_attainment { self.quota * 100 } else { 1_000_000 };
        self.bounds.iter().map(|bound| bound * unit).collect()
    }

    /// Pay in cents for a value in cents.
    fn pay(&self, cents: i128) -> i128 {
        let value = cents * 10_000;
        let edges = self.edges();
        match self.mode {
            "flat" => {
                let above = edges.iter().filter(|edge| value > **edge || (self.upper_tier && value == **edge));
                let rate = self.pays[above.count()];
                half_away(value * rate, 10_000 * 10_000)
            }
            "marginal" => {
                // r₁ × value + Σ (rᵢ₊₁ − rᵢ) × what lies above bound i.
                let rises = self.pays.windows(2).zip(&edges);
                let above: i128 = rises.map(|(pair, edge)| (pair[1] - pair[0]) * (value - edge).max(0)).sum();
                half_away(self.pays[0] * value + above, 10_000 * 10_000)
            }
            _ => {
                let mut lower = 0;
                let mut total = (0, 1);
                for (row, (edge, amount)) in edges.iter().zip(&self.pays).enumerate() {
                    let from = if row == 0 { i128::MIN / 2 } else { lower };
                    let covered = value.clamp(from, *edge) - lower;
                    total = add(total, (amount * 100 * covered, edge - lower));
                    lower = *edge;
                }
                half_away(total.0, total.1)
            }
        }
    }
}

fn add((a, b): (i128, i128), (c, d): (i128, i128)) -> (i128, i128) {
    let divisor = greatest_common(c.abs(), d);
    let (c, d) = (c / divisor, d / divisor);
    let (top, bottom) = (a * d + c * b, b * d);
    let divisor = greatest_common(top.abs(), bottom);
    (top / divisor, bottom / divisor)
}

fn greatest_common(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { greatest_common(b, a % b) }
}

fn half_away(top: i128, bottom: i128) -> i128 {
    let cents = (2 * top.abs() + bottom) / (2 * bottom);
    cents * top.signum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_evaluator_agrees_with_whole_number_arithmetic(
        table in table(),
        gains in prop::collection::vec(-200_000i128..3_000_000, 12),
        at_edge in prop::option::of(0usize..4),
    ) {
        let plan = plan(&table.text());
        let mut gains = gains;
        // Every fourth case or so stands exactly on a bound, where that is a whole number of cents.
        if let Some(edge) = at_edge.and_then(|row| table.edges().get(row).copied()).filter(|edge| edge % 10_000 == 0) {
            let before: i128 = gains.iter().skip(1).sum();
            gains[0] = edge / 10_000 - before;
        }
        let values: Vec<Ratio> = gains.iter().map(|cents| Ratio::fraction(*cents, 100).unwrap()).collect();
        let mut person = Participant { person: "p".to_owned(), ..Participant::default() };
        person.measures.insert("sales".to_owned(), months(&values));
        let asked = ["2027-01", "2027-02", "2027-06", "2027"].map(period).to_vec();
        let inputs = Inputs { calendar: vocabulary::Calendar::calendar_year(), asked, participants: vec![person] };
        let evaluation = evaluate(&plan, &inputs);
        let results = &evaluation.participants[0].components;
        let to_date = |count: usize| table.pay(gains.iter().take(count).sum());
        for (result, (count, before)) in results.iter().zip([(1, 0), (2, 1), (6, 5), (12, 0)]) {
            let earlier = if before == 0 { 0 } else { to_date(before) };
            prop_assert_eq!(i128::from(result.earned_to_date.known_value().unwrap().minor()), to_date(count));
            prop_assert_eq!(i128::from(result.earned.known_value().unwrap().minor()), to_date(count) - earlier);
        }
    }
}
