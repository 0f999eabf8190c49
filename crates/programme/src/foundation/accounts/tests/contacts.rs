//! Contacts: seen with their account and by nobody else, and named in no journal.

use super::{account_id, cast, outline, person_id, placed};
use crate::foundation::accounts::contacts::keep_rows;
use crate::foundation::accounts::store::contacts::{self as store, Contact};
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

async fn found(programme: &TestProgramme, reference: &str) -> Contact {
    let mut all = store::list_every(&mut programme.read().await).await.unwrap();
    all.remove(reference).unwrap()
}

fn href(contact: &Contact) -> String {
    format!("/accounts/contacts/{}", contact.id)
}

/// Sends a decision about a contact as it was when it was read.
async fn place(browser: &mut Browser, contact: &Contact, said: &[(&str, &str)]) -> Seen {
    let version = contact.version.to_string();
    let mut pairs = vec![("version", version.as_str()), ("back", "/accounts/unplaced")];
    pairs.extend(said);
    send(browser, &(href(contact) + "/place"), &pairs).await
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
        let list = owner.get("/accounts/unplaced").await.body;
        for part in ["Nina", "Nowhere Ltd", "Ned"] {
            assert!(list.contains(part), "{part} is missing in {list}");
        }
        let nina = found(&programme, "H-2").await;
        let page = owner.get(&href(&nina)).await.body;
        assert!(page.contains("Place at this account"), "{}", outline(&page));
        let refused = send(&mut owner, &(href(&nina) + "/place"), &[("version", "1"), ("account", "Z-9")]).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains("No account has the reference Z-9") && refused.body.contains("value=\"Z-9\""),
            "{}",
            outline(&refused.body)
        );
        assert_eq!(place(&mut owner, &nina, &[("account", "B-1")]).await.status, 303);
        assert!(owner.get(&format!("/accounts/{kesselring}")).await.body.contains("Nina"));
        let ned = found(&programme, "H-3").await;
        assert_eq!(place(&mut owner, &ned, &[("left_out", "yes")]).await.status, 303);
        assert_eq!(place(&mut owner, &ned, &[("left_out", "yes")]).await.status, 409, "decided already");
        let left_out = owner.get("/accounts/unplaced?show=left-out").await.body;
        assert!(
            left_out.contains("1 contact left out") && left_out.contains("Ned"),
            "{}",
            outline(&left_out)
        );
        // The same list again: whoever was placed stays there, whoever was left out stays out.
        assert_eq!(keep(&programme, &rows).await, kept(0, 0, 3));
        let told: serde_json::Value = serde_json::from_str(&owner.get("/api/v1/accounts/unplaced-contacts").await.body).unwrap();
        assert_eq!((&told["waiting"], told["contacts"].as_array().unwrap().len()), (&0.into(), 0));
        // Whoever was left out is placed by a list that names their account, and by nothing less.
        let company = placed([at_company("H-3", "Nordwind Logistik", "Ned")]);
        assert_eq!(keep(&programme, &company).await, kept(0, 1, 0));
        assert!(found(&programme, "H-3").await.left_out);
        assert_eq!(keep(&programme, &placed([row("H-3", "B-1", "Ned", "", "")])).await, kept(0, 1, 0));
        assert_eq!(found(&programme, "H-3").await.account, Some(kesselring));
        // A list that names the account takes the contact out of the waiting ones.
        assert_eq!(
            keep(&programme, &placed([at_company("H-4", "Nobody", "Nora")])).await,
            kept(1, 0, 0)
        );
        assert_eq!(keep(&programme, &placed([row("H-4", "B-1", "Nora", "", "")])).await, kept(0, 1, 0));
        assert!(!owner.get("/accounts/unplaced").await.body.contains("Nora"));
        let query = platform::database::Query::new("select count(*) from journal_body where body like '%Nina%' or body like '%Buyer%'");
        assert_eq!(programme.read().await.count(&query).await.unwrap(), 0);
        assert_eq!(super::entries(&programme, "contact_placed").await, 2);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_change_accounts_see_contacts_without_one() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        keep(&programme, &placed([at_company("H-2", "Nowhere Ltd", "Nina")])).await;
        let nina = found(&programme, "H-2").await;
        let kai = person_id(&programme, "P-4").await;
        let mut kai = programme.sign_in("kai", &[Role::Kam], Some(kai)).await;
        assert!(!kai.get("/accounts").await.body.contains("without an account"));
        for path in ["/accounts/unplaced", "/api/v1/accounts/unplaced-contacts"] {
            assert_eq!(kai.get(path).await.status, 403, "{path}");
        }
        let mut champion = programme.sign_in("champion", &[Role::ProgrammeChampion], None).await;
        for browser in [&mut kai, &mut champion] {
            assert_eq!(browser.get(&href(&nina)).await.status, 404);
            assert_eq!(browser.get(&format!("/api/v1{}", href(&nina))).await.status, 404);
        }
    })
    .await;
}

#[tokio::test]
async fn a_decision_is_undone_on_the_page_that_follows_and_later_in_the_history() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let rows = placed([at_company("H-2", "Nowhere Ltd", "Nina"), row("K-1", "A-1", "Nora Nordwind", "", "")]);
        keep(&programme, &rows).await;
        let mut owner = programme.sign_in("owner", &[Role::CrmOwner], None).await;
        let nina = found(&programme, "H-2").await;
        let landed = place(&mut owner, &nina, &[("account", "kesselring chemie ag")]).await;
        assert_eq!(landed.page(), "/accounts/unplaced", "on to the next that waits");
        let page = owner.get(&landed.location).await.body;
        assert!(
            page.contains("Nina belongs to Kesselring Chemie AG.") && page.contains("Undo"),
            "{}",
            outline(&page)
        );
        let mut other = programme.sign_in("other", &[Role::CrmOwner], None).await;
        assert!(
            !other.get(&landed.location).await.body.contains("Nina belongs"),
            "somebody else did it"
        );
        let undo = [("version", "2"), ("back", "/accounts/unplaced")];
        let undone = send(&mut owner, &(href(&nina) + "/undo"), &undo).await;
        assert!(owner.get(&undone.location).await.body.contains("Nina waits for a decision."));
        assert_eq!(found(&programme, "H-2").await.account, None);
        let nina = found(&programme, "H-2").await;
        let landed = place(&mut owner, &nina, &[("left_out", "yes")]).await;
        assert!(owner.get(&landed.location).await.body.contains("Nina was left out."));
        let page = owner.get(&href(&nina)).await.body;
        assert!(
            page.contains("Left out") && page.contains("Bring back for a decision"),
            "{}",
            outline(&page)
        );
        let history = outline(&owner.get(&(href(&nina) + "/history")).await.body);
        assert!(history.contains("nothing → B-1") && history.contains("B-1 → nothing"), "{history}");
        assert_eq!(
            send(&mut owner, &(href(&nina) + "/undo"), &[("version", "3"), ("back", "/")])
                .await
                .status,
            409
        );
        assert_eq!(
            send(&mut owner, &(href(&nina) + "/undo"), &[("version", "4"), ("back", "/")])
                .await
                .status,
            303
        );
        assert!(!found(&programme, "H-2").await.left_out);
        let query = platform::database::Query::new("select count(*) from journal_body where body like '%Nina%'");
        assert_eq!(
            programme.read().await.count(&query).await.unwrap(),
            0,
            "the journal says where, not who"
        );
    })
    .await;
}

#[tokio::test]
async fn likely_accounts_are_offered_as_taps() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        keep(
            &programme,
            &placed([
                row("K-1", "B-1", "Karl Kesselring", "", "karl@kesselring.example"),
                at_company("H-1", "Nordwind Holding", "Nils"),
                ContactRow {
                    email: Some("kira@kesselring.example".to_owned()),
                    ..at_company("H-2", "K.C. Trading", "Kira")
                },
                at_company("H-3", "Xaver", "Xenia"),
            ]),
        )
        .await;
        let mut owner = programme.sign_in("owner", &[Role::CrmOwner], None).await;
        let mut offered = async |reference: &str| {
            let page = owner.get(&href(&found(&programme, reference).await)).await.body;
            ["Nordwind Logistik (A-1)", "Nordwind Ost (A-2)", "Kesselring Chemie AG (B-1)"].map(|name| page.contains(name))
        };
        assert_eq!(
            offered("H-1").await,
            [true, true, false],
            "both names begin like that of the company"
        );
        assert_eq!(
            offered("H-2").await,
            [false, false, true],
            "a colleague there has a mail of the same host"
        );
        assert_eq!(offered("H-3").await, [false; 3]);
    })
    .await;
}

#[tokio::test]
async fn notes_tasks_and_files_stand_on_a_contact_for_whoever_sees_the_account() {
    let programme = TestProgramme::new(crate::book()).await;
    cast(&programme).await;
    keep(&programme, &rows()).await;
    let (nora, karl) = (found(&programme, "K-1").await, found(&programme, "K-2").await);
    // Kai looks after Nordwind and not after Kesselring.
    let kai = person_id(&programme, "P-4").await;
    let mut kai = programme.sign_in("kai", &[Role::Kam], Some(kai)).await;
    let csrf = kai.get(&href(&nora)).await.csrf();
    let write = |about: String| [("csrf", csrf.clone()), ("about", about), ("words", "Prefers calls".to_owned())];
    let borrowed = write(href(&nora));
    let pairs: Vec<(&str, &str)> = borrowed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(kai.post("/notes", &pairs).await.status, 303);
    let page = kai.get(&href(&nora)).await.body;
    for part in ["Prefers calls", "mailto:nora@example.com", "Buyer at"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(kai.get(&href(&karl)).await.status, 404);
    let borrowed = write(href(&karl));
    let pairs: Vec<(&str, &str)> = borrowed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(kai.post("/notes", &pairs).await.status, 404);
}
