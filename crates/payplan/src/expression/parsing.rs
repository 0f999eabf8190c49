//! The words of an expression one after another, and the two short forms that are no formulas: who receives a credit.

mod words;

use vocabulary::{Currency, Ratio};

use super::formula::{Formula, Operator, Value};
use super::{Comparison, Condition, Field, Literal, Slot, formula};
use crate::plan::{CreditAmount, Receiver};
pub(crate) use words::Word;
use words::{Token, words};

/// Nested parentheses and negations beyond this are refused, so that reading never exhausts the stack.
pub(crate) const DEPTH_MAX: usize = 24;

/// What is wrong with an expression, and how many characters into it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) suggestion: Option<String>,
}

impl Complaint {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> Complaint {
        Complaint {
            offset,
            message: message.into(),
            suggestion: None,
        }
    }
}

/// Reads a condition: a crediting rule's `when`, or what an event must be.
pub(crate) fn condition(text: &str, slot: Slot) -> Result<Condition, Complaint> {
    let (formula, kind) = formula::typed(text, slot)?;
    if kind == formula::Type::Truth {
        Ok(condition_of(formula))
    } else {
        let message = format!("a condition such as `tx.kind == \"order\"` is expected here; this is {kind}");
        Err(Complaint::new(0, message))
    }
}

/// The plain form of a condition, which the bulk run knows too, as far as there is one.
fn condition_of(formula: Formula) -> Condition {
    match formula {
        Formula::Not(inner) => Condition::Not(Box::new(condition_of(*inner))),
        Formula::Binary(Operator::And, one, other) => Condition::All(parts(*one, *other, Operator::And)),
        Formula::Binary(Operator::Or, one, other) => Condition::Any(parts(*one, *other, Operator::Or)),
        Formula::Binary(Operator::Compare(how), field, with) => match (Field::of(&field), literal(&with)) {
            (Some(field), Some(with)) => Condition::Compare { field, how, with },
            (Some(_) | None, _) => Condition::Formula(Box::new(Formula::Binary(Operator::Compare(how), field, with))),
        },
        Formula::In(field, values) => {
            let literals: Option<Vec<Literal>> = values.iter().map(|value| literal(&Formula::Literal(value.clone()))).collect();
            match (Field::of(&field), literals) {
                (Some(field), Some(values)) => Condition::In { field, values },
                (Some(_) | None, _) => Condition::Formula(Box::new(Formula::In(field, values))),
            }
        }
        other @ (Formula::Literal(_)
        | Formula::Name(_)
        | Formula::Negative(_)
        | Formula::Binary(Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide, _, _)
        | Formula::Aggregate { .. }
        | Formula::Baseline { .. }
        | Formula::Cagr { .. }
        | Formula::FirstInvoice(_)
        | Formula::Kpi(_)
        | Formula::Figure(_)
        | Formula::Default(..)
        | Formula::MonthsBetween(..)
        | Formula::DaysBetween(..)) => Condition::Formula(Box::new(other)),
    }
}

/// `a && b && c` is one list of three.
fn parts(one: Formula, other: Formula, of: Operator) -> Vec<Condition> {
    let chained = matches!(&one, Formula::Binary(operator, _, _) if *operator == of);
    let mut all = match one {
        Formula::Binary(_, first, second) if chained => parts(*first, *second, of),
        single @ (Formula::Binary(..)
        | Formula::Literal(_)
        | Formula::Name(_)
        | Formula::Not(_)
        | Formula::Negative(_)
        | Formula::In(..)
        | Formula::Aggregate { .. }
        | Formula::Baseline { .. }
        | Formula::Cagr { .. }
        | Formula::FirstInvoice(_)
        | Formula::Kpi(_)
        | Formula::Figure(_)
        | Formula::Default(..)
        | Formula::MonthsBetween(..)
        | Formula::DaysBetween(..)) => vec![condition_of(single)],
    };
    all.push(condition_of(other));
    all
}

fn literal(formula: &Formula) -> Option<Literal> {
    match formula.as_literal()? {
        Value::Text(text) => Some(Literal::Text(text.clone())),
        Value::Money(amount, currency) => Some(Literal::Money(amount.clone(), *currency)),
        Value::Day(day) => Some(Literal::Day(*day)),
        Value::Ratio(_) | Value::Percent(_) | Value::Quantity(_) | Value::Duration(_) | Value::Truth(_) => None,
    }
}

/// Reads a crediting rule's `to`: `tx.seller` or `holders(tx.account, role = "kam", on = tx.date)`.
pub(crate) fn receiver(text: &str) -> Result<Receiver, Complaint> {
    let mut reading = Reading::new(text)?;
    let receiver = if reading.takes_name("tx.seller") {
        Receiver::Seller
    } else if reading.takes_name("holders") {
        reading.expect_mark("(")?;
        reading.expect_name("tx.account")?;
        reading.expect_mark(",")?;
        reading.expect_name("role")?;
        reading.expect_mark("=")?;
        let role = reading.text("a role in quotes")?;
        reading.expect_mark(",")?;
        reading.expect_name("on")?;
        reading.expect_mark("=")?;
        reading.expect_name("tx.date")?;
        reading.expect_mark(")")?;
        Receiver::Holders { role }
    } else {
        return Err(reading.unexpected("`tx.seller` or `holders(tx.account, role = \"…\", on = tx.date)`"));
    };
    reading.end("the receiver")?;
    Ok(receiver)
}

/// Reads a crediting rule's `amount`: `tx.amount * split.share`, `tx.amount`, or another formula that gives money.
pub(crate) fn credit_amount(text: &str) -> Result<CreditAmount, Complaint> {
    let (formula, kind) = formula::typed(text, Slot::CreditAmount)?;
    if !matches!(kind, formula::Type::Money(_)) {
        let message = format!("a credit is money, such as `tx.amount * split.share`; this is {kind}");
        return Err(Complaint::new(0, message));
    }
    Ok(match text.split_whitespace().collect::<String>().as_str() {
        "tx.amount*split.share" | "split.share*tx.amount" => CreditAmount::TimesShare,
        "tx.amount" => CreditAmount::Whole,
        _ => CreditAmount::Formula(Box::new(formula)),
    })
}

pub(crate) struct Reading {
    tokens: Vec<Token>,
    at: usize,
    length: usize,
}

impl Reading {
    pub(crate) fn new(text: &str) -> Result<Reading, Complaint> {
        Ok(Reading {
            tokens: words(text)?,
            at: 0,
            length: text.chars().count(),
        })
    }

    pub(crate) fn peek(&self) -> Option<&Word> {
        self.tokens.get(self.at).map(|token| &token.word)
    }

    pub(crate) fn offset(&self) -> usize {
        self.tokens.get(self.at).map_or(self.length, |token| token.offset)
    }

    pub(crate) fn unexpected(&self, wanted: &str) -> Complaint {
        let found = self.peek().map_or("the end".to_owned(), Word::description);
        Complaint::new(self.offset(), format!("{wanted} is expected here, not {found}"))
    }

    pub(crate) fn takes_mark(&mut self, mark: &str) -> bool {
        let takes = matches!(self.peek(), Some(Word::Mark(found)) if *found == mark);
        self.at += usize::from(takes);
        takes
    }

    pub(crate) fn takes_name(&mut self, name: &str) -> bool {
        let takes = matches!(self.peek(), Some(Word::Name(found)) if found == name);
        self.at += usize::from(takes);
        takes
    }

    pub(crate) fn expect_mark(&mut self, mark: &str) -> Result<(), Complaint> {
        if self.takes_mark(mark) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{mark}`")))
        }
    }

    pub(crate) fn expect_name(&mut self, name: &str) -> Result<(), Complaint> {
        if self.takes_name(name) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{name}`")))
        }
    }

    pub(crate) fn end(&self, what: &str) -> Result<(), Complaint> {
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(self.unexpected(&format!("the end of {what}")))
        }
    }

    pub(crate) fn text(&mut self, wanted: &str) -> Result<String, Complaint> {
        if let Some(Word::Text(text)) = self.peek() {
            let text = text.clone();
            self.at += 1;
            Ok(text)
        } else {
            Err(self.unexpected(wanted))
        }
    }

    /// Whether a name opens a call: `kpi(…)`.
    pub(crate) fn is_call(&self) -> bool {
        let next = self.at.checked_add(1).and_then(|next| self.tokens.get(next));
        matches!(next.map(|token| &token.word), Some(Word::Mark("(")))
    }

    pub(crate) fn skip(&mut self) {
        self.at += 1;
    }

    pub(crate) fn takes_comparison(&mut self) -> Option<Comparison> {
        let all = [
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::LessOrEqual,
            Comparison::Less,
            Comparison::GreaterOrEqual,
            Comparison::Greater,
        ];
        all.into_iter().find(|how| self.takes_mark(how.as_str()))
    }

    /// The currency that makes a number money.
    pub(crate) fn takes_currency(&mut self) -> Option<Currency> {
        let Some(Word::Name(code)) = self.peek() else {
            return None;
        };
        let currency = Currency::parse(code).ok()?;
        self.at += 1;
        Some(currency)
    }
}

/// A number literal, kept here for the token reader.
fn number(text: &str) -> Option<Ratio> {
    (text.len() <= 40).then(|| Ratio::parse(text).ok()).flatten()
}
