//! Products as importers, readers and programs meet them.

use super::rules::{Plan, Product, Said, plan};
use super::{acts, families};
use crate::foundation::accounts::tests::{entries, outline};
use crate::foundation::facts::acts::import;
use crate::foundation::facts::{Kept, Report, Told};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use std::collections::BTreeMap;

fn product(reference: &str, name: &str, family: &str, active: bool) -> Product {
    Product {
        reference: reference.to_owned(),
        name: name.to_owned(),
        family: (!family.is_empty()).then(|| family.to_owned()),
        parent_family: None,
        active,
    }
}

fn said(reference: &str, name: &str, family: &str, active: Option<bool>) -> Said {
    Said {
        reference: reference.to_owned(),
        name: name.to_owned(),
        family: (!family.is_empty()).then(|| family.to_owned()),
        parent_family: None,
        active,
    }
}

#[test]
fn what_a_file_leaves_out_stays_and_a_new_product_is_sold() {
    let known = BTreeMap::from([
        ("1".to_owned(), product("1", "Chai", "Beverages", false)),
        ("2".to_owned(), product("2", "Chang", "Beverages", true)),
    ]);
    let rows = [
        said("1", "Chai", "", None),
        said("2", "Chang beer", "", Some(false)),
        said("3", "Syrup", "Condiments", None),
        said("3", "Syrup again", "", None),
    ];
    let expected = Plan {
        new: vec![product("3", "Syrup", "Condiments", true)],
        changed: vec![(
            product("2", "Chang", "Beverages", true),
            product("2", "Chang beer", "Beverages", false),
        )],
        unchanged: 1,
    };
    assert_eq!(plan(&known, rows), expected);
}

const LIST: &str = "Product code,Product name,Product family,Category,Is active\n\
    BK-1,Road bike,Road Bikes,Bikes,yes\nBK-2,Mountain bike,Mountain Bikes,Bikes,yes\nSO-1,Socks,,,no\nSO-2,<b>Socks</b>,,,perhaps\n";

async fn imported(programme: &TestProgramme, text: &str) -> Report {
    let files = vec![("products.csv".to_owned(), text.as_bytes().to_vec())];
    import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap()
}

#[tokio::test]
async fn the_same_list_again_changes_nothing_and_families_are_told_by_reference() {
    on_both(crate::book, |programme| async move {
        for (created, unchanged) in [(3, 0), (0, 3)] {
            let report = imported(&programme, LIST).await;
            assert_eq!(report.files[0].target.as_deref(), Some("products"));
            let kept = Kept {
                created,
                changed: 0,
                unchanged,
            };
            assert_eq!((report.kept, report.refused), (kept, 1), "{:?}", report.rejects);
            assert_eq!(report.rejects[0].reason, "This is neither yes nor no.");
        }
        let told: Vec<(String, String)> = families(&mut programme.read().await).await.unwrap().into_iter().collect();
        assert_eq!(
            told,
            [("BK-1", "Road Bikes"), ("BK-2", "Mountain Bikes")].map(|(reference, family)| (reference.to_owned(), family.to_owned()))
        );
        assert_eq!(entries(&programme, "products_imported").await, 2);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_products_may_import_them() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let mut tx = programme.write().await;
            let kept = acts::keep_rows(&mut tx, &programme.viewer(role), &[]).await;
            let may = matches!(role, Role::CrmOwner | Role::CompAnalyst | Role::Administrator);
            assert_eq!(kept.is_ok(), may, "{}", role.name());
        }
    })
    .await;
}

#[tokio::test]
async fn the_list_shows_products_and_finds_them_by_family_and_words() {
    on_both(crate::book, |programme| async move {
        imported(&programme, LIST).await;
        let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
        insta::assert_snapshot!("the_list", outline(&kam.get("/products").await.body));
        let found = outline(&kam.get("/products?family=Road+Bikes").await.body);
        assert!(
            found.starts_with("1 product found") && found.contains("Road bike | BK-1"),
            "{found}"
        );
        let found = outline(&kam.get("/products?q=bike").await.body);
        assert!(found.starts_with("2 products found"), "words inside names are found too: {found}");
        let read: serde_json::Value = serde_json::from_str(&kam.get("/api/v1/products?limit=1&family=Mountain+Bikes").await.body).unwrap();
        assert_eq!((&read["products"][0]["reference"], &read["next"]), (&"BK-2".into(), &"BK-2".into()));
    })
    .await;
}

#[tokio::test]
async fn a_list_of_the_api_goes_on_only_from_where_a_page_of_it_ended() {
    on_both(crate::book, |programme| async move {
        imported(&programme, LIST).await;
        crate::foundation::accounts::tests::cast(&programme).await;
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        for list in [
            "products",
            "accounts",
            "staff",
            "staff/positions",
            "currencies",
            "coaching/sessions",
            "facts/imports",
        ] {
            let seen = director.get(&format!("/api/v1/{list}?limit=1&cursor=zz")).await;
            assert!(matches!(seen.status, 403 | 404 | 422), "{list}: {} {}", seen.status, seen.body);
            if seen.status == 422 {
                assert!(seen.body.contains("form.cursor"), "{list}: {}", seen.body);
            }
        }
        for (list, cursor) in [("products", "BK-1"), ("accounts", "A-1"), ("staff", "P-1")] {
            let seen = director.get(&format!("/api/v1/{list}?limit=1&cursor={cursor}")).await;
            assert_eq!(seen.status, 200, "{list}: {}", seen.body);
        }
    })
    .await;
}
