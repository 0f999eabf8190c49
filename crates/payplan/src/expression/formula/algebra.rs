//! Which types fit together, what comes of them, and how a misfit is told.

use vocabulary::Currency;

use super::typing::Part;
use super::{FactField, Formula, Name, Operator, Type, Value};
use crate::expression::parsing::Complaint;

pub(super) fn is_number(kind: Type) -> bool {
    matches!(kind, Type::Money(_) | Type::Ratio | Type::Percent | Type::Quantity)
}

pub(super) fn comparable(one: Type, other: Type) -> bool {
    match (one, other) {
        (Type::Money(one), Type::Money(other)) => one.is_none() || other.is_none() || one == other,
        (Type::Ratio | Type::Percent | Type::Quantity, Type::Ratio | Type::Percent | Type::Quantity) => {
            !matches!((one, other), (Type::Percent, Type::Quantity) | (Type::Quantity, Type::Percent))
        }
        (one, other) => one == other,
    }
}

/// The currency of a comparison with `tx.currency` must exist.
pub(super) fn is_currency(left: &Part, right: &Part) -> Result<(), Complaint> {
    let is_currency = matches!(&left.formula, Formula::Name(name) if name.field == FactField::Currency);
    match right.formula.as_literal().and_then(Value::as_text) {
        Some(text) if is_currency && Currency::parse(text).is_err() => {
            let message = format!("\"{text}\" is not an ISO 4217 currency code");
            Err(Complaint::new(right.offset, message))
        }
        Some(_) | None => Ok(()),
    }
}

/// Types two parts that an operator joins, in the algebra of money and ratios.
pub(super) fn joined(operator: Operator, left: Part, right: Part) -> Result<Part, Complaint> {
    let kind = result(operator, left.kind, right.kind).ok_or_else(|| {
        let because = match (operator, left.kind, right.kind) {
            (Operator::And | Operator::Or, _, _) => "both sides are conditions",
            (Operator::Plus | Operator::Minus, Type::Money(Some(_)), Type::Money(Some(_))) => {
                "two currencies are never added; convert one of them first"
            }
            (Operator::Plus | Operator::Minus, _, _) => "only values of one type are added",
            (Operator::Times, Type::Money(_), Type::Money(_)) => "money times money is nothing; one side is a number or a percentage",
            _ => "one side is a number, a percentage or a count",
        };
        let message = format!("`{}` does not join {} and {}: {because}", operator.as_str(), left.kind, right.kind);
        Complaint::new(right.offset, message)
    })?;
    Ok(Part {
        offset: left.offset,
        formula: Formula::Binary(operator, Box::new(left.formula), Box::new(right.formula)),
        kind,
    })
}

fn result(operator: Operator, left: Type, right: Type) -> Option<Type> {
    use Type::{Day, Duration, Money, Percent, Quantity, Ratio, Truth};
    match operator {
        Operator::And | Operator::Or => (left == Truth && right == Truth).then_some(Truth),
        Operator::Compare(_) => Some(Truth),
        Operator::Plus | Operator::Minus => match (left, right) {
            (Money(one), Money(other)) if one.is_none() || other.is_none() || one == other => Some(Money(one.or(other))),
            (Ratio, Ratio | Quantity) | (Quantity, Ratio) => Some(Ratio),
            (Percent, Percent) => Some(Percent),
            (Quantity, Quantity) => Some(Quantity),
            (Day, Duration) => Some(Day),
            (Day, Day) if operator == Operator::Minus => Some(Duration),
            _ => None,
        },
        Operator::Times => match (left, right) {
            (Money(currency), Ratio | Percent | Quantity) | (Ratio | Percent | Quantity, Money(currency)) => Some(Money(currency)),
            (Percent, Percent | Ratio) | (Ratio, Percent) => Some(Percent),
            (Ratio | Quantity, Ratio | Quantity) | (Percent, Quantity) | (Quantity, Percent) => Some(Ratio),
            _ => None,
        },
        Operator::Divide => match (left, right) {
            (Money(one), Money(other)) if one.is_none() || other.is_none() || one == other => Some(Ratio),
            (Money(currency), Ratio | Percent | Quantity) => Some(Money(currency)),
            (Percent, Ratio) => Some(Percent),
            (Ratio | Quantity | Percent, Ratio | Quantity | Percent) => Some(Ratio),
            _ => None,
        },
    }
}

pub(super) fn said(part: &Part) -> String {
    if let Formula::Kpi(name) = &part.formula {
        return format!("kpi(\"{name}\")");
    }
    if let Formula::Figure(name) = &part.formula {
        return format!("figure(\"{name}\")");
    }
    part.formula.as_name().map_or_else(|| "the left side".to_owned(), Name::text)
}

pub(super) fn described(part: &Part) -> String {
    match part.formula.as_literal() {
        Some(Value::Text(text)) => format!("the text \"{text}\""),
        Some(Value::Ratio(number)) => format!("the number {number}"),
        Some(Value::Money(amount, currency)) => format!("{amount} {}", currency.code()),
        Some(Value::Day(day)) => format!("the date {day}"),
        Some(Value::Percent(_) | Value::Quantity(_) | Value::Duration(_) | Value::Truth(_)) | None => part.kind.to_string(),
    }
}

pub(super) fn example_of(kind: Type) -> &'static str {
    match kind {
        Type::Money(_) => "money such as 25000 EUR",
        Type::Ratio | Type::Quantity => "a number such as 3",
        Type::Percent => "a percentage such as 80%",
        Type::Day => "a date such as 2027-04-15",
        Type::Duration => "a duration such as 30d",
        Type::Text => "a text in quotes such as \"order\"",
        Type::Truth => "a condition",
    }
}
