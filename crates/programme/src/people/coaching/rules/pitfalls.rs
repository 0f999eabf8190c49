//! The six pitfalls of coaching, each judged over a month or a quarter of minutes.

use super::month::{credited, hours};
use super::segment::Segment;
use super::session::{Kind, Skill, Stage};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CoachingSessionId, Day, PersonId, Ratio};

/// What the pitfalls need of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// The session.
    pub session: CoachingSessionId,
    /// Who was coached.
    pub coachee: PersonId,
    /// When.
    pub day: Day,
    /// How long.
    pub minutes: i64,
    /// Deal or skill.
    pub kind: Kind,
    /// The stage.
    pub stage: Stage,
    /// The skill.
    pub skill: Option<Skill>,
    /// The key of the instance that was named; empty for none.
    pub instance: String,
    /// The key of how to do better; empty for none.
    pub how: String,
}

/// Whether a pitfall is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// It is.
    Raised,
    /// It is not.
    Clear,
}

impl Light {
    fn raised(raised: bool) -> Self {
        if raised { Self::Raised } else { Self::Clear }
    }
}

fn sum<'a>(sessions: impl IntoIterator<Item = &'a Minutes>) -> i64 {
    sessions.into_iter().map(|session| session.minutes).sum()
}

/// P1: minutes on building relationships against those on teach, tailor and take control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skills {
    /// On relationships.
    pub relationship: i64,
    /// On teach, tailor, take control.
    pub challenger: i64,
    /// All skill minutes.
    pub all: i64,
}

impl Skills {
    /// Counts the skill minutes.
    #[must_use]
    pub fn of(sessions: &[Minutes]) -> Self {
        let of = |wanted: &[Skill]| {
            let inside = |session: &&Minutes| session.kind == Kind::Skill && session.skill.is_some_and(|skill| wanted.contains(&skill));
            sum(sessions.iter().filter(inside))
        };
        Self {
            relationship: of(&[Skill::Relationship]),
            challenger: of(&[Skill::Teach, Skill::Tailor, Skill::TakeControl]),
            all: of(Skill::ALL),
        }
    }

    /// Raised when relationship building exceeds the three (R-COA-7); nothing to judge without skill minutes.
    #[must_use]
    pub fn light(self) -> Option<Light> {
        (self.all > 0).then(|| Light::raised(self.relationship > self.challenger))
    }
}

/// The minutes and heads of a segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// How many people.
    pub heads: u64,
    /// Their minutes.
    pub minutes: i64,
}

impl Part {
    /// Minutes per head; none without a head.
    #[must_use]
    pub fn per_head(self) -> Option<Ratio> {
        Ratio::fraction(i128::from(self.minutes), i128::from(self.heads))
    }
}

/// P2: where a month's minutes went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// By segment.
    pub parts: BTreeMap<Segment, Part>,
    /// All minutes of the manager, those with people of no segment included.
    pub all: i64,
}

impl Focus {
    /// Sorts the minutes of a month by segment.
    #[must_use]
    pub fn of(sessions: &[Minutes], segments: &BTreeMap<PersonId, Segment>) -> Self {
        let mut parts: BTreeMap<Segment, Part> = Segment::ALL.iter().map(|segment| (*segment, Part::default())).collect();
        for segment in segments.values() {
            parts.entry(*segment).or_default().heads += 1;
        }
        for session in sessions {
            if let Some(segment) = segments.get(&session.coachee) {
                parts.entry(*segment).or_default().minutes += session.minutes;
            }
        }
        Self { parts, all: sum(sessions) }
    }

    /// The minutes and heads of a segment.
    #[must_use]
    pub fn part(&self, segment: Segment) -> Part {
        self.parts.get(&segment).copied().unwrap_or_default()
    }

    /// The core's share of all minutes; none without minutes.
    #[must_use]
    pub fn core_share(&self) -> Option<Ratio> {
        Ratio::fraction(i128::from(self.part(Segment::Core).minutes), i128::from(self.all))
    }

    /// Raised unless the core gets strictly more per head than stars and than low performers, and at least its share of all
    /// minutes (R-COA-3); nothing to judge without minutes.
    ///
    /// Core 6 people 720 min, stars 2 people 180, low 2 people 100: 120, 90 and 50 a head, 72 % on the core, clear.
    /// 600, 200 and 200: 100 each, raised, because exactly equal coaching is a pitfall.
    #[must_use]
    pub fn light(&self, core_min: &Ratio) -> Option<Light> {
        let share = self.core_share()?;
        let core = self.part(Segment::Core).per_head();
        let more = |other: Segment| match (&core, self.part(other).per_head()) {
            (Some(core), Some(other)) => *core > other,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let clear = more(Segment::Star) && more(Segment::Low) && share >= *core_min;
        Some(Light::raised(!clear))
    }
}

/// P3: minutes by stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stages {
    /// On creation and close.
    pub ends: i64,
    /// On pursuit and post-deal.
    pub middle: i64,
}

impl Stages {
    /// Counts the minutes of a quarter.
    #[must_use]
    pub fn of(sessions: &[Minutes]) -> Self {
        let of = |wanted: [Stage; 2]| sum(sessions.iter().filter(|session| wanted.contains(&session.stage)));
        Self {
            ends: of([Stage::Creation, Stage::Close]),
            middle: of([Stage::Pursuit, Stage::PostDeal]),
        }
    }

    /// Raised unless creation and close exceed pursuit and post-deal (R-COA-4); nothing to judge when no minute had a stage.
    #[must_use]
    pub fn light(self) -> Option<Light> {
        (self.ends + self.middle > 0).then(|| Light::raised(self.ends <= self.middle))
    }

    /// How many more minutes on creation and close would clear it; zero when it is clear.
    #[must_use]
    pub fn missing(self) -> i64 {
        (self.middle - self.ends + 1).max(0)
    }
}

/// P4: sessions that name no instance of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generic {
    /// How many sessions there were.
    pub all: u64,
    /// Those that name no instance.
    pub without: Vec<CoachingSessionId>,
    /// Those whose text stands in another coachee's session too.
    pub copied: Vec<CoachingSessionId>,
}

impl Generic {
    /// Looks through the sessions of a quarter, beside all texts that the coach wrote to anybody: `(coachee, text key)`.
    #[must_use]
    pub fn of(sessions: &[Minutes], written: &BTreeSet<(PersonId, String)>) -> Self {
        let mut by_text: BTreeMap<&str, BTreeSet<PersonId>> = BTreeMap::new();
        let own = sessions
            .iter()
            .flat_map(|session| [(session.coachee, &session.instance), (session.coachee, &session.how)]);
        for (coachee, text) in written.iter().map(|(coachee, text)| (*coachee, text)).chain(own) {
            if !text.is_empty() {
                by_text.entry(text).or_default().insert(coachee);
            }
        }
        let elsewhere = |session: &Minutes, text: &str| {
            by_text
                .get(text)
                .is_some_and(|people| people.iter().any(|person| *person != session.coachee))
        };
        let mut found = Self::default();
        for session in sessions {
            found.all += 1;
            if session.instance.is_empty() {
                found.without.push(session.session);
            } else if elsewhere(session, &session.instance) || elsewhere(session, &session.how) {
                found.copied.push(session.session);
            }
        }
        found
    }

    /// How many sessions are specific.
    #[must_use]
    pub fn specific(&self) -> u64 {
        let generic = u64::try_from(self.without.len() + self.copied.len()).unwrap_or(u64::MAX);
        self.all.saturating_sub(generic)
    }

    /// Raised by any session without a specific instance, or with another coachee's text (R-COA-6); nothing to judge without a session.
    #[must_use]
    pub fn light(&self) -> Option<Light> {
        (self.all > 0).then(|| Light::raised(self.specific() < self.all))
    }
}

/// P5: deal against skill, and who had no skill session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Minutes on deals.
    pub deal: i64,
    /// Minutes on skills.
    pub skill: i64,
    /// The coachees without a skill session in the quarter.
    pub without_skill: BTreeSet<PersonId>,
}

impl Balance {
    /// Weighs the minutes of a quarter among some coachees.
    #[must_use]
    pub fn of(sessions: &[Minutes], coachees: &BTreeSet<PersonId>) -> Self {
        let of = |kind: Kind| sum(sessions.iter().filter(|session| session.kind == kind));
        let with: BTreeSet<PersonId> = sessions
            .iter()
            .filter(|session| session.kind == Kind::Skill)
            .map(|session| session.coachee)
            .collect();
        Self {
            deal: of(Kind::Deal),
            skill: of(Kind::Skill),
            without_skill: coachees.difference(&with).copied().collect(),
        }
    }

    /// The share of a kind; none without minutes.
    #[must_use]
    pub fn share(&self, kind: Kind) -> Option<Ratio> {
        let part = match kind {
            Kind::Deal => self.deal,
            Kind::Skill => self.skill,
        };
        Ratio::fraction(i128::from(part), i128::from(self.deal + self.skill))
    }

    /// Raised when either kind is below its share of minutes, or a coachee had no skill session (R-COA-5); nothing to judge with
    /// neither minutes nor coachees.
    #[must_use]
    pub fn light(&self, share_min: &Ratio) -> Option<Light> {
        let below = |kind: Kind| self.share(kind).is_some_and(|share| share < *share_min);
        let missed = !self.without_skill.is_empty();
        (missed || self.deal + self.skill > 0).then(|| Light::raised(missed || below(Kind::Deal) || below(Kind::Skill)))
    }
}

/// P6: hours beyond what counts, without better quality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    /// Whoever got more than counts, with their hours, most first.
    pub over: Vec<(PersonId, Ratio)>,
    /// The coach's quality, where it may be reported.
    pub own: Option<Ratio>,
    /// The average of all coaches' reportable qualities.
    pub average: Option<Ratio>,
}

impl Excess {
    /// Looks for hours above the maximum in the minutes of a month.
    #[must_use]
    pub fn of(sessions: &[Minutes], max: &Ratio, own: Option<Ratio>, average: Option<Ratio>) -> Self {
        let mut over: Vec<(PersonId, Ratio)> = by_coachee(sessions)
            .into_iter()
            .map(|(coachee, minutes)| (coachee, hours(minutes)))
            .filter(|(_, hours)| credited(hours, max) != *hours)
            .collect();
        over.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        Self { over, own, average }
    }

    /// Raised when somebody got too many hours and the coach's reportable quality is not above the average of all coaches
    /// (R-COA-8). Too many hours and no reportable quality: it is not raised, and it is not judged.
    #[must_use]
    pub fn light(&self) -> Option<Light> {
        if self.over.is_empty() {
            return Some(Light::Clear);
        }
        let (own, average) = (self.own.as_ref()?, self.average.as_ref()?);
        Some(Light::raised(own <= average))
    }
}

/// The minutes of each coachee.
#[must_use]
pub fn by_coachee(sessions: &[Minutes]) -> BTreeMap<PersonId, i64> {
    let mut all = BTreeMap::new();
    for session in sessions {
        *all.entry(session.coachee).or_default() += session.minutes;
    }
    all
}
