//! The ways back: what was called off, closed, retired, ended or answered stands again for as long as nothing followed.

use super::firm::{Desk, Firm, refused};
use crate::foundation::accounts::tests::{day, entries, outline};
use crate::people::coaching::acts::{self, Asked, SaidAppointment};
use crate::people::coaching::rules::form::{Kind, parse};
use crate::people::coaching::rules::plan::{Progress, SaidArea};
use crate::people::coaching::rules::programme::SaidProgramme;
use crate::people::coaching::rules::request::{About, Reply};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::{self, Sight};
use platform::Error;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use platform::users;
use vocabulary::{CoachingAppointmentId, Day};

async fn open() -> Firm {
    Firm::open(TestProgramme::new(crate::book()).await).await
}

/// A session of Mara with Sten on Wednesday, 4 March 2026; today is Monday of that week.
async fn arranged(firm: &Firm) -> CoachingAppointmentId {
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let said = SaidAppointment {
        day: day("2026-03-04"),
        starts: "10:00".to_owned(),
        minutes: 40,
        topic: "Nordkraft".to_owned(),
        skill: Some(Skill::Tailor),
        questions: "One\nTwo".to_owned(),
    };
    firm.act(async |tx| acts::arrange(tx, &mara, sten, said).await).await.unwrap()
}

#[tokio::test]
async fn whoever_calls_a_session_off_says_why_and_alone_takes_it_back_until_its_day_is_past() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.viewer(Role::Kam, "S1").await);
        let id = arranged(&firm).await;
        let long = "x".repeat(2_001);
        let refusal = firm.act(async |tx| acts::cancel(tx, &sten, id, 1, &long).await).await;
        assert_eq!(refused(refusal).0, "because");
        firm.act(async |tx| acts::cancel(tx, &sten, id, 1, " The customer moved us. ").await)
            .await
            .unwrap();
        let found = async || {
            let mut tx = firm.programme.read().await;
            store::appointments::find(&mut tx, &Sight::of(&mara).unwrap(), id).await.unwrap()
        };
        let cancelled = found().await.cancelled.unwrap();
        assert_eq!((cancelled.by, cancelled.because.as_str()), (sten.person, "The customer moved us."));
        let again = firm.act(async |tx| acts::cancel(tx, &mara, id, 2, "").await).await;
        assert!(matches!(again, Err(Error::Changed { .. })), "{again:?}");
        let others = firm.act(async |tx| acts::restore(tx, &mara, id, 2).await).await.unwrap_err();
        assert_eq!(others.code(), "coaching.others_calling_off");
        let ida = firm.viewer(Role::Kam, "S2").await;
        let foreign = firm.act(async |tx| acts::restore(tx, &ida, id, 2).await).await;
        assert!(matches!(foreign, Err(Error::NotFound { .. })), "{foreign:?}");
        let older = firm.act(async |tx| acts::restore(tx, &sten, id, 1).await).await;
        assert!(matches!(older, Err(Error::Changed { .. })), "{older:?}");
        // On the day itself it still can be had back, on the next one no more.
        firm.at("2026-03-04T21:00:00Z");
        firm.act(async |tx| acts::restore(tx, &sten, id, 2).await).await.unwrap();
        assert_eq!(found().await.cancelled, None);
        let twice = firm.act(async |tx| acts::restore(tx, &sten, id, 3).await).await;
        assert!(matches!(twice, Err(Error::Changed { .. })), "{twice:?}");
        firm.act(async |tx| acts::cancel(tx, &sten, id, 3, "").await).await.unwrap();
        firm.at("2026-03-05T09:00:00Z");
        let late = firm.act(async |tx| acts::restore(tx, &sten, id, 4).await).await.unwrap_err();
        assert_eq!(late.code(), "coaching.appointment_past");
        assert_eq!(
            (
                entries(&firm.programme, "session_cancelled").await,
                entries(&firm.programme, "session_restored").await
            ),
            (2, 1)
        );
        let words = "select count(*) from journal_body where body like '%customer moved%'";
        assert_eq!(firm.count(words).await, 0, "why is in no journal");
    })
    .await;
}

async fn told(firm: &Firm, reference: &str) -> Vec<String> {
    let person = firm.id(reference).await;
    let mut tx = firm.programme.read().await;
    let user = users::store::list_users_of(&mut tx, &[person]).await.unwrap()[&person];
    let told = platform::notifications::latest(&mut tx, user).await.unwrap();
    told.iter().map(platform::notifications::Notice::say).collect()
}

#[tokio::test]
async fn the_page_of_a_session_called_off_offers_the_way_back_and_another_day() {
    let firm = open().await;
    let (mut mara, mut sten) = (firm.browser(Role::SalesManager, "M").await, firm.browser(Role::Kam, "S1").await);
    let page = format!("/coaching/appointments/{}", arranged(&firm).await);
    insta::assert_snapshot!("appointment_of_the_coachee", outline(&sten.get(&page).await.body));
    let id = page.trim_start_matches("/coaching/appointments/").to_owned();
    let cancelled = mara
        .post(&format!("{page}/cancellation"), &[("version", "1"), ("because", "I am ill.")])
        .await;
    assert_eq!(
        (cancelled.status, cancelled.location.as_str()),
        (303, format!("{page}?done=coaching.called_off+{id}").as_str())
    );
    let seen = mara.page(&cancelled.location).await;
    assert!(seen.contains("Called off.") && seen.contains("Undo"), "{seen}");
    insta::assert_snapshot!("appointment_called_off_by_the_coach", outline(&mara.get(&page).await.body));
    let theirs = sten.get(&cancelled.location).await.body;
    assert!(
        theirs.contains("I am ill.") && !theirs.contains("restoration"),
        "both read why: {theirs}"
    );
    assert!(!theirs.contains("Plan another day"), "whoever coaches plans: {theirs}");
    let coachee = firm.id("S1").await;
    let form = mara.get(&format!("/coaching/people/{coachee}/appointment?like={id}")).await.body;
    for known in ["Nordkraft", "value=\"40\"", "value=\"2026-03-04\"", "One\nTwo"] {
        assert!(form.contains(known), "{known}: {form}");
    }
    let ended = sten.post(&format!("{page}/restoration"), &[("version", "2")]).await;
    assert_eq!(ended.status, 422, "{}", ended.body);
    let back = mara.post(&format!("{page}/restoration"), &[("version", "2")]).await;
    assert_eq!((back.status, back.location.as_str()), (303, page.as_str()));
    assert!(mara.page(&page).await.contains("Call it off"));
    let late = mara.post(&format!("{page}/cancellation"), &[("version", "1")]).await;
    assert_eq!(late.status, 409, "{}", late.body);
    let told = told(&firm, "S1").await;
    assert_eq!(told.len(), 2, "the other of the two is told of both: {told:?}");
    assert!(
        told.iter()
            .all(|told| told.contains("your session of 4\u{a0}Mar 2026") && !told.contains("I am ill")),
        "{told:?}"
    );
}

#[tokio::test]
async fn programs_call_off_and_take_back() {
    let firm = open().await;
    let mut mara = firm.program(Role::SalesManager, "M").await;
    let path = format!("/api/v1/coaching/appointments/{}", arranged(&firm).await);
    let because = serde_json::json!({ "because": "Ill" });
    let off = mara
        .call("POST", &format!("{path}/cancellation"), &because, &[("if-match", "\"1\"")])
        .await;
    assert_eq!(off.status, 200, "{}", off.body);
    let shown = mara.get(&path).await.json();
    assert_eq!((&shown["cancelled"], &shown["because"]), (&true.into(), &"Ill".into()));
    let none = serde_json::json!({});
    let back = mara
        .call("POST", &format!("{path}/restoration"), &none, &[("if-match", "\"2\"")])
        .await;
    assert_eq!(back.status, 200, "{}", back.body);
    let shown = mara.get(&path).await.json();
    assert_eq!((&shown["cancelled"], &shown["because"]), (&false.into(), &serde_json::Value::Null));
}

fn area(skill: Skill) -> SaidArea {
    SaidArea {
        skill,
        because: String::new(),
        target: String::new(),
    }
}

#[tokio::test]
async fn a_closed_plan_is_opened_again_while_nothing_followed_it() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
        let own = firm.viewer(Role::Kam, "S1").await;
        let start = async || {
            firm.act(async |tx| acts::start_plan(tx, &mara, sten, vec![area(Skill::Teach)]).await)
                .await
        };
        let plan = start().await.unwrap();
        let open = firm.act(async |tx| acts::reopen_plan(tx, &mara, plan, 1).await).await;
        assert!(matches!(open, Err(Error::Changed { .. })), "{open:?}");
        let said = [Some(Progress::Made)];
        firm.act(async |tx| acts::close_plan(tx, &mara, plan, 1, &said).await)
            .await
            .unwrap();
        let coachee = firm.act(async |tx| acts::reopen_plan(tx, &own, plan, 2).await).await;
        assert!(coachee.is_err(), "the coachee does not");
        firm.act(async |tx| acts::reopen_plan(tx, &mara, plan, 2).await).await.unwrap();
        let mut tx = firm.programme.read().await;
        let found = store::plans::find(&mut tx, &Sight::of(&mara).unwrap(), plan).await.unwrap();
        drop(tx);
        assert_eq!((found.closed, found.areas[0].progress), (None, None));
        firm.act(async |tx| acts::close_plan(tx, &mara, plan, 3, &said).await)
            .await
            .unwrap();
        let next = start().await.unwrap();
        let followed = firm.act(async |tx| acts::reopen_plan(tx, &mara, plan, 4).await).await.unwrap_err();
        assert_eq!(followed.code(), "coaching.plan_followed");
        firm.act(async |tx| acts::close_plan(tx, &mara, next, 1, &said).await)
            .await
            .unwrap();
        let followed = firm.act(async |tx| acts::reopen_plan(tx, &mara, plan, 4).await).await.unwrap_err();
        assert_eq!(
            followed.code(),
            "coaching.plan_followed",
            "a plan that came and went has followed, too"
        );
        firm.act(async |tx| acts::talk(tx, &mara, sten, "Another role").await)
            .await
            .unwrap();
        let followed = firm.act(async |tx| acts::reopen_plan(tx, &mara, next, 2).await).await.unwrap_err();
        assert_eq!(followed.code(), "coaching.plan_followed");
    })
    .await;
}

#[tokio::test]
async fn an_ended_programme_goes_on_to_the_day_that_was_planned() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let (lead, m) = (firm.programme.operator(), firm.id("M").await);
        let start = async |to: Option<Day>| {
            let said = SaidProgramme {
                name: "Every two weeks".to_owned(),
                weeks: 2,
                from: day("2026-02-02"),
                to,
            };
            firm.act(async |tx| acts::start_programme(tx, &lead, said, &[m]).await)
                .await
                .unwrap()
        };
        for planned in [None, Some(day("2026-03-16"))] {
            let id = start(planned).await;
            let running = firm
                .act(async |tx| acts::continue_programme(tx, &lead, id, 1).await)
                .await
                .unwrap_err();
            assert_eq!(running.code(), "coaching.programme_over", "what runs needs no going on");
            firm.act(async |tx| acts::end_programme(tx, &lead, id, 1).await).await.unwrap();
            let found = async || {
                let mut tx = firm.programme.read().await;
                let scope = lead.may(crate::people::coaching::RUN_PROGRAMME).unwrap();
                store::programmes::find(&mut tx, &scope, id).await.unwrap()
            };
            assert_eq!(found().await.said.to, Some(day("2026-03-02")));
            firm.act(async |tx| acts::continue_programme(tx, &lead, id, 2).await).await.unwrap();
            assert_eq!((found().await.said.to, found().await.ended), (planned, None));
        }
        let id = start(Some(day("2026-03-16"))).await;
        firm.act(async |tx| acts::end_programme(tx, &lead, id, 1).await).await.unwrap();
        firm.at("2026-03-16T09:00:00Z");
        let late = firm
            .act(async |tx| acts::continue_programme(tx, &lead, id, 2).await)
            .await
            .unwrap_err();
        assert_eq!(late.code(), "coaching.programme_over", "the planned day has come");
    })
    .await;
}

#[tokio::test]
async fn a_retired_form_is_taken_back_into_use() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let lead = firm.programme.operator();
        let questions = parse("range! | Was it specific?").unwrap();
        let id = firm
            .act(async |tx| acts::make_form(tx, &lead, "Observation", questions).await)
            .await
            .unwrap();
        let used = firm.act(async |tx| acts::return_form(tx, &lead, id, 1).await).await;
        assert!(matches!(used, Err(Error::Changed { .. })), "{used:?}");
        firm.act(async |tx| acts::retire_form(tx, &lead, id, 1).await).await.unwrap();
        firm.act(async |tx| acts::return_form(tx, &lead, id, 2).await).await.unwrap();
        let form = store::forms::find(&mut firm.programme.read().await, id).await.unwrap();
        assert_eq!((form.retired, form.version), (false, 3));
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_taken_back_on_its_own_day_only() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.viewer(Role::Kam, "S1").await);
        let asked = Asked {
            about: About::Involvement,
            resource: None,
            words: "Come to Malmö".to_owned(),
        };
        let id = firm.act(async |tx| acts::ask(tx, &sten, asked).await).await.unwrap();
        let waiting = firm.act(async |tx| acts::withdraw(tx, &mara, id, 1).await).await;
        assert!(matches!(waiting, Err(Error::Changed { .. })), "{waiting:?}");
        let said = (Some(Reply::Declined), "Not this week");
        firm.act(async |tx| acts::answer(tx, &mara, id, 1, said).await).await.unwrap();
        let coachee = firm.act(async |tx| acts::withdraw(tx, &sten, id, 2).await).await;
        assert!(coachee.is_err(), "only whoever answers takes an answer back");
        firm.act(async |tx| acts::withdraw(tx, &mara, id, 2).await).await.unwrap();
        let mut tx = firm.programme.read().await;
        let found = store::requests::find(&mut tx, &Sight::of(&mara).unwrap(), id).await.unwrap();
        drop(tx);
        assert_eq!((found.reply, found.answer.as_str(), found.answered), (None, "", None));
        firm.act(async |tx| acts::answer(tx, &mara, id, 3, said).await).await.unwrap();
        firm.at("2026-03-03T09:00:00Z");
        let late = firm.act(async |tx| acts::withdraw(tx, &mara, id, 4).await).await.unwrap_err();
        assert_eq!(late.code(), "coaching.answer_stands");
    })
    .await;
}

async fn lead(firm: &Firm) -> Desk {
    firm.browser(Role::ProgrammeLead, "M").await
}

#[tokio::test]
async fn a_score_form_is_made_row_by_row_without_script() {
    let firm = open().await;
    let mut lead = lead(&firm).await;
    let page = lead.get("/coaching/forms").await.body;
    assert!(page.contains("words-3") && !page.contains("words-4"), "{page}");
    let typed = [
        ("rows", "3"),
        ("words-1", "Was it specific?"),
        ("kind-1", "yes_no"),
        ("needed-1", "yes"),
    ];
    let more = lead.post("/coaching/forms", &[&typed[..], &[("more", "yes")]].concat()).await;
    assert_eq!(more.status, 200, "{}", outline(&more.body));
    assert!(
        more.body.contains("words-4") && more.body.contains("Was it specific?"),
        "{}",
        more.body
    );
    assert!(
        !more.body.contains("words-5") && more.body.contains("formnovalidate"),
        "{}",
        more.body
    );
    let choices = [
        ("name", "Observation"),
        ("words-4", "Where?"),
        ("kind-4", "single"),
        ("choices-4", "In the car"),
    ];
    let few = lead.post("/coaching/forms", &[&typed[..], &choices[..]].concat()).await;
    assert!(few.status == 422 && few.body.contains("needs at least two"), "{}", few.body);
    let choices = [
        ("name", "Observation"),
        ("words-4", "Where?"),
        ("kind-4", "single"),
        ("choices-4", "In the car\nAt the customer's"),
    ];
    let made = lead.post("/coaching/forms", &[&typed[..], &choices[..]].concat()).await;
    assert_eq!(made.status, 303, "{}", outline(&made.body));
    let forms = store::forms::list(&mut firm.programme.read().await).await.unwrap();
    let [form] = forms.as_slice() else { panic!("{forms:?}") };
    let kinds: Vec<(Kind, bool, usize)> = form.questions.iter().map(|one| (one.kind, one.needed, one.choices.len())).collect();
    assert_eq!(
        kinds,
        [(Kind::YesNo, true, 0), (Kind::Single, false, 2)],
        "empty rows are no questions"
    );
    let none = lead.post("/coaching/forms", &[("name", "Empty"), ("rows", "3")]).await;
    assert_eq!(none.status, 422, "{}", none.body);
}

#[tokio::test]
async fn a_request_names_a_resource_or_the_coach_in_one_choice() {
    let firm = open().await;
    let mut sten = firm.browser(Role::Kam, "S1").await;
    let own = format!("/coaching/people/{}", firm.id("S1").await);
    let form = sten.get(&own).await.body;
    assert!(
        !form.contains("name=\"resource\""),
        "nothing optional is refused when it is left empty: {form}"
    );
    for about in ["data", "involvement"] {
        let asked = sten.post("/coaching/requests", &[("about", about), ("words", "Two prices")]).await;
        assert_eq!(asked.status, 303, "{}", outline(&asked.body));
    }
    for about in ["", "resource", "unasked"] {
        let refusal = sten.post("/coaching/requests", &[("about", about), ("words", "Two prices")]).await;
        assert!(
            refusal.status == 422 && refusal.body.contains("Choose what you need"),
            "{about}: {}",
            refusal.body
        );
    }
}
