//! Who sees which alert, where, and in which order.

use super::{STUFFY, WARM, evaluate, measure, offices};
use crate::foundation::accounts::tests::{outline, person_id};
use platform::access::Role;
use platform::testing::{Browser, PASSWORD, TestProgramme, on_both};
use vocabulary::Instant;

const PLACES: [&str; 3] = ["/alerts", "/api/v1/alerts", "/"];

pub(super) async fn person(programme: &TestProgramme, login: &str, role: Role, reference: &str) -> Browser {
    let person = person_id(programme, reference).await;
    programme.sign_in(login, &[role], Some(person)).await
}

#[tokio::test]
async fn r_xc_3_owner_and_informed_see_an_alert_and_nobody_else_does() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@1234.56")]).await;
        let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
        evaluate(&programme, &[WARM]).await;
        let mut mia = person(&programme, "mia", Role::SalesManager, "P-2").await;
        let words = "sits at 30 degrees, says Kai Keller";
        for place in PLACES {
            let seen = mia.get(place).await;
            assert!(seen.body.contains(words), "{place} for the owner: {}", seen.body);
        }
        for place in &PLACES[..2] {
            let seen = dana.get(place).await;
            assert!(seen.body.contains(words), "{place} for the informed: {}", seen.body);
        }
        let home = dana.get("/").await.body;
        assert!(home.contains("You are informed of one alert") && !home.contains(words), "{home}");
        let others = [
            ("max", vec![Role::SalesManager], Some("P-3")),
            ("kai", vec![Role::Kam], Some("P-4")),
            ("kim", vec![Role::Kam, Role::HrPartner, Role::Administrator], Some("P-5")),
            ("everything", Role::ALL.to_vec(), None),
        ];
        for (login, roles, reference) in others {
            let person = match reference {
                Some(reference) => Some(person_id(&programme, reference).await),
                None => None,
            };
            let mut other = programme.sign_in(login, &roles, person).await;
            for place in PLACES {
                let seen = other.get(place).await;
                let silent = !seen.body.contains("degrees") && !seen.body.contains("informed of");
                assert!(seen.status == 200 && silent, "{place} for {login}: {}", seen.body);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_reach_beyond_ones_own_opens_an_alert() {
    let book = crate::book();
    for role in Role::ALL {
        let reach = book.access.reach(role, super::super::SEE);
        assert_eq!(reach, Some(platform::access::Reach::Own), "{}", role.name());
    }
    let programme = TestProgramme::new(book).await;
    offices(&programme).await;
    measure(&programme, [("P-4", "30@500")]).await;
    evaluate(&programme, &[WARM]).await;
    let scope = programme.operator().may(super::super::SEE).unwrap();
    let listed = super::store::list_open(&mut programme.read().await, &scope).await.unwrap();
    assert!(listed.is_empty(), "a scope that names nobody finds nothing");
}

#[tokio::test]
async fn the_owner_reads_what_to_do_by_when_and_what_is_at_stake() {
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    measure(&programme, [("P-4", "30@1234.56"), ("P-5", "40@900")]).await;
    let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
    evaluate(&programme, &[WARM, STUFFY]).await;
    measure(&programme, [("P-5", "20@900")]).await;
    programme.clock.set(Instant::parse_rfc3339("2026-03-06T09:00:00Z").unwrap());
    evaluate(&programme, &[WARM, STUFFY]).await;
    // Her session ended in the meantime.
    dana.sign_in("dana", PASSWORD).await;
    let page = dana.get("/alerts").await;
    assert_eq!(page.body.matches("btn pri").count(), 1, "{}", page.body);
    insta::assert_snapshot!(outline(&page.body), @r"
    One alert is yours
    Each has one owner and closes by itself when its condition ends.
    Yours to settle
    Largest money × age first, then the oldest.What happenedAt stakeAgeDueOwnerOne actionAct
    Kai Keller sits at 30 degrees, says Kai Keller–none4 dlate, 4 MarDD Open a window
    You are informed
    Others own these. You see them because of your role or because the person reports to you.
    About | What happened | At stake | Age | Due | Owner
    Kai Keller | sits at 30 degrees, says Kai Keller | 1,235 EUR | 4 d | late, 4 Mar | Mia Manager
    CSV XLSX
    Closed in the last 30 days
    Their conditions ended; nobody closed them by hand.
    About | What happened | At stake | Closed | Owner
    Kim Krause | sits at 40 degrees, says Kim Krause | –none | 6 Mar | Dana Director
    Kim Krause | sits at 40 degrees, says Kim Krause | 900 EUR | 6 Mar | Mia Manager
    CSV XLSX
    ");
    let kai = person_id(&programme, "P-4").await;
    assert!(
        page.body.contains(&format!("href=\"/figures/incentives.earned/{kai}\"")),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn whoever_may_not_read_the_figure_gets_the_stake_without_a_link() {
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    measure(&programme, [("P-4", "30@1234.56")]).await;
    evaluate(&programme, &[WARM]).await;
    let mut mia = person(&programme, "mia", Role::ProgrammeLead, "P-2").await;
    let page = mia.get("/alerts").await.body;
    assert!(page.contains("1,235") && !page.contains("/figures/incentives."), "{page}");
}

#[tokio::test]
async fn r_xc_3_home_shows_at_most_five_alerts_and_says_how_many_wait() {
    const PRICED: super::Kind = super::Kind {
        stake: Some("incentives.earned"),
        ..STUFFY
    };
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    let all = [
        ("P-1", "31@1"),
        ("P-2", "32@2"),
        ("P-3", "33@3"),
        ("P-4", "34@4"),
        ("P-5", "35@5"),
        ("P-6", "36@6"),
    ];
    measure(&programme, all).await;
    let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
    evaluate(&programme, &[PRICED]).await;
    let home = dana.get("/").await;
    assert!(home.body.contains("6 things wait for you"), "{}", home.body);
    assert!(home.body.contains("One more waits"), "{}", home.body);
    let places: Vec<Option<usize>> = (31..=36)
        .rev()
        .map(|degrees| home.body.find(&format!("sits at {degrees}")))
        .collect();
    assert!(
        places[..5].is_sorted() && places[0].is_some(),
        "the largest stake first: {places:?}"
    );
    assert_eq!(places[5], None, "the smallest stake waits behind the link");
    assert_eq!(home.body.matches("btn pri").count(), 1, "one primary button a page");
    measure(&programme, [("P-6", "20@6")]).await;
    evaluate(&programme, &[PRICED]).await;
    let home = dana.get("/").await.body;
    assert!(
        home.contains("sits at 31") && home.contains("All alerts") && !home.contains("more wait"),
        "{home}"
    );
}

#[tokio::test]
async fn who_owns_nothing_reads_what_belongs_there() {
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    let mut kai = person(&programme, "kai", Role::Kam, "P-4").await;
    insta::assert_snapshot!(outline(&kai.get("/alerts").await.body), @r"
    No alert is yours
    Each has one owner and closes by itself when its condition ends.
    What you should settle, with its date and one act. No condition that you own holds now. An alert comes here by itself. See what is computed
    ");
    insta::assert_snapshot!(kai.get("/api/v1/alerts").await.body, @r#"{"owned":[],"informed":[],"closed":[]}"#);
}
