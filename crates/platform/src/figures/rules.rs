//! How values of a day become spans of days, and spans become a trend.

use vocabulary::{Cell, Day, Interval, Ratio};

/// A value that a figure had for its subject on each day of a span. Days without a span are days on which nobody looked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kept {
    /// The first day.
    pub first: Day,
    /// The last day, which belongs to it.
    pub last: Day,
    /// The value, or why it was unknown.
    pub value: Result<Cell, String>,
}

/// What is to be written when a value is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is known already, or a later day is.
    Nothing,
    /// The latest span lasts until today.
    Lasts,
    /// Today was seen with another value before: that span is of today alone.
    Otherwise,
    /// The latest span ends with yesterday, although today was seen with its value before; a span begins today.
    Cuts,
    /// A span begins today.
    Begins,
}

/// What a value seen today makes of the latest span.
pub(super) fn step(latest: Option<&Kept>, today: Day, value: &Result<Cell, String>) -> Step {
    let Some(latest) = latest else { return Step::Begins };
    let is_same = latest.value == *value;
    if latest.last > today {
        Step::Nothing
    } else if latest.last == today {
        match (is_same, latest.first == today) {
            (true, _) => Step::Nothing,
            (false, true) => Step::Otherwise,
            (false, false) => Step::Cuts,
        }
    } else if is_same && latest.last.next() == today {
        Step::Lasts
    } else {
        Step::Begins
    }
}

/// The distance between two points of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Daily,
    Weekly,
    Monthly,
}

/// A trend has so many points at most.
const POINTS: i64 = 27;
/// From so many days on a point is a month.
const LONG: i64 = 13 * 7;

impl Pace {
    /// The one in which all that was kept until today makes a trend.
    pub(super) fn of(first: Day, today: Day) -> Pace {
        match first.days_until(today) {
            days if days < POINTS => Pace::Daily,
            days if days < LONG => Pace::Weekly,
            _ => Pace::Monthly,
        }
    }

    /// The days of each point, the earliest first; the last one ends with today.
    fn stretches(self, first: Day, today: Day) -> Vec<Interval> {
        let mut all = Vec::new();
        let mut end = today.next();
        while end > first && all.len() < usize::try_from(POINTS).unwrap_or_default() {
            let begin = match self {
                Pace::Daily => end.prev(),
                Pace::Weekly => end.plus_days(-7),
                Pace::Monthly => end.prev().month_start(),
            };
            all.extend(Interval::closed(begin, end));
            end = begin;
        }
        all.reverse();
        all
    }
}

/// The points of a trend: the last day of each, and the last value that was kept in its days.
pub(super) fn points(kept: &[Kept], today: Day) -> Vec<(Day, Option<Ratio>)> {
    let Some(first) = kept.first().map(|kept| kept.first) else {
        return Vec::new();
    };
    let pace = Pace::of(first, today);
    let point = |days: Interval| {
        let within = |kept: &&Kept| kept.last >= days.start() && days.end().is_none_or(|end| kept.first < end);
        let last = kept.iter().rev().find(within);
        let day = days.end().map_or(today, |end| end.prev());
        (day, last.and_then(|kept| kept.value.as_ref().ok()).and_then(number))
    };
    pace.stretches(first, today).into_iter().map(point).collect()
}

/// The number of a value that can be drawn.
fn number(cell: &Cell) -> Option<Ratio> {
    match cell {
        Cell::Money(money) => Some(money.to_ratio()),
        Cell::Amount { value, .. } | Cell::Number(value) | Cell::Percent(value) => Some(value.clone()),
        Cell::Count(count) => Some(Ratio::whole(i128::from(*count))),
        Cell::Empty | Cell::Text(_) | Cell::Day(_) | Cell::Unknown(_) => None,
    }
}
