//! Who sees which accounts: on the page, in the file, in the API, and by id.

use super::{account_id, cast, outline, person_id};
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};

/// The references that a list, its file and the API show; all three must agree.
async fn seen(browser: &mut Browser) -> Vec<String> {
    let file = browser.get("/accounts.csv?sort=reference").await;
    assert_eq!((file.status, file.kind.as_str()), (200, "text/csv; charset=utf-8"));
    let of_file: Vec<String> = file
        .body
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .map(str::to_owned)
        .collect();
    let page = browser.get("/accounts?sort=reference").await;
    assert_eq!(page.status, 200);
    let rows = outline(&page.body);
    let of_page: Vec<String> = rows
        .lines()
        .filter_map(|line| line.split(" | ").nth(1))
        .filter(|cell| cell.contains('-'))
        .map(str::to_owned)
        .collect();
    assert_eq!(of_page, of_file);
    let answer: serde_json::Value = serde_json::from_str(&browser.get("/api/v1/accounts").await.body).unwrap();
    let of_api: Vec<String> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["reference"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(of_api, of_file);
    of_file
}

async fn as_person(programme: &TestProgramme, role: Role, reference: &str) -> Browser {
    let person = person_id(programme, reference).await;
    programme
        .sign_in(&format!("{}-{reference}", role.name()), &[role], Some(person))
        .await
}

#[tokio::test]
async fn everybody_sees_the_accounts_of_their_reach_and_no_other() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let cases = [
            (Role::Kam, "P-4", vec!["A-1", "C-1"]),
            (Role::Kam, "P-6", vec!["C-2"]),
            (Role::TeamMember, "P-5", vec!["A-1", "B-1"]),
            (Role::SalesManager, "P-2", vec!["A-1", "B-1", "C-1"]),
            (Role::SalesManager, "P-3", vec!["C-2"]),
            (Role::SecondLineManager, "P-1", vec!["A-1", "B-1", "C-1", "C-2"]),
            (Role::SalesManager, "P-1", vec![]),
            (Role::KaDirector, "P-1", vec!["A-1", "A-2", "B-1", "C-1", "C-2"]),
        ];
        for (role, reference, expected) in cases {
            let mut browser = as_person(&programme, role, reference).await;
            assert_eq!(seen(&mut browser).await, expected, "{} {reference}", role.name());
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_of_somebody_else_answers_like_one_that_does_not_exist() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut kurt = as_person(&programme, Role::Kam, "P-6").await;
        let foreign = account_id(&programme, "B-1").await.to_string();
        let nothing = "00000000-0000-0000-0000-00000000ffff".to_owned();
        for prefix in ["/accounts/", "/api/v1/accounts/"] {
            let mut answers = Vec::new();
            for id in [&foreign, &nothing, &"no-id".to_owned(), &"%00".to_owned()] {
                let answer = kurt.get(&format!("{prefix}{id}")).await;
                // The address of the page itself stands in the theme form; everything else is the same.
                answers.push((answer.status, answer.kind, answer.body.replace(id.as_str(), "ID")));
            }
            assert_eq!(answers[0].0, 404);
            assert_eq!(answers[0], answers[1]);
            assert_eq!((answers[2].0, answers[3].0), (404, 404));
        }
        let own = account_id(&programme, "C-2").await;
        assert_eq!(kurt.get(&format!("/accounts/{own}")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_change_accounts_finds_no_way_to() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let own = account_id(&programme, "C-2").await;
        let mut kurt = as_person(&programme, Role::Kam, "P-6").await;
        let page = kurt.get(&format!("/accounts/{own}")).await;
        assert!(!page.body.contains("/edit"));
        let form = [("csrf", page.csrf()), ("name", "Mine".to_owned()), ("version", "1".to_owned())];
        assert_eq!(kurt.post(&format!("/accounts/{own}"), &form).await.status, 403);
        assert_eq!(kurt.get("/accounts/new").await.status, 403);
        assert_eq!(kurt.post("/accounts", &form).await.status, 403);
        let mut stranger = programme.stranger();
        assert_eq!(stranger.get("/accounts").await.location, "/sign-in?next=%2Faccounts");
        assert_eq!(stranger.get("/api/v1/accounts").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn a_parent_out_of_reach_is_not_named() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut tx = programme.write().await;
        let rows = super::placed([super::account_row("C-2", "=100% Bio_Markt", "A-2", "", "")]);
        super::super::acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        let id = account_id(&programme, "C-2").await;
        let mut kurt = as_person(&programme, Role::Kam, "P-6").await;
        for address in [
            format!("/accounts/{id}"),
            "/accounts.csv".to_owned(),
            format!("/api/v1/accounts/{id}"),
        ] {
            let answer = kurt.get(&address).await;
            assert_eq!(answer.status, 200);
            assert!(!answer.body.contains("Nordwind") && !answer.body.contains("A-2"), "{address}");
        }
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        let page = director.get(&format!("/accounts/{id}")).await.body;
        assert!(page.contains("Nordwind Ost") && page.contains("Nordwind Logistik"));
    })
    .await;
}
