//! What is coached in the firm: a record of everybody with words in each of its texts, a programme, a form.

use super::{Coaching, Names, Records, Whose};
use crate::people::coaching::rules::form::parse;
use crate::people::coaching::rules::plan::Progress;
use crate::people::coaching::rules::programme::SaidProgramme;
use crate::people::coaching::rules::request::About;
use crate::people::coaching::rules::session::{Kind, SaidSession, Skill, Stage};
use crate::people::coaching::store as coaching;
use platform::database::Tx;
use platform::testing::TestProgramme;
use std::collections::BTreeMap;
use vocabulary::{
    CoachingAppointmentId, CoachingFormId, CoachingPlanId, CoachingProgrammeId, CoachingRequestId, CoachingSessionId, Day, Interval,
    PersonId,
};

/// Everything that a coaching record holds, with words in each text.
pub(super) async fn coached(tx: &mut Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> Coaching {
    let text = |what: &str| names.of(&whose.said(what));
    let session = session(tx, names, whose, (coach, coachee));
    coaching::sessions::insert(tx, std::slice::from_ref(&session)).await.unwrap();
    let rating = coaching::ratings::Rating {
        value: 4,
        shown: Some(true),
        day: day(2026, 2, 11),
    };
    coaching::ratings::insert(tx, session.id, (coach, coachee), rating).await.unwrap();
    let request = asked(tx, names, whose, (coach, coachee));
    coaching::requests::insert(tx, &request).await.unwrap();
    let style = coaching::requests::Style {
        learns: coaching::requests::Learns::Doing,
        words: text("style"),
        topic: text("choice"),
        version: 0,
    };
    coaching::requests::update_style(tx, coachee, &style).await.unwrap();
    coaching::requests::update_triggers(tx, coachee, &[text("trigger")]).await.unwrap();
    let link = coaching::requests::Link {
        coach,
        coachee,
        expert: coach,
        skill: Skill::Tailor,
        because: text("because"),
        day: day(2026, 2, 12),
    };
    coaching::requests::insert_link(tx, &link).await.unwrap();
    let talk = coaching::plans::Talk {
        coachee,
        coach,
        day: day(2026, 2, 13),
        words: text("talk"),
    };
    coaching::plans::insert_talk(tx, &talk).await.unwrap();
    closed_plan(tx, names, whose, (coach, coachee)).await;
    let plan = plan(tx, names, whose, (coach, coachee));
    coaching::plans::insert(tx, &plan).await.unwrap();
    let appointment = coaching::appointments::Appointment {
        id: CoachingAppointmentId::new(tx.ids()),
        coach,
        coachee,
        day: day(2026, 3, 4),
        starts: "14:00".to_owned(),
        minutes: 45,
        topic: text("topic"),
        skill: Some(Skill::Teach),
        session: None,
        cancelled: None,
        version: 1,
    };
    coaching::appointments::insert(tx, &appointment, &[text("question")]).await.unwrap();
    Coaching {
        session: session.id,
        plan: plan.id,
        request: request.id,
        appointment: appointment.id,
    }
}

fn day(year: i32, month: u8, day: u8) -> Day {
    Day::ymd(year, month, day).unwrap()
}

fn session(tx: &Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> coaching::sessions::Session {
    let text = |what: &str| names.of(&whose.said(what));
    coaching::sessions::Session {
        id: CoachingSessionId::new(tx.ids()),
        coach,
        co_coach: None,
        coachee,
        said: SaidSession {
            day: day(2026, 2, 10),
            minutes: 45,
            kind: Kind::Skill,
            stage: Stage::None,
            skill: Some(Skill::Teach),
            instance: text("instance"),
            how: text("how"),
            commitment: text("commitment"),
            due: Some(day(2026, 2, 24)),
        },
        worded: false,
        outcome: None,
        meeting: None,
        source: None,
        entry_seconds: Some(40),
        level: Some(3),
        version: 1,
    }
}

pub(super) fn asked(tx: &Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> coaching::requests::Request {
    coaching::requests::Request {
        id: CoachingRequestId::new(tx.ids()),
        coach,
        coachee,
        about: About::Involvement,
        resource: None,
        words: names.of(&whose.said("request")),
        day: day(2026, 2, 26),
        due: Some(day(2026, 3, 2)),
        reply: None,
        answer: names.of(&whose.said("answer")),
        answered: None,
        version: 1,
    }
}

fn plan(tx: &Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> coaching::plans::Plan {
    let text = |what: &str| names.of(&whose.said(what));
    let area = coaching::plans::Area {
        skill: Skill::Teach,
        because: text("reason"),
        target: text("target"),
        baseline: Err("nobody measured it".to_owned()),
        progress: None,
    };
    coaching::plans::Plan {
        id: CoachingPlanId::new(tx.ids()),
        coach,
        coachee,
        started: day(2026, 2, 1),
        closed: None,
        version: 1,
        areas: vec![area],
    }
}

async fn closed_plan(tx: &mut Tx, names: Names, whose: Whose, pair: (PersonId, PersonId)) {
    let mut plan = plan(tx, names, whose, pair);
    plan.started = day(2025, 11, 3);
    coaching::plans::insert(tx, &plan).await.unwrap();
    plan.closed = Some(day(2026, 1, 30));
    for area in &mut plan.areas {
        area.progress = Some(Progress::None);
    }
    coaching::plans::update(tx, &plan).await.unwrap();
}

pub(super) async fn coaching_programme(programme: &TestProgramme, names: Names, records: &BTreeMap<Whose, Records>) -> CoachingProgrammeId {
    let mut tx = programme.write().await;
    let new = coaching::programmes::Programme {
        ended: None,
        id: CoachingProgrammeId::new(tx.ids()),
        said: SaidProgramme {
            name: names.of("Every fortnight"),
            weeks: 2,
            from: day(2026, 1, 5),
            to: None,
        },
        coaches: vec![records[&Whose::Own].person, records[&Whose::Team].person],
        version: 1,
    };
    coaching::programmes::insert(&mut tx, &new).await.unwrap();
    let excuse = coaching::programmes::Excuse {
        coachee: records[&Whose::Team].person,
        span: Interval::new(day(2026, 1, 5), Some(day(2026, 1, 12))).unwrap(),
        because: names.of("Leave"),
    };
    coaching::programmes::insert_excuse(&mut tx, &excuse).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

/// A form with a question of each kind.
pub(super) async fn coaching_form(programme: &TestProgramme, names: Names) -> CoachingFormId {
    let questions = ["range!", "yes_no", "single", "multiple", "open"].map(|kind| {
        let choices = if matches!(kind, "single" | "multiple") { "one; two" } else { "" };
        format!("{kind} | {} | guide | {choices}", names.of("Was it specific?"))
    });
    let mut tx = programme.write().await;
    let (operator, name) = (programme.operator(), names.of("Observation"));
    let id = crate::people::coaching::acts::make_form(&mut tx, &operator, &name, parse(&questions.join("\n")).unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}
