//! What happens when people act: commitments, requests, plans, meetings of several, two at once.

use super::firm::{Firm, MARAS, deal, refused, skill};
use crate::foundation::accounts::tests::{day, entries};
use crate::people::coaching::acts::{self, Asked, Logging};
use crate::people::coaching::rules::plan::{Progress, SaidArea};
use crate::people::coaching::rules::request::{About, Reply, Resource};
use crate::people::coaching::rules::session::{Kind, Outcome, SaidSession, Skill, Stage};
use crate::people::coaching::store::{self, Sight};
use platform::Error;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use vocabulary::{CoachingSessionId, PersonId};

async fn open() -> Firm {
    Firm::open(TestProgramme::new(crate::book()).await).await
}

async fn session(firm: &Firm, id: CoachingSessionId) -> store::sessions::Session {
    let mara = firm.viewer(Role::SalesManager, "M").await;
    let mut tx = firm.programme.read().await;
    store::sessions::find(&mut tx, &Sight::of(&mara).unwrap(), id).await.unwrap()
}

#[tokio::test]
async fn r_coa_11_the_commitment_is_worded_by_the_coachee_and_by_nobody_else() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let id = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
        assert!(!session(&firm, id).await.worded, "the coach wrote it down");
        let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.viewer(Role::Kam, "S1").await);
        let mine = firm.act(async |tx| acts::word(tx, &mara, id, 1, "You will").await).await;
        assert!(matches!(mine, Err(Error::NotFound { .. })), "{mine:?}");
        firm.act(async |tx| acts::word(tx, &sten, id, 1, "  I will call Nordkraft\u{7} on Friday ").await)
            .await
            .unwrap();
        let worded = session(&firm, id).await;
        assert_eq!((worded.worded, worded.version), (true, 2));
        assert_eq!(worded.said.commitment, "I will call Nordkraft on Friday");
        let older = firm.act(async |tx| acts::word(tx, &sten, id, 1, "I will not").await).await;
        assert!(matches!(older, Err(Error::Changed { .. })), "{older:?}");
        // Words that the coach changes are the coachee's no more.
        let said = SaidSession {
            commitment: "I will call".to_owned(),
            ..worded.said.clone()
        };
        firm.act(async |tx| acts::change(tx, &mara, id, 2, said).await).await.unwrap();
        assert!(!session(&firm, id).await.worded);
    })
    .await;
}

#[tokio::test]
async fn r_coa_11_the_next_session_reviews_the_last_commitment() {
    let firm = open().await;
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let first = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    let said = skill("2026-02-24", 30, Skill::Teach);
    let around = Logging {
        outcome: Some(Outcome::Kept),
        ..Logging::default()
    };
    firm.act(async |tx| acts::log(tx, &mara, sten, said, around).await).await.unwrap();
    let outcome = session(&firm, first).await.outcome;
    assert_eq!(outcome, Some((Outcome::Kept, firm.id("M").await, day("2026-03-02"))));
    assert_eq!(entries(&firm.programme, "commitment_reviewed").await, 1);
}

#[tokio::test]
async fn r_coa_11_coach_and_coachee_say_what_became_of_it_and_nobody_else() {
    let firm = open().await;
    let id = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    for (role, reference) in [(Role::SalesManager, "N"), (Role::Kam, "S2"), (Role::SecondLineManager, "L")] {
        let viewer = firm.viewer(role, reference).await;
        let done = firm.act(async |tx| acts::review(tx, &viewer, id, 1, Outcome::Kept).await).await;
        assert!(matches!(done, Err(Error::NotFound { .. })), "{reference}: {done:?}");
    }
    let sten = firm.viewer(Role::Kam, "S1").await;
    firm.act(async |tx| acts::review(tx, &sten, id, 1, Outcome::Partly).await)
        .await
        .unwrap();
    assert_eq!(
        session(&firm, id).await.outcome.map(|(outcome, by, _)| (outcome, by)),
        Some((Outcome::Partly, firm.id("S1").await))
    );
}

#[tokio::test]
async fn r_coa_11_what_was_reviewed_is_not_worded_anew_and_new_words_wait_again() {
    let firm = open().await;
    let id = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.viewer(Role::Kam, "S1").await);
    firm.act(async |tx| acts::review(tx, &mara, id, 1, Outcome::Kept).await)
        .await
        .unwrap();
    let late = firm.act(async |tx| acts::word(tx, &sten, id, 2, "I will do less").await).await;
    assert_eq!(refused(late), ("commitment".to_owned(), "coaching.reviewed_before".to_owned()));
    let said = session(&firm, id).await.said;
    let longer = SaidSession {
        minutes: 45,
        ..said.clone()
    };
    firm.act(async |tx| acts::change(tx, &mara, id, 2, longer).await).await.unwrap();
    assert!(session(&firm, id).await.outcome.is_some(), "the same words stay reviewed");
    let other = SaidSession {
        commitment: "I will call".to_owned(),
        ..said
    };
    firm.act(async |tx| acts::change(tx, &mara, id, 3, other).await).await.unwrap();
    assert_eq!(session(&firm, id).await.outcome, None, "nobody has said what became of other words");
}

#[tokio::test]
async fn a_form_sent_twice_logs_one_session_and_settles_one_commitment() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let mara = firm.viewer(Role::SalesManager, "M").await;
        firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
        let send = async |coachee: &str, opened: i64| {
            let (id, around) = (
                firm.id(coachee).await,
                Logging {
                    outcome: Some(Outcome::Kept),
                    opened: Some(opened),
                    ..Logging::default()
                },
            );
            firm.act(async |tx| acts::log(tx, &mara, id, skill("2026-02-24", 30, Skill::Teach), around).await)
                .await
                .unwrap()
        };
        let first = send("S1", 7).await;
        assert_eq!(send("S1", 7).await, first, "the back button, or a second click");
        assert_eq!(session(&firm, first).await.outcome, None, "its own commitment still waits");
        assert_eq!(firm.count("select count(*) from coaching_session").await, 2);
        assert_ne!(send("S2", 7).await, first, "another coachee");
        assert_ne!(send("S1", 8).await, first, "another form");
        assert_eq!(firm.count("select count(*) from coaching_session").await, 4);
    })
    .await;
}

#[tokio::test]
async fn two_who_change_a_session_at_once_do_not_overwrite_one_another() {
    let firm = open().await;
    let id = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    let mara = firm.viewer(Role::SalesManager, "M").await;
    let said = session(&firm, id).await.said;
    let longer = SaidSession {
        minutes: 45,
        ..said.clone()
    };
    firm.act(async |tx| acts::change(tx, &mara, id, 1, longer).await).await.unwrap();
    let shorter = SaidSession { minutes: 15, ..said };
    let second = firm.act(async |tx| acts::change(tx, &mara, id, 1, shorter).await).await;
    assert!(matches!(second, Err(Error::Changed { .. })), "{second:?}");
    assert_eq!(session(&firm, id).await.said.minutes, 45);
}

#[tokio::test]
async fn sixty_four_sessions_logged_at_once_are_all_kept() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let mut people: Vec<PersonId> = Vec::new();
        for reference in MARAS {
            people.push(firm.id(reference).await);
        }
        let mara = firm.viewer(Role::SalesManager, "M").await;
        let mut logs = tokio::task::JoinSet::new();
        for n in 0..64_u8 {
            let (app, viewer) = (firm.programme.app.clone(), mara.clone());
            let coachee = people[usize::from(n) % people.len()];
            logs.spawn(async move {
                let mut tx = app.db.write().await.unwrap();
                let said = SaidSession {
                    instance: String::new(),
                    ..deal("2025-11-20", 10, Stage::Pursuit)
                };
                acts::log(&mut tx, &viewer, coachee, said, Logging::default()).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        logs.join_all().await;
        assert_eq!(firm.count("select count(*) from coaching_session").await, 64);
        assert_eq!(entries(&firm.programme, "coaching_session_logged").await, 64);
        // One alert of a kind, however many raised it: the middle of deals, no instance, no skill.
        assert_eq!(firm.open_alerts("M").await, ["AL-COA-P3", "AL-COA-P4", "AL-COA-P5"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_coaches_themselves_or_somebody_of_another_team() {
    let firm = open().await;
    for (coach, coachee) in [("M", "M"), ("M", "T1"), ("M", "L"), ("M", "D"), ("L", "S1")] {
        let done = firm.try_to_log(coach, coachee, skill("2026-02-10", 30, Skill::Teach)).await;
        assert!(matches!(done, Err(Error::NotFound { .. })), "{coach} with {coachee}: {done:?}");
    }
    assert_eq!(firm.count("select count(*) from coaching_session").await, 0);
}

/// Makes a session wrong.
type Spoil = fn(&mut SaidSession);

/// What is wrong with a session, and the field that says so.
const WRONG: [(Spoil, &str); 14] = [
    (|said| said.minutes = 0, "minutes"),
    (|said| said.minutes = 601, "minutes"),
    (|said| said.minutes = -30, "minutes"),
    (|said| said.minutes = i64::MAX, "minutes"),
    (|said| said.day = day("2026-03-03"), "day"),
    (|said| said.day = day("2010-03-03"), "day"),
    (|said| said.skill = None, "skill"),
    (|said| said.kind = Kind::Deal, "stage"),
    (|said| said.instance = "ö".repeat(2_001), "instance"),
    (|said| said.how = "ö".repeat(2_001), "how"),
    (|said| said.commitment = "ö".repeat(2_001), "commitment"),
    (|said| said.commitment = " \u{0} ".to_owned(), "commitment"),
    (|said| said.due = None, "due"),
    (|said| said.due = Some(day("2026-02-09")), "due"),
];

#[tokio::test]
async fn a_session_is_refused_on_the_field_that_is_wrong() {
    let firm = open().await;
    let usual = || skill("2026-02-10", 30, Skill::Teach);
    for (spoil, field) in WRONG {
        let mut said = usual();
        spoil(&mut said);
        assert_eq!(refused(firm.try_to_log("M", "S1", said).await).0, field);
    }
    let most = SaidSession {
        minutes: 600,
        instance: "ö".repeat(2_000),
        ..usual()
    };
    firm.try_to_log("M", "S1", most).await.unwrap();
}

async fn asks(firm: &Firm, about: About, resource: Option<Resource>) {
    let sten = firm.viewer(Role::Kam, "S1").await;
    let asked = Asked {
        about,
        resource,
        words: "Half a day with pricing".to_owned(),
    };
    firm.act(async |tx| acts::ask(tx, &sten, asked).await).await.unwrap();
}

async fn requests(firm: &Firm) -> Vec<store::requests::Request> {
    let mara = firm.viewer(Role::SalesManager, "M").await;
    let (sten, mut tx) = (firm.id("S1").await, firm.programme.read().await);
    store::requests::list_of(&mut tx, &Sight::of(&mara).unwrap(), sten).await.unwrap()
}

#[tokio::test]
async fn r_coa_12_and_r_coa_16_due_days_skip_the_weekend() {
    let firm = open().await;
    // Thursday, 5 March 2026.
    firm.at("2026-03-05T09:00:00Z");
    asks(&firm, About::Resource, Some(Resource::Access)).await;
    assert_eq!(requests(&firm).await[0].due, Some(day("2026-03-12")), "five working days");
    asks(&firm, About::Involvement, None).await;
    assert_eq!(
        requests(&firm).await[0].due,
        Some(day("2026-03-09")),
        "two working days: Friday, Monday"
    );
    asks(&firm, About::Trigger, None).await;
    assert_eq!(requests(&firm).await[0].due, Some(day("2026-03-09")));
    // A Saturday's two working days end on Tuesday.
    firm.at("2026-03-07T09:00:00Z");
    asks(&firm, About::Involvement, None).await;
    assert_eq!(requests(&firm).await[0].due, Some(day("2026-03-10")));
}

#[tokio::test]
async fn r_coa_12_due_days_skip_the_holidays_of_the_firms_place() {
    let firm = open().await;
    firm.import(
        "holidays.csv",
        "country,subdivision,day,name\nDE,,2026-04-03,Good Friday\nDE,,2026-04-06,Easter Monday\n",
    )
    .await;
    firm.set("POL.CAL.PLACE", "DE", "2026-01-01").await;
    // The Thursday before Easter.
    firm.at("2026-04-02T09:00:00Z");
    asks(&firm, About::Involvement, None).await;
    assert_eq!(
        requests(&firm).await[0].due,
        Some(day("2026-04-08")),
        "two working days: Tuesday, Wednesday"
    );
}

#[tokio::test]
async fn r_coa_12_a_request_waits_for_the_coach_of_today_when_the_team_changes() {
    let firm = open().await;
    asks(&firm, About::Resource, Some(Resource::Budget)).await;
    firm.import("staff.csv", "reference,name,title,manager,hired\nS1,Sten Aas,seller,N,2020-01-01\n")
        .await;
    firm.at("2026-03-03T09:00:00Z");
    let waiting = async |coach: &str| {
        let (viewer, id) = (firm.viewer(Role::SalesManager, coach).await, firm.id(coach).await);
        let mut tx = firm.programme.read().await;
        let team = crate::foundation::staff::reports_of(&mut tx, &[id], day("2026-03-03"))
            .await
            .unwrap();
        let sight = Sight::of(&viewer).unwrap();
        store::requests::list_waiting(&mut tx, &sight, id, &team[&id]).await.unwrap().len()
    };
    assert_eq!(waiting("N").await, 1, "Nils leads Sten now");
    assert_eq!(waiting("O").await, 0);
}

#[tokio::test]
async fn r_coa_12_a_request_is_answered_once_by_the_coach() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        asks(&firm, About::Resource, Some(Resource::Budget)).await;
        let id = requests(&firm).await[0].id;
        for (role, reference) in [(Role::SalesManager, "N"), (Role::SalesManager, "L")] {
            let viewer = firm.viewer(role, reference).await;
            let done = firm
                .act(async |tx| acts::answer(tx, &viewer, id, 1, (Some(Reply::Given), "")).await)
                .await;
            assert!(matches!(done, Err(Error::NotFound { .. })), "{reference}: {done:?}");
        }
        let mara = firm.viewer(Role::SalesManager, "M").await;
        let no = firm
            .act(async |tx| acts::answer(tx, &mara, id, 1, (Some(Reply::Declined), " ")).await)
            .await;
        assert_eq!(
            refused(no),
            ("answer".to_owned(), "coaching.text_missing".to_owned()),
            "a no says why"
        );
        firm.act(async |tx| acts::answer(tx, &mara, id, 1, (Some(Reply::Given), "")).await)
            .await
            .unwrap();
        let again = firm
            .act(async |tx| acts::answer(tx, &mara, id, 2, (Some(Reply::Declined), "No")).await)
            .await;
        assert!(matches!(again, Err(Error::Changed { .. })), "{again:?}");
        assert_eq!(requests(&firm).await[0].reply, Some(Reply::Given));
    })
    .await;
}

fn area(skill: Skill) -> SaidArea {
    SaidArea {
        skill,
        because: "Two commitments were missed".to_owned(),
        target: "Asks in the room".to_owned(),
    }
}

#[tokio::test]
async fn r_coa_9_a_plan_has_one_to_three_areas_and_a_coachee_one_open_plan() {
    let firm = open().await;
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let skills = [Skill::Teach, Skill::Tailor, Skill::TakeControl, Skill::Relationship];
    for (n, code) in [(4, "coaching.too_many_areas"), (0, "coaching.no_area")] {
        let areas = skills[..n].iter().copied().map(area).collect();
        let done = firm.act(async |tx| acts::start_plan(tx, &mara, sten, areas).await).await;
        assert_eq!(refused(done), ("areas".to_owned(), code.to_owned()));
    }
    let twice = vec![area(Skill::Teach), area(Skill::Teach)];
    let done = firm.act(async |tx| acts::start_plan(tx, &mara, sten, twice).await).await;
    assert_eq!(refused(done).1, "coaching.area_twice");
    let three: Vec<SaidArea> = skills[..3].iter().copied().map(area).collect();
    let again = three.clone();
    let plan = firm.act(async |tx| acts::start_plan(tx, &mara, sten, three).await).await.unwrap();
    let second = firm.act(async |tx| acts::start_plan(tx, &mara, sten, again).await).await;
    assert_eq!(refused(second).1, "coaching.plan_open");
    let missing = [Some(Progress::Made), None, Some(Progress::None)];
    let half = firm.act(async |tx| acts::close_plan(tx, &mara, plan, 1, &missing).await).await;
    assert_eq!(refused(half).0, "progress-2");
    let said = [Some(Progress::Made); 3];
    firm.act(async |tx| acts::close_plan(tx, &mara, plan, 1, &said).await)
        .await
        .unwrap();
    let older = firm.act(async |tx| acts::close_plan(tx, &mara, plan, 1, &said).await).await;
    assert!(matches!(older, Err(Error::Changed { .. })), "{older:?}");
}

#[tokio::test]
async fn an_expert_is_another_person_who_works_here() {
    let firm = open().await;
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    for expert in ["S1", "M", "nobody", ""] {
        let done = firm
            .act(async |tx| acts::link(tx, &mara, sten, expert, (Skill::Tailor, "")).await)
            .await;
        assert_eq!(refused(done), ("expert".to_owned(), "coaching.no_expert".to_owned()), "{expert}");
    }
    firm.act(async |tx| acts::link(tx, &mara, sten, " T1 ", (Skill::Tailor, "She tailors best")).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_appointment_is_called_off_by_either_of_the_two_and_held_once() {
    let firm = open().await;
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let said = |on: &str, minutes: i64, starts: &str| acts::SaidAppointment {
        day: day(on),
        starts: starts.to_owned(),
        minutes,
        topic: "Nordkraft".to_owned(),
        skill: None,
        questions: "One\n\nTwo".to_owned(),
    };
    for (wrong, field) in [
        (said("2026-03-01", 45, "10:00"), "day"),
        (said("2028-03-01", 45, "10:00"), "day"),
        (said("2026-03-04", 0, "10:00"), "minutes"),
        (said("2026-03-04", 601, "10:00"), "minutes"),
        (said("2026-03-04", 45, "24:00"), "starts"),
        (said("2026-03-04", 45, "soon"), "starts"),
        (
            acts::SaidAppointment {
                questions: "Why\n".repeat(9),
                ..said("2026-03-04", 45, "10:00")
            },
            "questions",
        ),
    ] {
        let done = firm.act(async |tx| acts::arrange(tx, &mara, sten, wrong).await).await;
        assert_eq!(refused(done).0, field);
    }
    let held = firm
        .act(async |tx| acts::arrange(tx, &mara, sten, said("2026-03-02", 45, "9:05")).await)
        .await
        .unwrap();
    let around = Logging {
        appointment: Some(held),
        ..Logging::default()
    };
    let session = skill("2026-03-02", 45, Skill::Teach);
    firm.act(async |tx| acts::log(tx, &mara, sten, session, around).await)
        .await
        .unwrap();
    let late = firm.act(async |tx| acts::cancel(tx, &mara, held, 2, "").await).await;
    assert!(
        matches!(late, Err(Error::Changed { .. })),
        "what was held is not called off: {late:?}"
    );
    let other = firm
        .act(async |tx| acts::arrange(tx, &mara, sten, said("2026-03-04", 45, "10:00")).await)
        .await
        .unwrap();
    let ida = firm.viewer(Role::Kam, "S2").await;
    let foreign = firm.act(async |tx| acts::cancel(tx, &ida, other, 1, "").await).await;
    assert!(matches!(foreign, Err(Error::NotFound { .. })), "{foreign:?}");
    let own = firm.viewer(Role::Kam, "S1").await;
    firm.act(async |tx| acts::cancel(tx, &own, other, 1, "").await).await.unwrap();
}
