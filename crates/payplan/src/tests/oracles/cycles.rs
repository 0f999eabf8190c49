//! Deferred cycles: interim payments by milestones, the final matrix over growth and share, and people who leave.

use super::numbers::{Date, Number, cents, least, money, none, part, percent, whole};
use super::{Case, Chance, plan_for};

struct Cycle {
    pool: i64,
    /// After which year, up to how many per cent, and whether by the milestones.
    interim: Vec<(i64, i64, bool)>,
    weights: (i64, i64),
    /// By year: whether the first milestone is reached, and the value of the second, whose target is 4.
    reached: [(bool, i64); 3],
    cells: Vec<Vec<i64>>,
    below: Option<i64>,
    /// Credits of the year before the cycle and of its last, and the share of wallet at its end.
    growth: (i64, i64),
    wallet: i64,
    terms: Option<(&'static str, &'static str)>,
}

const ROWS: [i64; 3] = [0, 5, 15];
const COLS: [i64; 3] = [10, 25, 50];

fn chosen(chance: &mut Chance) -> Cycle {
    let weight = chance.between(0, 100);
    let mut interim = Vec::new();
    for year in [1, 2] {
        if chance.one_in(2) {
            interim.push((year, chance.between(1, 40), chance.one_in(2)));
        }
    }
    let mut year = || (chance.one_in(2), chance.between(0, 6));
    let reached = [year(), year(), year()];
    Cycle {
        pool: chance.between(1, 2_000_000),
        interim,
        weights: (weight, 100 - weight),
        reached,
        cells: (0..3).map(|_| (0..3).map(|_| chance.between(0, 200)).collect()).collect(),
        below: chance.one_in(2).then(|| chance.between(0, 30)),
        growth: (chance.between(100, 1_000), chance.between(80, 1_800)),
        wallet: chance.between(0, 70),
        terms: None,
    }
}

impl Cycle {
    fn plan(&self) -> String {
        let interim: Vec<String> = self
            .interim
            .iter()
            .map(|(year, up_to, by_score)| {
                let times = if *by_score { ", times: milestone_score" } else { "" };
                format!("{{ after_year: {year}, up_to: {up_to}%{times} }}")
            })
            .collect();
        let cells: Vec<String> = self
            .cells
            .iter()
            .map(|row| format!("[{}]", row.iter().map(|cell| format!("{cell}%")).collect::<Vec<_>>().join(", ")))
            .collect();
        let leaver = self
            .terms
            .map_or_else(String::new, |(good, bad)| format!("\n    leaver: {{ good: {good}, bad: {bad} }}"));
        plan_for(
            ("2027-01-01", "2030-01-01"),
            "currency: { plan: EUR }\ncalendar: { kind: month }",
            &format!(
                "measures:
  growth: {{ unit: ratio, interval: cycle, value: 'cagr(\"sales\", 3)' }}
  wallet: {{ unit: ratio, interval: year, value: 'kpi(\"wallet\")' }}
components:
  - id: cycle
    kind: deferred.cycle
    cycle: {{ from: 2027-01-01, years: 3, version: opening }}
    pool: {} EUR
    interim: [{}]
    milestones: [{{ id: one, weight: {}% }}, {{ id: two, weight: {}%, value: 'count(credits where credits.category == \"sales\")', target: 4 }}]
    final:
      kind: bonus.matrix
      rows: {{ measure: growth, at: [0%, 5%, 15%] }}
      cols: {{ measure: wallet, at: [10%, 25%, 50%] }}
      payout: [{}]
      lookup: floor
      below: {}
      beyond: last{leaver}",
                money(self.pool),
                interim.join(", "),
                self.weights.0,
                self.weights.1,
                cells.join(", "),
                self.below.map_or_else(|| "first".to_owned(), |share| format!("{share}%")),
            ),
        )
    }

    fn case(&self) -> Case {
        let mut case = Case::new(self.plan());
        let dated = |value: fn((bool, i64)) -> String| {
            let years = [2027, 2028, 2029].iter().zip(self.reached);
            years
                .map(|(year, reached)| format!("{year}: {}", value(reached)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        case.given(format!(
            "milestones: {{ one: {{ {} }}, two: {{ {} }} }}",
            dated(|(reached, _)| reached.to_string()),
            dated(|(_, value)| value.to_string())
        ));
        case.given(format!("kpis: {{ wallet: {}% }}", self.wallet));
        case.facts(
            "transactions",
            vec![
                format!("date: 2026-05-05, kind: invoice, document: D-1, amount: {} EUR", self.growth.0),
                format!("date: 2029-07-05, kind: invoice, document: D-2, amount: {} EUR", self.growth.1),
            ],
        );
        case
    }

    /// The weighted milestones in a year of the cycle; more than a target is no more than reached.
    fn score(&self, year: usize) -> Number {
        let (reached, value) = self.reached[year - 1];
        let one = if reached { percent(self.weights.0) } else { none() };
        one + percent(self.weights.1) * least(part(value, 4), whole(1))
    }

    fn pool(&self) -> Number {
        part(self.pool, 100)
    }

    /// What the interim payments up to a year come to.
    fn on_the_way(&self, year: i64) -> Number {
        let due = self.interim.iter().filter(|(after, ..)| *after <= year);
        due.map(|(after, up_to, by_score)| {
            let score = if *by_score {
                self.score(usize::try_from(*after).unwrap())
            } else {
                whole(1)
            };
            self.pool() * percent(*up_to) * score
        })
        .sum()
    }

    /// The cell that is reached. Growth a year of so many per cent over three years is compared without a root.
    fn finale(&self) -> Number {
        let (before, last) = (whole(self.growth.0), whole(self.growth.1));
        let grown = |points: i64| {
            let year = whole(1) + percent(points);
            last >= &before * &year * &year * &year
        };
        let row = ROWS.iter().rposition(|points| grown(*points));
        let col = COLS.iter().rposition(|points| self.wallet >= *points);
        let share = match (row, col, self.below) {
            (Some(row), Some(col), _) => self.cells[row][col],
            (_, _, Some(below)) => below,
            (row, col, None) => self.cells[row.unwrap_or(0)][col.unwrap_or(0)],
        };
        self.pool() * percent(share)
    }
}

/// The whole cycle: each year's figure, and the whole is what the matrix says.
pub(super) fn cycle(chance: &mut Chance) -> Case {
    let cycle = chosen(chance);
    let mut case = cycle.case();
    let (one, two, all) = (cents(&cycle.on_the_way(1)), cents(&cycle.on_the_way(2)), cents(&cycle.finale()));
    case.expect("2027-11", "cycle", money(0));
    case.expect("2027-12", "cycle", money(one));
    case.expect("2027", "cycle", money(one));
    case.expect("2028", "cycle", money(two - one));
    case.expect("2029-11", "cycle", money(0));
    case.expect("2029", "cycle", money(all - two));
    case
}

/// The part of the cycle that has run, by the milestones reached, but no less than what was paid on the way; or what
/// is unpaid is lost.
pub(super) fn left_early(chance: &mut Chance) -> Case {
    let mut cycle = chosen(chance);
    let words = ["prorata_to_date", "forfeit_unpaid"];
    cycle.terms = Some((chance.one_of(&words), chance.one_of(&words)));
    let good = chance.one_in(2);
    let mut case = cycle.case();
    let days = chance.between(32, 1_000);
    // On a New Year's Day an interim payment would fall due with the exit; that is a matter of its own.
    let leaves = Date::new(2027, 1, 1) + if days == 365 || days == 731 { days + 1 } else { days };
    let word = cycle.terms.map(|(on_good, on_bad)| if good { on_good } else { on_bad });
    case.given(format!(
        "participant: {{ leaves: {leaves}, leaver: {} }}",
        if good { "good" } else { "bad" }
    ));
    // The year of the cycle whose figures the exit falls into.
    let (last_year, ..) = (leaves + -1).parts();
    let year = last_year - 2026;
    let before = cents(&cycle.on_the_way(year - 1));
    let run = part(
        Date::new(2027, 1, 1).days_to(leaves),
        Date::new(2027, 1, 1).days_to(Date::new(2030, 1, 1)),
    );
    let settled = match word {
        Some("prorata_to_date") => before.max(cents(&(cycle.pool() * run * cycle.score(usize::try_from(year).unwrap())))),
        _ => before,
    };
    let mut earned = 0;
    for number in 1..=3 {
        let to_date = if number < year { cents(&cycle.on_the_way(number)) } else { settled };
        case.expect((2026 + number).to_string(), "cycle", money(to_date - earned));
        earned = to_date;
    }
    case
}
