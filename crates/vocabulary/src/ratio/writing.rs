//! Reading and writing exact numbers. Reading is strict: digits, at most one dot or slash, a sign; no exponents,
//! no thousands separators, and never longer than a person would write.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed};
use std::fmt;
use std::str::FromStr;

use super::{Parts, Ratio, ten_to};
use crate::rounding::Rounding;
use crate::text::excerpt;

/// A number a person writes is never longer.
const LONGEST: usize = 60;
/// An exact intermediate result may be longer, but not so long that reading it takes time.
const LONGEST_STORED: usize = 20_000;
/// More decimals than this are shown as a fraction.
const MOST_DECIMALS: u8 = 30;

/// Why a text is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberProblem {
    #[error("a number is missing")]
    Empty,
    #[error("the number is longer than {most} characters; write it shorter")]
    TooLong { most: usize },
    #[error("“{text}” is not a number; write digits with at most one decimal point, such as -1234.50")]
    NotANumber { text: String },
    #[error("“{text}” is not a percentage; write a number followed by %, such as 12.5%")]
    NotAPercentage { text: String },
    #[error("“{text}” divides by zero")]
    ZeroDenominator { text: String },
    #[error("“{text}” has more than {allowed} decimals")]
    TooManyDecimals { text: String, allowed: u8 },
    #[error("“{text}” is too large")]
    TooLarge { text: String },
}

impl Ratio {
    /// Reads `1234`, `-12.5` or `7/3`; nothing else, not even spaces.
    pub fn parse(text: &str) -> Result<Ratio, NumberProblem> {
        parse_within(text, LONGEST)
    }

    /// Reads `12.5%` as 0.125. The sign is required: a bare 12.5 could mean either.
    pub fn parse_percent(text: &str) -> Result<Ratio, NumberProblem> {
        let Some(number) = text.strip_suffix('%') else {
            return Err(NumberProblem::NotAPercentage { text: excerpt(text) });
        };
        let hundredths = Ratio::parse(number)?;
        Ok(hundredths.checked_div(&Ratio::whole(100)).expect("a hundred is not zero"))
    }

    /// Fixed decimals, rounded as told: `1234.50`. Never writes `-0.00`.
    pub fn to_decimal(&self, digits: u8, rounding: Rounding) -> String {
        if let Some((units, _)) = self.small_units(digits, rounding) {
            return write_units(&units, digits);
        }
        let units = rounding.quotient(&(self.numerator() * ten_to(digits)), &self.denominator());
        write_units(&units, digits)
    }

    /// In hundredths with fixed decimals and without the sign: 1.15 → `115`.
    pub fn to_percent(&self, digits: u8, rounding: Rounding) -> String {
        (self * Ratio::whole(100)).to_decimal(digits, rounding)
    }

    /// The numerator in lowest terms; it carries the sign.
    pub fn numerator_text(&self) -> String {
        self.numerator().to_string()
    }

    /// The denominator in lowest terms; always positive.
    pub fn denominator_text(&self) -> String {
        self.denominator().to_string()
    }

    /// How many decimals write it exactly, if reasonably few do.
    fn exact_decimals(&self) -> Option<u8> {
        match &self.0 {
            Parts::Small(_, denominator) => decimals_of(*denominator),
            Parts::Large(parts) => decimals_of(parts.denom().clone()),
        }
    }
}

fn decimals_of<N: Integer + Clone + From<u8>>(denominator: N) -> Option<u8> {
    let mut rest = denominator;
    let mut twos = 0_u8;
    let mut fives = 0_u8;
    for (factor, count) in [(2_u8, &mut twos), (5_u8, &mut fives)] {
        let factor = N::from(factor);
        while rest.is_multiple_of(&factor) {
            *count += 1;
            if *count > MOST_DECIMALS {
                return None;
            }
            rest = rest / factor.clone();
        }
    }
    rest.is_one().then_some(twos.max(fives))
}

fn parse_within(text: &str, most: usize) -> Result<Ratio, NumberProblem> {
    if text.is_empty() {
        return Err(NumberProblem::Empty);
    }
    if text.len() > most {
        return Err(NumberProblem::TooLong { most });
    }
    if let Some(short) = parse_short(text) {
        return Ok(short);
    }
    let unreadable = || NumberProblem::NotANumber { text: excerpt(text) };
    let (sign, number) = split_sign(text);
    let (numerator, denominator) = if let Some((upper, lower)) = number.split_once('/') {
        let lower = read_digits(lower).ok_or_else(unreadable)?;
        (read_digits(upper).ok_or_else(unreadable)?, lower)
    } else if let Some((before, after)) = number.split_once('.') {
        let decimals = u32::try_from(after.len()).expect("the length was bounded above");
        if !is_digits(before) || !is_digits(after) {
            return Err(unreadable());
        }
        let units = read_digits(&format!("{before}{after}")).ok_or_else(unreadable)?;
        (units, BigInt::from(10_u8).pow(decimals))
    } else {
        (read_digits(number).ok_or_else(unreadable)?, BigInt::one())
    };
    let numerator = if sign == Sign::Minus { -numerator } else { numerator };
    Ratio::of(numerator, denominator).ok_or_else(|| NumberProblem::ZeroDenominator { text: excerpt(text) })
}

/// A whole or decimal number of at most eighteen digits, which is nearly every one that is written.
fn parse_short(text: &str) -> Option<Ratio> {
    let (sign, number) = split_sign(text);
    let (before, after) = match number.split_once('.') {
        Some((before, after)) if is_digits(after) => (before, after),
        Some(_) => return None,
        None => (number, ""),
    };
    if !is_digits(before) || before.len() + after.len() > 18 {
        return None;
    }
    let digits = before.bytes().chain(after.bytes());
    let units = digits.fold(0_i128, |units, digit| units * 10 + i128::from(digit.saturating_sub(b'0')));
    let scale = 10_i128.pow(u32::try_from(after.len()).ok()?);
    let units = if sign == Sign::Minus { -units } else { units };
    Some(Ratio::lowest(units, scale))
}

/// The sign in front of a number and what follows it.
pub(crate) fn split_sign(text: &str) -> (Sign, &str) {
    match text.strip_prefix('-') {
        Some(number) => (Sign::Minus, number),
        None => (Sign::Plus, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Whether a text is one or more ASCII digits.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_digits(text: &str) -> Option<BigInt> {
    if is_digits(text) { text.parse().ok() } else { None }
}

/// So many units of 10^−digits as decimal text.
pub(crate) fn write_units<N: Signed + fmt::Display>(units: &N, digits: u8) -> String {
    let sign = if units.is_negative() { "-" } else { "" };
    let places = usize::from(digits);
    // At least one digit stands before the point.
    let magnitude = format!("{:0>width$}", units.abs(), width = places + 1);
    let (before, after) = magnitude.split_at(magnitude.len() - places);
    if after.is_empty() {
        format!("{sign}{before}")
    } else {
        format!("{sign}{before}.{after}")
    }
}

impl fmt::Display for Ratio {
    /// The exact value: `0.015` where decimals end, `7/3` where they never do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exact_decimals() {
            Some(digits) => f.write_str(&self.to_decimal(digits, Rounding::Down)),
            None => write!(f, "{}/{}", self.numerator(), self.denominator()),
        }
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Ratio {
    type Err = NumberProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ratio::parse(text)
    }
}

impl serde::Serialize for Ratio {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{}/{}", self.numerator(), self.denominator()))
    }
}

impl<'de> serde::Deserialize<'de> for Ratio {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
        parse_within(&text, LONGEST_STORED).map_err(serde::de::Error::custom)
    }
}

crate::text::schema_as_text!(Ratio, { "type": "string", "pattern": "^-?[0-9]+/[0-9]+$" });
