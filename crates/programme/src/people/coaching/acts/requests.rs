//! Asking a coach for a resource or to get involved, answering, stepping in unasked, linking an expert, and how one likes to learn.

use super::{own, pair};
use crate::foundation::{calendars, staff};
use crate::people::coaching::reading::Numbers;
use crate::people::coaching::rules::month::month_of;
use crate::people::coaching::rules::request::{About, Reply, Resource, due};
use crate::people::coaching::rules::session::{Skill, checked_text, needed_text};
use crate::people::coaching::store::requests::{Link, Request, Style};
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{ANSWERED, ASKED, COACH, policy};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::notifications::{self, Happened};
use platform::texts::say;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{CoachingRequestId, PersonId};

/// What somebody asks of their coach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// A resource, involvement, or a trigger that was reached.
    pub about: About,
    /// Which resource.
    pub resource: Option<Resource>,
    /// What exactly.
    pub words: String,
}

/// A coachee asks; the coach's answer is due in the working days that a policy says (R-COA-12, R-COA-16).
///
/// # Errors
/// Forbidden; a refusal when nobody coaches the viewer, and on a field.
pub async fn ask(tx: &mut Tx, viewer: &Viewer, asked: Asked) -> Result<CoachingRequestId> {
    let (me, coach) = own(tx, viewer).await?;
    let coach = coach.ok_or_else(|| Error::refused("coaching.no_coach", say("coaching.no_coach")))?;
    let days = match asked.about {
        About::Resource => policy::ASK_DAYS,
        About::Involvement | About::Trigger => policy::INVOLVEMENT_DAYS,
        About::Unasked => return Err(Error::refused_on("about", "coaching.ask_about", say("coaching.ask_about"))),
    };
    if (asked.about == About::Resource) != asked.resource.is_some() {
        return Err(Error::refused_on(
            "resource",
            "coaching.resource_missing",
            say("coaching.resource_missing"),
        ));
    }
    let today = tx.today();
    let numbers = Numbers::load(tx, &month_of(today)).await?;
    let firm = calendars::working_days(tx, today).await?;
    let request = Request {
        id: CoachingRequestId::new(tx.ids()),
        coach: coach.id,
        coachee: me,
        about: asked.about,
        resource: asked.resource,
        words: needed_text("words", &asked.words)?,
        day: today,
        due: Some(due(today, numbers.count(days), &firm)),
        reply: None,
        answer: String::new(),
        answered: None,
        version: 1,
    };
    store::requests::insert(tx, &request).await?;
    let body = json!({ "coach": request.coach, "about": request.about.word(), "due": request.due });
    note(tx, viewer, "coach_asked", ("coaching_request", request.id.to_string()), &body)?;
    let happened = Happened::new("coaching.told_asked", format!("/coaching/people/{me}#requests")).with("name", &viewer.name);
    notifications::tell_people(tx, viewer, &ASKED, vec![(request.coach, happened)]).await?;
    Ok(request.id)
}

/// The coach answers.
///
/// # Errors
/// Forbidden; not found unless the viewer was asked or leads the coachee now; changed by somebody else; a refusal on a field.
pub async fn answer(
    tx: &mut Tx,
    viewer: &Viewer,
    id: CoachingRequestId,
    version: i64,
    (reply, words): (Option<Reply>, &str),
) -> Result<()> {
    let request = asked_of(tx, viewer, id, version).await?;
    if request.answered.is_some() {
        return Err(Error::Changed { what: "request" });
    }
    let reply = reply.ok_or_else(|| Error::refused_on("reply", "coaching.reply_missing", say("coaching.reply_missing")))?;
    let words = match reply {
        Reply::Given => checked_text("answer", words)?,
        Reply::Partly | Reply::Declined => needed_text("answer", words)?,
    };
    let today = tx.today();
    let answered = Request {
        reply: Some(reply),
        answer: words,
        answered: Some(today),
        ..request
    };
    store::requests::update(tx, &answered).await?;
    let body = json!({ "reply": reply.word(), "due": answered.due });
    note(tx, viewer, "coach_answered", ("coaching_request", id.to_string()), &body)?;
    let happened =
        Happened::new("coaching.told_answered", format!("/coaching/people/{}#requests", answered.coachee)).with("name", &viewer.name);
    notifications::tell_people(tx, viewer, &ANSWERED, vec![(answered.coachee, happened)]).await
}

/// The coach takes an answer back on the day it was given; the request waits again, due as before. The coachee has read it perhaps, so
/// they are told by the next answer.
///
/// # Errors
/// Forbidden; not found unless the viewer was asked or leads the coachee now; changed by somebody else; a refusal on a later day.
pub async fn withdraw(tx: &mut Tx, viewer: &Viewer, id: CoachingRequestId, version: i64) -> Result<PersonId> {
    let request = asked_of(tx, viewer, id, version).await?;
    let answered = request.answered.ok_or(Error::Changed { what: "request" })?;
    if answered != tx.today() {
        return Err(Error::refused("coaching.answer_stands", say("coaching.answer_stands")));
    }
    let waiting = Request {
        reply: None,
        answer: String::new(),
        answered: None,
        ..request
    };
    store::requests::update(tx, &waiting).await?;
    note(tx, viewer, "answer_withdrawn", ("coaching_request", id.to_string()), &json!({}))?;
    Ok(waiting.coachee)
}

/// A request that the viewer answers: they were asked or lead the coachee now. In the version that they saw.
async fn asked_of(tx: &mut Tx, viewer: &Viewer, id: CoachingRequestId, version: i64) -> Result<Request> {
    let scope = viewer.may(COACH)?;
    let request = store::requests::find(tx, &Sight::of(viewer)?, id).await?;
    let mine = viewer.person == Some(request.coach) || scope.people().holds(&request.coachee);
    if !mine || viewer.person == Some(request.coachee) {
        return Err(Error::NotFound { what: "request" });
    }
    if request.version != version {
        return Err(Error::Changed { what: "request" });
    }
    Ok(request)
}

/// The coach notes where they stepped in unasked, so that both see how often it happens (R-COA-16).
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal on `words`.
pub async fn step_in(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, words: &str) -> Result<()> {
    let (coach, _) = pair(tx, viewer, coachee).await?;
    let today = tx.today();
    let request = Request {
        id: CoachingRequestId::new(tx.ids()),
        coach,
        coachee,
        about: About::Unasked,
        resource: None,
        words: needed_text("words", words)?,
        day: today,
        due: None,
        reply: None,
        answer: String::new(),
        answered: None,
        version: 1,
    };
    store::requests::insert(tx, &request).await?;
    note(
        tx,
        viewer,
        "coach_stepped_in",
        ("coaching_request", request.id.to_string()),
        &json!({ "coachee": coachee }),
    )
}

/// Links a coachee to somebody who knows better (R-COA-13).
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal when the expert is nobody, or one of the two.
pub async fn link(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, expert: &str, (skill, because): (Skill, &str)) -> Result<()> {
    let (coach, _) = pair(tx, viewer, coachee).await?;
    let expert = expert.trim().to_owned();
    let found = staff::by_reference(tx, [&expert]).await?.remove(&expert);
    let today = tx.today();
    let found = found.filter(|person| person.id != coachee && person.id != coach && !person.has_left(today));
    let found = found.ok_or_else(|| Error::refused_on("expert", "coaching.no_expert", say("coaching.no_expert")))?;
    let link = Link {
        coach,
        coachee,
        expert: found.id,
        skill,
        because: checked_text("because", because)?,
        day: today,
    };
    store::requests::insert_link(tx, &link).await?;
    let body = json!({ "expert": link.expert, "skill": skill.word() });
    note(tx, viewer, "expert_linked", ("coachee", coachee.to_string()), &body)
}

/// A coachee says how they like to learn, and what to talk about next.
///
/// # Errors
/// Forbidden; changed by somebody else; a refusal on a field.
pub async fn prefer(tx: &mut Tx, viewer: &Viewer, style: Style) -> Result<()> {
    let (me, _) = own(tx, viewer).await?;
    let style = Style {
        words: checked_text("words", &style.words)?,
        topic: checked_text("topic", &style.topic)?,
        ..style
    };
    store::requests::update_style(tx, me, &style).await?;
    note(tx, viewer, "preference_kept", ("coachee", me.to_string()), &json!({}))
}

/// The coach writes down what both agreed: when the coach gets involved, a line each.
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal beyond five lines.
pub async fn agree(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, lines: &str) -> Result<()> {
    pair(tx, viewer, coachee).await?;
    let lines = checked_text("triggers", lines)?;
    let lines: Vec<String> = lines
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > 5 {
        return Err(Error::refused_on(
            "triggers",
            "coaching.too_many_triggers",
            say("coaching.too_many_triggers"),
        ));
    }
    store::requests::update_triggers(tx, coachee, &lines).await?;
    note(
        tx,
        viewer,
        "involvement_agreed",
        ("coachee", coachee.to_string()),
        &json!({ "lines": lines.len() }),
    )
}
