//! In which order a column writes its days, told from its whole content or asked.

use super::days::{Days, Shape, Year, is_midnight, shape, split_clock};
use super::notation::{Answers, Open, Question, Seen, Written};
use super::numbers::{Notation, Times, are_digits};
use super::reject::presentable;

/// What stands in a column of days, counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendar {
    iso: u64,
    year_first: u64,
    day_first: u64,
    month_first: u64,
    named: u64,
    /// Both numbers may be the month and differ.
    either: Seen,
    /// Both numbers are the same: `03/03/2027` is one day in any order.
    same: u64,
    short: Seen,
    times: u64,
}

impl Calendar {
    /// Adds what was seen further down.
    pub(super) fn merge(&mut self, later: Self) {
        let add = |count: &mut u64, more: u64| *count = count.saturating_add(more);
        add(&mut self.iso, later.iso);
        add(&mut self.year_first, later.year_first);
        add(&mut self.day_first, later.day_first);
        add(&mut self.month_first, later.month_first);
        add(&mut self.named, later.named);
        self.either.merge(later.either);
        add(&mut self.same, later.same);
        self.short.merge(later.short);
        add(&mut self.times, later.times);
    }

    pub(super) fn see(&mut self, line: u64, text: &str) {
        if is_plain_day(text) {
            self.iso = self.iso.saturating_add(1);
            return;
        }
        let (date, clock) = split_clock(text.trim());
        let up = |count: &mut u64| *count = count.saturating_add(1);
        let Some(shape) = shape(date) else { return };
        if !clock.is_empty() && is_midnight(clock) != Some(true) {
            up(&mut self.times);
        }
        let year = match shape {
            Shape::YearFirst { strict: true, .. } => return up(&mut self.iso),
            Shape::YearFirst { strict: false, .. } => return up(&mut self.year_first),
            Shape::Named { year, .. } => {
                up(&mut self.named);
                year
            }
            Shape::YearLast { first, second, year, dots } => {
                match (first > 12, second > 12) {
                    (true, true) => return,
                    (true, false) => up(&mut self.day_first),
                    (false, true) => up(&mut self.month_first),
                    // Nobody writes the month first with dots.
                    (false, false) if dots => up(&mut self.day_first),
                    (false, false) if first == second => up(&mut self.same),
                    (false, false) => self.either.add(line, text),
                }
                year
            }
        };
        if matches!(year, Year::Short(_)) {
            self.short.add(line, text);
        }
    }

    pub(super) fn has_short_years(&self) -> bool {
        self.short.any()
    }

    pub(super) fn has_times(&self) -> bool {
        self.times > 0
    }

    fn order(&self) -> Option<Days> {
        let numeric = match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(Days::DayFirst),
            (0, _) => Some(Days::MonthFirst),
            // A column that contradicts itself: the fewer are refused, unless a cell could be either.
            (days, months) if !self.either.any() && days != months => Some(if days > months { Days::DayFirst } else { Days::MonthFirst }),
            _ => return None,
        };
        if numeric.is_none() && self.either.any() {
            return None;
        }
        let last = self
            .day_first
            .saturating_add(self.month_first)
            .saturating_add(self.same)
            .saturating_add(self.either.count);
        let counts = [
            (self.iso, Days::Iso),
            (self.year_first, Days::YearFirst),
            (last, numeric.unwrap_or(Days::DayFirst)),
            (self.named, Days::Named),
        ];
        // ISO days are read in every order, so they never outvote what needs another one.
        let best = counts
            .iter()
            .skip(1)
            .max_by_key(|(count, _)| *count)
            .filter(|(count, _)| *count > 0);
        best.or(counts.first()).map(|(_, order)| *order)
    }

    /// The notation of the column.
    pub(super) fn written(&self, column: &str, answers: &Answers) -> Written {
        let order = answers.days.or_else(|| self.order());
        let notation = Notation {
            days: order.unwrap_or_default(),
            century: answers.century,
            times: answers.times.unwrap_or(Times::MustBeMidnight),
            ..Notation::plain()
        };
        let question = if order.is_none() {
            Some(self.question(column))
        } else if self.short.any() && answers.century.is_none() {
            Some(self.century(column))
        } else {
            None
        };
        let said = answers.days.is_some() || answers.century.is_some() || answers.times.is_some();
        let why = (question.is_none() && (notation.days != Days::Iso || said)).then(|| self.why(column, &notation, answers));
        Written {
            notation,
            why,
            question,
            currency: None,
        }
    }

    fn why(&self, column: &str, notation: &Notation, answers: &Answers) -> String {
        let mut parts = Vec::new();
        if notation.days != Days::Iso {
            let source = if answers.days.is_some() { ", as you said" } else { "" };
            parts.push(format!("days are written as in {}{source}", notation.days.example()));
        }
        if let Some(century) = answers.century {
            parts.push(format!("years of two digits count from {century}, as you said"));
        }
        if answers.times == Some(Times::Dropped) {
            parts.push("times of day are dropped, as you said".to_owned());
        }
        if parts.is_empty() {
            parts.push("days are written as in 2027-02-04".to_owned());
        }
        format!("Column “{}”: {}.", presentable(column), parts.join(", "))
    }

    fn question(&self, column: &str) -> Question {
        let (line, example) = self.either.example();
        let sentence = if self.day_first > 0 && self.month_first > 0 {
            "Some days of this column begin with the day and others with the month. Which comes first?".to_owned()
        } else {
            format!("“{example}” may begin with the day or with the month, and no day of the column decides. Which comes first?")
        };
        Question {
            column: column.to_owned(),
            open: Open::Days,
            line: line.max(1),
            example,
            sentence,
        }
    }

    fn century(&self, column: &str) -> Question {
        let (line, example) = self.short.example();
        Question {
            column: column.to_owned(),
            open: Open::Century,
            line,
            sentence: format!("The year of “{example}” has two digits. Which century does it belong to?"),
            example,
        }
    }
}

/// Whether a text is written like a day.
pub(super) fn is_day_like(text: &str) -> bool {
    let (date, _) = split_clock(text.trim());
    !are_digits(date) && shape(date).is_some()
}

/// Whether a text is four digits, two and two with hyphens between; it may still be no day of the calendar.
pub(super) fn is_plain_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| {
            if matches!(at, 4 | 7) {
                *byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        })
}
