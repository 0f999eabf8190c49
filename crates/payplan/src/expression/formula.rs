//! The typed formulas of a plan: what a measure is worth, what an event must be, how much of a transaction is credited.
//! A formula is read and typed once, and evaluated by one piece of code over a column of rows or over a single one.

mod algebra;
mod evaluating;
mod naming;
mod typing;

use std::fmt;

use vocabulary::{Currency, Day, Ratio};

#[cfg(test)]
pub(crate) use evaluating::over;
pub(crate) use evaluating::{Around, Nothing, Row, single};
pub use naming::{FactField, Name, Root};
pub(crate) use naming::{known_names, name_of};
pub(crate) use typing::typed;

/// A value of the language. Invariant: money carries its currency, so that two currencies never mix unseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Money(Ratio, Currency),
    /// A plain number.
    Ratio(Ratio),
    /// 1 is 100 %.
    Percent(Ratio),
    /// A count of something.
    Quantity(Ratio),
    Day(Day),
    Duration(Duration),
    Text(String),
    Truth(bool),
}

/// A stretch of time that is added to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    Days(i64),
    Months(i32),
}

/// What a formula may be combined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `None`: in the currency of the transaction, which is only known with its row.
    Money(Option<Currency>),
    Ratio,
    Percent,
    Quantity,
    Day,
    Duration,
    Text,
    Truth,
}

/// How credits are drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    Sum,
    Count,
    CountDistinct,
    Least,
    Most,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    And,
    Or,
    Plus,
    Minus,
    Times,
    Divide,
    Compare(super::Comparison),
}

/// A formula. Invariant: it has been typed, so that only unknown facts can stop its evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    Literal(Value),
    Name(Name),
    Not(Box<Formula>),
    Negative(Box<Formula>),
    Binary(Operator, Box<Formula>, Box<Formula>),
    In(Box<Formula>, Vec<Value>),
    Aggregate {
        how: Aggregate,
        of: Option<FactField>,
        filter: Option<Box<Formula>>,
    },
    /// Last year's credits of a category, each counted for whoever holds its account a year later to the day.
    Baseline {
        category: String,
        years_back: u32,
    },
    /// Average yearly growth of a category over so many years.
    Cagr {
        category: String,
        years: u32,
    },
    /// Whether the transaction is the first invoice of its account, division or other scope.
    FirstInvoice(FactField),
    Kpi(String),
    Figure(String),
    Default(Box<Formula>, Box<Formula>),
    MonthsBetween(Box<Formula>, Box<Formula>),
    DaysBetween(Box<Formula>, Box<Formula>),
}

impl Formula {
    /// The categories of credit that the formula reads, sorted.
    pub fn categories(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit(&mut |each| {
            if let Formula::Binary(Operator::Compare(super::Comparison::Equal), name, with) = each
                && name.is_category()
            {
                found.extend(with.as_literal().and_then(Value::as_text).map(str::to_owned));
            }
            if let Formula::In(name, values) = each
                && name.is_category()
            {
                found.extend(values.iter().filter_map(|value| value.as_text().map(str::to_owned)));
            }
            if let Formula::Baseline { category, .. } | Formula::Cagr { category, .. } = each {
                found.push(category.clone());
            }
        });
        found.sort();
        found.dedup();
        found
    }

    /// Adds the baselines that the formula compares with: the category and how many years earlier.
    pub(crate) fn baselines(&self, found: &mut Vec<(String, u32)>) {
        self.visit(&mut |each| {
            if let Formula::Baseline { category, years_back } = each {
                found.push((category.clone(), *years_back));
            }
        });
    }

    /// The key figures that the formula reads.
    pub fn kpis(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit(&mut |each| {
            if let Formula::Kpi(name) | Formula::Figure(name) = each {
                found.push(name.clone());
            }
        });
        found
    }

    /// Whether the formula is the sum of the credits of some categories, which is what a bulk run adds up.
    pub fn is_plain_sum(&self) -> bool {
        let Formula::Aggregate {
            how: Aggregate::Sum,
            of: Some(FactField::Amount),
            filter: Some(filter),
        } = self
        else {
            return false;
        };
        filter.asks_only_for_categories()
    }

    fn asks_only_for_categories(&self) -> bool {
        if let Formula::Binary(Operator::Or, one, other) = self {
            return one.asks_only_for_categories() && other.asks_only_for_categories();
        }
        let compares = matches!(self, Formula::Binary(Operator::Compare(super::Comparison::Equal), name, _) if name.is_category());
        compares || matches!(self, Formula::In(name, _) if name.is_category())
    }

    fn is_category(&self) -> bool {
        self.as_name().is_some_and(|name| name.field == FactField::Category)
    }

    /// The name that the formula consists of, if it is one.
    pub fn as_name(&self) -> Option<Name> {
        if let Formula::Name(name) = self { Some(*name) } else { None }
    }

    /// The literal that the formula consists of, if it is one.
    pub fn as_literal(&self) -> Option<&Value> {
        if let Formula::Literal(value) = self { Some(value) } else { None }
    }

    /// Whether single transactions decide the value, so that it is a sum of what each stretch of time adds.
    pub fn is_additive(&self) -> bool {
        match self {
            Formula::Aggregate { how, .. } => matches!(how, Aggregate::Sum | Aggregate::Count),
            Formula::Baseline { .. } => true,
            Formula::Negative(inner) => inner.is_additive(),
            Formula::Binary(Operator::Plus | Operator::Minus, one, other) => one.is_additive() && other.is_additive(),
            Formula::Binary(Operator::Times, one, other) => {
                let constant = |formula: &Formula| formula.as_literal().is_some();
                (one.is_additive() && constant(other)) || (constant(one) && other.is_additive())
            }
            Formula::Binary(Operator::And | Operator::Or | Operator::Divide | Operator::Compare(_), _, _)
            | Formula::Literal(_)
            | Formula::Name(_)
            | Formula::Not(_)
            | Formula::In(..)
            | Formula::Cagr { .. }
            | Formula::FirstInvoice(_)
            | Formula::Kpi(_)
            | Formula::Figure(_)
            | Formula::Default(..)
            | Formula::MonthsBetween(..)
            | Formula::DaysBetween(..) => false,
        }
    }

    /// How many names, functions and operators the formula consists of; a literal has none.
    pub fn size(&self) -> usize {
        let mut size = 0;
        self.visit(&mut |each| size += usize::from(!matches!(each, Formula::Literal(_))));
        size
    }

    fn visit(&self, see: &mut dyn FnMut(&Formula)) {
        see(self);
        match self {
            Formula::Not(inner) | Formula::Negative(inner) | Formula::In(inner, _) => inner.visit(see),
            Formula::Binary(_, one, other)
            | Formula::Default(one, other)
            | Formula::MonthsBetween(one, other)
            | Formula::DaysBetween(one, other) => {
                one.visit(see);
                other.visit(see);
            }
            Formula::Aggregate { filter, .. } => {
                if let Some(filter) = filter {
                    filter.visit(see);
                }
            }
            Formula::Literal(_)
            | Formula::Name(_)
            | Formula::Baseline { .. }
            | Formula::Cagr { .. }
            | Formula::FirstInvoice(_)
            | Formula::Kpi(_)
            | Formula::Figure(_) => {}
        }
    }
}

impl Value {
    pub fn value_type(&self) -> Type {
        match self {
            Value::Money(_, currency) => Type::Money(Some(*currency)),
            Value::Ratio(_) => Type::Ratio,
            Value::Percent(_) => Type::Percent,
            Value::Quantity(_) => Type::Quantity,
            Value::Day(_) => Type::Day,
            Value::Duration(_) => Type::Duration,
            Value::Text(_) => Type::Text,
            Value::Truth(_) => Type::Truth,
        }
    }

    /// The text inside, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The number inside, whatever it counts.
    pub fn number(&self) -> Option<&Ratio> {
        match self {
            Value::Money(value, _) | Value::Ratio(value) | Value::Percent(value) | Value::Quantity(value) => Some(value),
            Value::Day(_) | Value::Duration(_) | Value::Text(_) | Value::Truth(_) => None,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Money(Some(currency)) => write!(f, "money in {}", currency.code()),
            Type::Money(None) => f.write_str("money"),
            Type::Ratio => f.write_str("a number"),
            Type::Percent => f.write_str("a percentage"),
            Type::Quantity => f.write_str("a count"),
            Type::Day => f.write_str("a date"),
            Type::Duration => f.write_str("a duration"),
            Type::Text => f.write_str("a text"),
            Type::Truth => f.write_str("a condition"),
        }
    }
}

impl Operator {
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::And => "&&",
            Operator::Or => "||",
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Times => "*",
            Operator::Divide => "/",
            Operator::Compare(how) => how.as_str(),
        }
    }
}
