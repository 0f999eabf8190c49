//! What a month or quarter of a coach stands on: the policy values, the team, its segments, the minutes, the answers.

use crate::foundation::policies::{self, Pinned};
use crate::foundation::staff;
use crate::people::coaching::rules::month::{last_day, quarter_of};
use crate::people::coaching::rules::pitfalls::Minutes;
use crate::people::coaching::rules::quality::{Quality, quality};
use crate::people::coaching::rules::segment::{Segment, Shares, segments};
use crate::people::coaching::{policy, store};
use platform::access::Scope;
use platform::database::Tx;
use platform::figures::ClosedValue;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, PersonId, Ratio, Trace};

/// The policy values of coaching in a span of time.
#[derive(Debug, Clone)]
pub struct Numbers(BTreeMap<&'static str, Pinned>);

impl Numbers {
    /// Reads them, each as it was known when the span was over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, span: &Interval) -> Result<Self> {
        let names: Vec<&'static str> = policy::ALL.iter().map(|policy| policy.name).chain([policy::RESPONDENTS]).collect();
        Ok(Self(policies::pinned(tx, &names, span).await?))
    }

    /// The value of a policy as a number; its default has been checked to be one.
    #[must_use]
    pub fn number(&self, name: &str) -> Ratio {
        self.0
            .get(name)
            .and_then(|pinned| pinned.valued.number())
            .unwrap_or_else(Ratio::zero)
    }

    /// The same as a count of people, days or areas.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        let whole = self.number(name).to_i128();
        whole.and_then(|number| u64::try_from(number).ok()).unwrap_or_default()
    }

    /// The value of a policy as words.
    #[must_use]
    pub fn words(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |pinned| pinned.valued.value.as_str())
    }

    /// The lines of a trace for some policies.
    pub fn traces<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = Trace> + 'a {
        names.iter().filter_map(|name| self.0.get(name)).map(Pinned::trace)
    }

    /// The version in force of each policy, to keep beside a result.
    #[must_use]
    pub fn versions(&self) -> BTreeMap<&'static str, Option<String>> {
        let version = |pinned: &Pinned| pinned.valued.version.map(|version| version.to_string());
        self.0.iter().map(|(name, pinned)| (*name, version(pinned))).collect()
    }

    fn shares(&self) -> Shares {
        Shares {
            star: self.number(policy::STAR_SHARE),
            low: self.number(policy::LOW_SHARE),
            group_min: self.count(policy::MIN_GROUP),
        }
    }
}

/// A coach's month or quarter.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Who coaches.
    pub coach: PersonId,
    /// The month or quarter.
    pub span: Interval,
    /// The policy values.
    pub numbers: Numbers,
    /// Who reported to them on its last day.
    pub team: BTreeSet<PersonId>,
    /// The segments of the team; none when it is too small (R-COA-15).
    pub segments: Option<BTreeMap<PersonId, Segment>>,
    /// What they did, without a word of it.
    pub minutes: Vec<Minutes>,
    /// The names of the team and of everybody whom they coached.
    pub names: BTreeMap<PersonId, String>,
}

impl Ground {
    /// The ground of some coaches' span of time, in a handful of questions however many they are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, coaches: &[PersonId], span: &Interval) -> Result<Vec<Self>> {
        let numbers = Numbers::load(tx, span).await?;
        // A span that still runs has no last day yet: today's team is its team.
        let on = last_day(span).min(tx.today());
        let mut teams = staff::reports_of(tx, coaches, on).await?;
        let everybody: Vec<PersonId> = teams.values().flatten().copied().collect();
        let standings = standings(tx, &numbers, &everybody, last_day(span).next()).await?;
        let mut minutes = store::minutes::list(tx, coaches, span).await?;
        let coached = minutes.values().flatten().map(|session| session.coachee);
        let named: BTreeSet<PersonId> = everybody.iter().copied().chain(coached).collect();
        let names = staff::by_ids(tx, &named.into_iter().collect::<Vec<_>>()).await?;
        let ground = |coach: &PersonId| {
            let team = teams.remove(coach).unwrap_or_default();
            let minutes = minutes.remove(coach).unwrap_or_default();
            let mine = |id: &PersonId| team.contains(id) || minutes.iter().any(|session| session.coachee == *id);
            let names = names.iter().filter(|(id, _)| mine(id));
            Self {
                coach: *coach,
                span: *span,
                numbers: numbers.clone(),
                segments: segments_of(&numbers, &team, &standings),
                names: names.map(|(id, person)| (*id, person.name.clone())).collect(),
                team,
                minutes,
            }
        };
        Ok(coaches.iter().map(ground).collect())
    }

    /// The name of somebody of the team or coached.
    #[must_use]
    pub fn name(&self, person: PersonId) -> &str {
        self.names.get(&person).map_or("", String::as_str)
    }

    /// The ground of one coach.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, coach: PersonId, span: &Interval) -> Result<Self> {
        let found = Self::load(tx, &[coach], span).await?.pop();
        found.ok_or_else(|| Error::Failed(anyhow::anyhow!("a coach has no ground")))
    }
}

/// How some people stand in the performance figure: its values in periods that were closed and over by a day, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn standings(tx: &mut Tx, numbers: &Numbers, people: &[PersonId], by: Day) -> Result<BTreeMap<PersonId, Vec<ClosedValue>>> {
    let figure = crate::figure(numbers.words(policy::PERFORMANCE_FIGURE));
    let Some(closed) = figure.and_then(|figure| figure.closed) else {
        return Ok(BTreeMap::new());
    };
    let mut all = closed(tx, people).await?;
    for values in all.values_mut() {
        values.retain(|value| value.end <= by);
    }
    Ok(all)
}

/// The segments of a team by the standings of its people.
#[must_use]
pub fn segments_of(
    numbers: &Numbers,
    team: &BTreeSet<PersonId>,
    standings: &BTreeMap<PersonId, Vec<ClosedValue>>,
) -> Option<BTreeMap<PersonId, Segment>> {
    let course = |person: &PersonId| {
        let values = standings.get(person).map_or(&[][..], Vec::as_slice);
        values.iter().map(|value| value.value.clone().ok()).collect()
    };
    segments(&team.iter().map(|person| (*person, course(person))).collect(), &numbers.shares())
}

/// The qualities of all coaches in a quarter, and the policy values they stand on. A quarter that still runs is reported by
/// nobody: two readings of a growing sum would give single answers away (R-XC-6).
///
/// # Errors
/// When the database does not answer.
pub async fn qualities(tx: &mut Tx, quarter: &Interval) -> Result<(BTreeMap<PersonId, Quality>, Numbers)> {
    let numbers = Numbers::load(tx, quarter).await?;
    let needed = numbers.count(policy::RESPONDENTS);
    let answers = store::ratings::list_answers(tx, quarter).await?;
    let runs = quarter.end().is_none_or(|end| end > tx.today());
    let all = answers.into_iter().map(|(coach, answers)| {
        let quality = match quality(&answers, needed) {
            Quality::Reportable { people, .. } if runs => Quality::TooFew { people, needed },
            told @ (Quality::Reportable { .. } | Quality::TooFew { .. }) => told,
        };
        (coach, quality)
    });
    Ok((all.collect(), numbers))
}

/// The quality of a coach in the last quarter that was over by the end of a span, and of all coaches then.
///
/// # Errors
/// When the database does not answer.
pub async fn quality_of(tx: &mut Tx, coach: PersonId, span: &Interval) -> Result<(Interval, Quality, BTreeMap<PersonId, Quality>)> {
    let end = span.end().unwrap_or(Day::MAX);
    let quarter = quarter_of(end.prev());
    let quarter = if quarter.end() == Some(end) {
        quarter
    } else {
        quarter_of(quarter.start().prev())
    };
    let (all, numbers) = qualities(tx, &quarter).await?;
    let none = Quality::TooFew {
        people: 0,
        needed: numbers.count(policy::RESPONDENTS),
    };
    let own = all.get(&coach).cloned().unwrap_or(none);
    Ok((quarter, own, all))
}

/// What a coachee received in a span of time, from whichever coach.
///
/// # Errors
/// Not found outside the scope.
pub async fn minutes_of(tx: &mut Tx, scope: &Scope, coachee: PersonId, span: &Interval) -> Result<Vec<Minutes>> {
    store::minutes::list_of_coachee(tx, scope, coachee, span).await
}
