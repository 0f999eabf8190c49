//! Coaching plans and role conversations in SQL.

use super::Sight;
use crate::people::coaching::rules::plan::{ClosedPlan, Progress};
use crate::people::coaching::rules::session::Skill;
use platform::database::{Query, Tx};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingPlanId, Day, PersonId, Ratio};

/// An area of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The skill.
    pub skill: Skill,
    /// Why this one.
    pub because: String,
    /// Where it should lead.
    pub target: String,
    /// The level when the plan began, or why it was unknown.
    pub baseline: Result<Ratio, String>,
    /// What came of it; none while the plan is open.
    pub progress: Option<Progress>,
}

/// A plan of one to three areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The id.
    pub id: CoachingPlanId,
    /// Who made it with the coachee.
    pub coach: PersonId,
    /// Whose it is.
    pub coachee: PersonId,
    /// When it began.
    pub started: Day,
    /// When it was closed.
    pub closed: Option<Day>,
    /// For optimistic locking.
    pub version: i64,
    /// The areas, in order.
    pub areas: Vec<Area>,
}

const PLAN: &str = "select s.id, s.coach, s.coachee, s.started, s.closed, s.version, a.skill, a.because, a.target, a.baseline, a.baseline_because, \
     a.progress from coaching_plan s join coaching_area a on a.plan = s.id";

async fn plans(tx: &mut Tx, query: &Query) -> Result<Vec<Plan>> {
    let mut found: Vec<Plan> = Vec::new();
    for row in tx.all(query).await? {
        let id: CoachingPlanId = row.get(0)?;
        if found.last().is_none_or(|plan| plan.id != id) {
            found.push(Plan {
                id,
                coach: row.get(1)?,
                coachee: row.get(2)?,
                started: row.get(3)?,
                closed: row.get(4)?,
                version: row.get(5)?,
                areas: Vec::new(),
            });
        }
        let baseline = match row.get::<Option<Ratio>>(9)? {
            Some(level) => Ok(level),
            None => Err(row.get::<Option<String>>(10)?.unwrap_or_default()),
        };
        let area = Area {
            skill: row.get(6)?,
            because: row.get(7)?,
            target: row.get(8)?,
            baseline,
            progress: row.get(11)?,
        };
        if let Some(plan) = found.last_mut() {
            plan.areas.push(area);
        }
    }
    Ok(found)
}

/// The plans of a coachee inside the sight, the latest first.
pub async fn list_of(tx: &mut Tx, sight: &Sight, coachee: PersonId) -> Result<Vec<Plan>> {
    let query = Query::new(PLAN).with("where s.coachee = {}", &[&coachee]);
    plans(tx, &sight.within(query).and("order by s.started desc, s.id desc, a.place")).await
}

/// The open plan of each of some coachees inside the sight; the latest where there are several.
pub async fn list_open(tx: &mut Tx, sight: &Sight, coachees: &[PersonId]) -> Result<BTreeMap<PersonId, Plan>> {
    let query = Query::new(PLAN).among("where s.coachee", coachees).and("and s.closed is null");
    let all = plans(tx, &sight.within(query).and("order by s.started, s.id, a.place")).await?;
    Ok(all.into_iter().map(|plan| (plan.coachee, plan)).collect())
}

/// A plan inside the sight.
pub async fn find(tx: &mut Tx, sight: &Sight, id: CoachingPlanId) -> Result<Plan> {
    let query = Query::new(PLAN).with("where s.id = {}", &[&id]);
    let mut found = plans(tx, &sight.within(query).and("order by a.place")).await?;
    found.pop().ok_or(Error::NotFound { what: "coaching plan" })
}

/// Coachee and first day of those of some plans that lie inside the sight.
pub async fn list_days(tx: &mut Tx, sight: &Sight, ids: &[CoachingPlanId]) -> Result<Vec<(CoachingPlanId, PersonId, Day)>> {
    let query = Query::new("select s.id, s.coachee, s.started from coaching_plan s where").among("s.id", ids);
    let rows = tx.all(&sight.within(query)).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The closed plans and the last role conversation of some coachees inside the sight.
pub async fn list_closed(tx: &mut Tx, sight: &Sight, coachees: &[PersonId]) -> Result<BTreeMap<PersonId, (Vec<ClosedPlan>, Option<Day>)>> {
    let mut found: BTreeMap<PersonId, (Vec<ClosedPlan>, Option<Day>)> = BTreeMap::new();
    let query = Query::new(
        "select s.coachee, s.closed, (select count(*) from coaching_area a where a.plan = s.id and a.progress = 'made') \
         from coaching_plan s",
    )
    .among("where s.coachee", coachees)
    .and("and s.closed is not null");
    for row in tx.all(&sight.within(query)).await? {
        found.entry(row.get(0)?).or_default().0.push(ClosedPlan {
            closed: row.get(1)?,
            progress: row.get::<u64>(2)? > 0,
        });
    }
    let query = Query::new("select s.coachee, max(s.day) from coaching_talk s").among("where s.coachee", coachees);
    for row in tx.all(&sight.within(query).and("group by s.coachee")).await? {
        found.entry(row.get(0)?).or_default().1 = row.get(1)?;
    }
    Ok(found)
}

/// A new plan.
pub async fn insert(tx: &mut Tx, plan: &Plan) -> Result<()> {
    let now = tx.now();
    let query = Query::new("insert into coaching_plan (id, coach, coachee, started, closed, version, recorded) values").with(
        "({}, {}, {}, {}, {}, {}, {})",
        &[
            &plan.id,
            &plan.coach,
            &plan.coachee,
            &plan.started,
            &plan.closed,
            &plan.version,
            &now,
        ],
    );
    tx.execute(&query).await?;
    for (place, area) in (1_i64..).zip(&plan.areas) {
        let (level, because) = match &area.baseline {
            Ok(level) => (Some(level.clone()), None),
            Err(because) => (None, Some(because.clone())),
        };
        let query = Query::new("insert into coaching_area (plan, place, skill, because, target, baseline, baseline_because) values").with(
            "({}, {}, {}, {}, {}, {}, {})",
            &[&plan.id, &place, &area.skill, &area.because, &area.target, &level, &because],
        );
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Closes a plan with what came of its areas, or opens it again.
pub async fn update(tx: &mut Tx, plan: &Plan) -> Result<()> {
    let query = Query::new("update coaching_plan set").with(
        "closed = {}, version = version + 1 where id = {} and version = {}",
        &[&plan.closed, &plan.id, &plan.version],
    );
    tx.execute_versioned("coaching plan", &query).await?;
    for (place, area) in (1_i64..).zip(&plan.areas) {
        let query = Query::new("update coaching_area set")
            .with("progress = {} where plan = {} and place = {}", &[&area.progress, &plan.id, &place]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// A conversation about somebody's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// With whom.
    pub coachee: PersonId,
    /// By whom.
    pub coach: PersonId,
    /// When.
    pub day: Day,
    /// What was agreed.
    pub words: String,
}

/// The role conversations with a coachee inside the sight, the latest first.
pub async fn list_talks(tx: &mut Tx, sight: &Sight, coachee: PersonId) -> Result<Vec<Talk>> {
    let query = Query::new("select s.coachee, s.coach, s.day, s.words from coaching_talk s").with("where s.coachee = {}", &[&coachee]);
    let rows = tx.all(&sight.within(query).and("order by s.day desc, s.id desc")).await?;
    rows.iter()
        .map(|row| {
            Ok(Talk {
                coachee: row.get(0)?,
                coach: row.get(1)?,
                day: row.get(2)?,
                words: row.get(3)?,
            })
        })
        .collect()
}

/// A new role conversation.
pub async fn insert_talk(tx: &mut Tx, talk: &Talk) -> Result<()> {
    let (id, now) = (CoachingPlanId::new(tx.ids()), tx.now());
    let query = Query::new("insert into coaching_talk (id, coach, coachee, day, words, recorded) values").with(
        "({}, {}, {}, {}, {}, {})",
        &[&id, &talk.coach, &talk.coachee, &talk.day, &talk.words, &now],
    );
    tx.execute(&query).await.map(|_| ())
}
