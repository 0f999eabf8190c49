//! What a coachee asks for and how they like to learn, and what the coach answers.

use super::super::back::ANSWERED;
use super::{Page, Sent, again, record_href};
use crate::people::coaching::acts::{self, Asked};
use crate::people::coaching::rules::request::{About, Reply, Resource, Standing, standing};
use crate::people::coaching::store::requests::{Learns, Request, Style};
use crate::people::coaching::store::{self, Sight};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Choice, Column, Empty, Evidence, Field, Form, Hazard, Row, Section, Table, knotted, lamp, none, note,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Path, redirect};
use platform::{Error, Result};
use vocabulary::{CoachingRequestId, PersonId};

impl Page<'_> {
    pub(super) fn asked(&self) -> Table {
        let rows: Vec<Row> = self.record.requests.iter().map(|request| self.request(request)).collect();
        let columns = vec![
            Column::text("day", say("coaching.head_day")).quiet(),
            Column::text("what", say("coaching.head_request")).lead(),
            Column::text("state", say("coaching.head_answer")),
        ];
        let empty = Empty::new(say("coaching.no_requests"), say("coaching.no_requests_why"));
        Table::new(say("coaching.requests"), columns).rows(rows).empty(empty)
    }

    /// How often the coach stepped in unasked, if ever.
    pub(super) fn unasked(&self) -> Option<String> {
        let unasked = self
            .record
            .requests
            .iter()
            .filter(|request| request.about == About::Unasked)
            .count();
        (unasked > 0).then(|| say_count("coaching.unasked", u64::try_from(unasked).unwrap_or_default()))
    }

    pub(super) fn requests(&self) -> Markup {
        let record = self.record;
        let unasked = self.unasked().map_or_else(nothing, |words| note(text(words)));
        let form = if record.own { self.ask_form() } else { nothing() };
        let answers = if self.coaches { self.answer_forms() } else { nothing() };
        Section::new(say("coaching.requests"), join([self.asked().memoize(), unasked, answers, form]))
            .about(say("coaching.requests_about"))
            .id("requests")
            .memoize()
    }

    fn request(&self, request: &Request) -> Row {
        let kind = match request.resource {
            Some(resource) => resource.say(),
            None => request.about.say(),
        };
        let words = request.words.as_str();
        let what = maud! { b { (kind) } " " (words) }.memoize();
        let state = match (request.due, request.reply) {
            (None, _) => none(),
            (Some(due), reply) => match (standing(due, request.answered, self.today), reply) {
                (Standing::Waiting, _) => knotted(Evidence::Assumed, &say_with("coaching.due_on", &[("day", &format::day_short(due))])),
                (Standing::Late, _) => lamp(Hazard::Act, &say_with("coaching.late_since", &[("day", &format::day_short(due))])),
                (Standing::Answered | Standing::AnsweredLate, reply) => {
                    let reply = reply.map_or("", Reply::say);
                    let day = request.answered.map(format::day_short).unwrap_or_default();
                    let words = say_with("coaching.answered", &[("reply", reply), ("day", &day), ("words", &request.answer)]);
                    join([knotted(Evidence::Confirmed, words.trim()), self.withdrawal(request)])
                }
            },
        };
        Row::new(vec![text(format::day(request.day)), what, state])
    }

    /// An answer can be taken back on its day.
    fn withdrawal(&self, request: &Request) -> Markup {
        if !self.coaches || request.answered != Some(self.today) {
            return nothing();
        }
        Form::post(format!("/coaching/requests/{}/withdrawal", request.id))
            .csrf(Some(self.caller.csrf()))
            .hidden("version", request.version.to_string())
            .inline()
            .button(Button::submit(say("coaching.withdraw_answer")).quiet())
            .memoize()
    }

    fn ask_form(&self) -> Markup {
        let first = Fields::default();
        let shown = self.shown(Sent::Request, &first);
        let mut kinds = vec![Choice::new("", say("coaching.ask_choose"))];
        kinds.extend(Resource::choices());
        kinds.extend([About::Involvement, About::Trigger].map(|kind| Choice::new(kind.word(), kind.say())));
        shown
            .form("/coaching/requests", self.caller.csrf(), &["about", "words"])
            .get(say("coaching.ask_get"))
            .field(shown.fill(Field::select("about", say("coaching.ask_kind"), kinds).required()))
            .field(shown.fill(Field::area("words", say("coaching.what_exactly"), 2).required()))
            .button(Button::submit(say("coaching.ask")).primary())
            .memoize()
    }

    fn answer_forms(&self) -> Markup {
        let waiting = self
            .record
            .requests
            .iter()
            .filter(|request| request.due.is_some() && request.answered.is_none());
        join(waiting.map(|request| {
            let first = Fields::default();
            let shown = self.shown(Sent::Answer(request.id), &first);
            let action = format!("/coaching/requests/{}/answer", request.id);
            let title = say_with("coaching.answer_to", &[("words", &request.words)]);
            let form = shown
                .form(action, self.caller.csrf(), &["reply", "answer"])
                .hidden("version", shown.opened_with("version", request.version))
                .field(
                    shown.fill(
                        Field::choice("reply", title, Reply::choices())
                            .id(format!("reply-{}", request.id))
                            .required(),
                    ),
                )
                .field(shown.fill(Field::area("answer", say("coaching.answer_words"), 2).id(format!("answer-{}", request.id))))
                .button(Button::submit(say("coaching.answer")));
            form.memoize()
        }))
    }

    /// How they like to learn, and the topic they chose.
    pub(super) fn style(&self) -> Markup {
        let Some(style) = &self.record.style else {
            return note(text(say("coaching.no_style")));
        };
        let (way, words, topic) = (style.learns.say(), style.words.as_str(), style.topic.as_str());
        maud! {
            p { b { (way) } " " (words) }
            @if !topic.is_empty() { p { (say("coaching.next_topic")) " " b { (topic) } } }
        }
        .memoize()
    }

    pub(super) fn preference(&self) -> Markup {
        let style = self.record.style.as_ref();
        if !self.record.own {
            return Section::new(say("coaching.style"), self.style()).memoize();
        }
        let now = Fields::of([
            ("learns", style.map_or("", |style| style.learns.word())),
            ("words", style.map_or("", |style| style.words.as_str())),
            ("topic", style.map_or("", |style| style.topic.as_str())),
        ]);
        let shown = self.shown(Sent::Preference, &now);
        let form = shown
            .form("/coaching/preference", self.caller.csrf(), &["learns", "words", "topic"])
            .hidden("version", shown.opened_with("version", style.map_or(0, |style| style.version)))
            .get(say("coaching.style_get"))
            .field(shown.fill(Field::text("topic", say("coaching.my_topic"))))
            .field(shown.fill(Field::choice("learns", say("coaching.i_learn"), Learns::choices()).required()))
            .field(shown.fill(Field::text("words", say("coaching.in_my_words")).id("style-words")))
            .button(Button::submit(say("coaching.save")));
        Section::new(say("coaching.style"), form).id("style").memoize()
    }
}

fn me(caller: &Caller) -> Result<PersonId> {
    caller.viewer.person.ok_or(Error::NotFound { what: "person" })
}

/// A coachee asks.
pub(in super::super) async fn submit_request(caller: Caller, fields: Fields) -> Answer {
    let about = fields.text("about");
    let resource = Resource::parse(about);
    let asked = Asked {
        about: match resource {
            Some(_) => About::Resource,
            None => About::parse(about)
                .filter(|about| *about != About::Resource)
                .unwrap_or(About::Unasked),
        },
        resource,
        words: fields.raw("words").to_owned(),
    };
    let done = caller
        .writing(async |tx| acts::ask(tx, &caller.viewer, asked).await.map(|_| ()))
        .await;
    again(&caller, me(&caller)?, Sent::Request, &fields, done).await
}

/// The coach answers.
pub(in super::super) async fn submit_answer(caller: Caller, Path(request): Path<String>, fields: Fields) -> Answer {
    let id = CoachingRequestId::parse(&request).ok().ok_or(Error::NotFound { what: "request" })?;
    let mut tx = caller.app.db.read().await?;
    let coachee = store::requests::find(&mut tx, &Sight::of(&caller.viewer)?, id).await?.coachee;
    drop(tx);
    let done: Result<()> = async {
        let version = fields.version("request")?;
        let reply = Reply::parse(fields.text("reply"));
        let words = fields.raw("answer");
        caller
            .writing(async |tx| acts::answer(tx, &caller.viewer, id, version, (reply, words)).await)
            .await
    }
    .await;
    if done.is_ok() {
        let page = format!("{}#requests", record_href(coachee));
        return Ok(redirect(&after(&page, &ANSWERED, id)));
    }
    again(&caller, coachee, Sent::Answer(id), &fields, done).await
}

/// The coach takes an answer back.
pub(in super::super) async fn submit_withdrawal(caller: Caller, Path(request): Path<String>, fields: Fields) -> Answer {
    let id = CoachingRequestId::parse(&request).ok().ok_or(Error::NotFound { what: "request" })?;
    let version = fields.version("request")?;
    let coachee = caller
        .writing(async |tx| acts::withdraw(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&format!("{}#requests", record_href(coachee))))
}

/// A coachee says how they learn and what to talk about.
pub(in super::super) async fn submit_preference(caller: Caller, fields: Fields) -> Answer {
    let done: Result<()> = async {
        let missing = || Error::refused_on("learns", "coaching.learns_missing", say("coaching.learns_missing"));
        let style = Style {
            learns: Learns::parse(fields.text("learns")).ok_or_else(missing)?,
            words: fields.text("words").to_owned(),
            topic: fields.text("topic").to_owned(),
            version: fields.version("preference")?,
        };
        caller.writing(async |tx| acts::prefer(tx, &caller.viewer, style).await).await
    }
    .await;
    again(&caller, me(&caller)?, Sent::Preference, &fields, done).await
}
