//! Contacts: seen with their account and by nobody else, and named in no journal.

use super::{account_id, cast, person_id, placed};
use crate::foundation::accounts::contacts::keep_rows;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{ContactRow, Placed};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};

fn row(reference: &str, account: &str, name: &str, title: &str, email: &str) -> ContactRow {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ContactRow {
        reference: reference.to_owned(),
        account: account.to_owned(),
        name: name.to_owned(),
        title: said(title),
        email: said(email),
        phone: None,
    }
}

fn rows() -> Vec<Placed<ContactRow>> {
    placed([
        row("K-1", "A-1", "Nora Nordwind", "Buyer", "nora@example.com"),
        row("K-2", "B-1", "Karl Kesselring", "Chief executive", ""),
    ])
}

async fn keep(programme: &TestProgramme, rows: &[Placed<ContactRow>]) -> Kept {
    let mut tx = programme.write().await;
    let kept = keep_rows(&mut tx, &programme.operator(), rows).await.unwrap();
    tx.commit().await.unwrap();
    kept
}

fn kept(created: u64, changed: u64, unchanged: u64) -> Kept {
    Kept {
        created,
        changed,
        unchanged,
    }
}

#[tokio::test]
async fn what_a_list_leaves_out_stays_and_no_name_is_in_the_journal() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        assert_eq!(keep(&programme, &rows()).await, kept(2, 0, 0));
        assert_eq!(keep(&programme, &rows()).await, kept(0, 0, 2));
        let moved = placed([row("K-1", "C-1", "Nora Northwind", "", "")]);
        assert_eq!(keep(&programme, &moved).await, kept(0, 1, 0));
        assert_eq!(super::entries(&programme, "contact_changed").await, 1);
        let query = platform::database::Query::new("select count(*) from journal_body where body like '%Nor%' or body like '%Buyer%'");
        assert_eq!(programme.read().await.count(&query).await.unwrap(), 0);
        let query = platform::database::Query::new("select count(*) from journal_body where body like '%\"account\",\"name\"%'");
        assert_eq!(
            programme.read().await.count(&query).await.unwrap(),
            1,
            "which fields changed is said"
        );
    })
    .await;
}

#[tokio::test]
async fn a_contact_at_an_account_that_nobody_knows_is_refused_with_its_line() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut tx = programme.write().await;
        let rows = placed([row("K-1", "A-1", "Nora", "", ""), row("K-9", "Z-9", "Nobody", "", "")]);
        let error = keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap_err();
        assert_eq!(error.code(), "accounts.contact_of_nobody");
        assert!(error.to_string().contains("Line 3"), "{error}");
        assert!(keep_rows(&mut tx, &programme.viewer(Role::Kam), &rows).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn contacts_are_seen_by_whoever_sees_their_account() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        keep(&programme, &rows()).await;
        let (nordwind, kesselring) = (account_id(&programme, "A-1").await, account_id(&programme, "B-1").await);
        // Kai looks after Nordwind and not after Kesselring.
        let kai = person_id(&programme, "P-4").await;
        let mut kai = programme.sign_in("kai", &[Role::Kam], Some(kai)).await;
        let page = kai.get(&format!("/accounts/{nordwind}")).await;
        assert!(page.body.contains("Nora Nordwind") && page.body.contains("nora@example.com"));
        assert_eq!(kai.get(&format!("/accounts/{kesselring}")).await.status, 404);
        let read = kai.get(&format!("/api/v1/accounts/{nordwind}/contacts")).await;
        let read: serde_json::Value = serde_json::from_str(&read.body).unwrap();
        assert_eq!(
            (&read["contacts"][0]["reference"], read["contacts"].as_array().unwrap().len()),
            (&"K-1".into(), 1)
        );
        assert_eq!(kai.get(&format!("/api/v1/accounts/{kesselring}/contacts")).await.status, 404);
    })
    .await;
}
