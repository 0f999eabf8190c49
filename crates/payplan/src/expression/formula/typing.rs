//! Reads a formula and types it on the way: whatever does not fit is refused here, when the plan is saved.

use super::algebra::{comparable, described, example_of, is_currency, is_number, joined, said};
use super::{Aggregate, Duration, FactField, Formula, Operator, Root, Type, Value, known_names, name_of};
use crate::expression::parsing::{Complaint, DEPTH_MAX, Reading, Word};
use crate::expression::{Comparison, Slot};
use crate::problem::nearest;

/// A part of a formula with its type and where it stands.
pub(super) struct Part {
    pub(super) formula: Formula,
    pub(super) kind: Type,
    pub(super) offset: usize,
}

/// Reads a formula in its slot. The type of the whole is the slot's business.
pub(crate) fn typed(text: &str, slot: Slot) -> Result<(Formula, Type), Complaint> {
    let mut typing = Typing {
        reading: Reading::new(text)?,
        slot,
        roots: slot.roots(),
        over_credits: false,
    };
    let part = typing.either(0)?;
    typing.reading.end(slot.said())?;
    Ok((part.formula, part.kind))
}

struct Typing {
    reading: Reading,
    slot: Slot,
    roots: &'static [Root],
    /// Within `where …`, the only place where a credit's own facts mean something.
    over_credits: bool,
}

impl Typing {
    fn either(&mut self, depth: usize) -> Result<Part, Complaint> {
        let mut left = self.both(depth)?;
        while self.reading.takes_mark("||") {
            let right = self.both(depth)?;
            left = joined(Operator::Or, left, right)?;
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Part, Complaint> {
        let mut left = self.comparison(depth)?;
        while self.reading.takes_mark("&&") {
            let right = self.comparison(depth)?;
            left = joined(Operator::And, left, right)?;
        }
        Ok(left)
    }

    fn comparison(&mut self, depth: usize) -> Result<Part, Complaint> {
        let left = self.sum(depth)?;
        if self.reading.takes_name("in") {
            return self.membership(left);
        }
        let Some(how) = self.reading.takes_comparison() else {
            return Ok(left);
        };
        let right = self.operand(&left, how, depth)?;
        let ordered = !matches!(how, Comparison::Equal | Comparison::NotEqual);
        if ordered && matches!(left.kind, Type::Text | Type::Truth) {
            let message = format!(
                "{} is {} and has no order; use ==, != or in […], not {}",
                said(&left),
                left.kind,
                how.as_str()
            );
            return Err(Complaint::new(right.offset, message));
        }
        if !comparable(left.kind, right.kind) {
            let message = format!(
                "{} is compared with {}, not with {}",
                said(&left),
                example_of(left.kind),
                described(&right)
            );
            return Err(Complaint::new(right.offset, message));
        }
        is_currency(&left, &right)?;
        Ok(Part {
            offset: left.offset,
            formula: Formula::Binary(Operator::Compare(how), Box::new(left.formula), Box::new(right.formula)),
            kind: Type::Truth,
        })
    }

    /// The right side of a comparison. A comparison cut short says what belongs there.
    fn operand(&mut self, left: &Part, how: Comparison, depth: usize) -> Result<Part, Complaint> {
        if self.reading.peek().is_none() {
            let message = format!("after `{}` {} is expected, not the end", how.as_str(), example_of(left.kind));
            return Err(Complaint::new(self.reading.offset(), message));
        }
        self.sum(depth)
    }

    fn membership(&mut self, left: Part) -> Result<Part, Complaint> {
        self.reading.expect_mark("[")?;
        let mut values = Vec::new();
        loop {
            let part = self.literal()?;
            if !comparable(left.kind, part.kind) {
                let message = format!(
                    "{} is compared with {}, not with {}",
                    said(&left),
                    example_of(left.kind),
                    described(&part)
                );
                return Err(Complaint::new(part.offset, message));
            }
            is_currency(&left, &part)?;
            if let Formula::Literal(value) = part.formula {
                values.push(value);
            }
            if !self.reading.takes_mark(",") {
                break;
            }
        }
        self.reading.expect_mark("]")?;
        Ok(Part {
            offset: left.offset,
            formula: Formula::In(Box::new(left.formula), values),
            kind: Type::Truth,
        })
    }

    fn sum(&mut self, depth: usize) -> Result<Part, Complaint> {
        let mut left = self.product(depth)?;
        loop {
            let operator = if self.reading.takes_mark("+") {
                Operator::Plus
            } else if self.reading.takes_mark("-") {
                Operator::Minus
            } else {
                return Ok(left);
            };
            let right = self.product(depth)?;
            left = joined(operator, left, right)?;
        }
    }

    fn product(&mut self, depth: usize) -> Result<Part, Complaint> {
        let mut left = self.single(depth)?;
        loop {
            let operator = if self.reading.takes_mark("*") {
                Operator::Times
            } else if self.reading.takes_mark("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            let right = self.single(depth)?;
            left = joined(operator, left, right)?;
        }
    }

    fn single(&mut self, depth: usize) -> Result<Part, Complaint> {
        let offset = self.reading.offset();
        if depth > DEPTH_MAX {
            return Err(Complaint::new(
                offset,
                "the formula is nested too deeply; split it into several measures or rules",
            ));
        }
        if self.reading.takes_mark("!") {
            let inner = self.single(depth + 1)?;
            if inner.kind != Type::Truth {
                let message = format!("`!` stands before a condition; {} is {}", said(&inner), inner.kind);
                return Err(Complaint::new(offset, message));
            }
            return Ok(Part {
                formula: Formula::Not(Box::new(inner.formula)),
                kind: Type::Truth,
                offset,
            });
        }
        if self.reading.takes_mark("-") {
            let inner = self.single(depth + 1)?;
            if !is_number(inner.kind) {
                let message = format!("`-` stands before a number; {} is {}", said(&inner), inner.kind);
                return Err(Complaint::new(offset, message));
            }
            return Ok(Part {
                formula: Formula::Negative(Box::new(inner.formula)),
                kind: inner.kind,
                offset,
            });
        }
        if self.reading.takes_mark("(") {
            let inner = self.either(depth + 1)?;
            self.reading.expect_mark(")")?;
            return Ok(inner);
        }
        match self.reading.peek().cloned() {
            Some(Word::Name(name)) if self.reading.is_call() => self.call(&name, depth),
            Some(Word::Name(name)) if !matches!(name.as_str(), "true" | "false") => self.name(&name),
            Some(_) => self.literal(),
            None => Err(self.reading.unexpected(self.slot.wanted())),
        }
    }

    fn name(&mut self, written: &str) -> Result<Part, Complaint> {
        let offset = self.reading.offset();
        let Some(name) = name_of(written, self.roots) else {
            return Err(self.unknown_name(written, offset));
        };
        if name.root == Root::Credits && !self.over_credits {
            let message = format!("`{written}` differs from credit to credit; draw it together, such as `sum({written} where …)`");
            return Err(Complaint::new(offset, message));
        }
        self.reading.skip();
        Ok(Part {
            formula: Formula::Name(name),
            kind: name.field.field_type(),
            offset,
        })
    }

    fn unknown_name(&self, written: &str, offset: usize) -> Complaint {
        let known = known_names(self.roots);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let functions = self.slot.functions();
        let here = if known.is_empty() {
            format!("known here are the functions {}", functions.join(", "))
        } else {
            format!("known here are {}", known.join(", "))
        };
        let mut complaint = Complaint::new(offset, format!("`{written}` is not a name of {}; {here}", self.slot.said()));
        let all: Vec<&str> = known.iter().chain(functions).copied().collect();
        complaint.suggestion = nearest(written, &all).map(str::to_owned);
        complaint
    }

    fn literal(&mut self) -> Result<Part, Complaint> {
        let offset = self.reading.offset();
        let value = match self.reading.peek().cloned() {
            Some(Word::Text(text)) => Value::Text(text),
            Some(Word::Day(day)) => Value::Day(day),
            Some(Word::Percent(share)) => Value::Percent(share),
            Some(Word::Days(days)) => Value::Duration(Duration::Days(days)),
            Some(Word::Months(months)) => Value::Duration(Duration::Months(months)),
            Some(Word::Name(name)) if name == "true" => Value::Truth(true),
            Some(Word::Name(name)) if name == "false" => Value::Truth(false),
            Some(Word::Number(number)) => {
                self.reading.skip();
                let value = match self.reading.takes_currency() {
                    Some(currency) => Value::Money(number, currency),
                    None => Value::Ratio(number),
                };
                return Ok(part(value, offset));
            }
            Some(Word::Name(_) | Word::Mark(_)) | None => return Err(self.reading.unexpected(self.slot.wanted())),
        };
        self.reading.skip();
        Ok(part(value, offset))
    }

    fn call(&mut self, name: &str, depth: usize) -> Result<Part, Complaint> {
        let offset = self.reading.offset();
        let functions = self.slot.functions();
        if !functions.contains(&name) {
            let known = if functions.is_empty() {
                "no functions".to_owned()
            } else {
                functions.join(", ")
            };
            let message = format!("`{name}` is not a function of {}; known here: {known}", self.slot.said());
            let mut complaint = Complaint::new(offset, message);
            complaint.suggestion = nearest(name, functions).map(str::to_owned);
            return Err(complaint);
        }
        self.reading.skip();
        self.reading.expect_mark("(")?;
        let (formula, kind) = self.arguments(name, depth)?;
        self.reading.expect_mark(")")?;
        Ok(Part { formula, kind, offset })
    }

    fn arguments(&mut self, name: &str, depth: usize) -> Result<(Formula, Type), Complaint> {
        Ok(match name {
            "sum" => self.aggregate(Aggregate::Sum, depth)?,
            "count" => self.aggregate(Aggregate::Count, depth)?,
            "count_distinct" => self.aggregate(Aggregate::CountDistinct, depth)?,
            "min" => self.aggregate(Aggregate::Least, depth)?,
            "max" => self.aggregate(Aggregate::Most, depth)?,
            "baseline" => (self.baseline()?, Type::Money(None)),
            "cagr" => {
                let category = self.reading.text("a category in quotes")?;
                self.reading.expect_mark(",")?;
                let years = self.years()?;
                (Formula::Cagr { category, years }, Type::Ratio)
            }
            "kpi" => (Formula::Kpi(self.reading.text("the name of a key figure in quotes")?), Type::Ratio),
            "figure" => (Formula::Figure(self.reading.text("the name of a figure in quotes")?), Type::Ratio),
            "first_invoice" => {
                let offset = self.reading.offset();
                let Some(name) = self.single(depth + 1)?.formula.as_name() else {
                    return Err(Complaint::new(
                        offset,
                        "`first_invoice` takes a name such as `tx.division` or `tx.account`",
                    ));
                };
                (Formula::FirstInvoice(name.field), Type::Truth)
            }
            "months_between" | "days_between" => {
                let [from, to] = self.two(depth)?;
                for day in [&from, &to] {
                    if day.kind != Type::Day {
                        let message = format!("`{name}` takes two dates; {} is {}", said(day), day.kind);
                        return Err(Complaint::new(day.offset, message));
                    }
                }
                let (from, to) = (Box::new(from.formula), Box::new(to.formula));
                let formula = match name {
                    "months_between" => Formula::MonthsBetween(from, to),
                    _ => Formula::DaysBetween(from, to),
                };
                (formula, Type::Ratio)
            }
            _ => {
                let [wanted, otherwise] = self.two(depth)?;
                if !comparable(wanted.kind, otherwise.kind) {
                    let message = format!("`default` takes two values of one type, not {} and {}", wanted.kind, otherwise.kind);
                    return Err(Complaint::new(otherwise.offset, message));
                }
                let kind = wanted.kind;
                (Formula::Default(Box::new(wanted.formula), Box::new(otherwise.formula)), kind)
            }
        })
    }

    fn two(&mut self, depth: usize) -> Result<[Part; 2], Complaint> {
        let first = self.either(depth + 1)?;
        self.reading.expect_mark(",")?;
        Ok([first, self.either(depth + 1)?])
    }

    /// `credits.amount where credits.category == "…"`, or `credits` alone for a count.
    fn aggregate(&mut self, how: Aggregate, depth: usize) -> Result<(Formula, Type), Complaint> {
        let offset = self.reading.offset();
        let of = if how == Aggregate::Count && self.reading.takes_name("credits") {
            None
        } else {
            let Some(Word::Name(written)) = self.reading.peek().cloned() else {
                return Err(self.reading.unexpected("a name such as `credits.amount`"));
            };
            let Some(name) = name_of(&written, &[Root::Credits]) else {
                return Err(self.unknown_name(&written, offset));
            };
            self.reading.skip();
            Some(name.field)
        };
        let kind = of.map_or(Type::Quantity, FactField::field_type);
        let kind = match how {
            Aggregate::Sum if !matches!(kind, Type::Money(_) | Type::Quantity | Type::Ratio) => {
                let message = format!("`sum` adds amounts or counts; this is {kind}");
                return Err(Complaint::new(offset, message));
            }
            Aggregate::Sum | Aggregate::Least | Aggregate::Most => kind,
            Aggregate::Count | Aggregate::CountDistinct => Type::Quantity,
        };
        let filter = if self.reading.takes_name("where") {
            self.over_credits = true;
            let filter = self.either(depth + 1)?;
            self.over_credits = false;
            if filter.kind != Type::Truth {
                let message = format!("after `where` a condition is expected; {} is {}", said(&filter), filter.kind);
                return Err(Complaint::new(filter.offset, message));
            }
            Some(Box::new(filter.formula))
        } else {
            None
        };
        Ok((Formula::Aggregate { how, of, filter }, kind))
    }

    /// `baseline("key_revenue", year = -1, accounts = restated)`.
    fn baseline(&mut self) -> Result<Formula, Complaint> {
        let category = self.reading.text("a category in quotes")?;
        self.reading.expect_mark(",")?;
        self.reading.expect_name("year")?;
        self.reading.expect_mark("=")?;
        self.reading.expect_mark("-")?;
        let years_back = self.years()?;
        self.reading.expect_mark(",")?;
        self.reading.expect_name("accounts")?;
        self.reading.expect_mark("=")?;
        self.reading.expect_name("restated")?;
        Ok(Formula::Baseline { category, years_back })
    }

    fn years(&mut self) -> Result<u32, Complaint> {
        let wanted = "a whole number of years from 1 to 20";
        let years = match self.reading.peek() {
            Some(Word::Number(number)) => number.to_i128().and_then(|years| u32::try_from(years).ok()),
            _ => None,
        };
        match years.filter(|years| (1..=20).contains(years)) {
            Some(years) => {
                self.reading.skip();
                Ok(years)
            }
            None => Err(self.reading.unexpected(wanted)),
        }
    }
}

fn part(value: Value, offset: usize) -> Part {
    Part {
        kind: value.value_type(),
        formula: Formula::Literal(value),
        offset,
    }
}
