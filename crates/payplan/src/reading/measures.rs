//! Reads the measures: what is added up over which interval, and the quota it stands against.

use vocabulary::{Calendar, Currency, Length, Ratio};

use super::crediting::expression;
use super::fields::{Fields, Keys, list};
use super::names::Names;
use super::positions::{Counted, Scale};
use super::scalars::{choice, count, is_name, money, name, number, percent, written};
use super::terms::spread;
use crate::expression::Slot;
use crate::expression::formula::{Formula, Type, typed};
use crate::plan::{AttainAgainst, Measure, QuotaRule, QuotaSource, RampStep, TableKey, TableRef, Unit};
use crate::problem::Problems;
use crate::yaml::{Content, Key, Node};

const MEASURE: Keys = Keys {
    known: &["unit", "interval", "value", "minus", "quota", "attain_against"],
};

const QUOTA: Keys = Keys {
    known: &["amount", "table", "key", "sum_of", "spread", "ramp"],
};

/// What a measure is read against.
pub(super) struct Around<'a> {
    pub(super) currency: Currency,
    pub(super) calendar: Option<&'a Calendar>,
    pub(super) names: &'a Names<'a>,
}

pub(super) fn measures(node: &Node, around: &Around<'_>, problems: &mut Problems) -> Vec<Measure> {
    let Some(fields) = Fields::free(node, "measures", problems) else {
        return Vec::new();
    };
    fields
        .entries()
        .filter_map(|(key, node)| measure(key, node, around, problems))
        .collect()
}

fn measure(key: &Key, node: &Node, around: &Around<'_>, problems: &mut Problems) -> Option<Measure> {
    let path = format!("measures.{}", key.name);
    if !is_name(&key.name) {
        problems.add(key.place, &path, "a measure's name uses letters, digits, `-` and `_`");
    }
    let fields = Fields::open(node, &path, &MEASURE, problems)?;
    let unit = fields.required("unit", problems);
    let interval = fields.required("interval", problems);
    let value = fields.required("value", problems);
    let quota = match fields.optional("quota") {
        Some(node) => Some(quota(node, (&key.name, &fields), around, problems)),
        None => {
            if let Some(node) = fields.optional("attain_against") {
                let message = "`attain_against` has no meaning without a `quota`; remove it or add the quota";
                problems.add(node.place, &fields.path_of("attain_against"), message);
            }
            None
        }
    };
    let unit = unit_of(unit?, &fields.path_of("unit"), around, problems);
    let interval = measured_interval(interval?, &fields.path_of("interval"), around, problems);
    let value = formula(value?, &fields.path_of("value"), around, problems);
    let minus = match fields.optional("minus") {
        Some(node) => Some(formula(node, &fields.path_of("minus"), around, problems)?),
        None => None,
    };
    let (unit, (interval, over_cycle), (value, kind)) = (unit?, interval?, value?);
    let place = fields.optional("value").map_or(fields.place, |node| node.place);
    for (kind, key) in [(Some(kind), "value"), (minus.as_ref().map(|(_, kind)| *kind), "minus")] {
        if let Some(message) = kind.and_then(|kind| does_not_fit(&unit, kind)) {
            problems.add(place, &fields.path_of(key), message);
        }
    }
    let minus = minus.map(|(minus, _)| minus);
    let mut categories = value.categories();
    categories.extend(minus.iter().flat_map(Formula::categories));
    categories.sort();
    categories.dedup();
    Some(Measure {
        name: key.name.clone(),
        unit,
        interval,
        over_cycle,
        categories,
        value,
        minus,
        quota: quota.flatten(),
        line: key.place.line,
    })
}

/// Reads a formula over credits and key figures, and looks that some rule makes the credits it asks for.
fn formula(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<(Formula, Type)> {
    let read = |text: &str| typed(text, Slot::MeasureValue);
    let (formula, kind) = expression(node, path, read, problems)?;
    for category in formula.categories() {
        if let Some(made) = &around.names.categories
            && !made.contains(&category.as_str())
        {
            let message = format!("no crediting rule makes credits of the category \"{category}\".");
            problems.add_unknown(node.place, path, message, (&category, made));
        }
    }
    Some((formula, kind))
}

/// `EUR` in a plan in EUR, `ratio`, or the name of what is counted.
fn unit_of(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Unit> {
    let unit = written(
        node,
        path,
        "a unit: the plan's currency, `ratio`, or the name of what is counted",
        problems,
    )?;
    let currency = around.currency;
    if unit == currency.code() {
        return Some(Unit::Money(currency));
    }
    if unit == "ratio" {
        return Some(Unit::Ratio);
    }
    if Currency::parse(unit).is_ok() {
        let message = format!(
            "measures are in the plan's currency {}; facts in {unit} are converted on the way",
            currency.code()
        );
        problems.add(node.place, path, message);
        return None;
    }
    is_name(unit).then(|| Unit::Quantity(unit.to_owned()))
}

/// Why a value does not belong into a unit, if it does not.
fn does_not_fit(unit: &Unit, kind: Type) -> Option<String> {
    let fits = match (unit, kind) {
        (Unit::Money(currency), Type::Money(of)) => of.is_none_or(|of| of == *currency),
        (Unit::Ratio, Type::Ratio | Type::Percent) | (Unit::Quantity(_), Type::Ratio | Type::Quantity) => true,
        (Unit::Money(_) | Unit::Ratio | Unit::Quantity(_), _) => false,
    };
    (!fits).then(|| format!("the unit is `{}`, and this is {kind}; change the one or the other", unit.name()))
}

/// The interval, and whether it is the cycle of a deferred component.
fn measured_interval(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<(Length, bool)> {
    let mut lengths: Vec<(&str, Option<Length>)> = Length::ALL.iter().map(|length| (length.name(), Some(*length))).collect();
    lengths.push(("cycle", None));
    let Some(interval) = choice(node, path, &lengths, problems)? else {
        if !around.names.has_cycle {
            let message = "the interval `cycle` is that of a `deferred.cycle` component, and the plan has none";
            problems.add(node.place, path, message);
        }
        return Some((Length::Year, true));
    };
    let Some(calendar) = around.calendar else {
        return Some((interval, false));
    };
    let thirteen = matches!(calendar, Calendar::Thirteen { .. });
    let between = matches!(interval, Length::Quarter | Length::Half);
    if interval < calendar.base_length() || (thirteen && between) {
        let message = format!("the plan's calendar has no period of the length `{interval}`");
        problems.add(node.place, path, message);
        return None;
    }
    Some((interval, false))
}

fn quota(node: &Node, (name, measure): (&str, &Fields<'_>), around: &Around<'_>, problems: &mut Problems) -> Option<QuotaRule> {
    let choices = "interval (the whole interval's quota) or spread_to_date (the quota due by now)";
    let against_node = measure.chosen("attain_against", choices, problems);
    let against = against_node.and_then(|node| {
        let known = [
            ("interval", AttainAgainst::Interval),
            ("spread_to_date", AttainAgainst::SpreadToDate),
        ];
        choice(node, &measure.path_of("attain_against"), &known, problems)
    });
    let path = measure.path_of("quota");
    let scale = Scale::of_measure(name, around.names, around.currency);
    let mut ramp = Some(Vec::new());
    let (of, spread_of_year) = match &node.content {
        Content::Scalar { .. } => (quota_amount(node, &path, scale, problems).map(QuotaSource::Literal), None),
        Content::Map(_) | Content::List(_) => {
            let fields = Fields::open(node, &path, &QUOTA, problems)?;
            let spread_of_year = fields
                .optional("spread")
                .map(|node| spread(node, &fields.path_of("spread"), around.calendar, problems));
            if let Some(node) = fields.optional("ramp") {
                ramp = ramp_of(node, &fields.path_of("ramp"), problems);
            }
            (quota_source(&fields, scale, problems), spread_of_year)
        }
    };
    let against = against?;
    if against == AttainAgainst::SpreadToDate && spread_of_year.is_none() {
        let message = "`attain_against: spread_to_date` needs a `spread` in the quota, which says what is due by when";
        problems.add_lint("L24", node.place, &path, message);
    }
    Some(QuotaRule {
        of: of?,
        spread: spread_of_year.flatten(),
        ramp: ramp?,
        attain_against: against,
        line: node.place.line,
    })
}

const RAMP: Keys = Keys {
    known: &["months", "share"],
};

/// What is expected of a newcomer, step by step from hire.
fn ramp_of(node: &Node, path: &str, problems: &mut Problems) -> Option<Vec<RampStep>> {
    list(node, path, problems)
        .into_iter()
        .map(|(path, node)| {
            let fields = Fields::open(node, &path, &RAMP, problems)?;
            let months = fields.required("months", problems);
            let share = fields.required("share", problems);
            Some(RampStep {
                months: count(months?, &fields.path_of("months"), (1, 60), problems)?,
                share: percent(share?, &fields.path_of("share"), problems)?,
            })
        })
        .collect()
}

/// A quota in the measure's own unit.
pub(super) fn quota_amount(node: &Node, path: &str, scale: Scale, problems: &mut Problems) -> Option<Ratio> {
    match scale.counted {
        Counted::Money | Counted::Unknown => money(node, path, scale.currency, problems),
        Counted::Ratio | Counted::Quantity | Counted::KeyFigure => number(node, path, problems),
    }
}

fn quota_source(fields: &Fields<'_>, scale: Scale, problems: &mut Problems) -> Option<QuotaSource> {
    let said: Vec<&str> = ["amount", "table", "sum_of"]
        .into_iter()
        .filter(|key| fields.optional(key).is_some())
        .collect();
    let node = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    match said.as_slice() {
        ["amount"] => {
            let (node, path) = node("amount")?;
            quota_amount(node, &path, scale, problems).map(QuotaSource::Literal)
        }
        ["table"] => table(fields, problems).map(QuotaSource::Table),
        ["sum_of"] => {
            let (node, path) = node("sum_of")?;
            choice(node, &path, &[("members", QuotaSource::Members)], problems)
        }
        _ => {
            let message = "a quota is one of: an `amount`, a `table` with a `key`, or `sum_of: members`";
            problems.add(fields.place, &fields.path, message);
            None
        }
    }
}

/// `table` and `key` of a group that may have other keys.
pub(super) fn table(fields: &Fields<'_>, problems: &mut Problems) -> Option<TableRef> {
    let table = fields.required("table", problems);
    let key = fields.required("key", problems);
    let table = name(table?, &fields.path_of("table"), problems)?;
    let keys = [
        ("participant", TableKey::Participant),
        ("position", TableKey::Position),
        ("title", TableKey::Title),
    ];
    let key = choice(key?, &fields.path_of("key"), &keys, problems)?;
    Some(TableRef { table, key })
}
