//! The firm's calendar: how days fall into months, quarters, halves and fiscal years.

mod fiscal_year;
mod shape;

#[cfg(test)]
mod tests;

use crate::day::{Day, TimeProblem};
use crate::period::{Length, Period};
use fiscal_year::FiscalYear;

/// Build it through the constructors, which check the start dates; a calendar put together by hand from unsound
/// dates merely has no periods there.
///
/// A fiscal year is named after the calendar year of the day a fortnight after its first day, so that a 52-week
/// year beginning on 29 December bears the name of the year it fills.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "shape::Shape", into = "shape::Shape")]
pub enum Calendar {
    /// Calendar months; the fiscal year starts with the given one.
    Months { year_starts: u8 },
    /// Quarters of 4, 4 and 5 weeks; the last entry ends the last year; a 53rd week belongs to the last period.
    FourFourFive { starts: Vec<Day> },
    /// Thirteen periods of four weeks; otherwise the same.
    Thirteen { starts: Vec<Day> },
    /// Every start begins a base period, except the last, which ends the one before it.
    Dates { starts: Vec<Day>, per_year: u8 },
}

impl Calendar {
    /// The calendar year in months.
    pub fn calendar_year() -> Calendar {
        Calendar::Months { year_starts: 1 }
    }

    /// # Errors
    /// Not a month from 1 to 12.
    pub fn months(year_starts: u8) -> Result<Calendar, TimeProblem> {
        if (1..=12).contains(&year_starts) {
            Ok(Calendar::Months { year_starts })
        } else {
            Err(TimeProblem::NotAMonth { month: year_starts })
        }
    }

    /// # Errors
    /// Fewer than two starts, starts out of order, or a year that is not 52 or 53 weeks long.
    pub fn four_four_five(starts: Vec<Day>) -> Result<Calendar, TimeProblem> {
        check_weeks(&starts)?;
        Ok(Calendar::FourFourFive { starts })
    }

    /// # Errors
    /// As for 4-4-5.
    pub fn thirteen(starts: Vec<Day>) -> Result<Calendar, TimeProblem> {
        check_weeks(&starts)?;
        Ok(Calendar::Thirteen { starts })
    }

    /// # Errors
    /// Fewer than two starts, starts out of order, or periods that do not make whole years.
    pub fn dates(starts: Vec<Day>, per_year: u8) -> Result<Calendar, TimeProblem> {
        check_order(&starts)?;
        let count = starts.len() - 1;
        let years = usize::from(per_year);
        if years == 0 || !count.is_multiple_of(years) {
            return Err(TimeProblem::NotWholeYears { count, per_year });
        }
        check_names(starts.iter().copied().step_by(years).take(count / years))?;
        Ok(Calendar::Dates { starts, per_year })
    }

    /// The shortest length it has: a month or P-period; for dated calendars what one start to the next is.
    pub fn base_length(&self) -> Length {
        match self {
            Calendar::Months { .. } | Calendar::FourFourFive { .. } | Calendar::Thirteen { .. } => Length::Month,
            Calendar::Dates { per_year, .. } => match per_year {
                1 => Length::Year,
                2 => Length::Half,
                4 => Length::Quarter,
                _ => Length::Month,
            },
        }
    }

    /// The period of that length a day falls in; `None` outside the listed years, and for lengths the calendar
    /// does not have (thirteen periods make no quarters).
    pub fn period_at(&self, length: Length, day: Day) -> Option<Period> {
        self.fiscal_year_at(day)?.period_at(length, day)
    }

    /// The fiscal year a day falls in.
    pub fn year_at(&self, day: Day) -> Option<Period> {
        self.period_at(Length::Year, day)
    }

    /// The base periods that lie wholly inside a period, in order.
    pub fn base_periods(&self, period: &Period) -> Vec<Period> {
        self.periods_within(self.base_length(), period)
    }

    /// The periods of a length that lie wholly inside a period, in order.
    pub fn periods_within(&self, length: Length, period: &Period) -> Vec<Period> {
        let first = self.period_at(length, period.from);
        std::iter::successors(first, |each| self.next(each))
            .take_while(|each| each.to <= period.to)
            .filter(|each| each.from >= period.from)
            .collect()
    }

    /// The period of that name: `2027`, `2027-H1`, `2027-Q1`, `2027-01` or `2027-P01`.
    ///
    /// `2027-01` is January 2027 whenever the fiscal year starts. A dated calendar of quarters answers to
    /// `2022-Q1` as well as to `2022-P01`.
    pub fn period_named(&self, name: &str) -> Option<Period> {
        let (year, rest) = match name.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (name, None),
        };
        if year.len() != 4 || !crate::ratio::is_digits(year) {
            return None;
        }
        let number: i32 = year.parse().ok()?;
        let Some(rest) = rest else {
            return self.fiscal_year(number)?.nth(Length::Year, 0);
        };
        if let Calendar::Months { .. } = self
            && crate::ratio::is_digits(rest)
        {
            let first = Day::parse(&format!("{name}-01")).ok()?;
            return self.period_at(Length::Month, first);
        }
        let (length, digits) = match rest.split_at_checked(1)? {
            ("H", digits) if digits.len() == 1 => (Length::Half, digits),
            ("Q", digits) if digits.len() == 1 => (Length::Quarter, digits),
            ("P", digits) if digits.len() == 2 => (self.p_length()?, digits),
            _ => return None,
        };
        if !crate::ratio::is_digits(digits) {
            return None;
        }
        let index = digits.parse::<usize>().ok()?.checked_sub(1)?;
        self.fiscal_year(number)?.nth(length, index)
    }

    /// The length of what is named `P01`; calendars of months or whole years have none.
    fn p_length(&self) -> Option<Length> {
        match (self, self.base_length()) {
            (Calendar::Months { .. }, _) | (_, Length::Year) => None,
            (_, length) => Some(length),
        }
    }

    /// The period of the same length that follows; `None` after the last listed year.
    pub fn next(&self, period: &Period) -> Option<Period> {
        let next = self.period_at(period.length, period.to)?;
        (next.from == period.to && next.to > next.from).then_some(next)
    }

    fn fiscal_year_at(&self, day: Day) -> Option<FiscalYear> {
        match self {
            Calendar::Months { year_starts } => FiscalYear::of_months(*year_starts, day),
            Calendar::FourFourFive { starts } => FiscalYear::of_weeks(starts, day, &[4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4]),
            Calendar::Thirteen { starts } => FiscalYear::of_weeks(starts, day, &[4; 12]),
            Calendar::Dates { starts, per_year } => FiscalYear::of_dates(starts, usize::from(*per_year), day, self.base_length()),
        }
    }

    fn fiscal_year(&self, number: i32) -> Option<FiscalYear> {
        let somewhere_in_it = match self {
            Calendar::Months { year_starts } => Day::ymd(number, *year_starts, 1),
            Calendar::FourFourFive { starts } | Calendar::Thirteen { starts } => {
                starts.iter().copied().find(|start| fiscal_year::number(*start) == number)
            }
            Calendar::Dates { starts, per_year } => starts
                .iter()
                .copied()
                .step_by(usize::from(*per_year).max(1))
                .find(|start| fiscal_year::number(*start) == number),
        }?;
        self.fiscal_year_at(somewhere_in_it)
    }
}

fn check_order(starts: &[Day]) -> Result<(), TimeProblem> {
    if starts.len() < 2 {
        return Err(TimeProblem::TooFewStarts { count: starts.len() });
    }
    let pairs = starts.iter().zip(starts.iter().skip(1));
    for (earlier, later) in pairs {
        if later <= earlier {
            return Err(TimeProblem::StartsNotAscending {
                earlier: *earlier,
                later: *later,
            });
        }
    }
    Ok(())
}

fn check_weeks(starts: &[Day]) -> Result<(), TimeProblem> {
    check_order(starts)?;
    for (from, to) in starts.iter().zip(starts.iter().skip(1)) {
        let days = from.days_until(*to);
        if days != 52 * 7 && days != 53 * 7 {
            return Err(TimeProblem::NotWholeWeeks {
                from: *from,
                to: *to,
                days,
            });
        }
    }
    check_names(starts.iter().copied().take(starts.len() - 1))
}

fn check_names(year_starts: impl Iterator<Item = Day>) -> Result<(), TimeProblem> {
    let mut before = None;
    for year in year_starts.map(fiscal_year::number) {
        if before == Some(year) {
            return Err(TimeProblem::SameYearTwice { year });
        }
        before = Some(year);
    }
    Ok(())
}
