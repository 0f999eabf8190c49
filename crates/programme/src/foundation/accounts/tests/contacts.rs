//! Contacts: seen with their account and by nobody else, and named in no journal.

use super::{account_id, cast, person_id, placed};
use crate::foundation::accounts::contacts::keep_rows;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{ContactRow, Placed};
use platform::access::Role;
use platform::testing::{Browser, Seen, TestProgramme, on_both};

fn row(reference: &str, account: &str, name: &str, title: &str, email: &str) -> ContactRow {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ContactRow {
        reference: reference.to_owned(),
        account: said(account),
        company: None,
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
            (&read["items"][0]["reference"], read["items"].as_array().unwrap().len()),
            (&"K-1".into(), 1)
        );
        assert_eq!(kai.get(&format!("/api/v1/accounts/{kesselring}/contacts")).await.status, 404);
    })
    .await;
}

async fn send(browser: &mut Browser, path: &str, pairs: &[(&str, &str)]) -> Seen {
    let csrf = browser.get("/accounts/new").await.csrf();
    let mut form = vec![("csrf", csrf.as_str())];
    form.extend(pairs);
    browser.post(path, &form).await
}

fn at_company(reference: &str, company: &str, name: &str) -> ContactRow {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ContactRow {
        company: said(company),
        ..row(reference, "", name, "Buyer", "mail@example.com")
    }
}

#[tokio::test]
async fn a_contact_without_an_account_is_placed_by_the_company_or_waits_for_a_decision() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let rows = placed([
            at_company("H-1", "nordwind LOGISTIK", "Nils"),
            at_company("H-2", "Nowhere Ltd", "Nina"),
            at_company("H-3", "", "Ned"),
        ]);
        assert_eq!(keep(&programme, &rows).await, kept(3, 0, 0));
        assert_eq!(keep(&programme, &rows).await, kept(0, 0, 3));
        let nordwind = account_id(&programme, "A-1").await;
        let kesselring = account_id(&programme, "B-1").await;
        let mut owner = programme.sign_in("owner", &[Role::CrmOwner], None).await;
        assert!(owner.get(&format!("/accounts/{nordwind}")).await.body.contains("Nils"));
        assert!(owner.get("/accounts").await.body.contains("2 contacts without an account"));
        let list = owner.get("/accounts/unplaced?contact=H-2").await.body;
        for part in ["Nina", "Nowhere Ltd", "Ned", "Where does Nina belong?"] {
            assert!(list.contains(part), "{part} is missing in {list}");
        }
        let refused = send(&mut owner, "/accounts/unplaced", &[("contact", "H-2"), ("account", "Z-9")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("No account has the reference Z-9"), "{}", refused.body);
        assert_eq!(
            send(&mut owner, "/accounts/unplaced", &[("contact", "H-2"), ("account", "B-1")])
                .await
                .status,
            303
        );
        assert!(owner.get(&format!("/accounts/{kesselring}")).await.body.contains("Nina"));
        assert_eq!(
            send(&mut owner, "/accounts/unplaced/leaving", &[("contact", "H-3")]).await.status,
            303
        );
        assert_eq!(
            send(&mut owner, "/accounts/unplaced/leaving", &[("contact", "H-3")]).await.status,
            404
        );
        // The same list again: whoever was placed stays there, whoever was left out stays out.
        assert_eq!(keep(&programme, &rows).await, kept(0, 0, 3));
        let told: serde_json::Value = serde_json::from_str(&owner.get("/api/v1/accounts/unplaced-contacts").await.body).unwrap();
        assert_eq!((&told["waiting"], told["contacts"].as_array().unwrap().len()), (&0.into(), 0));
        // A list that names the account takes the contact out of the waiting ones.
        assert_eq!(
            keep(&programme, &placed([at_company("H-4", "Nobody", "Nora")])).await,
            kept(1, 0, 0)
        );
        assert_eq!(keep(&programme, &placed([row("H-4", "B-1", "Nora", "", "")])).await, kept(1, 0, 0));
        assert!(!owner.get("/accounts/unplaced").await.body.contains("Nora"));
        let query = platform::database::Query::new("select count(*) from journal_body where body like '%Nina%' or body like '%Buyer%'");
        assert_eq!(programme.read().await.count(&query).await.unwrap(), 0);
        assert_eq!(super::entries(&programme, "contact_placed").await, 1);
        assert_eq!(super::entries(&programme, "contact_left_out").await, 1);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_change_accounts_see_contacts_without_one() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        keep(&programme, &placed([at_company("H-2", "Nowhere Ltd", "Nina")])).await;
        let kai = person_id(&programme, "P-4").await;
        let mut kai = programme.sign_in("kai", &[Role::Kam], Some(kai)).await;
        assert!(!kai.get("/accounts").await.body.contains("without an account"));
        for path in ["/accounts/unplaced", "/api/v1/accounts/unplaced-contacts"] {
            assert_eq!(kai.get(path).await.status, 403, "{path}");
        }
    })
    .await;
}
