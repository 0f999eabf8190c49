//! Evaluates a formula over rows. A single row is a column of one; there is no second evaluator.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use vocabulary::{Currency, Day, Ratio};

use super::{Aggregate, Duration, FactField, Formula, Operator, Value};
use crate::expression::Comparison;

/// One row of facts; `None` is unknown, not empty.
pub(crate) trait Row {
    fn value(&self, field: FactField) -> Option<Value>;
}

/// What a formula may ask for besides its row. The error says what is unknown.
pub(crate) trait Around {
    /// The credits of the stretch in hand.
    fn credits(&self) -> Result<Vec<&dyn Row>, String>;
    fn currency(&self) -> Currency;
    fn baseline(&self, category: &str, years_back: u32) -> Result<Ratio, String>;
    fn cagr(&self, category: &str, years: u32) -> Result<Ratio, String>;
    fn kpi(&self, name: &str) -> Result<Ratio, String>;
    fn figure(&self, name: &str) -> Result<Ratio, String>;
    fn first_invoice(&self, row: &dyn Row, scope: FactField) -> Result<bool, String>;
}

/// Nothing around: a formula over its row alone.
pub(crate) struct Nothing;

type Answer = Result<Value, String>;

impl Around for Nothing {
    fn credits(&self) -> Result<Vec<&dyn Row>, String> {
        Err("no credits are known here".to_owned())
    }

    fn currency(&self) -> Currency {
        Currency::EUR
    }

    fn baseline(&self, _: &str, _: u32) -> Result<Ratio, String> {
        Err("no baseline is known here".to_owned())
    }

    fn cagr(&self, _: &str, _: u32) -> Result<Ratio, String> {
        Err("no growth is known here".to_owned())
    }

    fn kpi(&self, name: &str) -> Result<Ratio, String> {
        Err(format!("the key figure {name} is not known"))
    }

    fn figure(&self, name: &str) -> Result<Ratio, String> {
        Err(format!("the figure {name} is not known"))
    }

    fn first_invoice(&self, _: &dyn Row, scope: FactField) -> Result<bool, String> {
        Err(format!("whether it is the first invoice of its {} is not known", scope.as_str()))
    }
}

/// The value for one row.
pub(crate) fn single(formula: &Formula, row: &dyn Row, around: &dyn Around) -> Answer {
    over(formula, &[row], around)
        .pop()
        .unwrap_or_else(|| Err("nothing was evaluated".to_owned()))
}

/// The value for each row, in their order.
pub(crate) fn over(formula: &Formula, rows: &[&dyn Row], around: &dyn Around) -> Vec<Answer> {
    let same = |answer: Answer| vec![answer; rows.len()];
    match formula {
        Formula::Literal(value) => same(Ok(value.clone())),
        Formula::Name(name) => {
            let unknown = || format!("{} is unknown", name.text());
            rows.iter().map(|row| row.value(name.field).ok_or_else(unknown)).collect()
        }
        Formula::Not(inner) => each(over(inner, rows, around), |value| truth(&value).map(|truth| Value::Truth(!truth))),
        Formula::Negative(inner) => each(over(inner, rows, around), negative),
        Formula::Binary(operator, one, other) => match (operator, other.as_literal()) {
            // A literal is compared where it stands, without a copy for each row.
            (Operator::Compare(how), Some(literal)) => each(over(one, rows, around), |value| {
                order(&value, literal).map(|order| Value::Truth(how.accepts(order)))
            }),
            (
                Operator::And | Operator::Or | Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide | Operator::Compare(_),
                Some(_) | None,
            ) => {
                let others = over(other, rows, around);
                let pairs = over(one, rows, around).into_iter().zip(others);
                pairs.map(|(one, other)| binary(*operator, one, other)).collect()
            }
        },
        Formula::In(inner, values) => each(over(inner, rows, around), |value| among(&value, values)),
        Formula::Aggregate { how, of, filter } => same(aggregate(*how, *of, filter.as_deref(), around)),
        Formula::Baseline { category, years_back } => same(
            around
                .baseline(category, *years_back)
                .map(|value| Value::Money(value, around.currency())),
        ),
        Formula::Cagr { category, years } => same(around.cagr(category, *years).map(Value::Ratio)),
        Formula::Kpi(name) => same(around.kpi(name).map(Value::Ratio)),
        Formula::Figure(name) => same(around.figure(name).map(Value::Ratio)),
        Formula::FirstInvoice(scope) => rows
            .iter()
            .map(|row| around.first_invoice(*row, *scope).map(Value::Truth))
            .collect(),
        Formula::Default(wanted, otherwise) => {
            let otherwise = over(otherwise, rows, around);
            let pairs = over(wanted, rows, around).into_iter().zip(otherwise);
            pairs.map(|(wanted, otherwise)| wanted.or(otherwise)).collect()
        }
        Formula::MonthsBetween(from, to) => between(over(from, rows, around), over(to, rows, around), months_between),
        Formula::DaysBetween(from, to) => between(over(from, rows, around), over(to, rows, around), Day::days_until),
    }
}

fn each(answers: Vec<Answer>, change: impl Fn(Value) -> Answer) -> Vec<Answer> {
    answers.into_iter().map(|answer| answer.and_then(&change)).collect()
}

fn truth(value: &Value) -> Result<bool, String> {
    if let Value::Truth(truth) = value {
        return Ok(*truth);
    }
    Err(format!("{} is no condition", value.value_type()))
}

fn negative(value: Value) -> Answer {
    Ok(match value {
        Value::Money(value, currency) => Value::Money(-value, currency),
        Value::Ratio(value) => Value::Ratio(-value),
        Value::Percent(value) => Value::Percent(-value),
        Value::Quantity(value) => Value::Quantity(-value),
        other @ (Value::Day(_) | Value::Duration(_) | Value::Text(_) | Value::Truth(_)) => {
            return Err(format!("{} has no sign", other.value_type()));
        }
    })
}

fn among(value: &Value, values: &[Value]) -> Answer {
    for known in values {
        if order(value, known)?.is_eq() {
            return Ok(Value::Truth(true));
        }
    }
    Ok(Value::Truth(false))
}

fn binary(operator: Operator, one: Answer, other: Answer) -> Answer {
    match operator {
        Operator::And => decide(one, other, false),
        Operator::Or => decide(one, other, true),
        Operator::Compare(how) => {
            let order = order(&one?, &other?)?;
            Ok(Value::Truth(how.accepts(order)))
        }
        Operator::Plus => sum(one?, other?, false),
        Operator::Minus => sum(one?, other?, true),
        Operator::Times => product(one?, other?),
        Operator::Divide => quotient(one?, other?),
    }
}

/// What is known may decide: `false && unknown` is false, `true || unknown` is true.
fn decide(one: Answer, other: Answer, decisive: bool) -> Answer {
    let known = |answer: &Answer| answer.as_ref().ok().and_then(|value| truth(value).ok());
    if known(&one) == Some(decisive) || known(&other) == Some(decisive) {
        return Ok(Value::Truth(decisive));
    }
    truth(&one?)?;
    truth(&other?)?;
    Ok(Value::Truth(!decisive))
}

fn order(one: &Value, other: &Value) -> Result<Ordering, String> {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => Ok(one.cmp(other)),
        (Value::Day(one), Value::Day(other)) => Ok(one.cmp(other)),
        (Value::Truth(one), Value::Truth(other)) => Ok(one.cmp(other)),
        (Value::Money(one, currency), Value::Money(other, wanted)) if currency != wanted && !one.is_zero() && !other.is_zero() => Err(
            format!("an amount in {} is not comparable with one in {}", currency.code(), wanted.code()),
        ),
        _ => match (one.number(), other.number()) {
            (Some(one), Some(other)) => Ok(one.cmp(other)),
            (Some(_) | None, None) | (None, Some(_)) => Err(format!("{} is not comparable with {}", one.value_type(), other.value_type())),
        },
    }
}

fn sum(one: Value, other: Value, minus: bool) -> Answer {
    let add = |one: Ratio, other: Ratio| if minus { one - other } else { one + other };
    Ok(match (one, other) {
        (Value::Money(one, currency), Value::Money(other, with)) => {
            if currency != with {
                return Err(format!("{} and {} are not added", currency.code(), with.code()));
            }
            Value::Money(add(one, other), currency)
        }
        (Value::Ratio(one), Value::Ratio(other)) => Value::Ratio(add(one, other)),
        (Value::Percent(one), Value::Percent(other)) => Value::Percent(add(one, other)),
        (Value::Quantity(one), Value::Quantity(other)) => Value::Quantity(add(one, other)),
        (Value::Ratio(one), Value::Quantity(other)) | (Value::Quantity(one), Value::Ratio(other)) => Value::Ratio(add(one, other)),
        (Value::Day(one), Value::Day(other)) if minus => Value::Duration(Duration::Days(other.days_until(one))),
        (Value::Day(day), Value::Duration(duration)) => Value::Day(shifted(day, duration, minus)),
        (one, other) => return Err(format!("{} and {} are not added", one.value_type(), other.value_type())),
    })
}

fn shifted(day: Day, duration: Duration, back: bool) -> Day {
    match (duration, back) {
        (Duration::Days(days), false) => day.plus_days(days),
        (Duration::Days(days), true) => day.plus_days(-days),
        (Duration::Months(months), false) => day.plus_months(months),
        (Duration::Months(months), true) => day.plus_months(-months),
    }
}

fn product(one: Value, other: Value) -> Answer {
    let of = (one.number().cloned(), other.number().cloned());
    let (Some(left), Some(right)) = of else {
        return Err(format!("{} and {} are not multiplied", one.value_type(), other.value_type()));
    };
    let value = left * right;
    Ok(match (&one, &other) {
        (Value::Money(_, currency), _) | (_, Value::Money(_, currency)) => Value::Money(value, *currency),
        (Value::Percent(_), Value::Percent(_) | Value::Ratio(_)) | (Value::Ratio(_), Value::Percent(_)) => Value::Percent(value),
        _ => Value::Ratio(value),
    })
}

fn quotient(one: Value, other: Value) -> Answer {
    let of = (one.number().cloned(), other.number().cloned());
    let (Some(top), Some(bottom)) = of else {
        return Err(format!("{} and {} are not divided", one.value_type(), other.value_type()));
    };
    let value = top.checked_div(&bottom).ok_or("a division by zero has no value")?;
    Ok(match (&one, &other) {
        (Value::Money(_, currency), Value::Money(_, with)) if currency != with => {
            return Err(format!("{} and {} are not divided", currency.code(), with.code()));
        }
        (Value::Money(_, currency), Value::Ratio(_) | Value::Percent(_) | Value::Quantity(_)) => Value::Money(value, *currency),
        (Value::Percent(_), Value::Ratio(_)) => Value::Percent(value),
        _ => Value::Ratio(value),
    })
}

fn between(from: Vec<Answer>, to: Vec<Answer>, count: impl Fn(Day, Day) -> i64) -> Vec<Answer> {
    let days = |from: Answer, to: Answer| match (from?, to?) {
        (Value::Day(from), Value::Day(to)) => Ok(Value::Ratio(Ratio::whole(count(from, to).into()))),
        (from, to) => Err(format!("{} and {} are no days", from.value_type(), to.value_type())),
    };
    from.into_iter().zip(to).map(|(from, to)| days(from, to)).collect()
}

/// Whole months from one day to another; a begun month does not count.
fn months_between(from: Day, to: Day) -> i64 {
    let whole = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    whole - i64::from(to.day() < from.day())
}

fn aggregate(how: Aggregate, of: Option<FactField>, filter: Option<&Formula>, around: &dyn Around) -> Answer {
    let all = around.credits()?;
    let mut inside: Vec<&dyn Row> = Vec::new();
    match filter {
        None => inside = all,
        Some(filter) => {
            for (row, holds) in all.iter().zip(over(filter, &all, around)) {
                if truth(&holds?)? {
                    inside.push(*row);
                }
            }
        }
    }
    let Some(field) = of else {
        return Ok(Value::Quantity(count(inside.len())));
    };
    let unknown = || format!("credits.{} is unknown", field.as_str());
    let values = inside.iter().map(|row| row.value(field).ok_or_else(unknown));
    let values: Vec<Value> = values.collect::<Result<_, _>>()?;
    match how {
        Aggregate::Count => Ok(Value::Quantity(count(values.len()))),
        Aggregate::CountDistinct => {
            let different: BTreeSet<String> = values.iter().map(|value| format!("{value:?}")).collect();
            Ok(Value::Quantity(count(different.len())))
        }
        Aggregate::Sum => {
            let is_money = matches!(field.field_type(), super::Type::Money(_));
            let nothing = if is_money {
                Value::Money(Ratio::zero(), around.currency())
            } else {
                Value::Quantity(Ratio::zero())
            };
            values.into_iter().try_fold(nothing, |total, value| sum(total, value, false))
        }
        Aggregate::Least | Aggregate::Most => {
            let mut best: Option<Value> = None;
            for value in values {
                let better = match &best {
                    None => true,
                    Some(best) => {
                        order(&value, best)?
                            == if how == Aggregate::Least {
                                Ordering::Less
                            } else {
                                Ordering::Greater
                            }
                    }
                };
                if better {
                    best = Some(value);
                }
            }
            best.ok_or_else(|| format!("there are no credits, so there is no least or greatest {}", field.as_str()))
        }
    }
}

fn count(number: usize) -> Ratio {
    Ratio::whole(i128::try_from(number).unwrap_or(i128::MAX))
}

/// A condition's own order of two comparable values, shared with the plain conditions of crediting rules.
impl Comparison {
    pub(crate) fn holds_for(self, one: &Ratio, other: &Ratio) -> bool {
        self.accepts(one.cmp(other))
    }
}
