//! Whether a day is worked on. Pure.

use platform::look::format;
use platform::texts::{say, say_with};
use std::collections::BTreeSet;
use vocabulary::{Cell, Explained, Trace, Weekday};

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Where {
    /// Two letters of ISO 3166-1.
    pub country: String,
    /// The part of the country; empty for all of it.
    pub subdivision: String,
}

impl Where {
    /// Reads `DE` or `DE-BY`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (country, subdivision) = text.split_once('-').unwrap_or((text, ""));
        let is_code = country.len() == 2 && country.chars().all(|letter| letter.is_ascii_uppercase());
        is_code.then(|| Self {
            country: country.to_owned(),
            subdivision: subdivision.to_owned(),
        })
    }
}

impl std::fmt::Display for Where {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.subdivision.as_str() {
            "" => out.write_str(&self.country),
            subdivision => write!(out, "{}-{subdivision}", self.country),
        }
    }
}

/// A day on which a place does not work.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// Where.
    pub place: Where,
    /// When.
    pub day: vocabulary::Day,
    /// What it is called.
    pub name: String,
}

/// What a day is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// People work.
    Working,
    /// Part of the weekend.
    Weekend,
    /// A holiday, by its names.
    Holiday(String),
}

impl Day {
    /// Whether people work.
    #[must_use]
    pub fn is_working(&self) -> bool {
        *self == Self::Working
    }

    /// The name for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
        }
    }
}

/// The first day of the Emirates' weekend of Saturday and Sunday; before, it was Friday and Saturday.
const EMIRATES_CHANGED: i32 = 2022;

/// The key of a weekday's name.
#[must_use]
pub fn weekday_key(day: vocabulary::Day) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "calendars.monday",
        Weekday::Tuesday => "calendars.tuesday",
        Weekday::Wednesday => "calendars.wednesday",
        Weekday::Thursday => "calendars.thursday",
        Weekday::Friday => "calendars.friday",
        Weekday::Saturday => "calendars.saturday",
        Weekday::Sunday => "calendars.sunday",
    }
}

fn is_weekend(country: &str, day: vocabulary::Day) -> bool {
    let friday_and_saturday = country == "IL" || country == "AE" && day.year() < EMIRATES_CHANGED;
    match day.weekday() {
        Weekday::Saturday => true,
        Weekday::Friday => friday_and_saturday,
        Weekday::Sunday => !friday_and_saturday,
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday => false,
    }
}

/// What a day is at a place. `holidays` are those of the place and of its whole country in the year of the day; where none of the
/// year is known, only a weekend can be told.
///
/// Example: 26 October 2026 is the national day of Austria, so nobody works there; in Germany it is a Monday like others.
#[must_use]
pub fn day(holidays: &[Holiday], place: &Where, on: vocabulary::Day) -> Explained<Day> {
    let here = |holiday: &&Holiday| {
        holiday.place.country == place.country && (holiday.place.subdivision.is_empty() || holiday.place.subdivision == place.subdivision)
    };
    let of_year = || holidays.iter().filter(here).filter(|holiday| holiday.day.year() == on.year());
    let names: Vec<&str> = of_year()
        .filter(|holiday| holiday.day == on)
        .map(|holiday| holiday.name.as_str())
        .collect();
    let trace = |text: &str| Trace::new(format!("{place}, {}", format::day(on)), Cell::Text(text.to_owned()));
    if !names.is_empty() {
        let names = names.join(", ");
        let trace = trace(&names);
        return Explained::known(Day::Holiday(names), trace);
    }
    if is_weekend(&place.country, on) {
        return Explained::known(Day::Weekend, trace(say("calendars.weekend")));
    }
    if of_year().next().is_none() {
        let because = say_with(
            "calendars.unknown_year",
            &[("place", &place.to_string()), ("year", &on.year().to_string())],
        );
        let trace = Trace::new(format!("{place}, {}", format::day(on)), Cell::Unknown(because.clone()));
        return Explained::unknown(because, trace);
    }
    Explained::known(Day::Working, trace(say("calendars.working")))
}

/// The days on which the firm works, for due dates.
///
/// Without a place these are Mondays to Fridays; with one its weekend and its known holidays are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingDays {
    place: Option<Where>,
    holidays: BTreeSet<vocabulary::Day>,
}

impl WorkingDays {
    /// Those of a place with some holidays.
    #[must_use]
    pub fn of(place: Where, holidays: &[Holiday]) -> Self {
        Self {
            place: Some(place),
            holidays: holidays.iter().map(|holiday| holiday.day).collect(),
        }
    }

    /// The same for the evaluation of pay plans from a day on.
    #[must_use]
    pub fn for_plans(&self, since: vocabulary::Day) -> payplan::WorkingDays {
        let country = self.place.as_ref().map_or("", |place| place.country.as_str());
        let week = std::iter::successors(Some(since), |day| Some(day.next())).take(7);
        let is_friday_off = week
            .filter(|day| day.weekday() == Weekday::Friday)
            .any(|day| is_weekend(country, day));
        payplan::WorkingDays {
            weekend: if is_friday_off {
                payplan::Weekend::FridayAndSaturday
            } else {
                payplan::Weekend::SaturdayAndSunday
            },
            holidays: self.holidays.clone(),
        }
    }

    fn holds(&self, day: vocabulary::Day) -> bool {
        let country = self.place.as_ref().map_or("", |place| place.country.as_str());
        !is_weekend(country, day) && !self.holidays.contains(&day)
    }

    /// The day so many working days later.
    ///
    /// Example: two working days after Thursday, 2 April 2026 are Monday the 6th; in Germany, where the 3rd and the 6th are Easter
    /// holidays, they are Wednesday the 8th.
    #[must_use]
    pub fn after(&self, day: vocabulary::Day, days: u32) -> vocabulary::Day {
        let mut found = day;
        for _ in 0..days {
            found = found.next();
            while !self.holds(found) && found < vocabulary::Day::MAX {
                found = found.next();
            }
        }
        found
    }
}
