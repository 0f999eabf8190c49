//! Profiles: kept from a mapping, recognised by the same columns, renamed, deleted.

use super::super::acts::{prepare, try_import};
use super::super::mapping::try_again;
use super::super::profiles::acts;
use super::super::rules::target::Target;
use super::super::told::{TableTold, Told};
use super::{one, try_files};
use engine::FactKind;
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};
use vocabulary::NumberedIds;

const FIRST: &str = "Beleg;Tag;Kunde;Betrag\n1;03/04/2027;A1;1.234\n";
const SECOND: &str = "Betrag;Beleg;TAG;Kunde\n2.000;2;05/04/2027;A1\n";

/// Tries the first file, says what its columns mean, and keeps that under a name.
async fn keep(programme: &TestProgramme, name: &str) {
    let viewer = programme.viewer(Role::Administrator);
    let tried = prepare(&programme.app, &viewer, one("may.csv", FIRST), Told::default())
        .await
        .unwrap();
    let mut said = TableTold {
        target: Some(Target::Facts(FactKind::Order)),
        ..TableTold::default()
    };
    for (column, field) in [("Beleg", "document"), ("Tag", "date"), ("Kunde", "account"), ("Betrag", "amount")] {
        said.fields.insert(column.to_owned(), field.to_owned());
    }
    said.column("Tag").days = Some(super::super::rules::days::Days::DayFirst);
    said.column("Betrag").decimal = Some(',');
    let given = [("source", "erp"), ("currency", "EUR")].map(|(field, value)| (field.to_owned(), value.to_owned()));
    let told = Told {
        given: given.into(),
        tables: [("may.csv".to_owned(), said)].into(),
        ..Told::default()
    };
    let report = try_again(&programme.app, &viewer, tried.id, told).await.unwrap();
    assert_eq!(report.kept.created, 1, "{report:?}");
    acts::keep(&programme.app, &viewer, tried.id, "may.csv", name).await.unwrap();
}

#[tokio::test]
async fn the_same_columns_in_any_order_are_read_like_the_first_time() {
    on_both(crate::book, |programme| async move {
        keep(&programme, "Orders of the ERP").await;
        let report = try_import(&programme.app, &programme.operator(), one("june.csv", SECOND), Told::default())
            .await
            .unwrap();
        let file = &report.files[0];
        assert_eq!(
            (file.target.as_deref(), file.accepted, report.refused),
            (Some("order"), 1, 0),
            "{report:?}"
        );
        assert!(
            file.recognised_because.starts_with("Read by the profile “Orders of the ERP”."),
            "{}",
            file.recognised_because
        );
        assert_eq!(file.totals[0].amount, super::ratio("2000"));
        // Other columns are not recognised by it.
        let other = SECOND.replace("Kunde", "Käufer");
        let report = try_import(&programme.app, &programme.operator(), one("june.csv", &other), Told::default())
            .await
            .unwrap();
        assert!(!report.has_rows());
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_named_on_the_command_line_and_an_unknown_one_refused() {
    on_both(crate::book, |programme| async move {
        keep(&programme, "ERP").await;
        let named = |name: &str| Told {
            profile: Some(name.to_owned()),
            ..Told::default()
        };
        let viewer = programme.operator();
        let report = try_import(
            &programme.app,
            &viewer,
            one("june.csv", SECOND.replace("TAG", "Tag").as_str()),
            named("erp"),
        )
        .await
        .unwrap();
        assert_eq!(report.files[0].accepted, 1, "{report:?}");
        let refused = try_import(&programme.app, &viewer, one("june.csv", SECOND), named("none"))
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "facts.no_profile");
    })
    .await;
}

#[tokio::test]
async fn profiles_are_renamed_and_deleted_once() {
    on_both(crate::book, |programme| async move {
        keep(&programme, "One").await;
        keep(&programme, "Two").await;
        let viewer = programme.viewer(Role::Administrator);
        let mut tx = programme.write().await;
        let all = acts::list(&mut tx, &viewer).await.unwrap();
        let one = &all[0];
        assert_eq!(one.name, "One");
        let taken = acts::rename(&mut tx, &viewer, one.id, "TWO", one.version).await.unwrap_err();
        assert_eq!(taken.code(), "facts.profile_taken");
        acts::rename(&mut tx, &viewer, one.id, "Three", one.version).await.unwrap();
        assert_eq!(
            acts::rename(&mut tx, &viewer, one.id, "Four", one.version)
                .await
                .unwrap_err()
                .code(),
            "changed"
        );
        assert_eq!(
            acts::delete(&mut tx, &viewer, one.id, one.version).await.unwrap_err().code(),
            "changed"
        );
        acts::delete(&mut tx, &viewer, one.id, one.version + 1).await.unwrap();
        let names: Vec<String> = acts::list(&mut tx, &viewer)
            .await
            .unwrap()
            .into_iter()
            .map(|profile| profile.name)
            .collect();
        assert_eq!(names, ["Two"]);
        let gone = super::super::profiles::ProfileId::new(&NumberedIds::after(9_000));
        assert_eq!(acts::delete(&mut tx, &viewer, gone, 1).await.unwrap_err().code(), "not_found");
        tx.commit().await.unwrap();
    })
    .await;
}

/// Deletes the profile and takes that back: files are recognised by it again.
async fn deleted_and_back(admin: &mut Browser, id: &str, csrf: &str) {
    let deletion = [("csrf", csrf), ("version", "2")];
    let deleted = admin.post(&format!("/facts/profiles/{id}/deletion"), &deletion).await;
    let page = admin.get(&deleted.location).await;
    assert!(page.body.contains("The profile “Orders of SAP” was deleted."), "{}", page.body);
    let entry = page
        .body
        .split("/facts/profiles/changes/")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap();
    let undo = format!("/facts/profiles/changes/{entry}/undo");
    assert_eq!(admin.post(&undo, &[("csrf", csrf)]).await.status, 303);
    let page = admin.get(&deleted.location).await;
    assert!(
        page.body.contains("Orders of SAP") && !page.body.contains("was deleted"),
        "it is there again, and nothing is offered: {}",
        page.body
    );
    assert_eq!(admin.post(&undo, &[("csrf", csrf)]).await.status, 409);
    let again = try_files(admin, &[("third.csv", super::ORDERS.as_bytes())]).await;
    let report = admin.get(&again.location).await;
    assert!(report.body.contains("Read by the profile “Orders of SAP”"), "{}", report.body);
}

#[tokio::test]
async fn a_profile_is_kept_and_managed_in_the_browser() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let empty = admin.get("/facts/profiles").await;
        assert!(empty.body.contains("None was kept yet."), "{}", empty.body);
        let sent = try_files(&mut admin, &[("orders.csv", super::ORDERS.as_bytes())]).await;
        let at = format!("{}/columns", sent.location);
        let page = admin.get(&at).await;
        let mut fields = vec![
            ("csrf".to_owned(), page.csrf()),
            ("t0.name".to_owned(), "orders.csv".to_owned()),
            ("t0.target".to_owned(), "order".to_owned()),
            ("t0.header".to_owned(), "on".to_owned()),
            ("t0.profile_name".to_owned(), "Plain orders".to_owned()),
        ];
        for (at, field) in ["source", "document", "line", "date", "account", "seller", "amount", "currency"]
            .into_iter()
            .enumerate()
        {
            fields.push((format!("t0.c{at}.field"), field.to_owned()));
        }
        let pairs: Vec<(&str, String)> = fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let kept = admin.post(&at, &pairs).await;
        assert_eq!(kept.status, 303, "{}", kept.body);
        let list = admin.get("/facts/profiles").await;
        assert!(list.body.contains("Plain orders") && list.body.contains("Orders"), "{}", list.body);
        let api = admin.get("/api/v1/facts/profiles").await;
        let json: serde_json::Value = serde_json::from_str(&api.body).unwrap();
        let id = json["items"][0]["id"].as_str().unwrap().to_owned();
        let renamed = admin
            .post(
                &format!("/facts/profiles/{id}/name"),
                &[
                    ("csrf", list.csrf()),
                    ("version", "1".to_owned()),
                    ("profile_name", "Orders of SAP".to_owned()),
                ],
            )
            .await;
        assert_eq!(renamed.status, 303, "{}", renamed.body);
        let refused = admin
            .post(
                &format!("/facts/profiles/{id}/deletion"),
                &[("csrf", list.csrf()), ("version", "1".to_owned())],
            )
            .await;
        assert!(refused.body.contains("Somebody changed this profile"), "{}", refused.body);
        let again = try_files(&mut admin, &[("again.csv", super::ORDERS.as_bytes())]).await;
        let report = admin.get(&again.location).await;
        assert!(report.body.contains("Read by the profile “Orders of SAP”"), "{}", report.body);
        deleted_and_back(&mut admin, &id, &list.csrf()).await;
    })
    .await;
}
