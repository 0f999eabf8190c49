//! Cuts an expression's text into names, texts, numbers, dates and marks.

use vocabulary::{Day, Ratio};

use super::{Complaint, number};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A field, function or keyword, dots included: `tx.account.class`.
    Name(String),
    Text(String),
    Number(Ratio),
    /// `12.5%`, as a share.
    Percent(Ratio),
    Day(Day),
    /// `30d`
    Days(i64),
    /// `6m`
    Months(i32),
    Mark(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) offset: usize,
    pub(super) word: Word,
}

impl Word {
    pub(crate) fn description(&self) -> String {
        match self {
            Word::Name(name) => format!("`{name}`"),
            Word::Text(text) => format!("the text \"{text}\""),
            Word::Number(number) => format!("the number {number}"),
            Word::Percent(share) => format!("the percentage {} %", share * Ratio::whole(100)),
            Word::Day(day) => format!("the date {day}"),
            Word::Days(days) => format!("the duration {days}d"),
            Word::Months(months) => format!("the duration {months}m"),
            Word::Mark(mark) => format!("`{mark}`"),
        }
    }
}

/// Longer marks stand before their own beginnings.
const MARKS: [&str; 19] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "=", "*", "/", "+", "-",
];

pub(super) fn words(text: &str) -> Result<Vec<Token>, Complaint> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut offset = 0;
    while let Some(first) = rest.chars().next() {
        let (word, after) = if first.is_whitespace() {
            (None, rest.trim_start())
        } else {
            let (word, after) = word(rest, first, offset)?;
            (Some(word), after)
        };
        if let Some(word) = word {
            tokens.push(Token { offset, word });
        }
        let taken = rest.len() - after.len();
        offset += rest.get(..taken).map_or(0, |part| part.chars().count());
        rest = after;
    }
    Ok(tokens)
}

fn word(rest: &str, first: char, offset: usize) -> Result<(Word, &str), Complaint> {
    if first == '"' || first == '\'' {
        let inner = rest.get(1..).unwrap_or_default();
        return match inner.split_once(first) {
            Some((text, after)) => Ok((Word::Text(text.to_owned()), after)),
            None => Err(Complaint::new(offset, format!("the text that opens with {first} is not closed"))),
        };
    }
    if first.is_ascii_digit() {
        return numeral(rest, offset);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let (name, after) = split_while(rest, |c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        return Ok((Word::Name(name.to_owned()), after));
    }
    for mark in MARKS {
        if let Some(after) = rest.strip_prefix(mark) {
            return Ok((Word::Mark(mark), after));
        }
    }
    Err(Complaint::new(
        offset,
        format!("the character `{first}` has no meaning in an expression"),
    ))
}

/// A number, a percentage, a date or a duration, told by how it is written.
fn numeral(rest: &str, offset: usize) -> Result<(Word, &str), Complaint> {
    if let Some(day) = rest.get(..10).and_then(|text| Day::parse(text).ok()) {
        return Ok((Word::Day(day), rest.get(10..).unwrap_or_default()));
    }
    let (written, after) = split_while(rest, |c| c.is_ascii_digit() || c == '.');
    let (letters, beyond) = split_while(after, |c| c.is_ascii_alphanumeric() || c == '_');
    let word = match (letters, after.strip_prefix('%')) {
        (_, Some(beyond)) => number(written)
            .zip(Ratio::fraction(1, 100))
            .map(|(number, hundredth)| (Word::Percent(number * hundredth), beyond)),
        ("d", None) => written
            .parse()
            .ok()
            .filter(|days| *days <= 40_000)
            .map(|days| (Word::Days(days), beyond)),
        ("m", None) => written
            .parse()
            .ok()
            .filter(|months| *months <= 1_200)
            .map(|months| (Word::Months(months), beyond)),
        ("", None) => number(written).map(|number| (Word::Number(number), after)),
        _ => None,
    };
    word.ok_or_else(|| {
        let message = format!(
            "`{written}{letters}` is no number such as 25000, percentage such as 5%, date such as 2027-04-15 or duration such as 30d"
        );
        Complaint::new(offset, message)
    })
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at(end)
}
