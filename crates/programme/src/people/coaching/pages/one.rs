//! One session as its coachee, its coach and the coachee's manager read it; the coachee's two taps; the commitment and what became of it.

use super::list::about;
use super::{PLACE, Part, SESSIONS, first_name, record_href, said, session_href};
use crate::foundation::staff;
use crate::people::coaching::rules::month::{credited, hours, month_of};
use crate::people::coaching::rules::session::Outcome;
use crate::people::coaching::store::ratings::{self, Rating as Given};
use crate::people::coaching::store::sessions::{self, Session};
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{SEE, acts, policy, reading};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Chip, Evidence, Field, Form, Head, Rating, Said, Section, SumLine, SumList, columns, folded, knotted, lead, none, note,
    quotation, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingSessionId, Day, PersonId, Ratio};

fn session_id(text: &str) -> Result<CoachingSessionId> {
    CoachingSessionId::parse(text).ok().ok_or(Error::NotFound { what: "session" })
}

/// What the page shows.
struct Seen {
    session: Session,
    names: BTreeMap<PersonId, String>,
    given: Option<Given>,
    /// The hours of the coachee in the session's month, and the most that count.
    hours: (Ratio, Ratio),
    today: Day,
}

impl Seen {
    fn name(&self, id: PersonId) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    fn is_coachee(&self, caller: &Caller) -> bool {
        caller.viewer.person == Some(self.session.coachee)
    }

    fn is_coach(&self, caller: &Caller) -> bool {
        caller.viewer.person == Some(self.session.coach)
    }

    fn part(&self, caller: &Caller) -> Part {
        Part::of(caller.viewer.person, &[self.session.coach], self.session.coachee)
    }

    /// Whether the commitment's own words come first: they are not the coachee's yet, and what became of it is not asked yet.
    fn waits_for_words(&self) -> bool {
        let session = &self.session;
        !session.worded && (session.said.commitment.is_empty() || session.said.due.is_none_or(|due| due > self.today))
    }

    /// With whom it was, seen from whoever reads.
    fn title(&self, caller: &Caller) -> String {
        let session = &self.session;
        let (coach, coachee) = (self.name(session.coach), self.name(session.coachee));
        let (key, name) = match self.part(caller) {
            Part::Coachee => ("coaching.session_with", &coach),
            Part::Coach | Part::Other => ("coaching.session_title", &coachee),
        };
        say_with(key, &[("name", name), ("day", &format::day(session.said.day))])
    }
}

async fn seen(caller: &Caller, id: CoachingSessionId) -> Result<Seen> {
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let session = sessions::find(&mut tx, &sight, id).await?;
    let ids: Vec<PersonId> = [Some(session.coach), Some(session.coachee), session.co_coach]
        .into_iter()
        .flatten()
        .collect();
    let people = staff::by_ids(&mut tx, &ids).await?;
    let given = if caller.viewer.person == Some(session.coachee) {
        ratings::look_up(&mut tx, session.coachee, id).await?
    } else {
        None
    };
    let month = month_of(session.said.day);
    let numbers = reading::Numbers::load(&mut tx, &month).await?;
    // From whichever coach (R-COA-1); a former coach does not see what others give today.
    let minutes = if sight.scope().people().holds(&session.coachee) {
        let all = store::minutes::list_totals(&mut tx, &[session.coachee], &month).await?;
        all.get(&session.coachee).copied().unwrap_or_default()
    } else {
        0
    };
    Ok(Seen {
        hours: (hours(minutes), numbers.number(policy::MAX_CREDIT_H)),
        today: tx.today(),
        names: people.into_iter().map(|(id, person)| (id, person.name)).collect(),
        session,
        given,
    })
}

/// The page.
pub(super) async fn show(caller: Caller, Path(session): Path<String>) -> Answer {
    view(&caller, session_id(&session)?, None).await
}

async fn view(caller: &Caller, id: CoachingSessionId, again: Option<Shown<'_>>) -> Answer {
    let seen = seen(caller, id).await?;
    let session = &seen.session;
    let coaches: Vec<PersonId> = [Some(session.coach), session.co_coach].into_iter().flatten().collect();
    acts::log_reading(&caller.app, &caller.viewer, session.coachee, &coaches).await?;
    let coachee = seen.name(session.coachee);
    let values = Fields::of([("commitment", session.said.commitment.clone())]);
    let shown = again.unwrap_or(Shown::first(&values));
    let scores = super::forms::section(caller, session).await?;
    let main = join([saw(caller, &seen), commitment(caller, &seen, &shown), scores]);
    let side = join([details(&seen), taps(caller, &seen)]);
    let title = seen.title(caller);
    let mut head = Head::new(&title)
        .chip(Chip::new(about(session)))
        .sub(text(say("coaching.session_private")));
    if seen.is_coach(caller) {
        head = head.action(Button::link(say("coaching.edit"), format!("{}/edit", session_href(session))));
    }
    let body = join([head.memoize(), credit(&seen), columns(main, side)]);
    let view = View::new(&title, PLACE, body)
        .under(seen.part(caller).record(&coachee), record_href(session.coachee))
        .under(say("coaching.place"), PLACE)
        .notice(shown.notice(say("coaching.changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// Beyond the hours that count, the session says so (R-COA-1).
fn credit(seen: &Seen) -> Markup {
    let (received, max) = &seen.hours;
    let counts = credited(received, max);
    if counts == *received {
        return nothing();
    }
    let month = super::month_words(seen.session.said.day);
    lead(text(say_with(
        "coaching.credit_stops",
        &[
            ("month", &month),
            ("hours", &super::hours(received)),
            ("counts", &super::hours(&counts)),
        ],
    )))
}

fn paragraph(words: &str, missing: &str) -> Markup {
    if words.is_empty() {
        return note(text(say(missing)));
    }
    maud! { p.answer { (words) } }.memoize()
}

/// What the coach wrote: their words to the coachee.
fn saw(caller: &Caller, seen: &Seen) -> Markup {
    let said = &seen.session.said;
    let instance = match seen.part(caller) {
        Part::Coach => say("coaching.instance").to_owned(),
        Part::Coachee | Part::Other => {
            let coach = seen.name(seen.session.coach);
            say_with("coaching.instance_of", &[("name", first_name(&coach))])
        }
    };
    join([
        Section::new(instance, paragraph(&said.instance, "coaching.no_instance")).memoize(),
        Section::new(say("coaching.how"), paragraph(&said.how, "coaching.no_how")).memoize(),
    ])
}

fn commitment(caller: &Caller, seen: &Seen, shown: &Shown<'_>) -> Markup {
    let session = &seen.session;
    let name = seen.name(session.coachee);
    let worded = if session.worded {
        knotted(Evidence::Confirmed, say("coaching.worded"))
    } else {
        knotted(Evidence::Assumed, say("coaching.not_worded"))
    };
    let quoted = match said(session, |id| seen.name(id), seen.today) {
        Some(said) => {
            let state = join([said.state, text(" "), worded]);
            let who = match seen.part(caller) {
                Part::Coachee => say("coaching.you_set_out").to_owned(),
                Part::Coach | Part::Other => say_with("coaching.sets_out", &[("name", first_name(&name))]),
            };
            quotation(&who, &Said { state, ..said })
        }
        None => note(text(say("coaching.no_commitment_yet"))),
    };
    let outcome = if (seen.is_coachee(caller) || seen.is_coach(caller)) && !session.said.commitment.is_empty() {
        became(caller, session)
    } else {
        nothing()
    };
    let body = if !seen.is_coachee(caller) || session.outcome.is_some() {
        join([quoted, outcome])
    } else if seen.waits_for_words() {
        join([quoted, own_words(caller, session, shown, true).memoize(), outcome])
    } else {
        let own = own_words(caller, session, shown, false);
        let anew = folded(say("coaching.word_anew"), own, shown.status() != StatusCode::OK);
        join([quoted, outcome, anew])
    };
    Section::new(say("coaching.head_commitment"), body).id("commitment").memoize()
}

/// The coachee words the commitment.
fn own_words(caller: &Caller, session: &Session, shown: &Shown<'_>, first: bool) -> Form {
    let button = Button::submit(say("coaching.word_do"));
    shown
        .form(format!("{}/commitment", session_href(session)), caller.csrf(), &["commitment"])
        .hidden("version", shown.opened_with("version", session.version))
        .get(say("coaching.word_get"))
        .field(
            shown
                .fill(Field::area("commitment", say("coaching.my_words"), 2).required())
                .placeholder(say("coaching.commitment_begins")),
        )
        .button(if first { button.primary() } else { button })
}

/// One tap: what became of it.
fn became(caller: &Caller, session: &Session) -> Markup {
    let current = session.outcome.map(|(outcome, ..)| outcome);
    let mut form = Form::post(format!("{}/outcome", session_href(session)))
        .csrf(Some(caller.csrf()))
        .hidden("version", session.version.to_string())
        .inline();
    for outcome in Outcome::ALL.iter().filter(|outcome| current != Some(**outcome)) {
        form = form.button(Button::submit_with(outcome.say(), "outcome", outcome.word()));
    }
    join([note(text(say("coaching.what_became"))), form.memoize()])
}

fn details(seen: &Seen) -> Markup {
    let session = &seen.session;
    let mut lines = vec![
        SumLine::new(say("coaching.head_coach"), text(seen.name(session.coach))),
        SumLine::new(say("coaching.minutes"), text(session.said.minutes.to_string())),
        SumLine::new(say("coaching.stage"), text(session.said.stage.say())),
        SumLine::new(
            say("coaching.skill"),
            session.said.skill.map_or_else(none, |skill| text(skill.say())),
        ),
    ];
    if let Some(level) = session.level {
        lines.push(SumLine::new(say("coaching.level_seen"), text(format!("{level} / 5"))));
    }
    if let Some(co_coach) = session.co_coach {
        lines.push(SumLine::new(say("coaching.co_coach"), text(seen.name(co_coach))));
    }
    if let Some(meeting) = session.meeting.filter(|meeting| *meeting != session.id) {
        let link = record_link(say("coaching.same_meeting"), &format!("{SESSIONS}/{meeting}"));
        lines.push(SumLine::new(say("coaching.meeting"), link));
    }
    Section::new(say("coaching.details"), SumList::new(lines)).memoize()
}

/// The coachee's two taps (R-COA-10). Nobody else sees them, or that they were made.
fn taps(caller: &Caller, seen: &Seen) -> Markup {
    if !seen.is_coachee(caller) {
        return nothing();
    }
    let action = format!("{}/rating", session_href(&seen.session));
    let value = Rating {
        action: action.clone(),
        csrf: Some(caller.csrf().to_owned()),
        question: say("coaching.rate_value").to_owned(),
        name: "value".to_owned(),
        ends: (say("coaching.rate_least").to_owned(), say("coaching.rate_most").to_owned()),
        given: seen.given.and_then(|given| u8::try_from(given.value).ok()),
        hidden: Vec::new(),
    };
    let shown = seen.given.and_then(|given| given.shown);
    let second = seen.given.map(|_| {
        let yes = Button::submit_with(say("coaching.shown_yes"), "shown", "yes");
        let no = Button::submit_with(say("coaching.shown_no"), "shown", "no");
        let words = match shown {
            Some(true) => say("coaching.shown_was_yes"),
            Some(false) => say("coaching.shown_was_no"),
            None => say("coaching.shown_ask"),
        };
        let form = Form::post(&action).csrf(Some(caller.csrf())).inline().button(yes).button(no);
        join([note(text(words)), form.memoize()])
    });
    let body = join([
        value.memoize(),
        second.unwrap_or_else(nothing),
        note(text(say("coaching.rate_private"))),
    ]);
    Section::new(say("coaching.two_taps"), body).id("taps").memoize()
}

/// One of the two taps.
pub(super) async fn submit_rating(caller: Caller, Path(session): Path<String>, fields: Fields) -> Answer {
    let id = session_id(&session)?;
    let value: Option<i64> = fields.text("value").parse().ok();
    let shown = match fields.text("shown") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    caller
        .writing(async |tx| acts::rate(tx, &caller.viewer, id, value, shown).await)
        .await?;
    Ok(redirect(&format!("{SESSIONS}/{id}#taps")))
}

/// The coachee's words for the commitment.
pub(super) async fn submit_commitment(caller: Caller, Path(session): Path<String>, fields: Fields) -> Answer {
    caller.may(SEE)?;
    let id = session_id(&session)?;
    let done: Result<()> = async {
        let version = fields.version("session")?;
        let words = fields.raw("commitment");
        caller
            .writing(async |tx| acts::word(tx, &caller.viewer, id, version, words).await)
            .await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&format!("{SESSIONS}/{id}#commitment"))),
        Err(error) => view(&caller, id, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}

/// What became of the commitment.
pub(super) async fn submit_outcome(caller: Caller, Path(session): Path<String>, fields: Fields) -> Answer {
    let id = session_id(&session)?;
    let outcome = Outcome::parse(fields.text("outcome"));
    let outcome = outcome.ok_or_else(|| Error::refused_on("outcome", "coaching.outcome_missing", say("coaching.outcome_missing")))?;
    let version = fields.version("session")?;
    caller
        .writing(async |tx| acts::review(tx, &caller.viewer, id, version, outcome).await)
        .await?;
    Ok(redirect(&format!("{SESSIONS}/{id}#commitment")))
}
