//! Sessions from imported files. The same row again changes nothing, a corrected one replaces what it said before.

use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{CoachingSessionRow, Content, Placed};
use crate::foundation::{alerts, staff};
use crate::people::coaching::COACH;
use crate::people::coaching::rules::session::{Kind, Origin, SaidSession, Skill, Stage, checked};
use crate::people::coaching::store::{self, sessions::Session};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::{say, say_with};
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::{CoachingSessionId, Day, PersonId, Refusal};

/// Keeps imported sessions: the operator's, who moves a firm's history, or a coach's own, besides the right to import.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        if viewer.user.is_some() {
            viewer.may(COACH)?;
        }
        let Content::CoachingSessions(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!("an import handed rows of another kind to coaching")));
        };
        keep_rows(tx, viewer, rows).await
    })
}

fn at_line(line: u64, refusal: &Refusal) -> Refusal {
    let sentence = say_with("coaching.import_line", &[("line", &line.to_string()), ("why", &refusal.sentence)]);
    Refusal::new(refusal.code.clone(), sentence)
}

fn said(row: &CoachingSessionRow, today: Day) -> Result<SaidSession, Refusal> {
    let word = |field: &str| Refusal::new("coaching.import_word", say_with("coaching.import_word", &[("field", field)]));
    let said = SaidSession {
        day: row.day,
        minutes: row.minutes,
        kind: Kind::parse(&row.kind).ok_or_else(|| word("kind"))?,
        stage: match row.stage.as_deref() {
            None => Stage::None,
            Some(stage) => Stage::parse(stage).ok_or_else(|| word("stage"))?,
        },
        skill: match row.skill.as_deref() {
            None => None,
            Some(skill) => Some(Skill::parse(skill).ok_or_else(|| word("skill"))?),
        },
        instance: row.instance.clone().unwrap_or_default(),
        how: row.how.clone().unwrap_or_default(),
        commitment: row.commitment.clone().unwrap_or_default(),
        due: row.due,
    };
    checked(said, Origin::Imported, today)
}

/// A coach imports their own sessions, the operator a firm's; nobody coaches themselves.
fn may_keep(viewer: &Viewer, coach: PersonId, coachee: PersonId) -> Result<(), Refusal> {
    let refuse = |code: &str| Err(Refusal::new(code, say(code)));
    if viewer.user.is_some() && viewer.person != Some(coach) {
        return refuse("coaching.import_others");
    }
    if coach == coachee {
        return refuse("coaching.import_same");
    }
    Ok(())
}

/// A session as a file tells of it.
fn imported(id: CoachingSessionId, (coach, coachee): (PersonId, PersonId), said: SaidSession, row: &CoachingSessionRow) -> Session {
    Session {
        id,
        coach,
        co_coach: None,
        coachee,
        said,
        worded: false,
        outcome: None,
        level: None,
        meeting: None,
        source: Some(row.reference.clone()),
        entry_seconds: None,
        version: 1,
    }
}

async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<CoachingSessionRow>]) -> Result<Kept> {
    let today = tx.today();
    let people = rows.iter().flat_map(|placed| [&placed.row.coach, &placed.row.coachee]);
    let people = staff::by_reference(tx, people).await?;
    let sources: Vec<String> = rows.iter().map(|placed| placed.row.reference.clone()).collect();
    let known = store::sessions::by_source(tx, &sources).await?;
    let (mut kept, mut new, mut coaches) = (Kept::default(), Vec::new(), BTreeSet::new());
    for Placed { line, row } in rows {
        let person = |reference: &String| {
            let found = people.get(reference).map(|person| person.id);
            let sentence = say_with("coaching.import_nobody", &[("line", &line.to_string()), ("person", reference)]);
            found.ok_or_else(|| Error::refused("coaching.import_nobody", sentence))
        };
        let (coach, coachee) = (person(&row.coach)?, person(&row.coachee)?);
        may_keep(viewer, coach, coachee).map_err(|refusal| at_line(*line, &refusal))?;
        let said = said(row, today).map_err(|refusal| at_line(*line, &refusal))?;
        let before = known.get(&row.reference);
        // What the coachee worded is theirs: a file replaces everything else (R-COA-11).
        let said = match before.filter(|before| before.worded) {
            Some(before) => SaidSession {
                commitment: before.said.commitment.clone(),
                due: before.said.due,
                ..said
            },
            None => said,
        };
        match before {
            Some(before) if (before.coach, before.coachee, &before.said) == (coach, coachee, &said) => kept.unchanged += 1,
            Some(before) if (before.coach, before.coachee) != (coach, coachee) => {
                let refusal = Refusal::new("coaching.import_other", say("coaching.import_other"));
                return Err(at_line(*line, &refusal).into());
            }
            Some(before) => {
                store::sessions::update(tx, &Session { said, ..before.clone() }).await?;
                kept.changed += 1;
                coaches.insert(coach);
            }
            None => {
                new.push(imported(CoachingSessionId::new(tx.ids()), (coach, coachee), said, row));
                kept.created += 1;
                coaches.insert(coach);
            }
        }
    }
    store::sessions::insert(tx, &new).await?;
    note(
        tx,
        viewer,
        "coaching_sessions_imported",
        ("import", "coaching".to_owned()),
        &json!({ "kept": kept }),
    )?;
    alerts::consider(tx, "coaching", &coaches.into_iter().collect::<Vec<_>>()).await?;
    Ok(kept)
}
