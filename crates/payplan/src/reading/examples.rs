//! Reads the examples of a plan: what is given, which periods are asked for, and the figures expected.

mod figures;
mod given;
mod happenings;

use vocabulary::{Calendar, Currency, Period, Ratio};

use super::fields::{Fields, Keys, list};
use super::names::Names;
use super::scalars::{amount_and_currency, decimal, text, written};
use crate::example::{Example, Expected, ExpectedValue, Figure};
use crate::problem::Problems;
use crate::yaml::{Key, Node};

/// What an example is read against.
pub(super) struct Around<'a> {
    pub(super) currency: Currency,
    pub(super) calendar: &'a Calendar,
    pub(super) names: &'a Names<'a>,
}

impl Around<'_> {
    /// A period of the plan's calendar by its name.
    fn period(&self, (node, path): (&Node, &str), problems: &mut Problems) -> Option<Period> {
        let name = written(node, path, "a period such as 2027 or 2027-Q1", problems)?;
        let period = self.calendar.period_named(name);
        if period.is_none() {
            problems.add(node.place, path, format!("the calendar has no period `{name}`"));
        }
        period
    }

    fn period_of_key(&self, key: &Key, path: &str, problems: &mut Problems) -> Option<Period> {
        let period = self.calendar.period_named(&key.name);
        if period.is_none() {
            problems.add(key.place, path, format!("the calendar has no period `{}`", key.name));
        }
        period
    }
}

const EXAMPLE: Keys = Keys {
    known: &["name", "given", "expect"],
};

pub(super) fn examples(node: &Node, around: &Around<'_>, problems: &mut Problems) -> Vec<Example> {
    list(node, "examples", problems)
        .into_iter()
        .filter_map(|(path, node)| example(node, &path, around, problems))
        .collect()
}

fn example(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Example> {
    let fields = Fields::open(node, path, &EXAMPLE, problems)?;
    let name = fields.required("name", problems);
    let name = name.and_then(|node| text(node, &fields.path_of("name"), problems));
    let given = fields.required("given", problems);
    let given = given.and_then(|node| given::given(node, &fields.path_of("given"), around, problems));
    let expect = fields.required("expect", problems);
    let expect = expect.map(|node| expectations(node, &fields.path_of("expect"), around, problems));
    if expect.as_ref().is_some_and(Vec::is_empty) && problems.is_empty() {
        let message = "an example expects at least one figure, such as `2027: { total_incentive: 28800.00 }`";
        problems.add(fields.place, &fields.path_of("expect"), message);
    }
    let (given, periods) = given?;
    Some(Example {
        name: name?,
        given,
        periods,
        expect: expect?,
    })
}

fn expectations(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Vec<Expected> {
    let mut expected = Vec::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return expected;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        let Some(period) = around.period_of_key(key, &path, problems) else {
            continue;
        };
        let Some(figures) = Fields::free(node, &path, problems) else {
            continue;
        };
        for (key, node) in figures.entries() {
            let path = figures.path_of(&key.name);
            let figure = figure(key, &path, around, problems);
            let value = expected_value(node, &path, problems);
            if let (Some(figure), Some(value)) = (figure, value) {
                expected.push(Expected {
                    period: period.clone(),
                    name: key.name.clone(),
                    figure,
                    value,
                });
            }
        }
    }
    expected
}

fn figure(key: &Key, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Figure> {
    let name = key.name.as_str();
    // Where measures or components are missing as a whole, that is the one problem to tell.
    let (Some(ids), Some(measures)) = (&around.names.components, &around.names.measures) else {
        return None;
    };
    if ids.contains(&name) {
        return Some(Figure::Component(name.to_owned()));
    }
    match name {
        "total_incentive" => return Some(Figure::TotalIncentive),
        "total_with_base" => return Some(Figure::TotalWithBase),
        "pay_mix.base" => return Some(Figure::PayMixBase),
        "payments" => return Some(Figure::Payments),
        "balance" => return Some(Figure::Balance),
        "draw_balance" => return Some(Figure::DrawBalance),
        _ => {}
    }
    let (kind, of) = name.split_once('.').unwrap_or((name, ""));
    let known = match kind {
        "quota" | "measure" | "attainment" => measures,
        "target" | "rate" => ids,
        "credits" => return Some(Figure::Credits(of.to_owned())),
        _ => {
            let mut all = ids.clone();
            all.extend(["total_incentive", "total_with_base", "payments", "balance", "draw_balance"]);
            all.extend([
                "quota.…",
                "measure.…",
                "attainment.…",
                "target.…",
                "rate.…",
                "credits.…",
                "pay_mix.base",
            ]);
            let message = format!("`{name}` is no figure of this plan.");
            problems.add_unknown(key.place, path, message, (name, &all));
            return None;
        }
    };
    if !known.contains(&of) {
        let message = format!("`{of}` is not known to this plan.");
        problems.add_unknown(key.place, path, message, (of, known));
        return None;
    }
    let of = of.to_owned();
    Some(match kind {
        "quota" => Figure::Quota(of),
        "measure" => Figure::Measure(of),
        "attainment" => Figure::Attainment(of),
        "target" => Figure::Target(of),
        _ => Figure::Rate(of),
    })
}

/// `28800.00`, `28800.00 EUR` or `66.67%`, with as many decimals as the comparison needs.
fn expected_value(node: &Node, path: &str, problems: &mut Problems) -> Option<ExpectedValue> {
    let wanted = "a number such as 28800.00 or a percentage such as 66.67%";
    let written = written(node, path, wanted, problems)?;
    let (number, percent) = match written.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (written, false),
    };
    let value = match amount_and_currency(number) {
        Some((amount, _)) => Some(amount),
        None => decimal(number),
    };
    let digits = number.split(' ').next().unwrap_or(number);
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match (value, u8::try_from(decimals)) {
        (Some(value), Ok(decimals)) => Some(ExpectedValue {
            written: written.to_owned(),
            value: if percent { value * hundredth() } else { value },
            decimals,
            percent,
        }),
        _ => {
            super::scalars::refuse(node, path, wanted, problems);
            None
        }
    }
}

fn hundredth() -> Ratio {
    Ratio::fraction(1, 100).unwrap_or_else(Ratio::zero)
}
