//! Numbers and references as files write them. Nothing is rounded and nothing is guessed here: what
//! cannot be read exactly is refused with the reason.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Ratio, Scaled};

use super::days::Days;
pub use super::days::day;
use super::dress::undressed;

/// The most decimals an amount keeps.
const DECIMALS_MAX: usize = 6;
/// More digits than any amount of money has; they still fit the exact type.
const DIGITS_MAX: usize = 30;
/// The longest reference or name, in characters.
const TEXT_CHARACTERS_MAX: usize = 500;

/// How a source writes its numbers and days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notation {
    /// The decimal mark.
    pub decimal: char,
    /// The mark between groups of three digits; without one, grouped numbers are refused. A space stands for every kind of space.
    pub grouping: Option<char>,
    /// Whether currencies, brackets and trailing signs around a number are read; without it they are refused.
    #[serde(default)]
    pub dressed: bool,
    /// In which order a day is written.
    #[serde(default)]
    pub days: Days,
    /// The century of years of two digits, such as 2000; without one they are refused.
    #[serde(default)]
    pub century: Option<i32>,
    /// Whether `29825.0` is the reference `29825`, as tools write that take references for numbers.
    pub references_have_decimals: bool,
    /// What a time of day behind a day means.
    pub times: Times,
}

/// What happens to a time of day in a column of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// `2022-05-30 00:00:00.000` is that day; any other time is refused.
    MustBeMidnight,
    /// Any time is dropped: the source is known to write local days.
    Dropped,
}

impl Notation {
    /// `1234.50`, references as they stand, days without a time or at midnight.
    pub fn plain() -> Self {
        Self {
            decimal: '.',
            grouping: None,
            dressed: false,
            days: Days::Iso,
            century: None,
            references_have_decimals: false,
            times: Times::MustBeMidnight,
        }
    }
}

/// Why a cell could not be read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    pub reason: String,
    pub fix: String,
}

impl Misread {
    pub(super) fn new(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

/// An exact decimal with the digits the source wrote; `.0120` keeps four decimals. Empty means missing.
///
/// More than six decimals are refused unless the rest are zeros: `20565.600000000002` is the noise of binary
/// floating point, and which digits were meant is not ours to say.
pub fn amount(text: &str, notation: &Notation) -> Result<Option<Scaled>, Misread> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (sign, unsigned) = if notation.dressed {
        let bare = undressed(text).ok_or_else(|| not_a_number(text, notation))?;
        (if bare.negative { "-" } else { "" }, bare.core)
    } else {
        match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        }
    };
    let (whole, decimals) = match unsigned.split_once(notation.decimal) {
        Some((whole, decimals)) => (whole, decimals),
        None => (unsigned, ""),
    };
    let whole = ungrouped(whole, notation)?;
    if !are_digits(&whole) || !are_digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return Err(not_a_number(unsigned, notation));
    }
    if whole.len() > DIGITS_MAX {
        return Err(Misread::new(
            format!("The number has more than {DIGITS_MAX} digits before the decimal mark."),
            "Check the delimiter and the column.",
        ));
    }
    let decimals = match decimals.split_at_checked(DECIMALS_MAX) {
        Some((kept, rest)) if rest.chars().all(|digit| digit == '0') => kept,
        Some(_) => {
            return Err(Misread::new(
                format!(
                    "The number has {} decimals; at most {DECIMALS_MAX} are exact. Long tails usually come from binary floating point.",
                    decimals.len()
                ),
                "Export the column as a decimal number, rounded where the source rounds.",
            ));
        }
        None => decimals,
    };
    let whole = if whole.is_empty() { "0" } else { &whole };
    let plain = if decimals.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{decimals}")
    };
    Scaled::parse(&plain)
        .map(Some)
        .map_err(|problem| Misread::new(problem.to_string(), "Write it as 1234.50."))
}

fn ungrouped(whole: &str, notation: &Notation) -> Result<String, Misread> {
    let whole = &one_mark(whole);
    let Some(grouping) = notation.grouping.filter(|mark| whole.contains(*mark)) else {
        return Ok(whole.clone());
    };
    let mut groups = whole.split(grouping);
    let first = groups.next().unwrap_or_default();
    if (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3) {
        Ok(whole.replace(grouping, ""))
    } else {
        Err(Misread::new(
            format!("The groups between “{grouping}” do not have three digits."),
            "Check the decimal mark of the profile: 1,23 and 1.23 may mean the same.",
        ))
    }
}

/// The many spaces and apostrophes that people group digits with, as one of each.
pub(super) fn one_mark(text: &str) -> String {
    text.chars()
        .map(|mark| match mark {
            '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
            '’' => '\'',
            other => other,
        })
        .collect()
}

pub(super) fn are_digits(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_digit())
}

fn not_a_number(unsigned: &str, notation: &Notation) -> Misread {
    let has = |marks: &[char]| unsigned.contains(marks);
    let (reason, fix) = if has(&['e', 'E']) && unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        (
            "The number is in scientific notation, which has lost digits.",
            "Format the column as a plain number and export it again.",
        )
    } else if unsigned.starts_with('(') {
        (
            "Parentheses are not read as a minus sign.",
            "Write negative amounts with a minus sign.",
        )
    } else if unsigned.contains('%') {
        ("A percentage stands where an amount is expected.", "Write the amount.")
    } else if notation.grouping.is_none() && has(&[',', '\'', ' ', '\u{a0}', '\u{202f}']) {
        (
            "The number is grouped or has another decimal mark than the profile says.",
            "Write 1234.50, or choose a profile with this grouping and decimal mark.",
        )
    } else {
        (
            "This is not a number.",
            "Write digits with one decimal mark, such as 1234.50; currencies have their own column.",
        )
    };
    Misread::new(reason, fix)
}

/// A rate or share as an exact decimal: `0.012`, `.0120` and `1.2%` are the same rate. Empty means missing.
pub fn rate(text: &str, notation: &Notation) -> Result<Option<Scaled>, Misread> {
    let Some(percent) = text.trim().strip_suffix('%') else {
        return amount(text, notation);
    };
    let Some(percent) = amount(percent, notation)? else {
        return Err(Misread::new("A percent sign stands alone.", "Write the number."));
    };
    let hundredth = percent.scale().checked_add(2).map(|scale| {
        // Moving the point two places to the left is exact; the text form keeps Scaled's own limits in force.
        let digits = format!("{:0>width$}", percent.units().unsigned_abs(), width = usize::from(scale) + 1);
        let at = digits.len().saturating_sub(usize::from(scale));
        let (whole, decimals) = digits.split_at_checked(at).unwrap_or((&digits, ""));
        let sign = if percent.units() < 0 { "-" } else { "" };
        format!("{sign}{whole}.{decimals}")
    });
    amount(&hundredth.unwrap_or_default(), &Notation::plain())
}

/// A share between 0 and 1: `0.5`, `50%`, `1/3`. Empty means missing.
pub fn share(text: &str, notation: &Notation) -> Result<Option<Ratio>, Misread> {
    let text = text.trim();
    let read = if text.contains('/') {
        Some(Ratio::parse(text).map_err(|problem| Misread::new(problem.to_string(), "Write a share such as 50% or 1/3."))?)
    } else {
        rate(text, notation)?.map(|scaled| scaled.to_ratio())
    };
    match read {
        Some(share) if share.is_negative() || share > Ratio::one() => Err(Misread::new(
            "A share lies between 0 and 1 (0% and 100%).",
            "Write 50% or 0.5 for a half.",
        )),
        Some(_) | None => Ok(read),
    }
}

/// A reference of a person, account or document, as text. Empty means missing.
pub fn reference(text: &str, notation: &Notation) -> Result<Option<String>, Misread> {
    let Some(text) = label(text)? else {
        return Ok(None);
    };
    if let Some(hidden) = text.chars().find(|character| is_invisible(*character)) {
        return Err(hides(hidden));
    }
    if notation.references_have_decimals
        && let Some((whole, zeros)) = text.split_once('.')
        && !whole.is_empty()
        && are_digits(whole)
        && zeros.chars().all(|digit| digit == '0')
    {
        return Ok(Some(whole.to_owned()));
    }
    Ok(Some(text))
}

/// Files that were joined carry one in the middle.
const BYTE_ORDER_MARK: char = '\u{feff}';

fn hides(hidden: char) -> Misread {
    Misread::new(
        format!("The text holds the invisible character U+{:04X}.", u32::from(hidden)),
        "Remove it: two texts that look the same would not be the same.",
    )
}

/// Marks of byte order and of no width: nobody sees them, and they make equal references differ.
fn is_invisible(character: char) -> bool {
    matches!(character, BYTE_ORDER_MARK | '\u{200b}' | '\u{2060}')
}

/// A name or another short text on one line. Empty means missing.
pub fn label(text: &str) -> Result<Option<String>, Misread> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.contains(['\n', '\r', '\t']) {
        return Err(Misread::new(
            "The text holds a line break or a tab.",
            "Write it on one line; check the quotation marks around it.",
        ));
    }
    if text.contains(BYTE_ORDER_MARK) {
        return Err(hides(BYTE_ORDER_MARK));
    }
    if text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(Misread::new(
            format!("The text is longer than {TEXT_CHARACTERS_MAX} characters."),
            "Shorten it; check the quotation marks around it.",
        ));
    }
    Ok(Some(text.to_owned()))
}

/// A currency by its three letters. Empty means missing.
pub fn currency(text: &str) -> Result<Option<Currency>, Misread> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Currency::parse(text)
        .ok()
        .map(Some)
        .ok_or_else(|| Misread::new("This is no currency of ISO 4217.", "Write its three capital letters, such as EUR."))
}
