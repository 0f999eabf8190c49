//! What pages, figures, alerts and API read alike: the ground of a coach's month and quarter, their lights, a week, a record.

mod ground;
mod lights;
mod programme;
mod record;
mod week;

pub use ground::{Ground, Numbers, minutes_of, qualities, quality_of, segments_of, standings};
pub use lights::{Judged, PITFALLS, judge, lights, word_of};
pub use programme::{Completion, ProgrammeSums, Sums, completions, sums};
pub use record::{Record, record};
pub use week::{Coachee, Week, week};

use super::rules::session::Skill;
use platform::Result;
use platform::database::Tx;
use platform::figures::Subject;
use platform::texts::say;
use vocabulary::{PersonId, Ratio};

/// The figure that tells somebody's level in a skill, of a chapter that does not exist yet.
const LEVEL_FIGURE: &str = "development.level";

/// Somebody's level in a skill, or why it is unknown: it is a figure of another chapter, which may not be there.
///
/// # Errors
/// When the database does not answer.
pub async fn level(tx: &mut Tx, person: PersonId, skill: Skill) -> Result<Result<Ratio, String>> {
    let unknown = || say("coaching.level_unknown").to_owned();
    let Some(figure) = crate::figure(LEVEL_FIGURE) else {
        return Ok(Err(unknown()));
    };
    let subject = Subject {
        id: person.to_string(),
        period: skill.word().to_owned(),
    };
    let scope = crate::house().may(figure.needs)?;
    Ok(match (figure.compute)(tx, &scope, &subject).await?.value {
        Ok(vocabulary::Cell::Number(level)) => Ok(level),
        Ok(_) => Err(unknown()),
        Err(gap) => Err(gap.because),
    })
}
