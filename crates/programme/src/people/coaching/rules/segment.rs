//! Who among a manager's coachees is a star, who is core, who is low: by the performance figure, and only in a group large enough.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use vocabulary::{PersonId, Ratio, Rounding};

platform::words! {
    /// The part of the group that somebody belongs to.
    Segment says "coaching.segment_{}" {
        /// Among the best.
        Star = "star",
        /// In the middle, where coaching helps most.
        Core = "core",
        /// Among the lowest.
        Low = "low",
    }
}

/// The sizes of the segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// The part that are stars: 0.2.
    pub star: Ratio,
    /// The part that are low: 0.2.
    pub low: Ratio,
    /// The least number of people with a known value: 5 (R-COA-15).
    pub group_min: u64,
}

/// Somebody's value in the latest closed period, then in the ones before it; none where it is unknown.
pub type Course = Vec<Option<Ratio>>;

/// The segments of a group, or nothing when too few of its people have a known latest value.
///
/// `star = round-half-up(share × n)`, low likewise, core the rest. The latest value decides, ties are broken by the periods
/// before it, and whoever is still tied across a boundary is core. Ten people give 2/6/2, seven 1/5/1, four none.
#[must_use]
pub fn segments(group: &BTreeMap<PersonId, Course>, shares: &Shares) -> Option<BTreeMap<PersonId, Segment>> {
    let known: Vec<(&PersonId, &Course)> = group
        .iter()
        .filter(|(_, course)| course.first().is_some_and(Option::is_some))
        .collect();
    let n = u64::try_from(known.len()).unwrap_or(u64::MAX);
    if n < shares.group_min {
        return None;
    }
    let size = |share: &Ratio| {
        let part = (share * &Ratio::whole(i128::from(n))).round(0, Rounding::HalfUp);
        part.to_i128().and_then(|part| usize::try_from(part).ok()).unwrap_or_default()
    };
    let (stars, lows) = (size(&shares.star), size(&shares.low));
    let segment = |(person, course): &(&PersonId, &Course)| {
        let not = |order: Ordering| {
            known
                .iter()
                .filter(|(other, theirs)| other != person && compare(theirs, course) != order)
                .count()
        };
        // Counting whoever is tied against them: inside the best even then, inside the lowest even then.
        if not(Ordering::Less) < stars {
            Segment::Star
        } else if not(Ordering::Greater) < lows {
            Segment::Low
        } else {
            Segment::Core
        }
    };
    Some(known.iter().map(|one| (*one.0, segment(one))).collect())
}

/// The latest value first; an unknown earlier one breaks no tie.
fn compare(one: &Course, other: &Course) -> Ordering {
    for (one, other) in one.iter().zip(other) {
        match (one, other) {
            (Some(one), Some(other)) if one != other => return one.cmp(other),
            (Some(_), Some(_)) => {}
            (None, _) | (_, None) => return Ordering::Equal,
        }
    }
    Ordering::Equal
}
