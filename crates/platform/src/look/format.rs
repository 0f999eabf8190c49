//! How numbers, money, percent and days are written, always from exact values and never through a float.
//!
//! Minus is U+2212, thousands are grouped with a comma, percent follows a no-break space, an amount is never
//! without its currency unless the column head, sum or sentence names it.

use hypertext::prelude::*;
use vocabulary::{Cell, Currency, Day, Instant, Money, Ratio, Rounding, Zone};

use super::components::unknown;
use super::{Markup, nothing, text};
use crate::texts::say;

/// The sign of less: as wide as a digit, unlike the hyphen.
pub const MINUS: char = '\u{2212}';
/// Keeps a number and its unit on one line.
pub const NO_BREAK: char = '\u{a0}';
/// Means *none*. It never means unknown.
pub const NONE: &str = "–";

/// Money with its minor digits and without its currency: `−99,000.00`, `1,200` in yen.
#[must_use]
pub fn money(money: &Money) -> String {
    grouped(&money.to_decimal())
}

/// Money with its currency after it in quiet ink, for sums and sentences.
#[must_use]
pub fn money_unit(amount: &Money) -> Markup {
    let digits = money(amount);
    with_unit(&digits, amount.currency().code())
}

/// Money in whole units for alerts, where cents distract: `4,212,400`.
#[must_use]
pub fn money_whole(money: &Money) -> String {
    grouped(&money.to_ratio().to_decimal(0, Rounding::HalfUp))
}

/// A change of money with its sign, plus included: `+720.00`.
#[must_use]
pub fn money_change(amount: &Money) -> String {
    let digits = money(amount);
    if amount.minor() > 0 { format!("+{digits}") } else { digits }
}

/// So many decimals of a number without end are shown.
const NUMBER_DIGITS: u8 = 4;
/// So many decimals a source may have.
const SOURCE_DIGITS: u8 = 6;

/// A source amount that is not rounded to money yet: at least the currency's digits, and those that it has beyond them up to the six
/// of a source. One with more is cut two digits after the coins, which says how it rounds, and ends with an ellipsis.
#[must_use]
pub fn amount(value: &Ratio, currency: Currency) -> String {
    let least = currency.minor_digits();
    whole(value, least, least.max(SOURCE_DIGITS)).unwrap_or_else(|| cut(value, least.saturating_add(2)))
}

/// A number with at most `digits` decimals, rounded half up, without closing zeros: `0.533`, `1,380,000`.
#[must_use]
pub fn number(value: &Ratio, digits: u8) -> String {
    grouped(&trimmed(&value.to_decimal(digits, Rounding::HalfUp), 0))
}

/// A share of one as percent with at most two decimals: `115 %`, `108.17 %`.
#[must_use]
pub fn percent(value: &Ratio) -> String {
    let hundredfold = value * &Ratio::whole(100);
    format!("{}{NO_BREAK}%", number(&hundredfold, 2))
}

/// An exact amount as a ledger shows it: rounded half up to the currency's digits; the thread behind it keeps the rest.
#[must_use]
pub fn amount_in_ledger(value: &Ratio, currency: Currency) -> String {
    grouped(&value.to_decimal(currency.minor_digits(), Rounding::HalfUp))
}

/// A share of one as percent with two decimals, so that a column aligns: `80.20 %`.
#[must_use]
pub fn percent_in_ledger(value: &Ratio) -> String {
    format!("{}{NO_BREAK}%", grouped(&value.to_percent(2, Rounding::HalfUp)))
}

/// A count with grouped thousands.
#[must_use]
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A number short enough for an axis: `0`, `500`, `10k`, `1.2M`.
#[must_use]
pub fn compact(value: &Ratio) -> String {
    let steps = [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
    for (size, letter) in steps {
        let scaled = Ratio::fraction(1, size).map(|unit| value * &unit);
        if let Some(scaled) = scaled.filter(|scaled| scaled.abs() >= Ratio::one()) {
            return format!("{}{letter}", number(&scaled, 2));
        }
    }
    number(value, 2)
}

/// A day as people say it: `14 Jan 2027`.
#[must_use]
pub fn day(day: Day) -> String {
    format!("{} {}", day_short(day), day.year())
}

/// A day whose year is plain from where it stands: `14 Jan`.
#[must_use]
pub fn day_short(day: Day) -> String {
    format!("{}{NO_BREAK}{}", day.day(), say(&format!("look.month.{}", day.month())))
}

/// Digits followed by their unit in quiet ink.
#[must_use]
pub fn with_unit(digits: &str, unit: &str) -> Markup {
    maud! { (digits) span.u { (NO_BREAK) (unit) } }.memoize()
}

/// A moment to the minute, where the firm is: `14 Jan 2027, 09:30`.
#[must_use]
pub fn moment(at: Instant, zone: &Zone) -> String {
    format!("{}, {}", day(at.day_in(zone)), at.clock_in(zone))
}

/// One value of an explanation, as it stands in a ledger: an unknown is hatched with its reason.
#[must_use]
pub fn cell(cell: &Cell) -> Markup {
    match cell {
        Cell::Empty => nothing(),
        Cell::Text(words) => text(words),
        Cell::Money(amount) => money_unit(amount),
        Cell::Amount { value, currency } => with_unit(&amount(value, *currency), currency.code()),
        Cell::Number(value) => text(whole(value, 0, SOURCE_DIGITS).unwrap_or_else(|| cut(value, NUMBER_DIGITS))),
        Cell::Percent(value) => text(percent(value)),
        Cell::Day(at) => text(day(*at)),
        Cell::Count(n) => text(count(*n)),
        Cell::Unknown(because) => unknown(because),
    }
}

/// Whether a value is aligned at its last digit.
#[must_use]
pub fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Money(_) | Cell::Amount { .. } | Cell::Number(_) | Cell::Percent(_) | Cell::Count(_) => true,
        Cell::Empty | Cell::Text(_) | Cell::Day(_) | Cell::Unknown(_) => false,
    }
}

/// Thousands grouped and the minus written properly, in decimal text as the exact types give it.
#[must_use]
pub fn grouped(decimal: &str) -> String {
    let (negative, plain) = decimal.strip_prefix('-').map_or((false, decimal), |rest| (true, rest));
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    // "-0.00" is what rounding leaves of a small negative number; a reader would look for the debt.
    if negative && plain.contains(|digit| matches!(digit, '1'..='9')) {
        out.push(MINUS);
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A number read back from the way it is written here: the other way round than [`grouped`]. Words give none.
#[must_use]
pub fn read_number(shown: &str) -> Option<Ratio> {
    let digits: String = shown
        .chars()
        .filter(|letter| *letter != ',')
        .map(|letter| if letter == MINUS { '-' } else { letter })
        .collect();
    let plain = digits.strip_prefix('+').unwrap_or(&digits);
    let is_decimal = plain
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == '.' || letter == '-');
    is_decimal.then(|| Ratio::parse(plain).ok()).flatten()
}

/// A share read back from [`percent`].
#[must_use]
pub fn read_percent(shown: &str) -> Option<Ratio> {
    let digits = shown.strip_suffix('%')?.strip_suffix(NO_BREAK)?;
    read_number(digits)?.checked_div(&Ratio::whole(100))
}

/// A day read back from [`day`].
#[must_use]
pub fn read_day(shown: &str) -> Option<Day> {
    let (of_month, rest) = shown.split_once(NO_BREAK)?;
    let (month, year) = rest.rsplit_once(' ')?;
    let month = (1..=12_u32).find(|number| say(&format!("look.month.{number}")) == month)?;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(of_month) || !is_number(year) {
        return None;
    }
    Day::parse(&format!("{year:0>4}-{month:02}-{of_month:0>2}")).ok()
}

/// A number with all its decimals, at least so many; none where it has more than the most.
fn whole(value: &Ratio, least: u8, most: u8) -> Option<String> {
    let cut = value.to_decimal(most, Rounding::Down);
    let is_all = Ratio::parse(&cut).is_ok_and(|read| &read == value);
    is_all.then(|| grouped(&trimmed(&cut, least)))
}

/// The first decimals of a number that has more.
fn cut(value: &Ratio, digits: u8) -> String {
    format!("{}…", grouped(&value.to_decimal(digits, Rounding::Down)))
}

fn trimmed(decimal: &str, least: u8) -> String {
    let Some((whole, fraction)) = decimal.split_once('.') else {
        return decimal.to_owned();
    };
    let mut kept = fraction.trim_end_matches('0').to_owned();
    while kept.len() < usize::from(least) {
        kept.push('0');
    }
    if kept.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{kept}")
    }
}
