//! In which notation a column is written, told from its whole content. What the content decides is said in a sentence;
//! what it leaves open is asked, for `1.234` may be a thousand and `03/04/2027` a day in April.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::days::{Days, Shape, Year, is_midnight, shape, split_clock};
use super::dress::{meant, undressed};
use super::numbers::{Notation, Times, are_digits, one_mark};
use super::reject::{Reject, presentable};
use super::table::plain_name;

/// What the sender says about a column; whatever they leave open is told from the content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    pub decimal: Option<char>,
    pub days: Option<Days>,
    pub century: Option<i32>,
    pub times: Option<Times>,
}

/// What a column's content leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// Which mark is the decimal one.
    Decimal,
    /// Whether the day or the month comes first.
    Days,
    /// Which century years of two digits belong to.
    Century,
}

/// A question to the sender. Until it is answered no row of the file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub column: String,
    pub open: Open,
    /// The line of the example.
    pub line: u64,
    /// A value that may mean two things.
    pub example: String,
    pub sentence: String,
}

impl Question {
    /// The question as the refusal of the file.
    pub fn reject(&self, file: &str) -> Reject {
        Reject::new(
            file,
            self.line,
            &self.sentence,
            "Say which on the page of the columns, then it is tried again.",
        )
        .on(&self.column, &self.example)
    }
}

/// How a column is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) notation: Notation,
    /// What was told from the content; none where nothing needed to be.
    pub(super) why: Option<String>,
    pub(super) question: Option<Question>,
    /// The currency that every cell with one names.
    pub(super) currency: Option<vocabulary::Currency>,
}

/// What stands in a column of numbers, counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    dots: Seen,
    commas: Seen,
    /// Cells that may be read either way, first example by mark.
    maybe_dot: Seen,
    maybe_comma: Seen,
    /// Cells that hold a dot, a comma, a space or an apostrophe at all.
    with_dot: u64,
    with_comma: u64,
    spaces: u64,
    apostrophes: u64,
    dressed: Seen,
    currencies: BTreeMap<String, u64>,
    cells: u64,
}

/// How often something was seen, and where first.
#[derive(Clone, Debug, Default)]
struct Seen {
    count: u64,
    first: Option<(u64, String)>,
}

impl Seen {
    fn add(&mut self, line: u64, text: &str) {
        self.count = self.count.saturating_add(1);
        if self.first.is_none() {
            self.first = Some((line, presentable(text)));
        }
    }

    fn any(&self) -> bool {
        self.count > 0
    }

    fn example(&self) -> (u64, String) {
        self.first.clone().unwrap_or_default()
    }
}

impl Numbers {
    pub(super) fn see(&mut self, line: u64, text: &str) {
        let Some(bare) = undressed(text) else { return };
        self.cells = self.cells.saturating_add(1);
        if bare.dressed {
            self.dressed.add(line, text);
        }
        if let Some(currency) = bare.currency {
            let count = self.currencies.entry(currency.to_owned()).or_default();
            *count = count.saturating_add(1);
        }
        let core = one_mark(bare.core.trim_end_matches('%').trim_end());
        let core = core.as_str();
        let grouped_by_space = core.contains(' ');
        let grouped_by_apostrophe = core.contains('\'');
        let digits: String = core.chars().filter(|mark| !matches!(mark, ' ' | '\'')).collect();
        let known = digits.chars().all(|mark| mark.is_ascii_digit() || matches!(mark, '.' | ','));
        if !known || !digits.chars().any(|digit| digit.is_ascii_digit()) {
            return;
        }
        self.spaces = self.spaces.saturating_add(u64::from(grouped_by_space));
        self.apostrophes = self.apostrophes.saturating_add(u64::from(grouped_by_apostrophe));
        self.with_dot = self.with_dot.saturating_add(u64::from(digits.contains('.')));
        self.with_comma = self.with_comma.saturating_add(u64::from(digits.contains(',')));
        match decimal_of(&digits, grouped_by_space || grouped_by_apostrophe) {
            Mark::None => {}
            Mark::Dot => self.dots.add(line, text),
            Mark::Comma => self.commas.add(line, text),
            Mark::Either('.') => self.maybe_dot.add(line, text),
            Mark::Either(_) => self.maybe_comma.add(line, text),
        }
    }

    /// The decimal mark that the content proves, if it proves one and nothing contradicts it.
    fn proven(&self) -> Option<char> {
        let open = self.maybe_dot.any() || self.maybe_comma.any();
        match (self.dots.count, self.commas.count) {
            (0, 0) => None,
            (_, 0) => Some('.'),
            (0, _) => Some(','),
            // Both ways in one column: the fewer are refused, unless a cell could be either.
            (dots, commas) if !open && dots != commas => Some(if dots > commas { '.' } else { ',' }),
            _ => None,
        }
    }

    fn is_open(&self) -> bool {
        self.proven().is_none() && (self.maybe_dot.any() || self.maybe_comma.any() || self.dots.any())
    }

    fn notation(&self, decimal: char) -> Notation {
        let (own, other) = if decimal == '.' {
            (',', self.with_comma)
        } else {
            ('.', self.with_dot)
        };
        let grouping = if self.spaces > 0 {
            Some(' ')
        } else if self.apostrophes > 0 {
            Some('\'')
        } else {
            Some(own).filter(|_| other > 0)
        };
        Notation {
            decimal,
            grouping,
            dressed: self.dressed.any(),
            ..Notation::plain()
        }
    }

    /// The notation of the column; `others` is the decimal mark that the other columns of the file prove.
    pub(super) fn written(&self, column: &str, answers: &Answers, others: Option<char>) -> Written {
        let decimal = answers.decimal.or_else(|| self.proven());
        let borrowed = decimal.is_none().then_some(others).flatten().filter(|_| !self.dots.any());
        let needed = self.is_open();
        let notation = self.notation(decimal.or(borrowed).unwrap_or('.'));
        let question = (needed && decimal.is_none() && borrowed.is_none()).then(|| self.question(column));
        let plain = Notation::plain();
        let marked = notation.dressed || notation.grouping.is_some() || notation.decimal != plain.decimal;
        let told = question.is_none() && (marked || needed);
        let why = told.then(|| {
            let mut parts = Vec::new();
            if self.with_dot > 0 || self.with_comma > 0 {
                let source = match (answers.decimal, borrowed) {
                    (Some(_), _) => ", as you said",
                    (None, Some(_)) => ", as in the other columns",
                    (None, None) => "",
                };
                parts.push(format!("the decimal mark is “{}”{source}", notation.decimal));
            }
            match notation.grouping {
                Some(' ') => parts.push("thousands are grouped by a space".to_owned()),
                Some('\'') => parts.push("thousands are grouped by an apostrophe".to_owned()),
                Some(mark) => parts.push(format!("thousands are grouped by “{mark}”")),
                None => {}
            }
            if notation.dressed {
                let (_, example) = self.dressed.example();
                parts.push(format!(
                    "currencies, brackets and signs around the number are read, as in “{example}”"
                ));
            }
            format!("Column “{}”: {}.", presentable(column), parts.join(", "))
        });
        Written {
            notation: if marked || needed { notation } else { plain },
            why,
            question,
            currency: self.one_currency(),
        }
    }

    fn one_currency(&self) -> Option<vocabulary::Currency> {
        let mut means = self.currencies.keys().map(|mark| meant(mark));
        let first = means.next()??;
        let all = self.currencies.values().fold(0_u64, |sum, count| sum.saturating_add(*count));
        (all == self.cells && means.all(|other| other == Some(first))).then_some(first)
    }

    fn question(&self, column: &str) -> Question {
        let open = [&self.maybe_dot, &self.maybe_comma, &self.dots].into_iter().find(|seen| seen.any());
        let (line, example) = open.map(Seen::example).unwrap_or_default();
        let sentence = if self.dots.any() && self.commas.any() {
            format!("Some numbers of this column have a decimal point and others a decimal comma. How is “{example}” meant?")
        } else {
            format!(
                "“{example}” may be more than a thousand or a number with three decimals, and nothing in the file decides. Which mark is the decimal one?"
            )
        };
        Question {
            column: column.to_owned(),
            open: Open::Decimal,
            line,
            example,
            sentence,
        }
    }
}

/// Which decimal mark one number proves.
enum Mark {
    None,
    Dot,
    Comma,
    Either(char),
}

/// `digits` holds digits, dots and commas only; `spaced` when spaces or apostrophes group it already.
fn decimal_of(digits: &str, spaced: bool) -> Mark {
    let proves = |mark: char| if mark == '.' { Mark::Dot } else { Mark::Comma };
    let other = |mark: char| if mark == '.' { ',' } else { '.' };
    let count = |mark: char| digits.chars().filter(|known| *known == mark).count();
    let Some(last) = digits.chars().rev().find(|mark| !mark.is_ascii_digit()) else {
        return Mark::None;
    };
    let (whole, decimals) = digits.rsplit_once(last).unwrap_or((digits, ""));
    if count('.') > 0 && count(',') > 0 {
        return if count(last) == 1 { proves(last) } else { Mark::None };
    }
    if count(last) > 1 {
        let mut groups = digits.split(last);
        let first = groups.next().map_or(0, str::len);
        let fits = (1..=3).contains(&first) && groups.all(|group| group.len() == 3);
        return if fits { proves(other(last)) } else { Mark::None };
    }
    let thousand = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0') && !spaced;
    if thousand { Mark::Either(last) } else { proves(last) }
}

/// The decimal mark on which the proven columns of a file agree.
pub(super) fn agreed<'n>(columns: impl Iterator<Item = &'n Numbers>) -> Option<char> {
    let mut proven = columns.filter_map(Numbers::proven);
    let first = proven.next()?;
    proven.all(|other| other == first).then_some(first)
}

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
    pub(super) fn see(&mut self, line: u64, text: &str) {
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

/// Whether a text is like a reference and not like a day or number: used to tell columns apart by content.
pub(super) fn is_number_like(text: &str) -> bool {
    undressed(text).is_some_and(|bare| {
        let core = one_mark(bare.core.trim_end_matches('%').trim_end());
        !core.is_empty()
            && core
                .chars()
                .all(|mark| mark.is_ascii_digit() || matches!(mark, '.' | ',' | ' ' | '\''))
            && core.chars().any(|c| c.is_ascii_digit())
    })
}

/// Whether a text is written like a day.
pub(super) fn is_day_like(text: &str) -> bool {
    let (date, _) = split_clock(text.trim());
    !are_digits(date) && shape(date).is_some()
}

/// The answers for a column, found by its plain name.
pub fn answers_of<'a>(answers: &'a BTreeMap<String, Answers>, column: &str) -> Option<&'a Answers> {
    let wanted = plain_name(column);
    answers
        .get(column)
        .or_else(|| answers.iter().find(|(name, _)| plain_name(name) == wanted).map(|(_, known)| known))
}
