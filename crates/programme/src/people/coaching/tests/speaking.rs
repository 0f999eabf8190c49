//! Pages speak to whoever reads them: the coachee of the coach, the coach of the coachee, the manager of both.

use super::firm::{Firm, skill};
use crate::foundation::accounts::tests::outline;
use crate::people::coaching::acts;
use crate::people::coaching::rules::session::Skill;
use platform::access::Role;
use platform::testing::TestProgramme;

async fn open() -> Firm {
    Firm::open(TestProgramme::new(crate::book()).await).await
}

/// The headings of a session's page that say whose words stand there.
fn heads(page: &str) -> Vec<&str> {
    let said =
        |line: &&str| line.starts_with("With ") || line.starts_with("What ") || line.starts_with("Sten ") || line.starts_with("You ");
    page.lines().filter(said).collect()
}

#[tokio::test]
async fn a_session_says_to_its_coachee_with_whom_it_was_and_what_the_coach_saw() {
    let firm = open().await;
    let id = firm.log("M", "S1", skill("2026-02-24", 30, Skill::Teach)).await;
    let page = format!("/coaching/sessions/{id}");
    let (mut sten, mut mara) = (firm.browser(Role::Kam, "S1").await, firm.browser(Role::SalesManager, "M").await);
    let (theirs, ours) = (sten.page(&page).await, mara.page(&page).await);
    assert!(heads(&theirs).iter().any(|head| head.starts_with("With Mara Vos")), "{theirs}");
    assert!(theirs.contains("What Mara saw") && !theirs.contains("What you saw"), "{theirs}");
    assert!(theirs.contains("You set out to"), "{theirs}");
    assert!(ours.contains("What you saw") && ours.contains("Sten sets out to"), "{ours}");
}

#[tokio::test]
async fn what_became_of_a_commitment_comes_before_wording_it_anew() {
    let firm = open().await;
    let id = firm.log("M", "S1", skill("2026-02-24", 30, Skill::Teach)).await;
    let page = format!("/coaching/sessions/{id}");
    let mut sten = firm.browser(Role::Kam, "S1").await;
    let first = sten.get(&page).await.body;
    assert!(
        first.contains("btn pri") && !first.contains("Put it in your own words"),
        "{}",
        outline(&first)
    );
    let viewer = firm.viewer(Role::Kam, "S1").await;
    firm.act(async |tx| acts::word(tx, &viewer, id, 1, "I will call on Friday").await)
        .await
        .unwrap();
    let worded = sten.get(&page).await.body;
    let (became, anew) = (worded.find("What became of it?"), worded.find("Put it in your own words"));
    assert!(became.is_some() && became < anew, "{}", outline(&worded));
    assert!(
        !worded.contains("btn pri"),
        "to say what became of it is no weaker than to word it anew"
    );
}
