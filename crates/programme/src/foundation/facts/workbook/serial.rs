//! Days of spreadsheets: numbers that count from 1900 or from 1904. Told from the digits, never through arithmetic with floats.

use vocabulary::Day;

const DAY_SECONDS: u128 = 86_400;

/// `45292.5` is `2024-01-01 12:00:00`. What is no day is given back as it is, for the reader to refuse.
///
/// In the system of 1900 day 60 is the 29th of February 1900, which never was.
pub(super) fn day_and_time(serial: &str, from_1904: bool) -> String {
    read(serial, from_1904).unwrap_or_else(|| serial.to_owned())
}

fn read(serial: &str, from_1904: bool) -> Option<String> {
    let (whole, fraction) = serial.split_once('.').unwrap_or((serial, ""));
    let mut days: i64 = whole.parse().ok().filter(|days| (0..=2_958_465).contains(days))?;
    let mut seconds = seconds_of(fraction)?;
    if seconds == DAY_SECONDS {
        days = days.checked_add(1)?;
        seconds = 0;
    }
    let clock = (seconds > 0).then(|| {
        let (hours, rest) = (seconds / 3600, seconds % 3600);
        format!("{hours:02}:{:02}:{:02}", rest / 60, rest % 60)
    });
    let day = match (from_1904, days) {
        (true, days) => Day::ymd(1904, 1, 1)?.plus_days(days).to_string(),
        (false, 0) => return Some(clock.unwrap_or_else(|| "00:00:00".to_owned())),
        (false, 60) => "1900-02-29".to_owned(),
        (false, days @ 1..=59) => Day::ymd(1899, 12, 31)?.plus_days(days).to_string(),
        (false, days) => Day::ymd(1899, 12, 30)?.plus_days(days).to_string(),
    };
    Some(match clock {
        Some(clock) => format!("{day} {clock}"),
        None => day,
    })
}

/// The fraction of a day in seconds, rounded to the nearest.
fn seconds_of(fraction: &str) -> Option<u128> {
    if fraction.is_empty() {
        return Some(0);
    }
    // Twenty digits are more than a stored number has.
    let digits = fraction.get(..20).unwrap_or(fraction);
    let part: u128 = digits.parse().ok()?;
    let scale = 10_u128.checked_pow(u32::try_from(digits.len()).ok()?)?;
    let doubled = part.checked_mul(DAY_SECONDS)?.checked_mul(2)?;
    doubled.checked_add(scale)?.checked_div(scale.checked_mul(2)?)
}
