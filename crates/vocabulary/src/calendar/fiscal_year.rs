//! One fiscal year cut into its base periods, from which longer periods are grouped and named.

use crate::day::Day;
use crate::period::{Length, Period};

/// A 52-week year may begin up to two weeks before the calendar year it fills.
const FORTNIGHT: i64 = 14;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The year in a fiscal year's name, by its first day.
pub(super) fn number(first_day: Day) -> i32 {
    first_day.plus_days(FORTNIGHT).year()
}

/// Invariant: `cuts` holds the start of every base period and the day after the last one.
pub(super) struct FiscalYear {
    number: i32,
    base: Length,
    months: bool,
    cuts: Vec<Day>,
}

impl FiscalYear {
    fn new(base: Length, cuts: Vec<Day>) -> Option<FiscalYear> {
        Some(FiscalYear {
            number: number(*cuts.first()?),
            base,
            months: false,
            cuts,
        })
    }

    pub(super) fn of_months(year_starts: u8, day: Day) -> Option<FiscalYear> {
        let year = if day.month() < year_starts { day.year() - 1 } else { day.year() };
        let first = Day::ymd(year, year_starts, 1)?;
        let cuts: Vec<Day> = (0..=12).map(|month| first.plus_months(month)).collect();
        let year = FiscalYear::new(Length::Month, cuts)?;
        Some(FiscalYear { months: true, ..year })
    }

    /// Base periods of the given numbers of weeks; the last takes what is left.
    pub(super) fn of_weeks(starts: &[Day], day: Day, weeks: &[i64]) -> Option<FiscalYear> {
        let after = starts.partition_point(|start| *start <= day);
        let first = *starts.get(after.checked_sub(1)?)?;
        let end = *starts.get(after)?;
        let mut cuts = vec![first];
        let mut cut = first;
        for count in weeks {
            cut = cut.plus_days(count * 7);
            cuts.push(cut);
        }
        cuts.push(end);
        FiscalYear::new(Length::Month, cuts)
    }

    pub(super) fn of_dates(starts: &[Day], per_year: usize, day: Day, base: Length) -> Option<FiscalYear> {
        let after = starts.partition_point(|start| *start <= day);
        let index = after.checked_sub(1)?.checked_div(per_year)? * per_year;
        let cuts = starts.get(index..=index + per_year)?;
        FiscalYear::new(base, cuts.to_vec())
    }

    fn base_count(&self) -> usize {
        self.cuts.len() - 1
    }

    /// How many base periods make a period of that length; `None` where they do not come out even.
    fn group(&self, length: Length) -> Option<usize> {
        let count = self.base_count();
        let parts = match length {
            Length::Year => 1,
            same if same == self.base => count,
            Length::Half => 2,
            Length::Quarter => 4,
            Length::Month => return None,
        };
        (length >= self.base && count >= parts && count.is_multiple_of(parts)).then(|| count / parts)
    }

    pub(super) fn period_at(&self, length: Length, day: Day) -> Option<Period> {
        let group = self.group(length)?;
        let index = self.cuts.partition_point(|cut| *cut <= day).checked_sub(1)?;
        self.nth(length, index / group)
    }

    /// The period of that length, counted from 0.
    pub(super) fn nth(&self, length: Length, index: usize) -> Option<Period> {
        let group = self.group(length)?;
        let from = *self.cuts.get(index.checked_mul(group)?)?;
        let to = *self.cuts.get(index.checked_add(1)?.checked_mul(group)?)?;
        Some(Period {
            name: self.name(length, index, from),
            label: self.label(length, index, from),
            length,
            from,
            to,
        })
    }

    fn name(&self, length: Length, index: usize, from: Day) -> String {
        let year = self.number;
        let ordinal = index + 1;
        match length {
            Length::Year => format!("{year:04}"),
            Length::Month if self.months => format!("{:04}-{:02}", from.year(), from.month()),
            base if base == self.base => format!("{year:04}-P{ordinal:02}"),
            Length::Month => format!("{year:04}-P{ordinal:02}"),
            Length::Quarter => format!("{year:04}-Q{ordinal}"),
            Length::Half => format!("{year:04}-H{ordinal}"),
        }
    }

    fn label(&self, length: Length, index: usize, from: Day) -> String {
        let year = self.year_label();
        let ordinal = index + 1;
        match length {
            Length::Year => year,
            Length::Month if self.months => {
                let month = usize::from(from.month()) - 1;
                let name = MONTHS.get(month).expect("a month is at most 12");
                format!("{name} {:04}", from.year())
            }
            Length::Month => format!("P{ordinal} {year}"),
            Length::Quarter => format!("Q{ordinal} {year}"),
            Length::Half => format!("H{ordinal} {year}"),
        }
    }

    /// `2027`, or `FY 2022/23` where the year lies in two calendar years.
    fn year_label(&self) -> String {
        let number = self.number;
        let end = self.cuts.last().copied().unwrap_or(Day::MAX);
        // The last fortnight is forgiven at both ends, as in the name.
        if end.plus_days(-1 - FORTNIGHT).year() > number {
            format!("FY {number:04}/{:02}", (number + 1) % 100)
        } else {
            format!("{number:04}")
        }
    }
}
