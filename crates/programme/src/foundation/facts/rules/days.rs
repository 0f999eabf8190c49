//! Days as files write them: year first, day first, month first or with the month's name, and what a time of day behind them means.

use serde::{Deserialize, Serialize};
use vocabulary::Day;

use super::numbers::{Misread, Notation, Times, are_digits};

/// In which order a day is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// `2024-01-31`, strictly.
    #[default]
    Iso,
    /// `2024/1/31`, `2024.01.31`, `20240131`.
    YearFirst,
    /// `31.1.2024`, `31/01/2024`.
    DayFirst,
    /// `1/31/2024`.
    MonthFirst,
    /// `31-Jan-2024`, `31. Januar 2024`, `Jan 31, 2024`.
    Named,
}

impl Days {
    pub const ALL: [Self; 5] = [Self::Iso, Self::YearFirst, Self::DayFirst, Self::MonthFirst, Self::Named];

    /// The name in forms and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::YearFirst => "year_first",
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
            Self::Named => "named",
        }
    }

    /// Finds an order by the name that [`Days::name`] gives.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|days| days.name() == name)
    }

    /// The fourth of February 2027 in this order, to show what is meant.
    pub fn example(self) -> &'static str {
        match self {
            Self::Iso => "2027-02-04",
            Self::YearFirst => "2027/02/04",
            Self::DayFirst => "04/02/2027",
            Self::MonthFirst => "02/04/2027",
            Self::Named => "04-Feb-2027",
        }
    }
}

/// The three parts of a written day, before anybody decided which is which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Year, month and day in this order.
    YearFirst { strict: bool, ymd: (i32, u8, u8) },
    /// Two numbers and a year; `dots` between them.
    YearLast { first: u8, second: u8, year: Year, dots: bool },
    /// The month by its name.
    Named { day: u8, month: u8, year: Year },
}

/// A year of four digits, or two of them without their century.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Full(i32),
    Short(i32),
}

impl Year {
    fn read(text: &str) -> Option<Self> {
        let number = text.parse().ok().filter(|_| are_digits(text));
        match text.len() {
            4 => number.map(Self::Full),
            2 => number.map(Self::Short),
            _ => None,
        }
    }

    fn with(self, century: Option<i32>) -> Option<i32> {
        match self {
            Self::Full(year) => Some(year),
            Self::Short(year) => century.and_then(|century| century.checked_add(year)),
        }
    }
}

/// Takes a day apart; none if it is not written like one.
pub(super) fn shape(text: &str) -> Option<Shape> {
    if text.len() == 8 && are_digits(text) {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        let ymd = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        return Some(Shape::YearFirst { strict: false, ymd });
    }
    let mark = text.chars().find(|character| !character.is_alphanumeric())?;
    let parts: Vec<&str> = text.split(['-', '/', '.', ',', ' ']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    if let Some(month) = month_named(second) {
        let (day, year) = (small(first)?, Year::read(third)?);
        return Some(Shape::Named { day, month, year });
    }
    if let Some(month) = month_named(first) {
        let (day, year) = (small(second)?, Year::read(third)?);
        return Some(Shape::Named { day, month, year });
    }
    let same_marks = text
        .chars()
        .filter(|character| !character.is_ascii_digit())
        .all(|other| other == mark);
    if !same_marks || !matches!(mark, '-' | '/' | '.') {
        return None;
    }
    if first.len() == 4 && are_digits(first) {
        let strict = mark == '-' && second.len() == 2 && third.len() == 2;
        let ymd = (first.parse().ok()?, small(second)?, small(third)?);
        return Some(Shape::YearFirst { strict, ymd });
    }
    Some(Shape::YearLast {
        first: small(first)?,
        second: small(second)?,
        year: Year::read(third)?,
        dots: mark == '.',
    })
}

fn small(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| are_digits(text) && text.len() <= 2)
}

/// English and German names and their abbreviations of three letters.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "jän", "jänner"],
    &["feb", "february", "februar"],
    &["mar", "march", "mär", "mrz", "märz"],
    &["apr", "april"],
    &["may", "mai"],
    &["jun", "june", "juni"],
    &["jul", "july", "juli"],
    &["aug", "august"],
    &["sep", "sept", "september"],
    &["oct", "october", "okt", "oktober"],
    &["nov", "november"],
    &["dec", "december", "dez", "dezember"],
];

fn month_named(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let at = MONTHS.iter().position(|names| names.contains(&text.as_str()))?;
    u8::try_from(at).ok()?.checked_add(1)
}

/// The day and what stands behind it: `5.1.2024 12:00` is `5.1.2024` and `12:00`.
pub(super) fn split_clock(text: &str) -> (&str, &str) {
    let Some(colon) = text.find(':') else {
        return (text, "");
    };
    let before = text.get(..colon).unwrap_or_default();
    match before.rfind([' ', 'T']) {
        Some(gap) => (
            text.get(..gap).unwrap_or_default().trim_end(),
            text.get(gap..).unwrap_or_default().get(1..).unwrap_or_default(),
        ),
        None => (text, ""),
    }
}

/// A day, or with a time that the notation allows. Empty means missing.
pub fn day(text: &str, notation: &Notation) -> Result<Option<Day>, Misread> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (date, clock) = split_clock(text);
    let read = in_order(date, notation)?;
    if clock.is_empty() {
        return Ok(Some(read));
    }
    let Some(midnight) = is_midnight(clock) else {
        return Err(Misread::new(
            "What stands behind the day is no time of day, or carries a time zone that may change the day.",
            "Write the day alone, in the firm's own time.",
        ));
    };
    match notation.times {
        Times::Dropped => Ok(Some(read)),
        Times::MustBeMidnight if midnight => Ok(Some(read)),
        Times::MustBeMidnight => Err(Misread::new(
            "A time of day stands where a day is expected.",
            "Write the day alone, or choose that times are dropped.",
        )),
    }
}

fn in_order(date: &str, notation: &Notation) -> Result<Day, Misread> {
    let wrong = || {
        let reason = match notation.days {
            Days::Iso => "This is not a day of the calendar written year-month-day.".to_owned(),
            Days::YearFirst | Days::DayFirst | Days::MonthFirst | Days::Named => {
                format!("This is not a day of the calendar written as in {}.", notation.days.example())
            }
        };
        Misread::new(reason, "Write it as 2027-04-15.")
    };
    let shape = shape(date).ok_or_else(wrong)?;
    let full = |year: Year| {
        year.with(notation.century).ok_or_else(|| {
            Misread::new(
                "The year has two digits, and nobody said of which century.",
                "Write it with four digits, or choose the century of the column.",
            )
        })
    };
    let (year, month, day) = match (shape, notation.days) {
        (Shape::YearFirst { strict: true, ymd }, _) | (Shape::YearFirst { ymd, .. }, Days::YearFirst) => ymd,
        (Shape::YearLast { first, second, year, .. }, Days::DayFirst) => (full(year)?, second, first),
        (Shape::YearLast { first, second, year, .. }, Days::MonthFirst) => (full(year)?, first, second),
        (Shape::Named { day, month, year }, Days::Named) => (full(year)?, month, day),
        (Shape::YearFirst { .. } | Shape::YearLast { .. } | Shape::Named { .. }, _) => return Err(wrong()),
    };
    Day::ymd(year, month, day).ok_or_else(wrong)
}

/// Whether a time of day is midnight; none if it is no time: `HH:MM`, `HH:MM:SS`, with a fraction or with AM or PM.
pub(super) fn is_midnight(text: &str) -> Option<bool> {
    let upper = text.to_uppercase();
    let half = ["AM", "PM"].into_iter().find(|half| upper.ends_with(half));
    let clock = half.map_or(upper.as_str(), |half| upper.trim_end_matches(half).trim_end());
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let number = |part: &str| part.parse::<u8>().ok().filter(|_| are_digits(part) && part.len() <= 2);
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes] if fraction.is_none() => (number(hours)?, number(minutes)?, 0),
        [hours, minutes, seconds] => (number(hours)?, number(minutes)?, number(seconds)?),
        _ => return None,
    };
    let wide = parts.iter().skip(1).all(|part| part.len() == 2);
    let fraction = fraction.unwrap_or("0");
    let fits = !fraction.is_empty() && fraction.len() <= 9 && are_digits(fraction);
    let hours_fit = match half {
        Some(_) => (1..=12).contains(&hours),
        None => hours < 24,
    };
    if !wide || !fits || !hours_fit || minutes > 59 || seconds > 60 {
        return None;
    }
    let first_hour = match half {
        Some(half) => half == "AM" && hours == 12,
        None => hours == 0,
    };
    Some(first_hour && minutes == 0 && seconds == 0 && fraction.chars().all(|digit| digit == '0'))
}
