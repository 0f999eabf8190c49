//! Coaching sessions as a file brings them.

use serde::{Deserialize, Serialize};
use vocabulary::Day;

use super::super::cells::Cells;
use super::{Keys, checked};

/// A session between a coach and a coachee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoachingSessionRow {
    /// The source's own mark of the session.
    pub reference: String,
    pub coach: String,
    pub coachee: String,
    pub day: Day,
    pub minutes: i64,
    /// The words of kind, stage and skill are the chapter's to judge.
    pub kind: String,
    pub stage: Option<String>,
    pub skill: Option<String>,
    pub instance: Option<String>,
    pub how: Option<String>,
    pub commitment: Option<String>,
    pub due: Option<Day>,
}

pub(in super::super) fn coaching_session(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<CoachingSessionRow> {
    let reference = cells.reference("reference");
    let (coach, coachee) = (cells.reference("coach"), cells.reference("coachee"));
    let (day, due) = (cells.day("date"), cells.day("due"));
    let minutes = cells.amount("minutes").and_then(|minutes| minutes.to_ratio().to_i128());
    let minutes = minutes.and_then(|minutes| i64::try_from(minutes).ok());
    let word = |text: Option<String>| text.map(|text| text.to_lowercase().replace([' ', '-'], "_"));
    let (kind, stage, skill) = (word(cells.label("kind")), word(cells.label("stage")), word(cells.label("skill")));
    let (instance, how, commitment) = (cells.label("instance"), cells.label("how"), cells.label("commitment"));
    if minutes.is_none() && !cells.is_refused() {
        cells.refuse("minutes", "These are no whole minutes.", "Write a whole number, such as 45.");
    }
    let row = CoachingSessionRow {
        reference: reference?,
        coach: coach?,
        coachee: coachee?,
        day: day?,
        minutes: minutes?,
        kind: kind?,
        stage,
        skill,
        instance,
        how,
        commitment,
        due,
    };
    let key = vec![row.reference.clone()];
    checked(cells, keys, line, ("reference", key), row)
}
