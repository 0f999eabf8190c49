//! Home shows each role what waits for it.

use platform::access::Role;
use platform::testing::TestProgramme;

#[tokio::test]
async fn an_empty_firm_tells_its_analyst_to_import_facts_first() {
    let programme = TestProgramme::new(crate::book()).await;
    let mut analyst = programme.sign_in("analyst", &[Role::CompAnalyst], None).await;
    let home = analyst.get("/").await;
    assert_eq!(home.status, 200);
    assert!(
        home.body.contains("waits for you") || home.body.contains("wait for you"),
        "{}",
        home.body
    );
    assert!(home.body.contains("href=\"/incentives/plans\""), "{}", home.body);
}

#[tokio::test]
async fn somebody_without_a_role_learns_why_home_is_empty() {
    let programme = TestProgramme::new(crate::book()).await;
    let mut nobody = programme.sign_in("nobody", &[], None).await;
    let home = nobody.get("/").await;
    assert_eq!(home.status, 200);
    assert!(home.body.contains("An administrator gives you a role"), "{}", home.body);
}
