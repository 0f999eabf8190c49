//! The record of a coachee: the open commitment, sessions with the two taps, the plan, requests and answers, links, hours. It prints.

use super::list::about;
use super::{PLACE, first_name, hours, person_id, record_href, said, session_href};
use crate::people::coaching::acts::{self, Asked};
use crate::people::coaching::reading::{Record, record};
use crate::people::coaching::rules::request::{About, Reply, Resource, Standing, standing};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::requests::{Learns, Request, Style};
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, policy};
use hypertext::prelude::*;
use platform::database::Tx;
use platform::look::charts::{About as Picture, Bar, BarChart};
use platform::look::components::{
    Button, Column, Empty, Evidence, Field, Hazard, Head, Moment, MomentState, Row, Section, Table, Timeline, columns, folded, knotted,
    lamp, lead, none, note, quotation, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result, journal, users};
use std::collections::BTreeMap;
use vocabulary::{CoachingRequestId, Day, PersonId, UserId};

/// Which of the record's forms was sent and could not be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Request,
    Preference,
    Answer(CoachingRequestId),
    Link,
    Talk,
    Triggers,
    Intervention,
}

/// The page.
pub(super) async fn show(caller: Caller, Path(person): Path<String>) -> Answer {
    view(&caller, person_id(&person)?, None).await
}

async fn view(caller: &Caller, id: PersonId, again: Option<(Sent, Shown<'_>)>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let record = record(&mut tx, &caller.viewer, id).await?;
    let readers = if record.own {
        readers(caller, &mut tx, id).await?
    } else {
        nothing()
    };
    drop(tx);
    // Whoever coached all of it was in the room; a manager who took over reads what another coach wrote.
    let others = record
        .sessions
        .iter()
        .any(|session| ![Some(session.coach), session.co_coach].contains(&caller.viewer.person));
    if others {
        acts::log_reading(&caller.app, &caller.viewer, id, &[]).await?;
    }
    let coaches = caller.viewer.holds(COACH) && !record.own;
    let page = Page {
        caller,
        record: &record,
        today,
        coaches,
        again: again.as_ref(),
    };
    let main = join([page.sessions(), page.requests()]);
    let side = join([
        page.plan(),
        page.upcoming(),
        page.preference(),
        page.hours(),
        page.links(),
        page.involvement(),
        page.talks(),
        readers,
    ]);
    let body = join([page.head(), page.answer(), columns(main, side)]);
    let status = again.as_ref().map_or(platform::web::StatusCode::OK, |(_, shown)| shown.status());
    let notice = again.as_ref().and_then(|(_, shown)| shown.notice(say("coaching.changed")));
    let view = View::new(say_with("coaching.record_of", &[("name", &record.person.name)]), PLACE, body)
        .under(say("coaching.place"), PLACE)
        .notice(notice);
    Ok(caller.page_with(status, view))
}

/// Who else read one's record, the latest first.
async fn readers(caller: &Caller, tx: &mut Tx, me: PersonId) -> Result<Markup> {
    let lines = journal::history(tx, acts::READ, &me.to_string(), 10).await?;
    if lines.is_empty() {
        return Ok(nothing());
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for line in &lines {
        if let Ok(user) = UserId::parse(&line.actor)
            && !names.contains_key(&line.actor)
        {
            names.insert(line.actor.clone(), users::store::find(tx, user).await?.name);
        }
    }
    let lines = lines.iter().map(|line| {
        let name = names.get(&line.actor).map_or(line.actor.as_str(), String::as_str);
        note(text(format!("{name}, {}", format::moment(line.at, &caller.app.config.zone))))
    });
    Ok(Section::new(say("coaching.readers"), join(lines)).memoize())
}

/// The page with what it is made of.
struct Page<'a> {
    caller: &'a Caller,
    record: &'a Record,
    today: Day,
    coaches: bool,
    again: Option<&'a (Sent, Shown<'a>)>,
}

impl Page<'_> {
    fn shown<'s>(&'s self, sent: Sent, first: &'s Fields) -> Shown<'s> {
        match self.again {
            Some((which, shown)) if *which == sent => shown.clone(),
            Some(_) | None => Shown::first(first),
        }
    }

    fn first(&self) -> &str {
        first_name(&self.record.person.name)
    }

    fn head(&self) -> Markup {
        let record = self.record;
        let coach = record.coach.as_ref().map_or_else(
            || say("coaching.no_coach_now").to_owned(),
            |coach| say_with("coaching.coached_by", &[("coach", &coach.name)]),
        );
        let title = if record.own {
            say("coaching.own_record").to_owned()
        } else {
            record.person.name.clone()
        };
        let mut head = Head::new(title).sub(text(format!("{coach} {}", say("coaching.record_private"))));
        if self.coaches {
            let log = format!("{}/new?coachee={}", super::SESSIONS, record.person.id);
            head = head
                .action(Button::link(
                    say("coaching.arrange"),
                    format!("{}/appointment", record_href(record.person.id)),
                ))
                .action(Button::link(say("coaching.log"), log).primary());
        }
        if record.own {
            head = head.action(Button::link(say("coaching.calendar"), "/coaching/calendar"));
        }
        head.memoize()
    }

    /// The answer first: what they set out to do, or that nothing waits.
    fn answer(&self) -> Markup {
        let names = |id: PersonId| self.record.name(id).to_owned();
        let Some((session, said)) = self.record.open().and_then(|open| Some((open, said(open, names, self.today)?))) else {
            let n = u64::try_from(self.record.sessions.len()).unwrap_or_default();
            return lead(text(say_count("coaching.record_answer", n)));
        };
        let set_out = if self.record.own {
            say("coaching.you_set_out").to_owned()
        } else {
            say_with("coaching.set_out", &[("name", self.first())])
        };
        let link = record_link(say("coaching.say_what_became"), &format!("{}#commitment", session_href(session)));
        join([quotation(&set_out, &said), note(link)])
    }

    fn sessions(&self) -> Markup {
        let record = self.record;
        let moments = record.sessions.iter().map(|session| {
            let rated = record.ratings.get(&session.id);
            let rate = if record.own && rated.is_none() {
                let link = record_link(say("coaching.rate_now"), &format!("{}#taps", session_href(session)));
                join([text(" "), link])
            } else {
                nothing()
            };
            let link = record_link(&about(session), &session_href(session));
            let instance = text(&session.said.instance);
            let commitment = said(session, |id| record.name(id).to_owned(), self.today);
            let note = commitment.map(|said| {
                let words = said.words;
                maud! { "“" (words) "” " (said.state) }.memoize()
            });
            Moment {
                when: format::day(session.said.day),
                what: maud! { (link) " " (instance) (rate) }.memoize(),
                note,
                state: MomentState::Past,
            }
        });
        let moments: Vec<Moment> = moments.collect();
        let body = if moments.is_empty() {
            let empty = Empty::new(say("coaching.no_sessions_yet"), say("coaching.no_sessions_why"));
            empty.memoize()
        } else {
            Timeline(moments).memoize()
        };
        Section::new(say("coaching.sessions"), body).memoize()
    }

    fn requests(&self) -> Markup {
        let record = self.record;
        let rows: Vec<Row> = record.requests.iter().map(|request| self.request(request)).collect();
        let columns = vec![
            Column::text("day", say("coaching.head_day")).quiet(),
            Column::text("what", say("coaching.head_request")).lead(),
            Column::text("state", say("coaching.head_answer")),
        ];
        let empty = Empty::new(say("coaching.no_requests"), say("coaching.no_requests_why"));
        let table = Table::new(say("coaching.requests"), columns).rows(rows).empty(empty);
        let unasked = record.requests.iter().filter(|request| request.about == About::Unasked).count();
        let unasked = if unasked > 0 {
            note(text(say_count("coaching.unasked", u64::try_from(unasked).unwrap_or_default())))
        } else {
            nothing()
        };
        let form = if record.own { self.ask_form() } else { nothing() };
        let answers = if self.coaches { self.answer_forms() } else { nothing() };
        Section::new(say("coaching.requests"), join([table.memoize(), unasked, answers, form]))
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
                    knotted(Evidence::Confirmed, words.trim())
                }
            },
        };
        Row::new(vec![text(format::day(request.day)), what, state])
    }

    fn ask_form(&self) -> Markup {
        let first = Fields::of([("about", About::Resource.word())]);
        let shown = self.shown(Sent::Request, &first);
        let kinds = [About::Resource, About::Involvement, About::Trigger];
        let kinds = kinds
            .map(|kind| platform::look::components::Choice::new(kind.word(), kind.say()))
            .to_vec();
        let mut resources = vec![platform::look::components::Choice::new("", say("coaching.no_resource"))];
        resources.extend(Resource::choices());
        shown
            .form("/coaching/requests", self.caller.csrf(), &["about", "resource", "words"])
            .get(say("coaching.ask_get"))
            .field(shown.fill(Field::choice("about", say("coaching.ask_kind"), kinds).required()))
            .field(shown.fill(Field::select("resource", say("coaching.resource"), resources)))
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

    fn plan(&self) -> Markup {
        let record = self.record;
        let open = record.plans.iter().find(|plan| plan.closed.is_none());
        let body = match open {
            Some(plan) => {
                let areas = plan.areas.iter().map(|area| {
                    let (skill, target) = (area.skill.say(), area.target.as_str());
                    let level = super::week::level(&area.baseline);
                    let sessions = record
                        .sessions
                        .iter()
                        .filter(|session| session.said.skill == Some(area.skill) && session.said.day >= plan.started);
                    let held = say_count("coaching.sessions_held", u64::try_from(sessions.count()).unwrap_or_default());
                    maud! { p { b { (skill) } " " (target) " " span.note { (say("coaching.began_at")) " " (level) ", " (held) } } }
                        .memoize()
                });
                let link = record_link(say("coaching.open_plan"), &format!("/coaching/plans/{}", plan.id));
                join(areas.chain([note(link)]))
            }
            None if self.coaches => {
                let button = Button::link(say("coaching.start_plan"), format!("{}/plan", record_href(record.person.id)));
                Empty::new(say("coaching.no_plan"), say("coaching.no_plan_why"))
                    .action(button)
                    .memoize()
            }
            None => Empty::new(say("coaching.no_plan"), say("coaching.no_plan_own")).memoize(),
        };
        let past = record.plans.iter().filter(|plan| plan.closed.is_some()).map(|plan| {
            let words = say_with("coaching.plan_of", &[("day", &format::day(plan.started))]);
            note(record_link(&words, &format!("/coaching/plans/{}", plan.id)))
        });
        let past = join(past);
        Section::new(say("coaching.plan"), join([body, past])).id("plan").memoize()
    }

    fn upcoming(&self) -> Markup {
        let rows = self.record.appointments.iter().map(|one| {
            let when = format!("{}, {}", format::day(one.day), one.starts);
            Row::new(vec![
                record_link(&when, &format!("/coaching/appointments/{}", one.id)),
                text(&one.topic),
            ])
        });
        let columns = vec![
            Column::text("when", say("coaching.head_day")),
            Column::text("topic", say("coaching.topic")).lead(),
        ];
        let empty = Empty::new(say("coaching.no_appointment"), say("coaching.no_appointment_why"));
        let table = Table::new(say("coaching.upcoming"), columns).rows(rows.collect()).empty(empty);
        Section::new(say("coaching.upcoming"), table).memoize()
    }

    fn preference(&self) -> Markup {
        let style = self.record.style.as_ref();
        if !self.record.own {
            let body = match style {
                Some(style) => {
                    let (way, words, topic) = (style.learns.say(), style.words.as_str(), style.topic.as_str());
                    maud! {
                        p { b { (way) } " " (words) }
                        @if !topic.is_empty() { p { (say("coaching.next_topic")) " " b { (topic) } } }
                    }
                    .memoize()
                }
                None => note(text(say("coaching.no_style"))),
            };
            return Section::new(say("coaching.style"), body).memoize();
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

    fn hours(&self) -> Markup {
        let record = self.record;
        let bars = record.hours.iter().map(|(month, value)| Bar {
            label: say(&format!("look.month.{}", month.start().month())).to_owned(),
            value: Ok(value.clone()),
            shown: format::number(value, 2),
            compare: None,
            evidence: Evidence::Confirmed,
        });
        let total = record.hours.last().map(|(_, value)| hours(value)).unwrap_or_default();
        let max = hours(&record.numbers.number(policy::MAX_CREDIT_H));
        let chart = BarChart {
            about: Picture {
                id: "received".to_owned(),
                title: say("coaching.hours_received").to_owned(),
                summary: say_with("coaching.hours_received_summary", &[("hours", &total)]),
            },
            unit: "h".to_owned(),
            compare: String::new(),
            bars: bars.collect(),
            here: None,
        };
        let href = format!("/figures/coaching.credited_hours/{}", record.person.id);
        Section::new(say("coaching.hours_received"), chart.figure())
            .about(say_with("coaching.hours_count_to", &[("max", &max)]))
            .end(record_link(say("coaching.why_hours"), &href))
            .memoize()
    }

    fn links(&self) -> Markup {
        let record = self.record;
        let links = record.links.iter().map(|link| {
            let words = say_with(
                "coaching.linked",
                &[
                    ("expert", record.name(link.expert)),
                    ("skill", link.skill.say()),
                    ("day", &format::day_short(link.day)),
                    ("because", &link.because),
                ],
            );
            note(text(words.trim()))
        });
        let links: Vec<Markup> = links.collect();
        let body = if links.is_empty() {
            note(text(say("coaching.no_links")))
        } else {
            join(links)
        };
        let form = if self.coaches {
            let first = Fields::default();
            let shown = self.shown(Sent::Link, &first);
            shown
                .form(
                    format!("{}/links", record_href(record.person.id)),
                    self.caller.csrf(),
                    &["expert", "skill", "because"],
                )
                .get(say("coaching.link_get"))
                .field(
                    shown.fill(
                        Field::text("expert", say("coaching.expert"))
                            .hint(say("coaching.expert_hint"))
                            .required(),
                    ),
                )
                .field(shown.fill(Field::select("skill", say("coaching.skill"), Skill::choices()).required()))
                .field(shown.fill(Field::text("because", say("coaching.because"))))
                .button(Button::submit(say("coaching.link_do")))
                .memoize()
        } else {
            nothing()
        };
        Section::new(
            say("coaching.links"),
            join([body, folded(say("coaching.link_expert"), form, self.is_open(Sent::Link))]),
        )
        .id("links")
        .memoize()
    }

    fn is_open(&self, which: Sent) -> bool {
        self.again.is_some_and(|(sent, _)| *sent == which)
    }

    /// When the coach gets involved, as agreed, and where they stepped in unasked.
    fn involvement(&self) -> Markup {
        let record = self.record;
        let agreed = record.triggers.iter().map(text);
        let agreed: Vec<Markup> = agreed.collect();
        let body = if agreed.is_empty() {
            note(text(say("coaching.no_triggers")))
        } else {
            maud! { ul { @for one in &agreed { li { (one) } } } }.memoize()
        };
        let forms = if self.coaches {
            let now = Fields::of([("triggers", record.triggers.join("\n"))]);
            let triggers = self.shown(Sent::Triggers, &now);
            let agree = triggers
                .form(
                    format!("{}/triggers", record_href(record.person.id)),
                    self.caller.csrf(),
                    &["triggers"],
                )
                .field(triggers.fill(Field::area("triggers", say("coaching.triggers"), 3).hint(say("coaching.triggers_hint"))))
                .button(Button::submit(say("coaching.save")));
            let first = Fields::default();
            let stepped = self.shown(Sent::Intervention, &first);
            let step = stepped
                .form(
                    format!("{}/interventions", record_href(record.person.id)),
                    self.caller.csrf(),
                    &["words"],
                )
                .field(stepped.fill(Field::text("words", say("coaching.stepped_in")).id("intervention-words").required()))
                .button(Button::submit(say("coaching.step_in")));
            join([
                folded(say("coaching.agree"), agree.memoize(), self.is_open(Sent::Triggers)),
                folded(say("coaching.step_in_title"), step.memoize(), self.is_open(Sent::Intervention)),
            ])
        } else {
            nothing()
        };
        Section::new(say("coaching.involvement"), join([body, forms]))
            .id("involvement")
            .memoize()
    }

    fn talks(&self) -> Markup {
        let record = self.record;
        let talks = record.talks.iter().map(|talk| {
            let words = format!("{} {}", format::day(talk.day), talk.words);
            note(text(words))
        });
        let talks = join(talks);
        let form = if self.coaches {
            let first = Fields::default();
            let shown = self.shown(Sent::Talk, &first);
            let form = shown
                .form(format!("{}/talks", record_href(record.person.id)), self.caller.csrf(), &["words"])
                .get(say("coaching.talk_get"))
                .field(shown.fill(Field::area("words", say("coaching.talk_words"), 3).id("talk-words").required()))
                .button(Button::submit(say("coaching.talk_do")));
            folded(say("coaching.talk"), form.memoize(), self.is_open(Sent::Talk))
        } else if record.talks.is_empty() {
            return nothing();
        } else {
            nothing()
        };
        Section::new(say("coaching.talks"), join([talks, form])).id("talks").memoize()
    }
}

async fn again(caller: &Caller, id: PersonId, sent: Sent, fields: &Fields, done: Result<()>) -> Answer {
    match done {
        Ok(()) => Ok(redirect(&record_href(id))),
        Err(error) => {
            let shown = Shown::refused_or_changed(error, fields)?;
            view(caller, id, Some((sent, shown))).await
        }
    }
}

fn me(caller: &Caller) -> Result<PersonId> {
    caller.viewer.person.ok_or(Error::NotFound { what: "person" })
}

/// A coachee asks.
pub(super) async fn submit_request(caller: Caller, fields: Fields) -> Answer {
    let asked = Asked {
        about: About::parse(fields.text("about")).unwrap_or(About::Unasked),
        resource: Resource::parse(fields.text("resource")).filter(|_| fields.text("about") == About::Resource.word()),
        words: fields.raw("words").to_owned(),
    };
    let done = caller
        .writing(async |tx| acts::ask(tx, &caller.viewer, asked).await.map(|_| ()))
        .await;
    again(&caller, me(&caller)?, Sent::Request, &fields, done).await
}

/// A coachee says how they learn and what to talk about.
pub(super) async fn submit_preference(caller: Caller, fields: Fields) -> Answer {
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

/// The coach answers.
pub(super) async fn submit_answer(caller: Caller, Path(request): Path<String>, fields: Fields) -> Answer {
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
    again(&caller, coachee, Sent::Answer(id), &fields, done).await
}

/// A link to an expert.
pub(super) async fn submit_link(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let done: Result<()> = async {
        let missing = || Error::refused_on("skill", "coaching.skill_missing", say("coaching.skill_missing"));
        let skill = Skill::parse(fields.text("skill")).ok_or_else(missing)?;
        let (expert, because) = (fields.text("expert"), fields.text("because"));
        caller
            .writing(async |tx| acts::link(tx, &caller.viewer, id, expert, (skill, because)).await)
            .await
    }
    .await;
    again(&caller, id, Sent::Link, &fields, done).await
}

/// A role conversation that was held.
pub(super) async fn submit_talk(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let words = fields.raw("words");
    let done = caller.writing(async |tx| acts::talk(tx, &caller.viewer, id, words).await).await;
    again(&caller, id, Sent::Talk, &fields, done).await
}

/// What both agreed on: when the coach gets involved.
pub(super) async fn submit_triggers(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let lines = fields.raw("triggers");
    let done = caller.writing(async |tx| acts::agree(tx, &caller.viewer, id, lines).await).await;
    again(&caller, id, Sent::Triggers, &fields, done).await
}

/// Where the coach stepped in unasked.
pub(super) async fn submit_intervention(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let words = fields.raw("words");
    let done = caller.writing(async |tx| acts::step_in(tx, &caller.viewer, id, words).await).await;
    again(&caller, id, Sent::Intervention, &fields, done).await
}
