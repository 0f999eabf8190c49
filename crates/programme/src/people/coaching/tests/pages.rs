//! Coaching as people meet it on pages: the week, the thumb's form, the record, programmes, the calendar.

use super::firm::{Desk, Firm, NILSS, deal, form, skill};
use crate::foundation::accounts::tests::{day, outline};
use crate::people::coaching::acts::{self, SaidAppointment};
use crate::people::coaching::rules::session::{SaidSession, Skill, Stage};
use platform::access::Role;
use platform::database::Query;
use platform::testing::TestProgramme;
use vocabulary::CoachingSessionId;

async fn open() -> Firm {
    Firm::open(TestProgramme::new(crate::book()).await).await
}

async fn ranked() -> Firm {
    Firm::ranked(TestProgramme::new(crate::book()).await).await
}

/// The line of a page that holds some words.
#[track_caller]
fn line<'a>(page: &'a str, words: &str) -> &'a str {
    page.lines()
        .find(|line| line.contains(words))
        .unwrap_or_else(|| panic!("nothing says {words:?} in\n{page}"))
}

#[tokio::test]
async fn r_coa_1_session_and_form_say_that_more_hours_give_no_further_credit() {
    let firm = open().await;
    let id = firm.log("M", "S1", deal("2026-02-10", 360, Stage::Close)).await;
    let five = firm.log("M", "S2", deal("2026-02-10", 300, Stage::Close)).await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let page = mara.page(&format!("/coaching/sessions/{id}")).await;
    let said = line(&page, "no further credit");
    assert!(said.contains("6 h in February 2026, of which 5 h count"), "{said}");
    let page = mara.page(&format!("/coaching/sessions/{five}")).await;
    assert!(!page.contains("no further credit"), "five hours are not above five");
    // The form of the month that runs says it before anybody fills it.
    let new = format!("/coaching/sessions/new?coachee={}", firm.id("S1").await);
    assert!(!mara.page(&new).await.contains("no further credit"), "March has just begun");
    firm.log("M", "S1", deal("2026-03-02", 300, Stage::Close)).await;
    let page = mara.page(&new).await;
    assert!(line(&page, "no further credit").contains("Sten has had 5 h this month"), "{page}");
}

#[tokio::test]
async fn r_coa_2_the_week_shows_the_under_coached_of_the_core_alone() {
    let firm = ranked().await;
    // Core: Ida 2 h 59 min, Tove 3 h, the others none. The star and the low performer none.
    firm.log("M", "S2", deal("2026-02-10", 179, Stage::Close)).await;
    firm.log("M", "S3", deal("2026-02-10", 180, Stage::Close)).await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let page = mara.page("/coaching").await;
    assert_eq!(page.matches("under-coached").count(), 4, "Ida, Arne, Britt and Carl: {page}");
    let order: Vec<usize> = ["Arne Falk", "Britt Gran", "Carl Holm", "Ida Berg"]
        .map(|name| page.find(name).unwrap())
        .to_vec();
    assert!(
        order.is_sorted() || order[3] > order[..3].iter().copied().max().unwrap(),
        "who lacks most comes first"
    );
    for (name, segment) in [("Sten Aas", "star, asked for nothing"), ("Disa Lund", "low, asked for nothing")] {
        assert!(page.contains(&format!("{name} {segment}")), "{name} is told apart: {page}");
    }
}

#[tokio::test]
async fn r_coa_9_the_page_refuses_a_fourth_area_and_proposes_from_trends() {
    let firm = open().await;
    let missed = firm.log("M", "S1", skill("2026-02-10", 30, Skill::TakeControl)).await;
    let mara = firm.viewer(Role::SalesManager, "M").await;
    let not_kept = crate::people::coaching::rules::session::Outcome::NotKept;
    firm.act(async |tx| acts::review(tx, &mara, missed, 1, not_kept).await)
        .await
        .unwrap();
    let mut desk = firm.browser(Role::SalesManager, "M").await;
    let path = format!("/coaching/people/{}/plan", firm.id("S1").await);
    let proposed = desk.get(&path).await.body;
    assert!(
        proposed.contains("1 of 1 commitments in it were not kept"),
        "{}",
        outline(&proposed)
    );
    let four = [
        ("skill-1", "teach"),
        ("skill-2", "tailor"),
        ("skill-3", "take_control"),
        ("skill-4", "relationship"),
    ];
    let seen = desk.post(&path, &four).await;
    assert_eq!(seen.status, 422);
    assert!(
        seen.body.contains("That is 4 areas; a plan has at most 3"),
        "{}",
        outline(&seen.body)
    );
    let seen = desk.post(&path, &four[..3]).await;
    assert_eq!(seen.status, 303, "{}", seen.body);
    let page = desk.page(&seen.location).await;
    assert!(
        page.contains("nobody has assessed this skill"),
        "an unknown baseline says why: {page}"
    );
}

#[tokio::test]
async fn r_coa_11_the_form_of_the_next_session_opens_with_the_review_of_the_last_commitment() {
    let firm = open().await;
    let words = SaidSession {
        commitment: "I will ask Nordkraft for the date".to_owned(),
        ..skill("2026-02-10", 30, Skill::Teach)
    };
    let id = firm.log("M", "S1", words).await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let coachee = firm.id("S1").await.to_string();
    let new = format!("/coaching/sessions/new?coachee={coachee}");
    let page = mara.page(&new).await;
    let (said, asked, first) = (
        page.find("I will ask Nordkraft").unwrap(),
        page.find("What became of it?").unwrap(),
        page.find("About").unwrap(),
    );
    assert!(said < asked && asked < first, "the review comes first: {page}");
    assert!(
        line(&page, "I will ask Nordkraft").contains("open 6 days") || page.contains("open 6 days"),
        "due 24 February: {page}"
    );
    let seen = mara.post("/coaching/sessions", &form(&coachee, &[("outcome", "kept")])).await;
    assert_eq!(seen.status, 303, "{}", outline(&seen.body));
    let page = mara.page(&format!("/coaching/sessions/{id}")).await;
    assert!(page.contains("kept, confirmed by Mara Vos"), "{page}");
    // What the coachee says alone is assumed.
    let mut sten = firm.browser(Role::Kam, "S1").await;
    let next = seen.location;
    let done = sten
        .post(&format!("{next}/outcome"), &[("version", "1"), ("outcome", "kept")])
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(sten.page(&next).await.contains("reported as kept"));
    assert!(!mara.page(&new).await.contains("What became of it?"), "nothing waits any more");
}

#[tokio::test]
async fn r_coa_12_and_r_coa_16_what_is_late_is_shown_and_so_is_where_the_coach_stepped_in() {
    let firm = open().await;
    // Thursday, 5 March 2026.
    firm.at("2026-03-05T09:00:00Z");
    let (mut sten, mut mara) = (firm.browser(Role::Kam, "S1").await, firm.browser(Role::SalesManager, "M").await);
    for (about, words) in [("access", "An hour with pricing"), ("involvement", "Come to Malmö.")] {
        let seen = sten.post("/coaching/requests", &[("about", about), ("words", words)]).await;
        assert_eq!(seen.status, 303, "{}", outline(&seen.body));
    }
    let week = mara.page("/coaching").await;
    assert!(line(&week, "Come to Malmö").contains("“Come to Malmö.” Answer by"), "{week}");
    let home = mara.page("/").await;
    let step = line(&home, "Come to Malmö");
    assert!(
        step.contains("You were asked: “Come to Malmö.” Answer by"),
        "it waits at home, its full stop once: {step}"
    );
    let record = format!("/coaching/people/{}", firm.id("S1").await);
    for (instant, late) in [
        ("2026-03-09T22:00:00Z", 0),
        ("2026-03-10T09:00:00Z", 1),
        ("2026-03-12T09:00:00Z", 1),
        ("2026-03-13T09:00:00Z", 2),
    ] {
        firm.at(instant);
        let page = firm.browser(Role::SalesManager, "M").await.page(&record).await;
        assert_eq!(page.matches("no answer yet, was due").count(), late, "{instant}: {page}");
    }
    let (mut sten, mut mara) = (firm.browser(Role::Kam, "S1").await, firm.browser(Role::SalesManager, "M").await);
    let stepped = mara
        .post(&format!("{record}/interventions"), &[("words", "Called the customer myself")])
        .await;
    assert_eq!(stepped.status, 303, "{}", outline(&stepped.body));
    for desk in [&mut mara, &mut sten] {
        let page = desk.page(&record).await;
        assert!(
            page.contains("The coach stepped in unasked once") && page.contains("Called the customer myself"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn r_coa_13_where_no_level_is_known_nothing_is_suggested() {
    let firm = ranked().await;
    firm.log("M", "S2", skill("2026-02-10", 60, Skill::Teach)).await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let page = mara.page("/coaching").await;
    assert!(!page.contains("Link an expert") && !page.contains("to an expert"), "{page}");
}

async fn plan_without_progress(firm: &Firm, desk: &mut Desk, coachee: &str) {
    let seen = desk
        .post(
            &format!("/coaching/people/{}/plan", firm.id(coachee).await),
            &[("skill-1", "teach")],
        )
        .await;
    assert_eq!(seen.status, 303, "{}", outline(&seen.body));
    let closed = desk
        .post(&format!("{}/closing", seen.location), &[("version", "1"), ("progress-1", "none")])
        .await;
    assert_eq!(closed.status, 303, "{}", outline(&closed.body));
}

#[tokio::test]
async fn r_coa_14_two_plans_without_progress_suggest_a_role_conversation_until_it_was_held() {
    let firm = ranked().await;
    let suggested = "hold a role conversation rather than adding hours";
    for (n, day) in [(1, "2026-03-03"), (2, "2026-03-04")] {
        firm.at(&format!("{day}T09:00:00Z"));
        let mut mara = firm.browser(Role::SalesManager, "M").await;
        // The low performer, and somebody of the core to whom the rule does not apply.
        plan_without_progress(&firm, &mut mara, "S7").await;
        plan_without_progress(&firm, &mut mara, "S4").await;
        let page = mara.page("/coaching").await;
        assert_eq!(page.matches(suggested).count(), usize::from(n == 2), "after {n}: {page}");
    }
    firm.at("2026-03-05T09:00:00Z");
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let page = mara.page("/coaching").await;
    assert!(line(&page, suggested).contains("Disa Lund"), "{page}");
    let talk = format!("/coaching/people/{}/talks", firm.id("S7").await);
    assert_eq!(mara.post(&talk, &[("words", "A role in service suits her")]).await.status, 303);
    assert!(!mara.page("/coaching").await.contains(suggested), "it was held");
}

#[tokio::test]
async fn r_coa_15_a_small_group_is_not_told_apart() {
    let firm = ranked().await;
    firm.log("N", "T1", deal("2026-02-10", 60, Stage::Close)).await;
    let mut nils = firm.browser(Role::SalesManager, "N").await;
    let page = nils.page("/coaching").await;
    for word in ["Star,", "Core,", "Low,", "star, asked", "under-coached"] {
        assert!(!page.contains(word), "{word} in {page}");
    }
    assert!(page.contains("fewer than five known results"), "{page}");
}

#[tokio::test]
async fn r_xc_1_the_form_says_how_long_it_usually_takes() {
    let firm = open().await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let coachee = firm.id("S1").await.to_string();
    let new = format!("/coaching/sessions/new?coachee={coachee}");
    for seconds in [30, 50, 200] {
        let page = mara.get(&new).await.body;
        let opened = page
            .split("name=\"opened\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        firm.programme.clock.advance(seconds);
        let seen = mara.post("/coaching/sessions", &form(&coachee, &[("opened", &opened)])).await;
        assert_eq!(seen.status, 303, "{}", outline(&seen.body));
    }
    assert!(
        mara.page(&new).await.contains("Usually takes you 50 s"),
        "the median of 30, 50 and 200"
    );
    for forged in [
        "",
        "nonsense",
        "99999999999999999999",
        "-9223372036854775808",
        "9223372036854775807",
    ] {
        let seen = mara.post("/coaching/sessions", &form(&coachee, &[("opened", forged)])).await;
        assert_eq!(seen.status, 303, "opened = {forged}: {}", outline(&seen.body));
    }
    assert!(mara.page(&new).await.contains("Usually takes you 50 s"));
}

#[tokio::test]
async fn r_xc_2_the_minutes_come_from_the_calendar() {
    let firm = open().await;
    let (viewer, sten) = (firm.viewer(Role::SalesManager, "M").await, firm.id("S1").await);
    let said = SaidAppointment {
        day: day("2026-03-02"),
        starts: "14:00".to_owned(),
        minutes: 75,
        topic: "Nordkraft".to_owned(),
        skill: Some(Skill::Tailor),
        questions: String::new(),
    };
    let appointment = firm.act(async |tx| acts::arrange(tx, &viewer, sten, said).await).await.unwrap();
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let seen = mara.get(&format!("/coaching/sessions/new?coachee={sten}")).await.body;
    assert!(
        seen.contains("value=\"75\"") && outline(&seen).contains("75 min from the calendar"),
        "{}",
        outline(&seen)
    );
    let coachee = sten.to_string();
    let (id, changed) = (appointment.to_string(), [("minutes", "75")]);
    let mut said = form(&coachee, &changed);
    said.push(("appointment", &id));
    let logged = mara.post("/coaching/sessions", &said).await;
    assert_eq!(logged.status, 303, "{}", outline(&logged.body));
    let page = mara.get(&format!("/coaching/appointments/{appointment}")).await.body;
    assert!(
        page.contains(&logged.location),
        "the appointment leads to the session that it became"
    );
}

#[tokio::test]
async fn an_older_form_is_shown_with_both_versions_and_overwrites_nothing() {
    let firm = open().await;
    let id = firm.log("M", "S1", skill("2026-02-10", 30, Skill::Teach)).await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let path = format!("/coaching/sessions/{id}");
    let coachee = firm.id("S1").await.to_string();
    let first = form(
        &coachee,
        &[("version", "1"), ("day", "2026-02-10"), ("instance", "What the first tab says")],
    );
    assert_eq!(mara.post(&path, &first).await.status, 303);
    let second = form(
        &coachee,
        &[("version", "1"), ("day", "2026-02-10"), ("instance", "What the second tab says")],
    );
    let seen = mara.post(&path, &second).await;
    assert_eq!(seen.status, 409);
    for words in ["What the first tab says", "What the second tab says"] {
        assert!(seen.body.contains(words), "{words} is not shown: {}", outline(&seen.body));
    }
    let page = mara.page(&path).await;
    assert!(page.contains("What the first tab says") && !page.contains("What the second tab says"));
}

#[tokio::test]
async fn the_forms_of_whoever_else_was_there_come_next_one_after_the_other() {
    let firm = open().await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let (s1, s2, s3) = (
        firm.id("S1").await.to_string(),
        firm.id("S2").await.to_string(),
        firm.id("S3").await.to_string(),
    );
    let foreign = format!("with-{}", firm.id("T1").await);
    let (with2, with3) = (format!("with-{s2}"), format!("with-{s3}"));
    let also = [
        (with2.as_str(), "yes"),
        (with3.as_str(), "yes"),
        (foreign.as_str(), "yes"),
        ("minutes", "50"),
        ("day", "2026-02-27"),
    ];
    let first = mara.post("/coaching/sessions", &form(&s1, &also)).await;
    assert_eq!(first.status, 303, "{}", outline(&first.body));
    let mut next = first.location;
    let mut coached = Vec::new();
    for _ in 0..2 {
        assert!(next.starts_with("/coaching/sessions/new?"), "{next}");
        let page = mara.get(&next).await.body;
        assert!(
            page.contains("value=\"50\"") && page.contains("value=\"2026-02-27\""),
            "{}",
            outline(&page)
        );
        let hidden = |name: &str| {
            let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let (coachee, meeting, others) = (hidden("coachee"), hidden("meeting"), hidden("others"));
        let said = form(
            &coachee,
            &[
                ("meeting", meeting.as_str()),
                ("others", others.as_str()),
                ("day", "2026-02-27"),
                ("minutes", "50"),
            ],
        );
        let seen = mara.post("/coaching/sessions", &said).await;
        assert_eq!(seen.status, 303, "{}", outline(&seen.body));
        next = seen.location;
        coached.push(coachee.clone());
    }
    coached.sort();
    let mut expected = vec![s2, s3];
    expected.sort();
    assert_eq!(coached, expected, "nobody of another team");
    assert!(
        CoachingSessionId::parse(next.rsplit('/').next().unwrap()).is_ok(),
        "then the session: {next}"
    );
    assert_eq!(
        firm.count("select count(*) from coaching_session where meeting is not null").await,
        2
    );
}

#[tokio::test]
async fn a_form_that_means_no_good_is_refused_or_shown_as_text() {
    let firm = open().await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let (sten, own) = (firm.id("S1").await.to_string(), firm.id("M").await.to_string());
    let long = "x".repeat(2_001);
    for (field, value) in [
        ("minutes", "0"),
        ("minutes", "601"),
        ("minutes", "forty"),
        ("minutes", "1.5"),
        ("minutes", "99999999999999999999"),
        ("day", "2026-03-03"),
        ("day", "2026-02-30"),
        ("kind", "chat"),
        ("instance", &long),
        ("how", &long),
        ("commitment", &long),
        ("commitment", " "),
        ("co_coach", "nobody"),
        ("co_coach", "S1"),
        ("co_coach", "M"),
    ] {
        let seen = mara.post("/coaching/sessions", &form(&sten, &[(field, value)])).await;
        assert_eq!(
            seen.status,
            422,
            "{field} = {}: {}",
            &value[..value.len().min(30)],
            outline(&seen.body)
        );
    }
    for coachee in [own.as_str(), "", "nobody", "00000000-0000-0000-0000-00000000dead"] {
        let seen = mara.post("/coaching/sessions", &form(coachee, &[])).await;
        assert_eq!(seen.status, 404, "coachee = {coachee}: {}", outline(&seen.body));
    }
    assert_eq!(firm.count("select count(*) from coaching_session").await, 0);
    let script = "</textarea><script>alert(1)</script>\u{202e}{name}";
    let seen = mara
        .post("/coaching/sessions", &form(&sten, &[("instance", script), ("commitment", script)]))
        .await;
    assert_eq!(seen.status, 303);
    for path in [
        seen.location.clone(),
        format!("{}/edit", seen.location),
        format!("/coaching/people/{sten}"),
    ] {
        let page = mara.get(&path).await;
        assert!(page.status == 200 && !page.body.contains("<script>alert"), "{path}");
    }
}

#[tokio::test]
async fn a_recurring_programme_counts_what_was_held_missed_and_excused() {
    let firm = open().await;
    let mut lead = firm.browser(Role::ProgrammeLead, "G").await;
    let nils = format!("coach-{}", firm.id("N").await);
    let said = [
        ("name", "Every fortnight"),
        ("weeks", "2"),
        ("from", "2026-02-02"),
        ("to", ""),
        (nils.as_str(), "yes"),
    ];
    let seen = lead.post("/coaching/programmes", &said).await;
    assert_eq!(seen.status, 303, "{}", outline(&seen.body));
    // Spans: 2 to 15 February, 16 February to 1 March, and the one that begins today.
    for (coachee, on) in [("T1", "2026-02-02"), ("T1", "2026-02-16"), ("T2", "2026-02-15")] {
        firm.log("N", coachee, skill(on, 30, Skill::Teach)).await;
    }
    let excused = [("person", "T3"), ("from", "2026-02-10"), ("to", "2026-02-12"), ("because", "Leave")];
    assert_eq!(lead.post("/coaching/excuses", &excused).await.status, 303);
    // Four people are too few for whoever may see sums alone.
    let page = lead.page("/coaching/programme").await;
    assert!(page.contains("Nils Ek | unknown |"), "{page}");
    let why = "Unknown: fewer than 5 people, so that nobody can be told apart.";
    assert_eq!(page.matches(why).count(), 1, "why is said once for all rows: {page}");
    // Held 3, missed 1 (Tessa1) + 1 (Tessa2) + 2 (Tessa3), excused 1; four still run. 3 ÷ (3 + 4) = 43 %.
    let mut above = firm.browser(Role::SecondLineManager, "D").await;
    let page = above.page("/coaching/programme").await;
    assert!(page.contains("Nils Ek | 2 | 11 | 3 | 4 | 1 | 43 %"), "{page}");
    // Whoever joins is enrolled by that: left out of the span they joined in, expected in the one that runs.
    firm.import("staff.csv", "reference,name,title,manager,hired\nT5,Tyra New,seller,N,2026-02-20\n")
        .await;
    let page = lead.page("/coaching/programme").await;
    assert!(page.contains("Nils Ek | 2 | 12 | 3 | 4 | 2 | 43 %"), "{page}");
    let mut lena = firm.browser(Role::SecondLineManager, "L").await;
    assert!(
        lena.page("/coaching/programme")
            .await
            .contains("Nils Ek | 2 | 12 | 3 | 4 | 2 | 43 %")
    );
    for wrong in [
        [("name", ""), ("weeks", "2"), ("from", "2026-02-02"), (nils.as_str(), "yes")],
        [("name", "x"), ("weeks", "0"), ("from", "2026-02-02"), (nils.as_str(), "yes")],
        [("name", "x"), ("weeks", "27"), ("from", "2026-02-02"), (nils.as_str(), "yes")],
        [("name", "x"), ("weeks", "2"), ("from", "soon"), (nils.as_str(), "yes")],
        [("name", "x"), ("weeks", "2"), ("from", "2026-02-02"), (nils.as_str(), "no")],
    ] {
        assert_eq!(lead.post("/coaching/programmes", &wrong).await.status, 422, "{wrong:?}");
    }
}

/// The lines of a feed, unfolded.
fn lines(feed: &str) -> Vec<String> {
    assert!(
        feed.ends_with("\r\n") && !feed.replace("\r\n", "").contains(['\r', '\n']),
        "lines end with CR LF"
    );
    assert!(
        feed.split("\r\n").all(|line| line.len() <= 75),
        "a line is longer than 75 octets: {feed}"
    );
    feed.replace("\r\n ", "").lines().map(str::to_owned).collect()
}

async fn arranged(firm: &Firm, coach: &str, coachee: &str, on: &str, starts: &str) {
    let (viewer, id) = (firm.viewer(Role::SalesManager, coach).await, firm.id(coachee).await);
    let said = SaidAppointment {
        day: day(on),
        starts: starts.to_owned(),
        minutes: 45,
        topic: "Secret topic".to_owned(),
        skill: Some(Skill::Teach),
        questions: "Secret question".to_owned(),
    };
    firm.act(async |tx| acts::arrange(tx, &viewer, id, said).await).await.unwrap();
}

async fn feed(desk: &mut Desk) -> String {
    let page = desk.post("/coaching/calendar", &[]).await;
    assert_eq!(page.status, 200, "{}", outline(&page.body));
    let after = page
        .body
        .split("/coaching/calendar/")
        .find(|rest| rest.split('<').next().unwrap().ends_with(".ics"))
        .unwrap();
    format!("/coaching/calendar/{}", after.split('<').next().unwrap())
}

#[tokio::test]
async fn the_calendar_says_who_and_when_and_not_what_about() {
    let firm = open().await;
    firm.import(
        "staff.csv",
        "reference,name,title,manager,hired\nS8,\"Åsa; Ö, Æ\\Lind\",seller,M,2020-01-01\n",
    )
    .await;
    arranged(&firm, "M", "S1", "2026-03-04", "14:00").await;
    arranged(&firm, "M", "S8", "2026-03-05", "23:30").await;
    arranged(&firm, "N", "T1", "2026-03-04", "09:00").await;
    let mut mara = firm.browser(Role::SalesManager, "M").await;
    let address = feed(&mut mara).await;
    let seen = firm.programme.stranger().get(&address).await;
    assert_eq!((seen.status, seen.kind.as_str()), (200, "text/calendar; charset=utf-8"));
    let all = lines(&seen.body);
    let has = |line: &str| all.iter().filter(|one| *one == line).count();
    assert_eq!(
        [
            has("BEGIN:VCALENDAR"),
            has("VERSION:2.0"),
            has("END:VCALENDAR"),
            has("BEGIN:VEVENT"),
            has("END:VEVENT")
        ],
        [1, 1, 1, 2, 2]
    );
    for line in [
        "DTSTART:20260304T140000",
        "DTEND:20260304T144500",
        "DTSTART:20260305T233000",
        "DTEND:20260306T001500",
        "SUMMARY:Coaching: Sten Aas",
        "SUMMARY:Coaching: Åsa\\; Ö\\, Æ\\\\Lind",
    ] {
        assert_eq!(has(line), 1, "{line} in {all:#?}");
    }
    for name in ["PRODID:", "UID:", "DTSTAMP:20260302T090000Z"] {
        assert!(all.iter().any(|line| line.starts_with(name)), "{name} in {all:#?}");
    }
    for secret in ["Secret", "Tessa", "Teach", "teach"] {
        assert!(!seen.body.contains(secret), "{secret} in {}", seen.body);
    }
    // The coachee's own says the same from the other side.
    let mut sten = firm.browser(Role::Kam, "S1").await;
    let own = feed(&mut sten).await;
    let seen = firm.programme.stranger().get(&own).await.body;
    assert!(seen.contains("SUMMARY:Coaching: Mara Vos") && !seen.contains("Secret") && seen.matches("BEGIN:VEVENT").count() == 1);
}

#[tokio::test]
async fn an_address_that_was_ended_or_replaced_or_whose_owner_left_or_was_closed_is_not_found() {
    let firm = open().await;
    arranged(&firm, "M", "S1", "2026-03-04", "14:00").await;
    let (mut mara, mut sten) = (firm.browser(Role::SalesManager, "M").await, firm.browser(Role::Kam, "S1").await);
    let mut stranger = firm.programme.stranger();
    let (first, own) = (feed(&mut mara).await, feed(&mut sten).await);
    let again = feed(&mut mara).await;
    assert_eq!(stranger.get(&first).await.status, 404, "a new address ends the one before");
    assert_eq!(stranger.get(&again).await.status, 200);
    assert_eq!(mara.post("/coaching/calendar/end", &[]).await.status, 303);
    assert_eq!(stranger.get(&again).await.status, 404);
    assert_eq!(stranger.get(&own).await.status, 200, "another's address still works");
    let third = feed(&mut mara).await;
    assert_eq!(stranger.get(&third).await.status, 200);
    let id = firm.id("M").await;
    let close = Query::new("update users_user set closed = 1 where").with("person = {}", &[&id]);
    firm.act(async |tx| tx.execute(&close).await).await.unwrap();
    assert_eq!(
        stranger.get(&third).await.status,
        404,
        "whose user was closed reads no calendar either"
    );
    firm.import(
        "staff.csv",
        "reference,name,title,manager,hired,left\nS1,Sten Aas,seller,M,2020-01-01,2026-03-02\n",
    )
    .await;
    assert_eq!(stranger.get(&own).await.status, 404, "whoever left has no calendar here");
    for token in ["", "none", ".ics", "%00", &"9".repeat(4_000)] {
        let seen = stranger.get(&format!("/coaching/calendar/{token}")).await;
        assert!(matches!(seen.status, 303 | 400 | 404), "{token}: {}", seen.status);
    }
}

#[tokio::test]
async fn a_coach_without_a_team_and_a_user_who_is_nobody_are_told_what_belongs_here() {
    let firm = open().await;
    let mut alone = firm.browser(Role::SalesManager, NILSS[0]).await;
    assert!(alone.page("/coaching").await.contains("Nobody reports to you today"));
    let browser = firm.programme.sign_in("nobody", &[Role::SalesManager], None).await;
    let mut nobody = Desk { browser };
    assert!(nobody.page("/coaching").await.contains("Your coaching belongs here"));
}
