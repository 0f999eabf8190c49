//! Whom to coach this week, and why: the order in which an hour helps most.

use super::month::Band;
use super::segment::Segment;
use vocabulary::{Day, PersonId, Ratio};

/// What is known of a coachee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Who.
    pub coachee: PersonId,
    /// The segment; none in a small group, or where the performance is unknown.
    pub segment: Option<Segment>,
    /// The hours of the last full month.
    pub hours: Ratio,
    /// Where they stand against the band.
    pub band: Band,
    /// The last commitment's due day, while nobody said what became of it.
    pub commitment_due: Option<Day>,
    /// A request waits for an answer.
    pub asks: bool,
    /// A role conversation should be held instead of more hours.
    pub role_talk: bool,
    /// The next appointment.
    pub next: Option<Day>,
}

/// Why somebody is on the list, the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// They asked for the coach to get involved, or for something.
    Asks,
    /// Core, and fewer hours than the least (R-COA-2).
    UnderCoached,
    /// A commitment is due and nobody has said what became of it.
    CommitmentDue,
    /// More hours than count (R-COA-1): a link to an expert instead of another hour.
    OverCoached,
    /// Two plans without progress (R-COA-14).
    RoleTalk,
    /// An appointment stands this week.
    Appointment,
}

/// Somebody with the reasons to see them, the strongest first; without a reason they are among the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub coachee: PersonId,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl Turn {
    /// Whether another hour is the help; not where a role conversation or an expert is.
    #[must_use]
    pub fn wants_an_hour(&self) -> bool {
        let other = [Reason::RoleTalk, Reason::OverCoached];
        !self.reasons.is_empty() && !self.reasons.iter().any(|reason| other.contains(reason))
    }
}

/// Puts coachees in order. An hour helps most where somebody asked, then the core that is under-coached, by what they lack,
/// then where a commitment waits, then where an appointment stands. Who has enough hours, or needs another conversation, comes
/// after those; who needs nothing comes last.
#[must_use]
pub fn in_order(mut all: Vec<Situation>, today: Day) -> Vec<Turn> {
    let week_ends = today.plus_days(7);
    let turn = |one: &Situation| {
        let under = one.segment == Some(Segment::Core) && one.band == Band::Below;
        let reasons = [
            (one.asks, Reason::Asks),
            (under, Reason::UnderCoached),
            (one.commitment_due.is_some_and(|due| due <= today), Reason::CommitmentDue),
            (one.band == Band::Above, Reason::OverCoached),
            (one.role_talk, Reason::RoleTalk),
            (one.next.is_some_and(|next| next < week_ends), Reason::Appointment),
        ];
        Turn {
            coachee: one.coachee,
            reasons: reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect(),
        }
    };
    let place = |one: &Situation| {
        let turn = turn(one);
        let outside_core = one.segment != Some(Segment::Core);
        (
            !turn.wants_an_hour(),
            turn.reasons.is_empty(),
            turn.reasons.first().copied(),
            outside_core,
            one.hours.clone(),
            one.commitment_due,
            one.coachee,
        )
    };
    all.sort_by_cached_key(place);
    all.iter().map(turn).collect()
}

impl Situation {
    /// The same, with whether a role conversation is suggested.
    #[must_use]
    pub fn with_role_talk(self, role_talk: bool) -> Self {
        Self { role_talk, ..self }
    }
}
