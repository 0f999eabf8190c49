//! The pages of coaching: the coach's week, sessions, a coachee's record, plans, appointments, programmes, the calendar.

mod appointment;
mod back;
mod calendar;
mod forms;
mod home;
mod list;
mod one;
mod plan;
mod programme;
mod record;
mod session;
mod week;

pub use back::UNDOINGS;
pub use home::{HOME, panel};
pub(super) use record::printed;
pub(super) use session::said_session;

use super::rules::session::{Outcome, Skill};
use super::store::sessions::Session;
use super::{COACH, RUN_PROGRAMME, SEE, SEE_PROGRAMME};
use platform::access::Scope;
use platform::look::components::{Evidence, Hazard, Said, knotted, lamp, unknown};
use platform::look::{Markup, format};
use platform::texts::{say, say_count, say_with};
use platform::web::{Caller, Guard, Params, Routes};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Day, Interval, Link, PersonId, Ratio};

const PLACE: &str = "/coaching";
const SESSIONS: &str = "/coaching/sessions";

type Query = Params<BTreeMap<String, String>>;

/// The routes of coaching.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get("/coaching", Guard::May(SEE), week::show)
        .get("/coaching/sessions", Guard::May(SEE), list::show)
        .get("/coaching/sessions.csv", Guard::May(SEE), list::file)
        .get("/coaching/sessions/new", Guard::May(COACH), session::show_new)
        .post("/coaching/sessions", Guard::May(COACH), session::submit_new)
        .get("/coaching/sessions/{session}", Guard::May(SEE), one::show)
        .get("/coaching/sessions/{session}/edit", Guard::May(COACH), session::show_edit)
        .post("/coaching/sessions/{session}", Guard::May(COACH), session::submit_edit)
        .post("/coaching/sessions/{session}/rating", Guard::May(SEE), one::submit_rating)
        .post("/coaching/sessions/{session}/commitment", Guard::May(SEE), one::submit_commitment)
        .post("/coaching/sessions/{session}/outcome", Guard::May(SEE), one::submit_outcome)
        .get("/coaching/sessions/{session}/scores", Guard::May(COACH), forms::show_score)
        .post("/coaching/sessions/{session}/scores", Guard::May(COACH), forms::submit_score)
        .get("/coaching/people/{person}", Guard::May(SEE), record::show)
        .post("/coaching/people/{person}/links", Guard::May(COACH), record::submit_link)
        .post("/coaching/people/{person}/talks", Guard::May(COACH), record::submit_talk)
        .get("/coaching/people/{person}/record.pdf", Guard::May(SEE), record::show_paper)
        .post("/coaching/people/{person}/triggers", Guard::May(COACH), record::submit_triggers)
        .post(
            "/coaching/people/{person}/interventions",
            Guard::May(COACH),
            record::submit_intervention,
        )
        .post("/coaching/requests", Guard::May(SEE), record::submit_request)
        .post("/coaching/preference", Guard::May(SEE), record::submit_preference)
        .post("/coaching/requests/{request}/answer", Guard::May(COACH), record::submit_answer)
        .post(
            "/coaching/requests/{request}/withdrawal",
            Guard::May(COACH),
            record::submit_withdrawal,
        );
    let routes = routes
        .get("/coaching/people/{person}/plan", Guard::May(COACH), plan::show_new)
        .post("/coaching/people/{person}/plan", Guard::May(COACH), plan::submit_new)
        .get("/coaching/people/{person}/appointment", Guard::May(COACH), appointment::show_new)
        .post("/coaching/people/{person}/appointment", Guard::May(COACH), appointment::submit_new)
        .get("/coaching/plans/{plan}", Guard::May(SEE), plan::show)
        .post("/coaching/plans/{plan}/closing", Guard::May(COACH), plan::submit_closing)
        .post("/coaching/plans/{plan}/reopening", Guard::May(COACH), plan::submit_reopening)
        .get("/coaching/appointments/{appointment}", Guard::May(SEE), appointment::show)
        .post(
            "/coaching/appointments/{appointment}/cancellation",
            Guard::May(SEE),
            appointment::submit_cancellation,
        )
        .post(
            "/coaching/appointments/{appointment}/restoration",
            Guard::May(SEE),
            appointment::submit_restoration,
        );
    programmes(routes)
}

/// The routes of recurring programmes and score forms, and of one's own calendar.
fn programmes(routes: Routes) -> Routes {
    routes
        .get("/coaching/forms", Guard::May(RUN_PROGRAMME), forms::show_list)
        .post("/coaching/forms", Guard::May(RUN_PROGRAMME), forms::submit_new)
        .post(
            "/coaching/forms/{form}/retirement",
            Guard::May(RUN_PROGRAMME),
            forms::submit_retirement,
        )
        .post("/coaching/forms/{form}/return", Guard::May(RUN_PROGRAMME), forms::submit_return)
        .get("/coaching/programme", Guard::May(SEE_PROGRAMME), programme::show)
        .post("/coaching/programmes", Guard::May(RUN_PROGRAMME), programme::submit_new)
        .post(
            "/coaching/programmes/{programme}/end",
            Guard::May(RUN_PROGRAMME),
            programme::submit_end,
        )
        .post(
            "/coaching/programmes/{programme}/continuation",
            Guard::May(RUN_PROGRAMME),
            programme::submit_continuation,
        )
        .post("/coaching/excuses", Guard::May(RUN_PROGRAMME), programme::submit_excuse)
        .get("/coaching/calendar", Guard::May(SEE), calendar::show)
        .post("/coaching/calendar", Guard::May(SEE), calendar::submit_open)
        .post("/coaching/calendar/end", Guard::May(SEE), calendar::submit_close)
        .get("/coaching/calendar/{token}", Guard::Public, calendar::feed)
}

/// Which part whoever reads has in a session: the page speaks to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// They are coached.
    Coachee,
    /// They coach.
    Coach,
    /// They read it as the coachee's manager.
    Other,
}

impl Part {
    fn of(me: Option<PersonId>, coaches: &[PersonId], coachee: PersonId) -> Self {
        match me {
            Some(me) if me == coachee => Self::Coachee,
            Some(me) if coaches.contains(&me) => Self::Coach,
            Some(_) | None => Self::Other,
        }
    }

    /// What the coachee's record is called in the way there.
    fn record(self, coachee: &str) -> &str {
        match self {
            Self::Coachee => say("coaching.own_record"),
            Self::Coach | Self::Other => coachee,
        }
    }
}

/// The record of a person.
fn record_href(id: PersonId) -> String {
    format!("/coaching/people/{id}")
}

fn session_href(session: &Session) -> String {
    format!("{SESSIONS}/{}", session.id)
}

fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).ok().ok_or(Error::NotFound { what: "person" })
}

/// The scope of a coach over somebody whom they may coach: anybody in it but themselves.
fn over_coachee(caller: &Caller, coachee: PersonId) -> Result<Scope> {
    let scope = caller.may(COACH)?;
    if caller.viewer.person == Some(coachee) {
        return Err(Error::NotFound { what: "coachee" });
    }
    Ok(scope)
}

/// Where the records of a why are.
fn addresses(link: &Link) -> Option<String> {
    match link.kind.as_str() {
        "policy" => Some(format!("/policies/{}", link.id)),
        "coachee" => Some(format!("/coaching/people/{}", link.id)),
        _ => None,
    }
}

/// The name by which somebody is spoken of in a sentence.
fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Hours as people say them: `2.5 h`.
fn hours(value: &Ratio) -> String {
    format!("{}{}h", format::number(value, 2), format::NO_BREAK)
}

/// What is known of a person's level in a skill; the record and the plan say it alike.
fn level(level: &Result<Ratio, String>) -> Markup {
    match level {
        Ok(level) => knotted(Evidence::Confirmed, &format::number(level, 2)),
        Err(because) => unknown(because),
    }
}

/// The month of a span in words: "February 2026".
fn month_words(day: Day) -> String {
    format!("{} {}", say(&format!("coaching.month_{}", day.month())), day.year())
}

/// The quarter of a span in words: "Q1 2026".
fn quarter_words(span: &Interval) -> String {
    let first = span.start();
    format!("Q{} {}", (first.month() - 1) / 3 + 1, first.year())
}

/// What a skill is about, in one line.
fn topic(skill: Skill) -> &'static str {
    say(&format!("coaching.topic_{}", skill.word()))
}

/// The questions prepared for a skill.
fn questions(skill: Skill) -> Vec<String> {
    [1, 2, 3]
        .map(|n| say(&format!("coaching.question_{}_{n}", skill.word())).to_owned())
        .to_vec()
}

/// A commitment with what became of it; nothing where none was made.
fn said(session: &Session, name_of: impl Fn(PersonId) -> String, today: Day) -> Option<Said> {
    if session.said.commitment.is_empty() {
        return None;
    }
    Some(Said {
        words: session.said.commitment.clone(),
        state: state(session, name_of, today),
    })
}

/// What became of a commitment: what the coach says is confirmed, what the coachee says alone is assumed.
fn state(session: &Session, name_of: impl Fn(PersonId) -> String, today: Day) -> Markup {
    let Some((outcome, by, on)) = session.outcome else {
        return match session.said.due {
            Some(due) if due < today => {
                let days = u64::try_from(due.days_until(today)).unwrap_or_default();
                let open = say_count("coaching.open_days", days);
                lamp(
                    Hazard::Watch,
                    &say_with("coaching.was_due", &[("day", &format::day_short(due)), ("open", &open)]),
                )
            }
            Some(due) => knotted(Evidence::Assumed, &say_with("coaching.due_on", &[("day", &format::day_short(due))])),
            None => knotted(Evidence::Assumed, say("coaching.no_due")),
        };
    };
    let values = [("who", name_of(by)), ("day", format::day_short(on))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let confirmed = by == session.coach;
    let key = match (outcome, confirmed) {
        (Outcome::Kept, true) => "coaching.kept_confirmed",
        (Outcome::Kept, false) => "coaching.kept_said",
        (Outcome::Partly, _) => "coaching.partly_said",
        (Outcome::NotKept, _) => "coaching.not_kept_said",
    };
    let evidence = if confirmed { Evidence::Confirmed } else { Evidence::Assumed };
    knotted(evidence, &say_with(key, &values))
}
