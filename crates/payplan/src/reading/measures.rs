//! Reads the measures: what is added up over which interval, and the quota it stands against.

use vocabulary::{Calendar, Currency, Length};

use super::crediting::expression;
use super::fields::{Fields, Keys};
use super::names::Names;
use super::scalars::{choice, is_name, money, name, written};
use super::terms::spread;
use crate::expression::measure_value;
use crate::plan::{AttainAgainst, Measure, QuotaRule, QuotaSource, TableKey, TableRef};
use crate::problem::Problems;
use crate::yaml::{Content, Key, Node};

const MEASURE: Keys = Keys {
    known: &["unit", "interval", "value", "quota", "attain_against"],
    later: &["minus"],
};

const QUOTA: Keys = Keys {
    known: &["amount", "table", "key", "spread"],
    later: &["sum_of", "ramp"],
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
        Some(node) => Some(quota(node, &fields, around, problems)),
        None => {
            if let Some(node) = fields.optional("attain_against") {
                let message = "`attain_against` has no meaning without a `quota`; remove it or add the quota";
                problems.add(node.place, &fields.path_of("attain_against"), message);
            }
            None
        }
    };
    unit_is_currency(unit?, &fields.path_of("unit"), around.currency, problems);
    let interval = measured_interval(interval?, &fields.path_of("interval"), around, problems)?;
    let value_path = fields.path_of("value");
    let categories = expression(value?, &value_path, measure_value, problems)?;
    for category in &categories {
        if let Some(made) = &around.names.categories
            && !made.contains(&category.as_str())
        {
            let message = format!("no crediting rule makes credits of the category \"{category}\".");
            problems.add_unknown(value?.place, &value_path, message, (category, made));
        }
    }
    Some(Measure {
        name: key.name.clone(),
        interval,
        categories,
        quota: quota.flatten(),
        line: key.place.line,
    })
}

fn unit_is_currency(node: &Node, path: &str, currency: Currency, problems: &mut Problems) {
    let Some(unit) = written(node, path, "a unit such as EUR", problems) else {
        return;
    };
    if unit != currency.code() {
        let message = format!(
            "the unit `{unit}` is not supported yet: a sum of credit amounts is in {}, the plan's currency",
            currency.code()
        );
        problems.add(node.place, path, message);
    }
}

fn measured_interval(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Length> {
    let lengths = Length::ALL.map(|length| (length.name(), length));
    let interval = choice(node, path, &lengths, &["cycle"], problems)?;
    let Some(calendar) = around.calendar else {
        return Some(interval);
    };
    let thirteen = matches!(calendar, Calendar::Thirteen { .. });
    let between = matches!(interval, Length::Quarter | Length::Half);
    if interval < calendar.base_length() || (thirteen && between) {
        let message = format!("the plan's calendar has no period of the length `{interval}`");
        problems.add(node.place, path, message);
        return None;
    }
    Some(interval)
}

fn quota(node: &Node, measure: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<QuotaRule> {
    let choices = "interval (the whole interval's quota) or spread_to_date (the quota due by now)";
    let against_node = measure.chosen("attain_against", choices, problems);
    let against = against_node.and_then(|node| {
        let known = [
            ("interval", AttainAgainst::Interval),
            ("spread_to_date", AttainAgainst::SpreadToDate),
        ];
        choice(node, &measure.path_of("attain_against"), &known, &[], problems)
    });
    let path = measure.path_of("quota");
    let (of, spread_of_year) = match &node.content {
        Content::Scalar { .. } => (money(node, &path, around.currency, problems).map(QuotaSource::Literal), None),
        Content::Map(_) | Content::List(_) => {
            let fields = Fields::open(node, &path, &QUOTA, problems)?;
            let spread_of_year = fields
                .optional("spread")
                .map(|node| spread(node, &fields.path_of("spread"), around.calendar, problems));
            (quota_source(&fields, around.currency, problems), spread_of_year)
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
        attain_against: against,
        line: node.place.line,
    })
}

fn quota_source(fields: &Fields<'_>, currency: Currency, problems: &mut Problems) -> Option<QuotaSource> {
    match (fields.optional("amount"), fields.optional("table")) {
        (Some(amount), None) => money(amount, &fields.path_of("amount"), currency, problems).map(QuotaSource::Literal),
        (None, Some(_)) => table(fields, problems).map(QuotaSource::Table),
        (Some(_), Some(_)) => {
            problems.add(fields.place, &fields.path, "a quota is an `amount` or a `table`, not both");
            None
        }
        (None, None) => {
            problems.add(fields.place, &fields.path, "a quota needs an `amount`, or a `table` and a `key`");
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
    let key = choice(key?, &fields.path_of("key"), &keys, &[], problems)?;
    Some(TableRef { table, key })
}
