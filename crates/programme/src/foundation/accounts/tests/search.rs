//! Accounts and contacts as they are searched for: by words, numbers and letters without accents, inside the viewer's scope.

use super::super::acts;
use super::{account_row, cast, person_id, placed};
use platform::access::Role;
use platform::testing::{Browser, on_both};

/// The names of the accounts that answer, in order.
async fn names(browser: &mut Browser, words: &str) -> Vec<String> {
    let words = platform::web::listing::encoded(words);
    let seen = browser.get(&format!("/api/v1/search?kind=accounts&q={words}")).await;
    let answer: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    let records = answer["groups"][0]["records"].as_array().cloned().unwrap_or_default();
    records.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_best_answer_stands_first_and_accents_do_not_matter() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let rows = placed([
            account_row("Z-1", "Zürich Versicherung", "", "", "CH"),
            account_row("Z-2", "Neu Zurich Handel", "", "", "CH"),
            account_row("Z-3", "Unzürichtig", "", "", "CH"),
            account_row("ZURICH", "Letzter Halt", "", "", "CH"),
        ]);
        let mut tx = programme.write().await;
        acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        for (words, expected) in [
            (
                "zurich",
                &["Letzter Halt", "Zürich Versicherung", "Neu Zurich Handel", "Unzürichtig"][..],
            ),
            (
                "ZÜRICH",
                &["Letzter Halt", "Zürich Versicherung", "Neu Zurich Handel", "Unzürichtig"],
            ),
            ("handel neu", &["Neu Zurich Handel"]),
            ("z-2", &["Neu Zurich Handel"]),
            ("%", &["=100% Bio_Markt"]),
            ("_", &["=100% Bio_Markt"]),
            ("o'hara", &["O'Hara & <script>alert(1)</script>"]),
            ("!", &[]),
            ("nobody", &[]),
        ] {
            assert_eq!(names(&mut director, words).await, expected, "{words}");
        }
        let list = director.get("/accounts?q=zurich").await;
        assert!(list.body.contains("Zürich Versicherung"), "lists fold names alike");
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_the_accounts_that_the_viewer_looks_after_and_no_others() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let kim = person_id(&programme, "P-5").await;
        let mut kim = programme.sign_in("kim", &[Role::Kam], Some(kim)).await;
        assert_eq!(names(&mut kim, "nordwind").await, ["Nordwind Logistik"], "its division is nobody's");
        assert_eq!(names(&mut kim, "bio").await, Vec::<String>::new(), "Kurt looks after it");
        assert_eq!(names(&mut kim, "chem").await, ["Kesselring Chemie AG"]);
    })
    .await;
}
