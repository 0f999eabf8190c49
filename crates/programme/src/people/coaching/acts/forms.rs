//! Making and retiring a score form, and scoring a session by one.

use crate::people::coaching::RUN_PROGRAMME;
use crate::people::coaching::rules::form::{Question, answered, checked};
use crate::people::coaching::store::forms::{self, Form, Score};
use crate::people::coaching::store::{self, Sight};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{CoachingFormId, CoachingSessionId};

/// Makes a form. It is never changed afterwards: what was answered stays readable by the questions that were asked.
///
/// # Errors
/// Forbidden; a refusal on `name` or `questions`.
pub async fn make_form(tx: &mut Tx, viewer: &Viewer, name: &str, questions: Vec<Question>) -> Result<CoachingFormId> {
    viewer.may(RUN_PROGRAMME)?;
    let (name, questions) = checked(name, questions)?;
    let form = Form {
        id: CoachingFormId::new(tx.ids()),
        name,
        retired: false,
        version: 1,
        questions,
    };
    forms::insert(tx, &form).await?;
    let body = json!({ "name": form.name, "questions": form.questions.len() });
    note(tx, viewer, "score_form_made", ("coaching_form", form.id.to_string()), &body)?;
    Ok(form.id)
}

/// A form is used no more.
///
/// # Errors
/// Forbidden; not found; changed by somebody else.
pub async fn retire_form(tx: &mut Tx, viewer: &Viewer, id: CoachingFormId, version: i64) -> Result<()> {
    viewer.may(RUN_PROGRAMME)?;
    let form = forms::find(tx, id).await?;
    if form.version != version || form.retired {
        return Err(Error::Changed { what: "form" });
    }
    forms::update(tx, &forms::Form { retired: true, ..form }).await?;
    note(tx, viewer, "score_form_retired", ("coaching_form", id.to_string()), &json!({}))
}

/// A retired form is used again; what was answered by it was kept all the while.
///
/// # Errors
/// Forbidden; not found; changed by somebody else.
pub async fn return_form(tx: &mut Tx, viewer: &Viewer, id: CoachingFormId, version: i64) -> Result<()> {
    viewer.may(RUN_PROGRAMME)?;
    let form = forms::find(tx, id).await?;
    if form.version != version || !form.retired {
        return Err(Error::Changed { what: "form" });
    }
    forms::update(tx, &forms::Form { retired: false, ..form }).await?;
    note(tx, viewer, "score_form_returned", ("coaching_form", id.to_string()), &json!({}))
}

/// Scores a session. Each of those who coached it has one score by a form and alone changes it; the coachee reads all of them.
///
/// # Errors
/// Not found unless the viewer coached the session; a refusal on an answer, and for a retired form; changed in the meantime.
pub async fn score(
    tx: &mut Tx,
    viewer: &Viewer,
    id: CoachingSessionId,
    form: CoachingFormId,
    (version, answers): (i64, &[String]),
) -> Result<()> {
    let session = store::sessions::find(tx, &Sight::of(viewer)?, id).await?;
    let scorer = viewer.person.filter(|me| session.coach == *me || session.co_coach == Some(*me));
    let scorer = scorer.ok_or(Error::NotFound { what: "session" })?;
    let form = forms::find(tx, form).await?;
    if form.retired && version == 0 {
        return Err(Error::refused("coaching.form_retired", say("coaching.form_retired")));
    }
    let score = Score {
        session: session.id,
        form: form.id,
        scorer,
        day: tx.today(),
        version,
        answers: answered(&form.questions, answers)?,
    };
    forms::update_score(tx, &score).await?;
    note(
        tx,
        viewer,
        "coaching_session_scored",
        ("coaching_session", id.to_string()),
        &json!({ "form": form.id }),
    )
}
