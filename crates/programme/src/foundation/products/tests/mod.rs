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
        source: None,
    }
}

fn said(reference: &str, name: &str, family: &str, active: Option<bool>) -> Said {
    Said {
        reference: reference.to_owned(),
        name: name.to_owned(),
        family: (!family.is_empty()).then(|| family.to_owned()),
        parent_family: None,
        active,
        source: None,
        replaces: None,
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
    assert_eq!(plan(&known, rows), Ok(expected));
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
        assert_eq!((&read["items"][0]["reference"], &read["next"]), (&"BK-2".into(), &"BK-2".into()));
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

#[test]
fn what_one_system_said_is_not_changed_by_another_unless_it_says_so() {
    let _ = crate::book();
    let northwind = Product {
        source: Some("northwind".to_owned()),
        ..product("1", "Chai", "Beverages", true)
    };
    let known = BTreeMap::from([
        ("1".to_owned(), northwind.clone()),
        ("2".to_owned(), product("2", "Chang", "Beverages", true)),
    ]);
    let by = |source: Option<&str>, replaces: Option<&str>, reference: &str, name: &str| Said {
        source: source.map(str::to_owned),
        replaces: replaces.map(str::to_owned),
        ..said(reference, name, "", None)
    };
    for source in [Some("contoso"), None] {
        let refused = plan(&known, [by(source, None, "1", "Player MP3"), by(source, None, "9", "New")]).unwrap_err();
        assert_eq!(refused.code, "products.of_another");
        let said = "Products of this list are known from northwind and would change, 1 in all; the first is 1, “Chai” there and “Player MP3” here.";
        assert!(refused.sentence.starts_with(said), "{}", refused.sentence);
    }
    // The same word, the same system, a product of nobody, and a list that says that it takes the other's place.
    assert_eq!(plan(&known, [by(Some("contoso"), None, "1", "Chai")]).unwrap().unchanged, 1);
    assert_eq!(
        plan(&known, [by(Some("northwind"), None, "1", "Chai tea")]).unwrap().changed.len(),
        1
    );
    let taken = plan(&known, [by(Some("contoso"), None, "2", "Chang")]).unwrap();
    assert_eq!(taken.changed[0].1.source.as_deref(), Some("contoso"));
    let replaced = plan(&known, [by(Some("contoso"), Some("northwind"), "1", "Player MP3")]).unwrap();
    assert_eq!(replaced.changed[0].1.source.as_deref(), Some("contoso"));
}

#[tokio::test]
async fn a_list_of_another_system_changes_nothing_unless_told() {
    on_both(crate::book, |programme| async move {
        let erp = "product code,product name,source\n1,Chai,erp\n";
        imported(&programme, erp).await;
        let shop = "product code,product name,source\n1,Player,shop\n2,Radio,shop\n";
        let files = || vec![("shop.csv".to_owned(), shop.as_bytes().to_vec())];
        let refused = import(&programme.app, &programme.operator(), files(), Told::default())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "products.of_another");
        let told = Told {
            given: BTreeMap::from([("replaces".to_owned(), "erp".to_owned())]),
            ..Told::default()
        };
        let report = import(&programme.app, &programme.operator(), files(), told).await.unwrap();
        assert_eq!((report.kept.created, report.kept.changed), (1, 1), "{report:#?}");
        let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
        let read: serde_json::Value = serde_json::from_str(&kam.get("/api/v1/products").await.body).unwrap();
        assert_eq!(
            (&read["items"][0]["name"], &read["items"][0]["source"]),
            (&"Player".into(), &"shop".into())
        );
    })
    .await;
}
