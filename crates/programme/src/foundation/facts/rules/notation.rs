//! In which notation a column is written, told from its whole content. What the content decides is said in a sentence;
//! what it leaves open is asked, for `1.234` may be a thousand and `03/04/2027` a day in April.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::days::Days;
use super::dress::{meant, undressed};
use super::numbers::{Notation, Times, one_mark};
use super::reject::{Reject, presentable};
use super::table::plain_name;

/// What the sender says about a column; whatever they leave open is told from the content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Answers {
    pub decimal: Option<char>,
    pub days: Option<Days>,
    pub century: Option<i32>,
    pub times: Option<Times>,
}

/// What a column's content leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
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
pub(super) struct Seen {
    pub(super) count: u64,
    first: Option<(u64, String)>,
}

impl Seen {
    pub(super) fn add(&mut self, line: u64, text: &str) {
        self.count = self.count.saturating_add(1);
        if self.first.is_none() {
            self.first = Some((line, presentable(text)));
        }
    }

    /// Adds what was seen further down.
    pub(super) fn merge(&mut self, later: Self) {
        self.count = self.count.saturating_add(later.count);
        self.first = self.first.take().or(later.first);
    }

    pub(super) fn any(&self) -> bool {
        self.count > 0
    }

    pub(super) fn example(&self) -> (u64, String) {
        self.first.clone().unwrap_or_default()
    }
}

/// A number of digits with one mark at most, and that mark.
fn plain_number(text: &str) -> Option<(&str, Option<char>)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (mut mark, mut any) = (None, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => any = true,
            b'.' | b',' if mark.is_none() => mark = Some(char::from(byte)),
            _ => return None,
        }
    }
    any.then_some((digits, mark))
}

impl Numbers {
    /// Adds what was seen further down.
    pub(super) fn merge(&mut self, later: Self) {
        self.dots.merge(later.dots);
        self.commas.merge(later.commas);
        self.maybe_dot.merge(later.maybe_dot);
        self.maybe_comma.merge(later.maybe_comma);
        self.with_dot = self.with_dot.saturating_add(later.with_dot);
        self.with_comma = self.with_comma.saturating_add(later.with_comma);
        self.spaces = self.spaces.saturating_add(later.spaces);
        self.apostrophes = self.apostrophes.saturating_add(later.apostrophes);
        self.dressed.merge(later.dressed);
        for (mark, count) in later.currencies {
            let known = self.currencies.entry(mark).or_default();
            *known = known.saturating_add(count);
        }
        self.cells = self.cells.saturating_add(later.cells);
    }

    pub(super) fn see(&mut self, line: u64, text: &str) {
        // Most cells of most files are this plain.
        if let Some((digits, mark)) = plain_number(text) {
            self.cells = self.cells.saturating_add(1);
            self.with_dot = self.with_dot.saturating_add(u64::from(mark == Some('.')));
            self.with_comma = self.with_comma.saturating_add(u64::from(mark == Some(',')));
            if mark.is_some() {
                self.mark(line, text, decimal_of(digits, false));
            }
            return;
        }
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
        self.mark(line, text, decimal_of(&digits, grouped_by_space || grouped_by_apostrophe));
    }

    fn mark(&mut self, line: u64, text: &str, proved: Mark) {
        match proved {
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

/// The answers for a column, found by its plain name.
pub fn answers_of<'a>(answers: &'a BTreeMap<String, Answers>, column: &str) -> Option<&'a Answers> {
    let wanted = plain_name(column);
    answers
        .get(column)
        .or_else(|| answers.iter().find(|(name, _)| plain_name(name) == wanted).map(|(_, known)| known))
}
