//! Curves, matrices, scorecards and objectives with gates, caps, multipliers and part years, against a second
//! calculation in plain fractions. It was written from the specification: sections 3b and 3c.

use proptest::prelude::*;

use crate::{Severity, check_text};

/// A fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction(i128, i128);

fn divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs().max(1) } else { divisor(b, a % b) }
}

fn fraction(top: i128, bottom: i128) -> Fraction {
    let by = divisor(top, bottom) * bottom.signum();
    Fraction(top / by, bottom / by)
}

impl Fraction {
    fn plus(self, other: Fraction) -> Fraction {
        fraction(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn minus(self, other: Fraction) -> Fraction {
        self.plus(Fraction(-other.0, other.1))
    }

    fn times(self, other: Fraction) -> Fraction {
        fraction(self.0 * other.0, self.1 * other.1)
    }

    fn over(self, other: Fraction) -> Fraction {
        fraction(self.0 * other.1, self.1 * other.0)
    }

    fn below(self, other: Fraction) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    /// Cents, half away from zero.
    fn cents(self) -> i128 {
        let size = (2 * self.0.abs() * 100 + self.1) / (2 * self.1);
        size * self.0.signum()
    }
}

fn percent(points: i128) -> Fraction {
    fraction(points, 100)
}

/// Positions and what they pay, in percentage points; positions rise.
#[derive(Clone, Debug)]
struct Curve {
    points: Vec<(i128, i128)>,
    interpolate: bool,
    /// 0 first or last, 1 extend, else a percentage.
    below: (u8, i128),
    beyond: (u8, i128),
}

impl Curve {
    fn text(&self) -> String {
        let points: Vec<String> = self.points.iter().map(|(at, pays)| format!("[{at}%, {pays}%]")).collect();
        let word = |(kind, share): (u8, i128), edge: &str| match (kind, self.interpolate) {
            (1, true) => "extend".to_owned(),
            (0 | 1, _) => edge.to_owned(),
            _ => format!("{share}%"),
        };
        format!(
            "lookup: {}, below: {}, beyond: {}, points: [{}]",
            if self.interpolate { "interpolate" } else { "floor" },
            word(self.below, "first"),
            word(self.beyond, "last"),
            points.join(", ")
        )
    }

    /// What the curve pays at a position, both as fractions.
    fn at(&self, position: Fraction) -> Fraction {
        let line = |(x1, y1): (i128, i128), (x2, y2): (i128, i128)| {
            let rise = percent(y2 - y1).over(percent(x2 - x1));
            percent(y1).plus(rise.times(position.minus(percent(x1))))
        };
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        if position.below(percent(first.0)) {
            return match (self.below.0, self.interpolate) {
                (1, true) => line(first, self.points[1]),
                (0 | 1, _) => percent(first.1),
                _ => percent(self.below.1),
            };
        }
        if percent(last.0).below(position) {
            return match (self.beyond.0, self.interpolate) {
                (1, true) => line(self.points[self.points.len() - 2], last),
                (0 | 1, _) => percent(last.1),
                _ => percent(self.beyond.1),
            };
        }
        let reached = self.points.iter().rposition(|(at, _)| !position.below(percent(*at))).unwrap();
        match self.points.get(reached + 1) {
            Some(next) if self.interpolate => line(self.points[reached], *next),
            _ => percent(self.points[reached].1),
        }
    }
}

fn curve() -> impl Strategy<Value = Curve> {
    let points = prop::collection::vec((1i128..40, 0i128..200), 2..5);
    (20i128..60, points, any::<bool>(), (0u8..3, 0i128..100), (0u8..3, 0i128..250)).prop_map(
        |(start, steps, interpolate, below, beyond)| {
            let mut at = start;
            let points = steps
                .into_iter()
                .map(|(width, pays)| {
                    at += width;
                    (at, pays)
                })
                .collect();
            Curve {
                points,
                interpolate,
                below,
                beyond,
            }
        },
    )
}

/// Everything a case is made of.
#[derive(Clone, Debug)]
struct Case {
    curve: Curve,
    item: Curve,
    cells: Vec<Vec<i128>>,
    matrix_interpolates: bool,
    target: i128,
    quota: i128,
    measured: i128,
    growth: i128,
    share: i128,
    kpi: i128,
    missing: Option<u8>,
    objective: i128,
    gate: (i128, i128),
    cap: i128,
    times: i128,
    /// The first day employed, counted from 1 January.
    hired: Option<i64>,
}

fn case() -> impl Strategy<Value = Case> {
    let amounts = (1_000i128..60_000, 1_000i128..900_000, -50_000i128..1_500_000);
    let ratios = (-10i128..30, 0i128..70, 0i128..160, 0i128..=100);
    let terms = (
        (40i128..140, 0i128..=100),
        20i128..250,
        50i128..150,
        prop::option::of(1i64..360),
        prop::option::of(0u8..3),
    );
    let cells = prop::collection::vec(prop::collection::vec(0i128..200, 3), 3);
    (curve(), curve(), (cells, any::<bool>()), amounts, ratios, terms).prop_map(
        |(
            curve,
            item,
            (cells, matrix_interpolates),
            (target, quota, measured),
            (growth, share, kpi, objective),
            (gate, cap, times, hired, missing),
        )| Case {
            curve,
            item,
            cells,
            matrix_interpolates,
            target,
            quota,
            measured,
            growth,
            share,
            kpi,
            missing,
            objective,
            gate,
            cap,
            times,
            hired,
        },
    )
}

const ROWS: [i128; 3] = [0, 5, 15];
const COLS: [i128; 3] = [10, 25, 50];

impl Case {
    fn text(&self) -> String {
        let cells: Vec<String> = self
            .cells
            .iter()
            .map(|line| format!("[{}]", line.iter().map(|cell| format!("{cell}%")).collect::<Vec<_>>().join(", ")))
            .collect();
        let missing = match self.missing {
            None => format!("{}%", self.kpi),
            Some(_) => "missing".to_owned(),
        };
        let rule = match self.missing {
            Some(1) => "zero",
            Some(_) | None => "reweight_others",
        };
        let hired = match self.hired {
            Some(days) => format!(
                "participant: {{ hired: {} }}, ",
                vocabulary::Day::ymd(2027, 1, 1).unwrap().plus_days(days)
            ),
            None => String::new(),
        };
        format!(
            "schema: kam-plan/1
plan: oracle
version: 1
effective: {{ from: 2027-01-01, to: 2028-01-01 }}
currency: {{ plan: EUR }}
calendar: {{ kind: month }}
rounding: {{ at: interval, digits: 2, mode: half_up }}
proration: {{ of: annual, basis: calendar_days, applies_to: [quota, target_incentive] }}
target_incentive: {{ amount: {target} EUR, per: year }}
measures:
  sales: {{ unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")', quota: {quota} EUR, attain_against: interval }}
  growth: {{ unit: ratio, interval: year, value: 'kpi(\"growth\")' }}
  wallet: {{ unit: ratio, interval: year, value: 'kpi(\"wallet\")' }}
  factor: {{ unit: ratio, interval: year, value: 'kpi(\"factor\")' }}
components:
  - {{ id: by-curve, kind: bonus.curve, weight: 40%, measure: sales, gate: {{ measure: sales, at_least: {gate}%, else: {stays}% }}, curve: {{ {curve} }} }}
  - {{ id: by-matrix, kind: bonus.matrix, weight: 30%, interval: year, cap: {{ share: {cap}%, per: interval }}, rows: {{ measure: growth, at: [0%, 5%, 15%] }}, cols: {{ measure: wallet, at: [10%, 25%, 50%] }}, payout: [{cells}], lookup: {lookup}, below: 0%, beyond: last }}
  - {{ id: by-score, kind: bonus.scorecard, weight: 20%, interval: year, times: {{ measure: factor }}, score: {{ missing_kpi: {rule}, cap: 150%, items: [{{ kpi: one, weight: 60%, curve: {{ {item} }} }}, {{ kpi: two, weight: 40%, curve: {{ lookup: interpolate, below: 0%, beyond: last, points: [[0%, 0%], [100%, 100%]] }} }}] }} }}
  - {{ id: by-objective, kind: bonus.mbo, weight: 10%, interval: year, objectives: [{{ id: a, weight: 1/3 }}, {{ id: b, weight: 2/3 }}] }}
examples:
  - name: one
    given:
      {{ {hired}measures: {{ sales: {measured} EUR }}, kpis: {{ growth: {growth}%, wallet: {share}%, factor: {times}%, one: {missing}, two: 80% }}, milestones: {{ a: {objective}%, b: true }} }}
    expect: {{ 2027: {{ by-curve: 0.00, by-matrix: 0.00, by-score: 0.00, by-objective: 0.00 }} }}
",
            target = self.target,
            quota = self.quota,
            gate = self.gate.0,
            stays = self.gate.1,
            curve = self.curve.text(),
            cap = self.cap,
            cells = cells.join(", "),
            lookup = if self.matrix_interpolates { "interpolate" } else { "floor" },
            item = self.item.text(),
            measured = self.measured,
            growth = self.growth,
            share = self.share,
            times = self.times,
            objective = self.objective,
        )
    }

    fn active(&self) -> Fraction {
        self.hired.map_or(Fraction(1, 1), |days| fraction(365 - i128::from(days), 365))
    }

    fn target_of(&self, weight: i128) -> Fraction {
        fraction(self.target, 1).times(percent(weight)).times(self.active())
    }

    fn by_curve(&self) -> i128 {
        let quota = fraction(self.quota, 1).times(self.active());
        let attainment = fraction(self.measured, 1).over(quota);
        let pays = self.target_of(40).times(self.curve.at(attainment));
        let gated = if attainment.below(percent(self.gate.0)) {
            percent(self.gate.1)
        } else {
            Fraction(1, 1)
        };
        pays.times(gated).cents()
    }

    fn by_matrix(&self) -> i128 {
        let share = if self.growth < ROWS[0] || self.share < COLS[0] {
            Fraction(0, 1)
        } else {
            let (row, along_row) = self.place(&ROWS, self.growth);
            let (col, along_col) = self.place(&COLS, self.share);
            let cell = |row: usize, col: usize| percent(self.cells[row.min(2)][col.min(2)]);
            let across = |row: usize| cell(row, col).plus(cell(row, col + 1).minus(cell(row, col)).times(along_col));
            across(row).plus(across(row + 1).minus(across(row)).times(along_row))
        };
        let target = self.target_of(30);
        let (pays, limit) = (target.times(share), target.times(percent(self.cap)));
        if limit.below(pays) { limit.cents() } else { pays.cents() }
    }

    fn place(&self, at: &[i128; 3], value: i128) -> (usize, Fraction) {
        let reached = at.iter().rposition(|position| *position <= value).unwrap();
        let along = match at.get(reached + 1) {
            Some(next) if self.matrix_interpolates => fraction(value - at[reached], next - at[reached]),
            _ => Fraction(0, 1),
        };
        (reached, along)
    }

    fn by_score(&self) -> i128 {
        let other = percent(80);
        let total = match self.missing {
            None => self.item.at(percent(self.kpi)).times(percent(60)).plus(other.times(percent(40))),
            // Nothing is missing for nothing: the other's weight is all there is, or the whole of it counts.
            Some(1) => other.times(percent(40)),
            Some(_) => other,
        };
        let capped = if percent(150).below(total) { percent(150) } else { total };
        self.target_of(20).times(capped).times(percent(self.times)).cents()
    }

    fn by_objective(&self) -> i128 {
        let score = percent(self.objective).times(Fraction(1, 3)).plus(Fraction(2, 3));
        self.target_of(10).times(score).cents()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn bonuses_agree_with_plain_fractions(case in case()) {
        let report = check_text(&case.text());
        let broken = report.lints.iter().filter(|lint| lint.id == "format" && lint.severity == Severity::Error);
        let broken: Vec<&str> = broken.map(|lint| lint.message.as_str()).collect();
        prop_assert_eq!(broken, Vec::<&str>::new());
        let actual: Vec<String> = report.examples[0].lines.iter().map(|line| line.actual.clone()).collect();
        let expected = [case.by_curve(), case.by_matrix(), case.by_score(), case.by_objective()];
        let expected: Vec<String> = expected.iter().map(|cents| {
            let sign = if *cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
        }).collect();
        prop_assert_eq!(actual, expected);
    }
}
