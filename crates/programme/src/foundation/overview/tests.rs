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

#[tokio::test]
async fn a_job_that_failed_stands_at_home_for_a_week() {
    let programme = TestProgramme::new(crate::book()).await;
    let mut admin = programme.sign_in("admin", &[Role::Administrator], None).await;
    let mut other = programme.sign_in("other", &[Role::Kam], None).await;
    let files = vec![("orders.csv".to_owned(), vec![b'x'; 9 << 20])];
    let operator = programme.operator();
    crate::foundation::facts::background::prepare(&programme.app, &operator, files, Default::default())
        .await
        .unwrap();
    // Its files are gone, so it fails, at once or after its last attempt.
    std::fs::remove_dir_all(crate::foundation::facts::folder(&programme.app.config)).unwrap();
    while platform::jobs::run_next(&programme.app).await.unwrap() {
        programme.clock.advance(10 * 60);
    }
    let home = admin.get("/").await.body;
    assert!(home.contains("1 job failed in the last week."), "{home}");
    assert!(
        !other.get("/").await.body.contains("failed in the last week"),
        "another's job is none of theirs"
    );
    programme.clock.advance(8 * 24 * 60 * 60);
    let mut admin = programme.sign_in("admin2", &[Role::Administrator], None).await;
    assert!(!admin.get("/").await.body.contains("failed in the last week"));
}
