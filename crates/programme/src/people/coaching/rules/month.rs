//! Months and quarters, and what hours of coaching count for in a month.

use platform::texts::say;
use vocabulary::{Day, Interval, Ratio};

/// The calendar month of a day.
#[must_use]
pub fn month_of(day: Day) -> Interval {
    let first = day.month_start();
    Interval::new(first, Some(first.plus_months(1))).expect("a month ends after it begins")
}

/// The calendar quarter of a day.
#[must_use]
pub fn quarter_of(day: Day) -> Interval {
    let into = i32::from((day.month() - 1) % 3);
    let first = day.month_start().plus_months(-into);
    Interval::new(first, Some(first.plus_months(3))).expect("a quarter ends after it begins")
}

/// The last month that is over on a day.
#[must_use]
pub fn last_month(today: Day) -> Interval {
    month_of(today.month_start().prev())
}

/// The last quarter that is over on a day.
#[must_use]
pub fn last_quarter(today: Day) -> Interval {
    quarter_of(quarter_of(today).start().prev())
}

/// The first day after a month or quarter.
#[must_use]
pub fn after(span: &Interval) -> Day {
    span.end().unwrap_or(Day::MAX)
}

/// The last day of a month or quarter.
#[must_use]
pub fn last_day(span: &Interval) -> Day {
    after(span).prev()
}

/// The name of a month, `2026-02`, or of a quarter, `2026-Q1`.
#[must_use]
pub fn name_of(span: &Interval) -> String {
    let first = span.start();
    if first.plus_months(1) == after(span) {
        format!("{}-{:02}", first.year(), first.month())
    } else {
        format!("{}-Q{}", first.year(), (first.month() - 1) / 3 + 1)
    }
}

/// The same for people: "February 2026", "Q1 2026".
#[must_use]
pub fn words_of(span: &Interval) -> String {
    let first = span.start();
    if first.plus_months(1) == after(span) {
        format!("{} {}", say(&format!("coaching.month_{}", first.month())), first.year())
    } else {
        format!("Q{} {}", (first.month() - 1) / 3 + 1, first.year())
    }
}

/// The month or quarter of a name.
#[must_use]
pub fn named(name: &str) -> Option<Interval> {
    // A number may begin with a sign for the parser, and never does in a name.
    if name.contains('+') {
        return None;
    }
    let (year, rest) = name.split_once('-')?;
    let year: i32 = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter: u8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
        return Day::ymd(year, quarter * 3, 1).map(quarter_of);
    }
    let month: u8 = Some(rest).filter(|rest| rest.len() == 2)?.parse().ok()?;
    Day::ymd(year, month, 1).map(month_of)
}

/// Minutes as hours: 90 minutes are 3/2.
#[must_use]
pub fn hours(minutes: i64) -> Ratio {
    Ratio::fraction(i128::from(minutes), 60).expect("sixty is not zero")
}

/// The hours of a coachee in a month that count: `min(hours, maximum)` (R-COA-1).
///
/// With a maximum of 5, the hours 0, 2, 3, 4.5, 5, 6 and 9 count as 0, 2, 3, 4.5, 5, 5 and 5.
#[must_use]
pub fn credited(hours: &Ratio, max: &Ratio) -> Ratio {
    hours.clone().min(max.clone())
}

/// Where the hours of a month stand against the band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Fewer than the least.
    Below,
    /// From the least to the most, both included.
    Inside,
    /// More than counts.
    Above,
}

/// The place of hours against the band `min ≤ hours ≤ max`.
#[must_use]
pub fn band(hours: &Ratio, min: &Ratio, max: &Ratio) -> Band {
    if hours < min {
        Band::Below
    } else if hours > max {
        Band::Above
    } else {
        Band::Inside
    }
}
