//! Coaching as a whole: sums in which nobody can be told apart, and what recurring programmes came to.

use super::ground::Numbers;
use crate::foundation::staff;
use crate::people::coaching::rules::month::{last_day, month_of};
use crate::people::coaching::rules::programme::{Tally, judge, spans};
use crate::people::coaching::rules::quality::suppressed;
use crate::people::coaching::rules::session::{Kind, Stage};
use crate::people::coaching::store::programmes::Programme;
use crate::people::coaching::{SEE_MINUTES, SEE_PROGRAMME, policy, store};
use platform::Result;
use platform::access::{Extent, Role, Viewer};
use platform::database::Tx;
use platform::users;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, PersonId};

/// The minutes of a team or of all, by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many people it is made of.
    pub people: u64,
    /// Minutes by kind and stage.
    pub minutes: BTreeMap<(Kind, Stage), i64>,
}

impl Sums {
    fn add(&mut self, kind: Kind, stage: Stage, minutes: i64) {
        *self.minutes.entry((kind, stage)).or_default() += minutes;
    }

    /// The minutes on deals in a stage.
    #[must_use]
    pub fn deal(&self, stage: Stage) -> i64 {
        self.minutes.get(&(Kind::Deal, stage)).copied().unwrap_or_default()
    }

    /// The minutes on skills, whatever the stage.
    #[must_use]
    pub fn skill(&self) -> i64 {
        self.minutes
            .iter()
            .filter(|((kind, _), _)| *kind == Kind::Skill)
            .map(|(_, minutes)| minutes)
            .sum()
    }

    /// All minutes.
    #[must_use]
    pub fn all(&self) -> i64 {
        self.minutes.values().sum()
    }
}

/// What may be said of coaching in a quarter.
#[derive(Debug, Clone)]
pub struct ProgrammeSums {
    /// The quarter.
    pub quarter: Interval,
    /// Of everybody in scope; nothing when they are fewer than the least.
    pub all: Option<Sums>,
    /// By manager, with the name; nothing where the team is too small, or would show a small one by difference.
    pub teams: Vec<(PersonId, String, Option<Sums>)>,
    /// The least number of people.
    pub least: u64,
}

/// Sums over everybody in scope and over their teams, suppressed where people could be told apart.
///
/// # Errors
/// Forbidden; when the database does not answer.
pub async fn sums(tx: &mut Tx, viewer: &Viewer, quarter: &Interval) -> Result<ProgrammeSums> {
    let scope = viewer.may(SEE_PROGRAMME)?;
    let least = Numbers::load(tx, quarter).await?.count(policy::RESPONDENTS);
    let on = last_day(quarter).min(tx.today());
    let managers = in_scope(tx, viewer, on).await?;
    let teams = staff::reports_of(tx, &managers, on).await?;
    let rows = store::minutes::list_sums(tx, &scope, quarter).await?;
    let count = |people: &BTreeSet<PersonId>| u64::try_from(people.len()).unwrap_or(u64::MAX);
    let of = |people: &BTreeSet<PersonId>| {
        let mut sums = Sums {
            people: count(people),
            ..Sums::default()
        };
        for (_, kind, stage, minutes) in rows.iter().filter(|(coachee, ..)| people.contains(coachee)) {
            sums.add(*kind, *stage, *minutes);
        }
        sums
    };
    let everybody: BTreeSet<PersonId> = teams.values().flatten().copied().collect();
    // Whoever was not coached hides nobody: what is left over is compared with those whose minutes it is made of.
    let coached: BTreeSet<PersonId> = rows.iter().map(|(coachee, ..)| *coachee).collect();
    let sizes = teams.iter().map(|(manager, team)| (*manager, count(&(team & &coached)))).collect();
    let mut hidden = suppressed(&sizes, least);
    hidden.extend(teams.iter().filter(|(_, team)| count(team) < least).map(|(manager, _)| *manager));
    let names = staff::by_ids(tx, &managers).await?;
    let team = |(manager, team): (&PersonId, &BTreeSet<PersonId>)| {
        let name = names.get(manager).map(|person| person.name.clone()).unwrap_or_default();
        (*manager, name, (!hidden.contains(manager)).then(|| of(team)))
    };
    Ok(ProgrammeSums {
        quarter: *quarter,
        all: (count(&(&everybody & &coached)) >= least).then(|| of(&everybody)),
        teams: teams.iter().map(team).collect(),
        least,
    })
}

/// The managers on a day who lie in the scope and may coach: whoever signs in, and not as a sales manager, leads people and coaches
/// none. It is not asked who did coach: that alone would tell something.
async fn in_scope(tx: &mut Tx, viewer: &Viewer, on: Day) -> Result<Vec<PersonId>> {
    let scope = viewer.may(SEE_PROGRAMME)?;
    let sales_managers = users::store::list_people_with(tx, Role::SalesManager).await?;
    let users = users::store::list_open_people(tx).await?;
    let others: BTreeSet<PersonId> = users
        .into_iter()
        .map(|(_, person)| person)
        .filter(|person| !sales_managers.contains(person))
        .collect();
    let mut all = staff::managers_on(tx, on).await?;
    all.retain(|manager| !others.contains(manager));
    Ok(match scope.people() {
        Extent::All => all,
        Extent::Only(people) => all.into_iter().filter(|manager| people.contains(manager)).collect(),
    })
}

/// A recurring programme and what it came to for each of its managers.
#[derive(Debug, Clone)]
pub struct Completion {
    /// The programme.
    pub programme: Programme,
    /// By manager, with the name; nothing where the team is so small that its people could be told apart by a viewer who may see sums
    /// alone.
    pub managers: Vec<(PersonId, String, Option<Tally>)>,
    /// The least number of people.
    pub least: u64,
}

/// What the recurring programmes came to: every report of every manager in every span that has begun. Whoever joins a team is
/// enrolled by that, and whoever is new in a span's middle is left out of it.
///
/// # Errors
/// Forbidden; when the database does not answer.
pub async fn completions(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Completion>> {
    let scope = viewer.may(SEE_PROGRAMME)?;
    let today = tx.today();
    let programmes = store::programmes::list(tx, &scope).await?;
    let mut excuses: BTreeMap<PersonId, Vec<Interval>> = BTreeMap::new();
    for excuse in store::programmes::list_excuses(tx, &scope).await? {
        excuses.entry(excuse.coachee).or_default().push(excuse.span);
    }
    // Everything is asked once for all programmes, however many spans they have.
    let coaches: BTreeSet<PersonId> = programmes.iter().flat_map(|programme| programme.coaches.iter().copied()).collect();
    let coaches: Vec<PersonId> = coaches.into_iter().collect();
    let from = programmes.iter().map(|programme| programme.said.from).min().unwrap_or(today);
    let mut held: BTreeMap<(PersonId, PersonId), Vec<Day>> = BTreeMap::new();
    for (coach, coachee, day) in store::minutes::list_days(tx, &coaches, from).await? {
        held.entry((coach, coachee)).or_default().push(day);
    }
    let names = staff::by_ids(tx, &coaches).await?;
    let mut teams: BTreeMap<PersonId, Vec<(PersonId, Interval)>> = BTreeMap::new();
    for (coach, coachee, span) in staff::reporting_since(tx, &coaches, from).await? {
        teams.entry(coach).or_default().push((coachee, span));
    }
    let least = Numbers::load(tx, &month_of(today)).await?.count(policy::RESPONDENTS);
    let named = viewer.may(SEE_MINUTES).ok();
    let of = |programme: Programme| {
        let mut managers = Vec::new();
        for coach in &programme.coaches {
            let team = teams.get(coach).map_or(&[][..], Vec::as_slice);
            let mut tally = Tally::default();
            for span in spans(&programme.said, today) {
                let (whole, at_end) = (on(team, span.start()), on(team, last_day(&span).min(today)));
                for coachee in at_end {
                    let held = held.get(&(*coach, coachee)).map_or(&[][..], Vec::as_slice);
                    let excused = excuses.get(&coachee).map_or(&[][..], Vec::as_slice);
                    tally.add(coachee, judge(&span, held, whole.contains(&coachee), excused, today));
                }
            }
            let name = names.get(coach).map(|person| person.name.clone()).unwrap_or_default();
            let everybody: BTreeSet<PersonId> = team.iter().map(|(coachee, _)| *coachee).collect();
            // Whoever was in the team once makes it no larger today.
            let large = u64::try_from(on(team, today).len()).unwrap_or(u64::MAX) >= least;
            let seen = named
                .as_ref()
                .is_some_and(|scope| everybody.iter().all(|person| scope.people().holds(person)));
            managers.push((*coach, name, (large || seen).then_some(tally)));
        }
        Completion {
            programme,
            managers,
            least,
        }
    };
    Ok(programmes.into_iter().map(of).collect())
}

/// Who was in a team on a day.
fn on(team: &[(PersonId, Interval)], day: Day) -> BTreeSet<PersonId> {
    let there = team.iter().filter(|(_, span)| span.contains(day));
    there.map(|(coachee, _)| *coachee).collect()
}
