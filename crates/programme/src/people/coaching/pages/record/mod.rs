//! The record of a coachee: the open commitment, sessions with the two taps, the plan, requests and answers, links, hours. It prints.

mod involvement;
mod paper;
mod requests;

pub(super) use involvement::{submit_intervention, submit_link, submit_talk, submit_triggers};
pub(in super::super) use paper::document as printed;
pub(super) use paper::show_paper;
pub(super) use requests::{submit_answer, submit_preference, submit_request, submit_withdrawal};

use super::list::about;
use super::{PLACE, SESSIONS, first_name, hours, level, person_id, record_href, said, session_href};
use crate::people::coaching::reading::{Record, record};
use crate::people::coaching::store::plans::Plan;
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::{COACH, acts, policy};
use hypertext::prelude::*;
use platform::database::Tx;
use platform::look::charts::{About, Bar, BarChart};
use platform::look::components::{
    Button, Column, Empty, Evidence, Head, Moment, MomentState, Row, Said, Section, Table, Timeline, columns, folded, lead, note,
    quotation, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use platform::{Result, journal, users};
use std::collections::BTreeMap;
use vocabulary::{CoachingRequestId, Day, PersonId, UserId};

/// How many sessions stand open on a record; the older ones wait behind their number.
const LATEST: usize = 12;

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
    note_reading(caller, &record).await?;
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
    let status = again.as_ref().map_or(StatusCode::OK, |(_, shown)| shown.status());
    let notice = again.as_ref().and_then(|(_, shown)| shown.notice(say("coaching.changed")));
    let view = View::new(say_with("coaching.record_of", &[("name", &record.person.name)]), PLACE, body)
        .under(say("coaching.place"), PLACE)
        .notice(notice);
    Ok(caller.page_with(status, view))
}

/// Whoever coached all of it was in the room; a manager who took over reads what another coach wrote, and that is written down.
async fn note_reading(caller: &Caller, record: &Record) -> Result<()> {
    let others = record
        .sessions
        .iter()
        .any(|session| ![Some(session.coach), session.co_coach].contains(&caller.viewer.person));
    let asked_others = record.requests.iter().any(|request| Some(request.coach) != caller.viewer.person);
    if others || asked_others {
        acts::log_reading(&caller.app, &caller.viewer, record.person.id, &[]).await?;
    }
    Ok(())
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

    fn is_open(&self, which: Sent) -> bool {
        self.again.is_some_and(|(sent, _)| *sent == which)
    }

    fn first(&self) -> &str {
        first_name(&self.record.person.name)
    }

    /// Who coaches them, and who reads this.
    fn sub(&self) -> String {
        let coach = self.record.coach.as_ref().map_or_else(
            || say("coaching.no_coach_now").to_owned(),
            |coach| say_with("coaching.coached_by", &[("coach", &coach.name)]),
        );
        format!("{coach} {}", say("coaching.record_private"))
    }

    fn head(&self) -> Markup {
        let record = self.record;
        let title = if record.own {
            say("coaching.own_record").to_owned()
        } else {
            record.person.name.clone()
        };
        let mut head = Head::new(title).sub(text(self.sub()));
        let paper = format!("{}/record.pdf", record_href(record.person.id));
        head = head.action(Button::link(say("look.pdf"), paper).quiet());
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

    /// What they set out to do and has no end yet.
    fn open(&self) -> Option<(&Session, Said)> {
        let open = self.record.open()?;
        Some((open, said(open, |id| self.record.name(id).to_owned(), self.today)?))
    }

    fn set_out(&self) -> String {
        if self.record.own {
            say("coaching.you_set_out").to_owned()
        } else {
            say_with("coaching.set_out", &[("name", self.first())])
        }
    }

    fn how_many(&self) -> String {
        say_count(
            "coaching.record_answer",
            u64::try_from(self.record.sessions.len()).unwrap_or_default(),
        )
    }

    /// The answer first: what they set out to do, or that nothing waits.
    fn answer(&self) -> Markup {
        let Some((session, said)) = self.open() else {
            return lead(text(self.how_many()));
        };
        let link = record_link(say("coaching.say_what_became"), &format!("{}#commitment", session_href(session)));
        join([quotation(&self.set_out(), &said), note(link)])
    }

    /// A session in a line, and what was set out in it.
    fn moment(&self, session: &Session) -> Moment {
        let link = record_link(&about(session), &session_href(session));
        let instance = text(&session.said.instance);
        let commitment = said(session, |id| self.record.name(id).to_owned(), self.today);
        let note = commitment.map(|said| {
            let words = said.words;
            maud! { "“" (words) "” " (said.state) }.memoize()
        });
        Moment {
            when: format::day(session.said.day),
            what: maud! { (link) " " (instance) }.memoize(),
            note,
            state: MomentState::Past,
        }
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
            let moment = self.moment(session);
            Moment {
                what: join([moment.what, rate]),
                ..moment
            }
        });
        let mut moments: Vec<Moment> = moments.collect();
        let older = moments.split_off(moments.len().min(LATEST));
        let body = if moments.is_empty() {
            let empty = Empty::new(say("coaching.no_sessions_yet"), say("coaching.no_sessions_why"));
            empty.memoize()
        } else {
            Timeline(moments).memoize()
        };
        let older = if older.is_empty() {
            nothing()
        } else {
            let n = u64::try_from(older.len()).unwrap_or_default();
            folded(&say_count("coaching.older", n), Timeline(older), false)
        };
        let all = record_link(say("coaching.all_sessions"), SESSIONS);
        Section::new(say("coaching.sessions"), join([body, older])).end(all).memoize()
    }

    /// The areas of the open plan, a paragraph each.
    fn areas(&self, plan: &Plan) -> Vec<Markup> {
        let areas = plan.areas.iter().map(|area| {
            let (skill, target) = (area.skill.say(), area.target.as_str());
            let level = level(&area.baseline);
            let of_area = |session: &&Session| session.said.skill == Some(area.skill) && session.said.day >= plan.started;
            let sessions = self.record.sessions.iter().filter(of_area).count();
            let held = say_count("coaching.sessions_held", u64::try_from(sessions).unwrap_or_default());
            maud! { p { b { (skill) } " " (target) " " span.note { (say("coaching.began_at")) " " (level) ", " (held) } } }.memoize()
        });
        areas.collect()
    }

    fn open_plan(&self) -> Option<&Plan> {
        self.record.plans.iter().find(|plan| plan.closed.is_none())
    }

    fn plan(&self) -> Markup {
        let record = self.record;
        let body = match self.open_plan() {
            Some(plan) => {
                let link = record_link(say("coaching.open_plan"), &format!("/coaching/plans/{}", plan.id));
                join(self.areas(plan).into_iter().chain([note(link)]))
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
        Section::new(say("coaching.upcoming"), self.appointments()).memoize()
    }

    fn appointments(&self) -> Table {
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
        Table::new(say("coaching.upcoming"), columns).rows(rows.collect()).empty(empty)
    }

    fn hours(&self) -> Markup {
        let href = format!("/figures/coaching.credited_hours/{}", self.record.person.id);
        Section::new(say("coaching.hours_received"), self.received().figure())
            .about(self.hours_about())
            .end(record_link(say("coaching.why_hours"), &href))
            .memoize()
    }

    fn hours_about(&self) -> String {
        let max = hours(&self.record.numbers.number(policy::MAX_CREDIT_H));
        say_with("coaching.hours_count_to", &[("max", &max)])
    }

    /// The hours of the last months.
    fn received(&self) -> BarChart {
        let record = self.record;
        let bars = record.hours.iter().map(|(month, value)| Bar {
            label: say(&format!("look.month.{}", month.start().month())).to_owned(),
            value: Ok(value.clone()),
            shown: format::number(value, 2),
            compare: None,
            evidence: Evidence::Confirmed,
        });
        let total = record.hours.last().map(|(_, value)| hours(value)).unwrap_or_default();
        BarChart {
            about: About {
                id: "received".to_owned(),
                title: say("coaching.hours_received").to_owned(),
                summary: say_with("coaching.hours_received_summary", &[("hours", &total)]),
            },
            unit: "h".to_owned(),
            compare: String::new(),
            bars: bars.collect(),
            here: None,
        }
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
