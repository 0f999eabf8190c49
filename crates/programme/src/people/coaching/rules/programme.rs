//! A recurring programme of coaching: who should have had a session in which span of weeks, and who had.

use super::session::needed_text;
use platform::texts::say;
use vocabulary::{Day, Interval, PersonId, Refusal};

/// What somebody says of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidProgramme {
    /// Its name.
    pub name: String,
    /// Every so many weeks.
    pub weeks: i64,
    /// The first day.
    pub from: Day,
    /// The first day no longer; none while it goes on.
    pub to: Option<Day>,
}

/// Checks a programme.
///
/// # Errors
/// A refusal on the field.
pub fn checked(said: SaidProgramme) -> Result<SaidProgramme, Refusal> {
    let refuse = |field: &str, code: &str| Err(Refusal::new(code, say(code)).on(field));
    if !(1..=26).contains(&said.weeks) {
        return refuse("weeks", "coaching.weeks_range");
    }
    if said.to.is_some_and(|to| to <= said.from) {
        return refuse("to", "coaching.ends_before");
    }
    Ok(SaidProgramme {
        name: needed_text("name", &said.name)?,
        ..said
    })
}

/// The spans of a programme that have begun by a day, the first first. The last one may still run.
#[must_use]
pub fn spans(said: &SaidProgramme, today: Day) -> Vec<Interval> {
    let mut all = Vec::new();
    let mut from = said.from;
    let ends = said.to.unwrap_or(Day::MAX);
    while from <= today && from < ends && all.len() < 1_000 {
        let to = from.plus_days(said.weeks * 7);
        match Interval::new(from, Some(to.min(ends))) {
            Ok(span) => all.push(span),
            Err(_) => break,
        }
        from = to;
    }
    all
}

/// What became of what a programme expects of a coachee in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// A session was held.
    Completed,
    /// It is planned, or the span still runs.
    Open,
    /// The span ended without a session.
    Expired,
    /// The coachee was excused, or was not in the team for the whole span.
    Excused,
}

/// Judges one span of one coachee.
#[must_use]
pub fn judge(span: &Interval, held: &[Day], in_team: bool, excused: &[Interval], today: Day) -> Expected {
    if held.iter().any(|day| span.contains(*day)) {
        Expected::Completed
    } else if !in_team || excused.iter().any(|excuse| excuse.overlaps(span)) {
        Expected::Excused
    } else if span.end().is_some_and(|end| end <= today) {
        Expected::Expired
    } else {
        Expected::Open
    }
}

/// What a manager's programme came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sessions held in their span.
    pub completed: u64,
    /// Spans that still run.
    pub open: u64,
    /// Spans that ended without a session.
    pub expired: u64,
    /// Spans left out.
    pub excused: u64,
    /// The people coached at least once.
    pub coached: std::collections::BTreeSet<PersonId>,
}

impl Tally {
    /// Adds one judgement.
    pub fn add(&mut self, coachee: PersonId, expected: Expected) {
        match expected {
            Expected::Completed => {
                self.completed += 1;
                self.coached.insert(coachee);
            }
            Expected::Open => self.open += 1,
            Expected::Expired => self.expired += 1,
            Expected::Excused => self.excused += 1,
        }
    }

    /// `completed ÷ (completed + expired)`; excused ones and open ones are left out. None before the first span is over.
    #[must_use]
    pub fn rate(&self) -> Option<vocabulary::Ratio> {
        vocabulary::Ratio::fraction(i128::from(self.completed), i128::from(self.completed + self.expired))
    }
}
