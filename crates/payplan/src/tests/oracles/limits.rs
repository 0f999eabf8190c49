//! What hangs on a component, all of it together: a multiplier, gates on money, attainment and shares, a cap with its
//! exception, and the floor of a true-up, in that order.

use super::numbers::{Number, cents, least, money, most, part, percent, whole};
use super::tables::Tiers;
use super::{Case, Chance, SUM, plan};

struct Gate {
    measure: &'static str,
    how: &'static str,
    with: i64,
    unit: &'static str,
    stays: i64,
}

impl Gate {
    fn chosen(chance: &mut Chance) -> Gate {
        let (measure, unit, least, most) = chance.one_of(&[
            ("sales", "%", 20, 180),
            ("sales", " EUR", -2_000, 9_000),
            ("margin", " EUR", -500, 3_000),
            ("share", "%", 0, 100),
        ]);
        Gate {
            measure,
            how: chance.one_of(&["at_least", "above", "at_most", "below"]),
            with: chance.between(least, most),
            unit,
            stays: chance.between(0, 120),
        }
    }

    fn condition(&self) -> String {
        format!("measure: {}, {}: {}{}", self.measure, self.how, self.with, self.unit)
    }

    fn is_met(&self, given: &Given) -> bool {
        let (value, with) = match (self.measure, self.unit) {
            ("sales", "%") => (part(given.sales, 100) / whole(given.quota), percent(self.with)),
            ("sales", _) => (part(given.sales, 100), whole(self.with)),
            ("margin", _) => (whole(given.margin), whole(self.with)),
            _ => (percent(given.share), percent(self.with)),
        };
        match self.how {
            "at_least" => value >= with,
            "above" => value > with,
            "at_most" => value <= with,
            _ => value < with,
        }
    }
}

struct Given {
    target: i64,
    sales: i64,
    quota: i64,
    margin: i64,
    share: i64,
    factor: i64,
}

/// What hangs on the component.
struct Attached {
    times: bool,
    gates: Vec<Gate>,
    /// In euros, or in per cent of the target.
    cap: Option<i64>,
    of_target: bool,
    unless: Option<Gate>,
    floor: Option<i64>,
}

impl Attached {
    fn chosen(chance: &mut Chance) -> Attached {
        Attached {
            times: chance.one_in(2),
            gates: (0..chance.between(0, 3)).map(|_| Gate::chosen(chance)).collect(),
            cap: chance.one_in(2).then(|| chance.between(1, 400)),
            of_target: chance.one_in(2),
            unless: chance.one_in(2).then(|| Gate::chosen(chance)),
            floor: chance.one_in(2).then(|| chance.between(-300, 100)),
        }
    }

    fn text(&self) -> String {
        let mut attached = Vec::new();
        attached.extend(self.times.then(|| "times: { measure: factor }".to_owned()));
        let stated = |gate: &Gate| format!("{{ {}, else: {}%, because: test }}", gate.condition(), gate.stays);
        match self.gates.as_slice() {
            [] => {}
            [one] => attached.push(format!("gate: {}", stated(one))),
            several => attached.push(format!("gate: [{}]", several.iter().map(stated).collect::<Vec<_>>().join(", "))),
        }
        attached.extend(self.cap.map(|cap| {
            let at = if self.of_target {
                format!("share: {cap}%")
            } else {
                format!("amount: {cap} EUR")
            };
            let unless = self.unless.as_ref().map(|gate| format!(", unless: {{ {} }}", gate.condition()));
            format!("cap: {{ {at}, per: interval{} }}", unless.unwrap_or_default())
        }));
        let floor = self
            .floor
            .map(|floor| format!("true_up: {{ interval: year, floor: {floor} EUR, negative: carry_forward }}"));
        attached.extend(floor);
        attached.into_iter().map(|each| format!("\n    {each}")).collect()
    }

    fn applied(&self, mut pay: Number, given: &Given) -> Number {
        if self.times {
            pay *= percent(given.factor);
        }
        // Each gate that is not met leaves its share of what the ones before it left.
        for gate in self.gates.iter().filter(|gate| !gate.is_met(given)) {
            pay *= percent(gate.stays);
        }
        let is_open = self.unless.as_ref().is_some_and(|gate| gate.is_met(given));
        if let Some(cap) = self.cap.filter(|_| !is_open) {
            let at = if self.of_target {
                whole(given.target) * percent(cap)
            } else {
                whole(cap)
            };
            pay = least(pay, at);
        }
        self.floor.map_or_else(|| pay.clone(), |floor| most(pay.clone(), whole(floor)))
    }
}

pub(super) fn limits(chance: &mut Chance) -> Case {
    let tiers = Tiers::chosen(chance, 3_000);
    let given = Given {
        target: chance.between(10, 900),
        sales: chance.between(-300_000, 900_000),
        quota: chance.between(500, 8_000),
        margin: chance.between(-1_000, 4_000),
        share: chance.between(0, 100),
        factor: chance.between(0, 180),
    };
    let attached = Attached::chosen(chance);
    let mut case = Case::new(plan(&format!(
        "proration: {{ of: annual, basis: calendar_days, applies_to: [quota, target_incentive] }}
target_incentive: {{ amount: {} EUR, per: year }}
measures:
  sales: {{ unit: EUR, interval: year, value: {SUM}, quota: {} EUR, attain_against: interval }}
  margin: {{ unit: EUR, interval: year, value: 'sum(credits.margin where credits.category == \"sales\")' }}
  share: {{ unit: ratio, interval: year, value: 'kpi(\"share\")' }}
  factor: {{ unit: ratio, interval: year, value: 'kpi(\"factor\")' }}
components:
  - id: pay
    kind: commission.tiers
    measure: sales
    weight: 100%
    tiers: {{ mode: marginal, by: amount, boundary: lower_tier, rows: [{}] }}{}",
        given.target,
        given.quota,
        tiers.rows(" EUR"),
        attached.text(),
    )));
    case.given(format!(
        "measures: {{ sales: {} EUR, margin: {} EUR }}",
        money(given.sales),
        given.margin
    ));
    case.given(format!("kpis: {{ share: {}%, factor: {}% }}", given.share, given.factor));
    let pay = attached.applied(tiers.marginal(&part(given.sales, 100), &whole(1)), &given);
    case.expect("2027", "pay", money(cents(&pay)));
    case.expect("2027", "total_incentive", money(cents(&pay)));
    case
}
