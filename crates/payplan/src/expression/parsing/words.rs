//! Cuts an expression's text into names, texts, numbers, dates and marks.

use vocabulary::{Day, Ratio};

use super::{Complaint, number};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A field, function or keyword, dots included: `tx.account.class`.
    Name(String),
    Text(String),
    Number(Ratio),
    Day(Day),
    Mark(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) offset: usize,
    pub(super) word: Word,
}

impl Word {
    pub(super) fn description(&self) -> String {
        match self {
            Word::Name(name) => format!("`{name}`"),
            Word::Text(text) => format!("the text \"{text}\""),
            Word::Number(number) => format!("the number {number}"),
            Word::Day(day) => format!("the date {day}"),
            Word::Mark(mark) => format!("`{mark}`"),
        }
    }
}

/// Longer marks stand before their own beginnings.
const MARKS: [&str; 16] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "=", "*"];

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

fn numeral(rest: &str, offset: usize) -> Result<(Word, &str), Complaint> {
    let (written, after) = split_while(rest, |c| c.is_ascii_digit() || c == '.' || c == '-');
    let word = if written.contains('-') {
        Day::parse(written).ok().map(Word::Day)
    } else {
        number(written).map(Word::Number)
    };
    match word {
        Some(word) => Ok((word, after)),
        None => Err(Complaint::new(
            offset,
            format!("`{written}` is neither a number such as 25000 nor a date such as 2027-04-15"),
        )),
    }
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at(end)
}
