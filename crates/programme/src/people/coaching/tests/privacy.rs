//! Who reads a coaching record, and who learns that an answer was given.

use super::firm::{Desk, Firm, MARAS, NILSS, OLOFS, deal, skill};
use crate::foundation::accounts::tests::outline;
use crate::people::coaching::acts::{self, Asked, Logging, SaidAppointment};
use crate::people::coaching::rules::plan::SaidArea;
use crate::people::coaching::rules::request::{About, Reply};
use crate::people::coaching::rules::session::{SaidSession, Skill, Stage};
use platform::access::Role;
use platform::testing::TestProgramme;
use vocabulary::CoachingSessionId;

async fn open() -> Firm {
    Firm::open(TestProgramme::new(crate::book()).await).await
}

/// Everybody who looks from above or beside: the second line, the director, the lead, human resources and who audits.
const OUTSIDE: [(Role, &str); 8] = [
    (Role::SecondLineManager, "L"),
    (Role::KaDirector, "D"),
    (Role::ProgrammeLead, "G"),
    (Role::HrPartner, "H"),
    (Role::Auditor, "H"),
    (Role::CompAnalyst, "H"),
    (Role::SalesManager, "N"),
    (Role::Kam, "S2"),
];

/// A session of Mara with Sten, a plan, an appointment and a request; every text says `secret`.
async fn secrets(firm: &Firm) -> (CoachingSessionId, Vec<String>) {
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let own = firm.viewer(Role::Kam, "S1").await;
    let said = SaidSession {
        instance: "secret instance".to_owned(),
        how: "secret how".to_owned(),
        commitment: "secret commitment".to_owned(),
        ..skill("2025-11-20", 400, Skill::Teach)
    };
    let session = firm
        .act(async |tx| acts::log(tx, &mara, sten, said, Logging::default()).await)
        .await
        .unwrap();
    let area = SaidArea {
        skill: Skill::Teach,
        because: "secret reason".to_owned(),
        target: "secret target".to_owned(),
    };
    let plan = firm
        .act(async |tx| acts::start_plan(tx, &mara, sten, vec![area]).await)
        .await
        .unwrap();
    let said = SaidAppointment {
        day: crate::foundation::accounts::tests::day("2026-03-02"),
        starts: "10:00".to_owned(),
        minutes: 45,
        topic: "secret topic".to_owned(),
        skill: None,
        questions: "secret question".to_owned(),
    };
    let appointment = firm.act(async |tx| acts::arrange(tx, &mara, sten, said).await).await.unwrap();
    let asked = Asked {
        about: About::Involvement,
        resource: None,
        words: "secret request".to_owned(),
    };
    firm.act(async |tx| acts::ask(tx, &own, asked).await).await.unwrap();
    firm.act(async |tx| acts::talk(tx, &mara, sten, "secret talk").await).await.unwrap();
    firm.act(async |tx| acts::step_in(tx, &mara, sten, "secret step").await)
        .await
        .unwrap();
    firm.act(async |tx| acts::agree(tx, &mara, sten, "secret trigger").await)
        .await
        .unwrap();
    firm.act(async |tx| acts::link(tx, &mara, sten, "S2", (Skill::Tailor, "secret because")).await)
        .await
        .unwrap();
    let records = vec![
        format!("/coaching/sessions/{session}"),
        format!("/api/v1/coaching/sessions/{session}"),
        format!("/coaching/plans/{plan}"),
        format!("/coaching/appointments/{appointment}"),
        format!("/coaching/people/{sten}"),
    ];
    (session, records)
}

/// Everything that somebody may open and that could tell of Sten's coaching.
async fn everywhere(firm: &Firm) -> Vec<String> {
    let (mara, sten) = (firm.id("M").await, firm.id("S1").await);
    let mut all: Vec<String> = [
        "/",
        "/alerts",
        "/coaching",
        "/coaching/sessions",
        "/coaching/sessions.csv",
        "/coaching/programme",
        "/api/v1/coaching/sessions",
        "/api/v1/alerts",
        "/staff",
        "/figures",
    ]
    .map(str::to_owned)
    .to_vec();
    for person in [mara, sten] {
        all.extend([format!("/staff/{person}"), format!("/api/v1/coaching/lights/{person}")]);
        for figure in crate::people::coaching::figures::FIGURES {
            all.push(format!("/figures/{}/{person}", figure.name));
            all.push(format!("/api/v1/figures/{}/{person}", figure.name));
        }
        for period in ["2025-Q4", "2026-Q1"] {
            all.push(format!("/figures/coaching.quality/{person}?period={period}"));
        }
    }
    all
}

#[tokio::test]
async fn a_record_is_read_by_coachee_coach_and_manager_and_by_nobody_else() {
    let firm = open().await;
    let (_, records) = secrets(&firm).await;
    firm.act(async |tx| crate::foundation::alerts::evaluate(tx).await).await.unwrap();
    for (role, reference) in [(Role::SalesManager, "M"), (Role::Kam, "S1")] {
        let mut desk = firm.browser(role, reference).await;
        for path in &records {
            assert!(desk.get(path).await.body.contains("secret"), "{reference} reads {path}");
        }
    }
    let mut ways = everywhere(&firm).await;
    ways.extend(records.iter().cloned());
    for (role, reference) in OUTSIDE {
        let mut desk = firm.browser(role, reference).await;
        for path in &records {
            assert_eq!(desk.get(path).await.status, 404, "{reference} opens {path}");
        }
        for path in &ways {
            let seen = desk.get(path).await;
            assert!(
                !seen.body.contains("secret"),
                "{} {reference} reads at {path}: {}",
                role.name(),
                outline(&seen.body)
            );
        }
    }
    let mut admin = firm.browser(Role::Administrator, "D").await;
    for path in &records {
        assert_eq!(admin.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn no_text_of_a_record_stands_in_the_journal_or_in_an_alert() {
    let firm = open().await;
    secrets(&firm).await;
    firm.act(async |tx| crate::foundation::alerts::evaluate(tx).await).await.unwrap();
    assert!(
        firm.count("select count(*) from alerts_alert").await > 0,
        "400 of 400 minutes on a skill raise P5"
    );
    for select in [
        "select count(*) from journal_body where body like '%secret%'",
        "select count(*) from alerts_alert where sentence like '%secret%'",
    ] {
        assert_eq!(firm.count(select).await, 0, "{select}");
    }
}

/// What somebody sees everywhere, without the secrets of forms.
async fn sees(desk: &mut Desk, ways: &[String]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for path in ways {
        let seen = desk.get(path).await;
        let csrf = seen.csrf();
        let body = if csrf.is_empty() { seen.body } else { seen.body.replace(&csrf, "") };
        all.push((path.clone(), body));
    }
    all
}

#[tokio::test]
async fn r_coa_10_nobody_learns_what_a_coachee_answered_or_that_they_did() {
    let firm = open().await;
    let (session, records) = secrets(&firm).await;
    let mut ways = everywhere(&firm).await;
    ways.extend(records);
    let mut desks = Vec::new();
    for (role, reference) in OUTSIDE.into_iter().chain([(Role::SalesManager, "M")]) {
        let mut desk = firm.browser(role, reference).await;
        let before = sees(&mut desk, &ways).await;
        desks.push((role, desk, before));
    }
    let acts =
        "select count(*) from journal_entry where kind not in ('figure_read', 'statement_read', 'coaching_record_read', 'user_signed_in')";
    let mut sten = firm.browser(Role::Kam, "S1").await;
    let entries = firm.count(acts).await;
    let path = format!("/coaching/sessions/{session}/rating");
    assert_eq!(sten.post(&path, &[("value", "2")]).await.status, 303);
    assert_eq!(sten.post(&path, &[("shown", "no")]).await.status, 303);
    assert_eq!(
        firm.count("select count(*) from coaching_rating where value = 2 and shown = 0")
            .await,
        1
    );
    assert!(sten.page(&format!("/coaching/sessions/{session}")).await.contains("You said no"));
    assert_eq!(firm.count(acts).await, entries, "the journal tells nobody that Sten answered");
    for (role, mut desk, before) in desks {
        for ((path, before), (_, after)) in before.into_iter().zip(sees(&mut desk, &ways).await) {
            assert_eq!(
                outline(&before),
                outline(&after),
                "{} learns at {path} that Sten answered",
                role.name()
            );
        }
    }
}

#[tokio::test]
async fn r_coa_10_only_the_coachee_makes_the_two_taps() {
    let firm = open().await;
    let session = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    let path = format!("/coaching/sessions/{session}/rating");
    for (role, reference) in OUTSIDE.into_iter().chain([(Role::SalesManager, "M")]) {
        let mut desk = firm.browser(role, reference).await;
        assert_eq!(desk.post(&path, &[("value", "5")]).await.status, 404, "{} {reference}", role.name());
    }
    let mut sten = firm.browser(Role::Kam, "S1").await;
    for value in ["0", "6", "-1", "five", "", "99999999999999999999"] {
        assert_eq!(sten.post(&path, &[("value", value)]).await.status, 422, "{value}");
    }
    assert_eq!(
        sten.post(&path, &[("shown", "yes")]).await.status,
        422,
        "the second tap comes after the first"
    );
    assert_eq!(firm.count("select count(*) from coaching_rating").await, 0);
    // A tap again replaces the one before.
    for value in ["1", "4"] {
        assert_eq!(sten.post(&path, &[("value", value)]).await.status, 303);
    }
    assert_eq!(firm.count("select count(*) from coaching_rating where value = 4").await, 1);
}

#[tokio::test]
async fn who_coached_reads_the_session_after_the_coachee_has_moved_on_and_nothing_newer() {
    let firm = open().await;
    let old = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    firm.at("2026-03-03T09:00:00Z");
    firm.import("staff.csv", "reference,name,title,manager,hired\nS1,Sten Aas,seller,N,2020-01-01\n")
        .await;
    firm.at("2026-03-04T09:00:00Z");
    let new = firm.log("N", "S1", skill("2026-03-04", 30, Skill::Tailor)).await;
    let record = format!("/coaching/people/{}", firm.id("S1").await);
    let (old, new) = (format!("/coaching/sessions/{old}"), format!("/coaching/sessions/{new}"));
    let (mut mara, mut nils) = (
        firm.browser(Role::SalesManager, "M").await,
        firm.browser(Role::SalesManager, "N").await,
    );
    let seen = [
        mara.get(&old).await.status,
        mara.get(&new).await.status,
        mara.get(&record).await.status,
    ];
    assert_eq!(seen, [200, 404, 404], "the coach before");
    let seen = [
        nils.get(&old).await.status,
        nils.get(&new).await.status,
        nils.get(&record).await.status,
    ];
    assert_eq!(seen, [200, 200, 200], "the manager now");
}

#[tokio::test]
async fn whoever_reads_what_another_coach_wrote_is_written_down_whichever_way_they_read() {
    let firm = open().await;
    let session = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    let read = "select count(*) from journal_entry where kind = 'coaching_record_read'";
    let ways = [
        "/coaching/sessions.csv".to_owned(),
        "/api/v1/coaching/sessions".to_owned(),
        format!("/api/v1/coaching/sessions/{session}"),
    ];
    let (mut mara, mut sten) = (firm.browser(Role::SalesManager, "M").await, firm.browser(Role::Kam, "S1").await);
    for way in &ways {
        assert_eq!([mara.get(way).await.status, sten.get(way).await.status], [200, 200]);
    }
    assert_eq!(firm.count(read).await, 0, "both were in the room");
    firm.import("staff.csv", "reference,name,title,manager,hired\nS1,Sten Aas,seller,N,2020-01-01\n")
        .await;
    firm.at("2026-03-03T09:00:00Z");
    let mut nils = firm.browser(Role::SalesManager, "N").await;
    for (way, before) in ways.iter().zip(0..) {
        assert_eq!(nils.get(way).await.status, 200);
        assert_eq!(firm.count(read).await, before + 1, "{way}");
    }
}

#[tokio::test]
async fn r_coa_1_hours_of_two_coaches_count_together_on_the_page_of_a_session() {
    let firm = open().await;
    firm.log("M", "S1", deal("2026-03-01", 270, Stage::Close)).await;
    firm.import("staff.csv", "reference,name,title,manager,hired\nS1,Sten Aas,seller,N,2020-01-01\n")
        .await;
    firm.at("2026-03-04T09:00:00Z");
    let new = firm.log("N", "S1", skill("2026-03-04", 60, Skill::Tailor)).await;
    let mut nils = firm.browser(Role::SalesManager, "N").await;
    let page = nils.page(&format!("/coaching/sessions/{new}")).await;
    assert!(
        page.contains("5.5") && page.contains("5 "),
        "4.5 of Mara and 1 of Nils, 5 count: {page}"
    );
}

#[tokio::test]
async fn a_second_coach_reads_the_session_and_a_linked_expert_reads_nothing() {
    let firm = open().await;
    let (mara, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let around = Logging {
        co_coach: Some(firm.id("G").await),
        ..Logging::default()
    };
    let said = skill("2026-02-10", 30, Skill::Teach);
    let session = firm.act(async |tx| acts::log(tx, &mara, sten, said, around).await).await.unwrap();
    firm.act(async |tx| acts::link(tx, &mara, sten, "H", (Skill::Teach, "")).await)
        .await
        .unwrap();
    let path = format!("/coaching/sessions/{session}");
    let mut second = firm.browser(Role::ProgrammeLead, "G").await;
    assert_eq!(second.get(&path).await.status, 200);
    assert_eq!(
        second
            .post(&format!("{path}/outcome"), &[("version", "1"), ("outcome", "kept")])
            .await
            .status,
        404
    );
    assert_eq!(second.get(&format!("/coaching/people/{sten}")).await.status, 404);
    let mut expert = firm.browser(Role::HrPartner, "H").await;
    assert_eq!(expert.get(&path).await.status, 404);
}

#[tokio::test]
async fn r_xc_6_sums_of_a_firm_in_which_three_were_coached_are_not_told() {
    let firm = open().await;
    for coachee in &MARAS[..3] {
        firm.log("M", coachee, skill("2025-11-20", 37, Skill::Teach)).await;
    }
    let mut director = firm.browser(Role::KaDirector, "D").await;
    let page = director.page("/coaching/programme").await;
    assert!(!page.contains("111"), "three people's minutes: {page}");
    let home = director.page("/").await;
    assert!(!home.contains("Coaching in") && !home.contains("111"), "{home}");
}

#[tokio::test]
async fn sums_hide_the_teams_in_which_somebody_could_be_told_apart() {
    let firm = open().await;
    for (coach, coachees) in [("M", &MARAS[..]), ("N", &NILSS), ("O", &OLOFS)] {
        for coachee in coachees {
            firm.log(coach, coachee, skill("2025-11-20", 37, Skill::Teach)).await;
        }
    }
    let mut director = firm.browser(Role::KaDirector, "D").await;
    let home = director.page("/").await;
    let all = 37 * (MARAS.len() + NILSS.len() + OLOFS.len());
    assert!(home.contains("Coaching in Q4 2025") && home.contains(&all.to_string()), "{home}");
    let page = director.page("/coaching/programme").await;
    let row = |name: &str| {
        page.lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_else(|| panic!("{name} in {page}"))
    };
    assert!(
        !page.contains("Dora Director |"),
        "who signs in as a director leads people and coaches none: {page}"
    );
    // Nils's four are too few; the whole less the two others would show them, so the smaller of those is hidden with them.
    for hidden in ["Lena Quist", "Nils Ek", "Olof Rask"] {
        assert!(row(hidden).ends_with("| unknown") && !row(hidden).contains("148"), "{page}");
    }
    assert_eq!(
        page.matches("Unknown: fewer than 5 people, or showing it would reveal a smaller group.")
            .count(),
        1,
        "why is said once: {page}"
    );
    assert!(row("Mara Vos, 7").contains("259") && row("All").contains("592"), "{page}");
}

#[tokio::test]
async fn coach_and_coachee_are_told_that_they_were_asked_and_answered_and_no_word_of_it() {
    let firm = open().await;
    let (mut coach, mut coachee) = (firm.browser(Role::SalesManager, "M").await, firm.browser(Role::Kam, "S1").await);
    let own = firm.viewer(Role::Kam, "S1").await;
    let asked = Asked {
        about: About::Involvement,
        resource: None,
        words: "secret request".to_owned(),
    };
    let id = firm.act(async |tx| acts::ask(tx, &own, asked).await).await.unwrap();
    let told = coach.page("/notifications").await;
    assert!(told.contains("asks you for something") && !told.contains("secret"), "{told}");
    let mara = firm.viewer(Role::SalesManager, "M").await;
    let answer = (Some(Reply::Declined), "secret answer");
    firm.act(async |tx| acts::answer(tx, &mara, id, 1, answer).await).await.unwrap();
    let told = coachee.page("/notifications").await;
    assert!(told.contains("answered what you asked") && !told.contains("secret"), "{told}");
    let found = coachee.get("/api/v1/search?q=secret").await.body;
    assert_eq!(found, r#"{"groups":[]}"#, "what was said is never searched");
}
