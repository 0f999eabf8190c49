//! What coachees say of being coached, told to coaches only as a whole: two taps a session, five people at least.

use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{PersonId, Ratio};

/// The scale of "value to my growth".
pub const VALUES: std::ops::RangeInclusive<i64> = 1..=5;

/// One coachee's answer to one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Who was coached.
    pub coachee: PersonId,
    /// Value to my growth, 1 to 5.
    pub value: i64,
    /// Was I shown how? None until the second tap.
    pub shown: Option<bool>,
}

/// What may be said of a coach's quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quality {
    /// The mean of all answers, and the share that was shown how.
    Reportable {
        /// Mean value to growth, 1 to 5.
        mean: Ratio,
        /// The share of "I was shown how" among the second taps; none when too few people gave one.
        shown: Option<Ratio>,
        /// How many people answered.
        people: u64,
        /// How many answers.
        answers: u64,
    },
    /// Too few people answered.
    TooFew {
        /// How many did.
        people: u64,
        /// How many it takes.
        needed: u64,
    },
}

/// The quality of a quarter: `mean of the answers`, from `needed` people on. The minimum counts people, not answers (R-XC-6).
#[must_use]
pub fn quality(answers: &[Answer], needed: u64) -> Quality {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let share = |part: usize, all: usize| Ratio::fraction(i128::try_from(part).ok()?, i128::try_from(all).ok()?);
    let told = |answers: &[&Answer]| {
        let people: BTreeSet<PersonId> = answers.iter().map(|answer| answer.coachee).collect();
        count(people.len())
    };
    let all: Vec<&Answer> = answers.iter().collect();
    let people = told(&all);
    let sum: i128 = answers.iter().map(|answer| i128::from(answer.value)).sum();
    let all = i128::try_from(answers.len()).unwrap_or(i128::MAX);
    let tapped: Vec<&Answer> = answers.iter().filter(|answer| answer.shown.is_some()).collect();
    let yes = tapped.iter().filter(|answer| answer.shown == Some(true)).count();
    match Ratio::fraction(sum, all) {
        Some(mean) if people >= needed.max(1) => Quality::Reportable {
            mean,
            shown: share(yes, tapped.len()).filter(|_| told(&tapped) >= needed),
            people,
            answers: count(answers.len()),
        },
        _ => Quality::TooFew { people, needed },
    }
}

/// The average of the reportable qualities of all coaches; none when there is none.
#[must_use]
pub fn average(all: &BTreeMap<PersonId, Quality>) -> Option<Ratio> {
    let means: Vec<&Ratio> = all
        .values()
        .filter_map(|quality| match quality {
            Quality::Reportable { mean, .. } => Some(mean),
            Quality::TooFew { .. } => None,
        })
        .collect();
    let sum = means.iter().fold(Ratio::zero(), |sum, mean| &sum + *mean);
    sum.checked_div(&Ratio::whole(i128::try_from(means.len()).unwrap_or(i128::MAX)))
}

/// Which groups are not shown: those of fewer people than the least, and the next smallest ones until what is hidden together is
/// large enough that the difference to the whole gives nobody away (R-XC-6).
///
/// Teams of 7, 7 and 4 with a least of 5: the four are hidden, and because 18 − 14 would show them, one team of seven too.
#[must_use]
pub fn suppressed<K: Ord + Copy>(groups: &BTreeMap<K, u64>, least: u64) -> BTreeSet<K> {
    let mut by_size: Vec<(u64, K)> = groups
        .iter()
        .filter(|(_, people)| **people > 0)
        .map(|(group, people)| (*people, *group))
        .collect();
    by_size.sort_unstable();
    let mut hidden = BTreeSet::new();
    let mut people_hidden = 0_u64;
    for (people, group) in by_size {
        let small = people < least;
        let revealed = people_hidden > 0 && people_hidden < least;
        if small || revealed {
            hidden.insert(group);
            people_hidden += people;
        }
    }
    hidden
}
