//! From an expression's text to its tree, with the place of whatever is wrong.

mod words;

use vocabulary::{Currency, Day, Ratio};

use super::{Comparison, Condition, Field, FieldType, Literal};
use crate::plan::{CreditAmount, Receiver};
use crate::problem::nearest;
use words::{Token, Word, words};

/// Nested parentheses and negations beyond this are refused, so that reading never exhausts the stack.
const DEPTH_MAX: usize = 24;

/// What is wrong with an expression, and how many characters into it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) suggestion: Option<String>,
}

impl Complaint {
    fn new(offset: usize, message: impl Into<String>) -> Complaint {
        Complaint {
            offset,
            message: message.into(),
            suggestion: None,
        }
    }
}

/// Reads a crediting rule's `when`.
pub(crate) fn condition(text: &str) -> Result<Condition, Complaint> {
    let mut reading = Reading::new(text)?;
    let condition = reading.any(0)?;
    reading.end("a condition")?;
    Ok(condition)
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

/// Reads a crediting rule's `amount`: `tx.amount * split.share` or `tx.amount`.
pub(crate) fn credit_amount(text: &str) -> Result<CreditAmount, Complaint> {
    let mut reading = Reading::new(text)?;
    reading.expect_name("tx.amount")?;
    let amount = if reading.takes_mark("*") {
        reading.expect_name("split.share")?;
        CreditAmount::TimesShare
    } else {
        CreditAmount::Whole
    };
    reading.end("the amount")?;
    Ok(amount)
}

/// Reads a measure's `value`: a sum of credit amounts of one or more categories.
pub(crate) fn measure_value(text: &str) -> Result<Vec<String>, Complaint> {
    let mut reading = Reading::new(text)?;
    let start = reading.offset();
    if !reading.takes_name("sum") {
        if let Some(Word::Name(name)) = reading.peek() {
            let later = [
                "count",
                "count_distinct",
                "min",
                "max",
                "kpi",
                "cagr",
                "figure",
                "baseline",
                "default",
            ];
            if later.contains(&name.as_str()) {
                return Err(Complaint::new(start, format!("the function `{name}` is not supported yet")));
            }
        }
        return Err(reading.unexpected("`sum(credits.amount where credits.category == \"…\")`"));
    }
    reading.expect_mark("(")?;
    reading.expect_name("credits.amount")?;
    reading.expect_name("where")?;
    let mut categories = Vec::new();
    loop {
        reading.expect_name("credits.category")?;
        if reading.takes_name("in") {
            categories.extend(reading.texts()?);
        } else {
            reading.expect_mark("==")?;
            categories.push(reading.text("a category in quotes")?);
        }
        if !reading.takes_mark("||") {
            break;
        }
    }
    reading.expect_mark(")")?;
    reading.end("the measure")?;
    categories.sort();
    categories.dedup();
    Ok(categories)
}

struct Reading {
    tokens: Vec<Token>,
    at: usize,
    length: usize,
}

impl Reading {
    fn new(text: &str) -> Result<Reading, Complaint> {
        Ok(Reading {
            tokens: words(text)?,
            at: 0,
            length: text.chars().count(),
        })
    }

    fn peek(&self) -> Option<&Word> {
        self.tokens.get(self.at).map(|token| &token.word)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.at).map_or(self.length, |token| token.offset)
    }

    fn unexpected(&self, wanted: &str) -> Complaint {
        let found = self.peek().map_or("the end".to_owned(), Word::description);
        Complaint::new(self.offset(), format!("{wanted} is expected here, not {found}"))
    }

    fn takes_mark(&mut self, mark: &str) -> bool {
        let takes = matches!(self.peek(), Some(Word::Mark(found)) if *found == mark);
        self.at += usize::from(takes);
        takes
    }

    fn takes_name(&mut self, name: &str) -> bool {
        let takes = matches!(self.peek(), Some(Word::Name(found)) if found == name);
        self.at += usize::from(takes);
        takes
    }

    fn expect_mark(&mut self, mark: &str) -> Result<(), Complaint> {
        if self.takes_mark(mark) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{mark}`")))
        }
    }

    fn expect_name(&mut self, name: &str) -> Result<(), Complaint> {
        if self.takes_name(name) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{name}`")))
        }
    }

    fn end(&self, what: &str) -> Result<(), Complaint> {
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(self.unexpected(&format!("the end of {what}")))
        }
    }

    fn text(&mut self, wanted: &str) -> Result<String, Complaint> {
        if let Some(Word::Text(text)) = self.peek() {
            let text = text.clone();
            self.at += 1;
            Ok(text)
        } else {
            Err(self.unexpected(wanted))
        }
    }

    fn texts(&mut self) -> Result<Vec<String>, Complaint> {
        self.expect_mark("[")?;
        let mut texts = vec![self.text("a text in quotes")?];
        while self.takes_mark(",") {
            texts.push(self.text("a text in quotes")?);
        }
        self.expect_mark("]")?;
        Ok(texts)
    }

    fn any(&mut self, depth: usize) -> Result<Condition, Complaint> {
        let mut parts = vec![self.all(depth)?];
        while self.takes_mark("||") {
            parts.push(self.all(depth)?);
        }
        Ok(single_or(parts, Condition::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Condition, Complaint> {
        let mut parts = vec![self.one(depth)?];
        while self.takes_mark("&&") {
            parts.push(self.one(depth)?);
        }
        Ok(single_or(parts, Condition::All))
    }

    fn one(&mut self, depth: usize) -> Result<Condition, Complaint> {
        if depth > DEPTH_MAX {
            let message = "the condition is nested too deeply; split it into several crediting rules";
            return Err(Complaint::new(self.offset(), message));
        }
        if self.takes_mark("!") {
            return Ok(Condition::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.takes_mark("(") {
            let inner = self.any(depth + 1)?;
            self.expect_mark(")")?;
            return Ok(inner);
        }
        let field = self.field()?;
        if self.takes_name("in") {
            return self.membership(field);
        }
        let how = self.comparison()?;
        let at = self.offset();
        let with = self.literal(field)?;
        let ordered = !matches!(how, Comparison::Equal | Comparison::NotEqual);
        if ordered && field.field_type() == FieldType::Text {
            let message = format!(
                "{} is a text and has no order; use ==, != or in […], not {}",
                field.as_str(),
                how.as_str()
            );
            return Err(Complaint::new(at, message));
        }
        Ok(Condition::Compare { field, how, with })
    }

    fn membership(&mut self, field: Field) -> Result<Condition, Complaint> {
        self.expect_mark("[")?;
        let mut values = vec![self.literal(field)?];
        while self.takes_mark(",") {
            values.push(self.literal(field)?);
        }
        self.expect_mark("]")?;
        Ok(Condition::In { field, values })
    }

    fn field(&mut self) -> Result<Field, Complaint> {
        let Some(Word::Name(name)) = self.peek() else {
            return Err(self.unexpected("a field such as `tx.kind`"));
        };
        if let Some(field) = Field::ALL.into_iter().find(|field| field.as_str() == name) {
            self.at += 1;
            return Ok(field);
        }
        let known = Field::ALL.map(Field::as_str);
        let mut complaint = Complaint::new(
            self.offset(),
            format!("`{name}` is not a field of a transaction; known are {}", known.join(", ")),
        );
        complaint.suggestion = nearest(name, &known).map(str::to_owned);
        Err(complaint)
    }

    fn comparison(&mut self) -> Result<Comparison, Complaint> {
        let all = [
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::LessOrEqual,
            Comparison::Less,
            Comparison::GreaterOrEqual,
            Comparison::Greater,
        ];
        all.into_iter()
            .find(|how| self.takes_mark(how.as_str()))
            .ok_or_else(|| self.unexpected("a comparison (==, !=, <, <=, >, >=, in)"))
    }

    /// A literal of the field's own type; anything else is a type error here, at save time.
    fn literal(&mut self, field: Field) -> Result<Literal, Complaint> {
        let mismatch = |reading: &Reading, example: &str| {
            let found = reading.peek().map_or("the end".to_owned(), Word::description);
            let message = format!("{} is compared with {example}, not with {found}", field.as_str());
            Complaint::new(reading.offset(), message)
        };
        match field.field_type() {
            FieldType::Text => {
                let at = self.offset();
                let Some(Word::Text(text)) = self.peek() else {
                    return Err(mismatch(self, "a text in quotes such as \"order\""));
                };
                if field == Field::Currency && Currency::parse(text).is_err() {
                    return Err(Complaint::new(at, format!("\"{text}\" is not an ISO 4217 currency code")));
                }
                self.text("a text in quotes").map(Literal::Text)
            }
            FieldType::Money => {
                let Some(Word::Number(number)) = self.peek() else {
                    return Err(mismatch(self, "money such as 25000 EUR"));
                };
                let amount = number.clone();
                self.at += 1;
                self.currency().map(|currency| Literal::Money(amount, currency))
            }
            FieldType::Day => {
                let Some(Word::Day(day)) = self.peek() else {
                    return Err(mismatch(self, "a date such as 2027-04-15"));
                };
                let day: Day = *day;
                self.at += 1;
                Ok(Literal::Day(day))
            }
        }
    }

    fn currency(&mut self) -> Result<Currency, Complaint> {
        let Some(Word::Name(code)) = self.peek() else {
            return Err(self.unexpected("a currency after the number (money is compared with money, such as 25000 EUR)"));
        };
        let Ok(currency) = Currency::parse(code) else {
            return Err(self.unexpected("an ISO 4217 currency code"));
        };
        self.at += 1;
        Ok(currency)
    }
}

fn single_or(mut parts: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            several(parts)
        }
        (None, _) => several(parts),
    }
}

/// A number literal, kept here for the token reader.
fn number(text: &str) -> Option<Ratio> {
    Ratio::parse(text).ok()
}
