//! Exchange rates as a file brings them: the digits and the direction stay those of the source.

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Ratio};

use super::super::cells::Cells;
use super::super::numbers::{Misread, Notation};
use super::{Keys, checked};

/// The table of rates whose file names none.
const TABLE: &str = "daily";
/// The most digits before and behind the decimal mark.
const DIGITS_MAX: usize = 24;

/// A positive decimal number with all the digits its source wrote: `1.00000` stays `1.00000`.
///
/// Invariant: digits, at most one dot with digits on both sides of it, at least one digit that is not 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(String);

impl Decimal {
    /// Reads `0.98345` in the notation of the file. Empty means missing.
    pub fn parse(text: &str, notation: &Notation) -> Result<Option<Self>, Misread> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let misread = |reason: &str| Misread::new(reason, "Write a positive decimal number such as 1.0845, without grouping.");
        let (whole, decimals) = text.split_once(notation.decimal).unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_digit());
        let whole = if whole.is_empty() { "0" } else { whole };
        if !digits(whole) || !digits(decimals) {
            return Err(misread("This is no rate."));
        }
        if whole.len() > DIGITS_MAX || decimals.len() > DIGITS_MAX {
            return Err(misread("The rate has more digits than any rate needs."));
        }
        if whole.chars().chain(decimals.chars()).all(|digit| digit == '0') {
            return Err(misread("A rate of zero makes money disappear."));
        }
        let kept = if text.contains(notation.decimal) {
            format!("{whole}.{decimals}")
        } else {
            whole.to_owned()
        };
        Ok(Some(Self(kept)))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, exactly.
    pub fn to_ratio(&self) -> Ratio {
        Ratio::parse(&self.0).expect("digits were checked when it was read")
    }
}

/// How many of one currency one of another is on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRateRow {
    /// Whose rates they are: `ecb`, `plan-2027`.
    pub table: String,
    pub day: Day,
    /// Three letters. Rates outlive currencies, so a withdrawn one is as good as another.
    pub from: String,
    pub to: String,
    /// How many of `to` one of `from` is.
    pub rate: Decimal,
}

pub(in super::super) fn exchange_rate(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<ExchangeRateRow> {
    let table = cells.label("table").unwrap_or_else(|| TABLE.to_owned());
    let day = cells.day("day");
    let (from, to) = (code(cells, "from"), code(cells, "to"));
    let rate = cells.decimal("rate");
    if from.is_some() && from == to && rate.as_ref().is_some_and(|rate| rate.to_ratio() != Ratio::one()) {
        cells.refuse(
            "rate",
            "A currency is worth one of itself.",
            "Correct the rate or one of the two currencies.",
        );
    }
    let row = ExchangeRateRow {
        table,
        day: day?,
        from: from?,
        to: to?,
        rate: rate?,
    };
    let key = vec![row.table.clone(), row.day.to_string(), row.from.clone(), row.to.clone()];
    checked(cells, keys, line, ("rate", key), row)
}

/// Whether a text is the code of a currency, past or present.
pub(in super::super) fn is_code(text: &str) -> bool {
    text.len() == 3 && text.chars().all(|letter| letter.is_ascii_uppercase())
}

fn code(cells: &mut Cells<'_>, field: &str) -> Option<String> {
    let code = cells.label(field)?;
    if is_code(&code) {
        return Some(code);
    }
    cells.refuse(
        field,
        "This is no code of a currency.",
        "Write its three capital letters, such as EUR.",
    );
    None
}
