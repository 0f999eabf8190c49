//! The small expressions of a plan: which transactions a crediting rule means, who receives the credit,
//! and what a measure adds up. Conditions are plain data, so that the bulk engine can translate them.

pub(crate) mod formula;
mod parsing;
mod slot;

use std::collections::BTreeMap;
use std::fmt;

use vocabulary::{Currency, Day, Ratio};

use formula::{FactField, Formula, Name, Root, Value};
pub(crate) use parsing::{Complaint, condition, credit_amount, receiver};
pub(crate) use slot::Slot;

/// A condition on one transaction. Invariant: fields are only compared with literals of their own type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare {
        field: Field,
        how: Comparison,
        with: Literal,
    },
    In {
        field: Field,
        values: Vec<Literal>,
    },
    /// Whatever the plain forms do not say, such as `first_invoice(tx.division)` or `tx.term_months >= 12`.
    Formula(Box<Formula>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Kind,
    Source,
    Account,
    AccountClass,
    Product,
    ProductFamily,
    Seller,
    Amount,
    Date,
    Currency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    Text(String),
    Money(Ratio, Currency),
    Day(Day),
}

/// The type of a field: what it may be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    Text,
    Money,
    Day,
}

/// What is known of one transaction; a `None` is unknown, not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub kind: Option<String>,
    pub source: Option<String>,
    pub account: Option<String>,
    pub account_class: Option<String>,
    pub product: Option<String>,
    pub product_family: Option<String>,
    pub seller: Option<String>,
    pub amount: Option<Ratio>,
    pub currency: Option<Currency>,
    pub date: Option<Day>,
    /// Further facts by name: division, contract, margin.
    pub more: BTreeMap<FactField, Value>,
}

impl Field {
    pub const ALL: [Field; 10] = [
        Field::Kind,
        Field::Source,
        Field::Account,
        Field::AccountClass,
        Field::Product,
        Field::ProductFamily,
        Field::Seller,
        Field::Amount,
        Field::Date,
        Field::Currency,
    ];

    /// The name in an expression, such as `tx.account.class`.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Kind => "tx.kind",
            Field::Source => "tx.source",
            Field::Account => "tx.account",
            Field::AccountClass => "tx.account.class",
            Field::Product => "tx.product",
            Field::ProductFamily => "tx.product.family",
            Field::Seller => "tx.seller",
            Field::Amount => "tx.amount",
            Field::Date => "tx.date",
            Field::Currency => "tx.currency",
        }
    }

    /// The plain field that a formula consists of, if it is one.
    pub(crate) fn of(formula: &Formula) -> Option<Field> {
        let name: Name = formula.as_name().filter(|name| name.root == Root::Transaction)?;
        let written = name.text();
        Field::ALL.into_iter().find(|field| field.as_str() == written)
    }

    pub fn field_type(self) -> FieldType {
        match self {
            Field::Amount => FieldType::Money,
            Field::Date => FieldType::Day,
            Field::Kind
            | Field::Source
            | Field::Account
            | Field::AccountClass
            | Field::Product
            | Field::ProductFamily
            | Field::Seller
            | Field::Currency => FieldType::Text,
        }
    }
}

impl Comparison {
    pub fn as_str(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    pub(crate) fn accepts(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Condition {
    /// Whether the condition holds for a transaction. The error says which value is unknown; what is known may
    /// still decide: `false && unknown` is false, `true || unknown` is true.
    pub fn holds(&self, facts: &Facts) -> Result<bool, String> {
        self.holds_among(facts, &formula::Nothing)
    }

    /// The same with what lies around the transaction, such as which invoice was the first of its division.
    pub(crate) fn holds_among(&self, facts: &Facts, around: &dyn formula::Around) -> Result<bool, String> {
        match self {
            Condition::All(parts) => decide(parts, (facts, around), false),
            Condition::Any(parts) => decide(parts, (facts, around), true),
            Condition::Not(part) => part.holds_among(facts, around).map(|holds| !holds),
            Condition::Formula(formula) => {
                let value = formula::single(formula, facts, around)?;
                if let Value::Truth(holds) = value {
                    return Ok(holds);
                }
                Err(format!("{} is no condition", value.value_type()))
            }
            Condition::Compare { field, how, with } => Ok(how.accepts(facts.compare(*field, with)?)),
            Condition::In { field, values } => {
                for value in values {
                    if facts.compare(*field, value)?.is_eq() {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

/// The first part that gives the `decisive` answer decides; only then does an unknown part matter.
fn decide(parts: &[Condition], (facts, around): (&Facts, &dyn formula::Around), decisive: bool) -> Result<bool, String> {
    let mut unknown = None;
    for part in parts {
        match part.holds_among(facts, around) {
            Ok(answer) if answer == decisive => return Ok(decisive),
            Ok(_) => {}
            Err(because) => unknown = unknown.or(Some(because)),
        }
    }
    unknown.map_or(Ok(!decisive), Err)
}

impl Facts {
    fn compare(&self, field: Field, with: &Literal) -> Result<std::cmp::Ordering, String> {
        let unknown = || format!("{} is unknown", field.as_str());
        match with {
            Literal::Text(text) => {
                let own = self.text(field).ok_or_else(unknown)?;
                Ok(own.cmp(text.as_str()))
            }
            Literal::Money(amount, currency) => {
                let own = self.amount.as_ref().ok_or_else(unknown)?;
                let own_currency = self.currency.ok_or_else(unknown)?;
                if own_currency == *currency {
                    Ok(own.cmp(amount))
                } else {
                    Err(format!(
                        "tx.amount is in {}, not comparable with {}",
                        own_currency.code(),
                        currency.code()
                    ))
                }
            }
            Literal::Day(day) => Ok(self.date.ok_or_else(unknown)?.cmp(day)),
        }
    }

    fn text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Kind => self.kind.as_deref(),
            Field::Source => self.source.as_deref(),
            Field::Account => self.account.as_deref(),
            Field::AccountClass => self.account_class.as_deref(),
            Field::Product => self.product.as_deref(),
            Field::ProductFamily => self.product_family.as_deref(),
            Field::Seller => self.seller.as_deref(),
            Field::Currency => self.currency.map(|currency| currency.code()),
            Field::Amount | Field::Date => None,
        }
    }
}

impl formula::Row for Facts {
    fn value(&self, field: FactField) -> Option<Value> {
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        match field {
            FactField::Kind => text(&self.kind),
            FactField::Source => text(&self.source),
            FactField::Account => text(&self.account),
            FactField::AccountClass => text(&self.account_class),
            FactField::Product => text(&self.product),
            FactField::ProductFamily => text(&self.product_family),
            FactField::Seller => text(&self.seller),
            FactField::Currency => self.currency.map(|currency| Value::Text(currency.code().to_owned())),
            FactField::Amount => self
                .amount
                .clone()
                .zip(self.currency)
                .map(|(amount, currency)| Value::Money(amount, currency)),
            FactField::Date => self.date.map(Value::Day),
            FactField::Document
            | FactField::Division
            | FactField::Margin
            | FactField::Quantity
            | FactField::Contract
            | FactField::ContractStart
            | FactField::TermMonths
            | FactField::Category
            | FactField::Share => self.more.get(&field).cloned(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Text(text) => write!(f, "\"{text}\""),
            Literal::Money(amount, currency) => write!(f, "{amount} {}", currency.code()),
            Literal::Day(day) => write!(f, "{day}"),
        }
    }
}
