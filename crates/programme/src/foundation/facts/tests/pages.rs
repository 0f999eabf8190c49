//! The way of a file through the pages, and what each role sees of it.

use super::{ORDERS, try_files};
use platform::access::Role;
use platform::testing::on_both;

const WITH_REFUSALS: &str = "source,document,line,date,account,seller,amount,currency\n\
    sap,1001,,2026-01-05,A1,P1,100.50,EUR\n\
    sap,1002,,2026-02-30,A2,P1,-20.25,EUR\n\
    =cmd(),1003,,2026-01-07,A1,,abc,USD\n";

#[tokio::test]
async fn files_are_tried_first_and_then_imported_without_choosing_them_again() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let sent = try_files(&mut admin, &[("orders.csv", ORDERS.as_bytes())]).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let page = admin.get(&sent.location).await;
        for words in [
            "3 new and 0 changed: nothing is kept yet",
            "Its columns fit Orders",
            "80.25",
            "Import</button>",
        ] {
            assert!(page.body.contains(words), "{words} is not in {}", page.body);
        }
        let overview = admin.get("/facts").await;
        assert!(
            overview.body.contains("0 facts") && overview.body.contains("Look at it"),
            "{}",
            overview.body
        );
        let kept = admin.post(&format!("{}/keeping", sent.location), &[("csrf", page.csrf())]).await;
        assert_eq!((kept.status, kept.location.as_str()), (303, sent.location.as_str()));
        let report = admin.get(&kept.location).await;
        assert!(
            report.body.contains("3 new and 0 changed") && report.body.contains("SHA-256"),
            "{}",
            report.body
        );
        let overview = admin.get("/facts").await;
        assert!(
            overview.body.contains("3 facts") && overview.body.contains("80.25"),
            "{}",
            overview.body
        );
        let again = try_files(&mut admin, &[("orders.csv", ORDERS.as_bytes())]).await;
        let page = admin.get(&again.location).await;
        assert!(page.body.contains("These files say what is known already"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn every_refusal_is_complete_on_the_page_in_the_file_and_in_the_api() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let sent = try_files(&mut admin, &[("orders.csv", WITH_REFUSALS.as_bytes())]).await;
        let page = admin.get(&sent.location).await;
        for words in ["orders.csv", "2026-02-30", "abc", "What to do"] {
            assert!(page.body.contains(words), "{words} is not in {}", page.body);
        }
        let csv = admin.get(&format!("{}/rejects/0", sent.location)).await;
        assert_eq!((csv.status, csv.kind.as_str()), (200, "text/csv; charset=utf-8"));
        let lines: Vec<&str> = csv.body.lines().collect();
        assert!(
            lines[0].starts_with("source,document,line,date,account,seller,amount,currency,refused_line,refused_column"),
            "{}",
            lines[0]
        );
        assert!(
            lines[1].starts_with("sap,1002,,2026-02-30,A2,P1,-20.25,EUR,3,date,"),
            "{}",
            lines[1]
        );
        assert!(lines[2].starts_with("'=cmd(),1003,"), "{}", lines[2]);
        admin.post(&format!("{}/keeping", sent.location), &[("csrf", page.csrf())]).await;
        let import = sent.location.trim_start_matches("/facts/");
        let api = admin.get(&format!("/api/v1/facts/imports/{import}")).await;
        let json: serde_json::Value = serde_json::from_str(&api.body).unwrap();
        let reject = &json["rejects"][0];
        let part = |name: &str| reject[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            (part("file"), reject["line"].as_u64(), part("column"), part("value")),
            ("orders.csv".into(), Some(3), "date".into(), "2026-02-30".into())
        );
        assert!(!part("reason").is_empty() && !part("fix").is_empty());
        assert_eq!(
            (json["state"].as_str(), json["kept"]["created"].as_u64(), json["refused"].as_u64()),
            (Some("done"), Some(1), Some(2))
        );
        let corrected = csv.body.replace("2026-02-30", "2026-02-28").replace(",abc,", ",5,");
        let sent = try_files(&mut admin, &[("orders.csv", corrected.as_bytes())]).await;
        let page = admin.get(&sent.location).await;
        assert!(page.body.contains("2 new and 0 changed"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn the_api_lists_imports_newest_first_by_cursor() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        for (number, text) in [ORDERS.to_owned(), ORDERS.replace("100.50", "1"), ORDERS.to_owned()]
            .into_iter()
            .enumerate()
        {
            let name = format!("orders-{number}.csv");
            super::super::acts::import(&programme.app, &viewer, super::one(&name, &text), super::super::Told::default())
                .await
                .unwrap();
        }
        let mut auditor = programme.sign_in("eve", &[Role::Auditor], None).await;
        let names = |body: &str| {
            let json: serde_json::Value = serde_json::from_str(body).unwrap();
            let imports = json["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|i| i["files"][0]["name"].as_str().unwrap().to_owned());
            (imports.collect::<Vec<_>>(), json["next"].as_str().map(str::to_owned))
        };
        let (first, next) = names(&auditor.get("/api/v1/facts/imports?limit=2").await.body);
        assert_eq!(first, ["orders-2.csv", "orders-1.csv"]);
        let (second, end) = names(
            &auditor
                .get(&format!("/api/v1/facts/imports?limit=2&cursor={}", next.unwrap()))
                .await
                .body,
        );
        assert_eq!((second, end), (vec!["orders-0.csv".to_owned()], None));
        assert_eq!(auditor.get("/api/v1/facts/imports?limit=201").await.status, 422);
        assert_eq!(auditor.get("/api/v1/facts/imports/nonsense").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn each_role_reaches_what_the_table_says() {
    on_both(crate::book, |programme| async move {
        let report = super::super::acts::import(
            &programme.app,
            &programme.operator(),
            super::one("orders.csv", ORDERS),
            super::super::Told::default(),
        )
        .await
        .unwrap();
        let pages = [
            "/facts".to_owned(),
            format!("/facts/{}", report.id),
            "/facts/import".to_owned(),
            "/api/v1/facts/imports".to_owned(),
        ];
        let mut shown = String::new();
        for role in Role::ALL {
            let mut browser = programme.sign_in(role.name(), &[role], None).await;
            let mut row = Vec::new();
            for page in &pages {
                row.push(browser.get(page).await.status.to_string());
            }
            if row.iter().any(|status| status != "403") {
                shown.push_str(&format!("{} {}\n", role.name(), row.join(" ")));
            }
        }
        let expected = "ka_director 200 200 403 200\ncrm_owner 200 200 403 200\ncomp_analyst 200 200 200 200\n\
            auditor 200 200 403 200\nadministrator 200 200 200 200\n";
        assert_eq!(shown, expected);
        let mut stranger = programme.stranger();
        assert_eq!(stranger.get("/facts").await.status, 303);
        assert_eq!(stranger.get("/api/v1/facts/imports").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn the_panel_of_an_account_shows_its_ten_newest_orders() {
    on_both(crate::book, |programme| async move {
        let mut text = "source,document,date,account,seller,amount,currency\n".to_owned();
        for day in 10..=21 {
            text.push_str(&format!("sap,D{day},2026-01-{day},A1,P1,1{day}.5,EUR\n"));
        }
        let mut files = super::one("orders.csv", &text);
        files.extend(super::one("people.csv", "reference,name,title\nP1,Ann Berg,kam\n"));
        super::super::acts::import(&programme.app, &programme.operator(), files, super::super::Told::default())
            .await
            .unwrap();
        let panel = super::super::panel(&super::super::orders(&programme.app, "A1", 10).await.unwrap()).into_inner();
        assert!(
            panel.contains("10 of 12") && panel.contains("Ann Berg") && panel.contains("121.50"),
            "{panel}"
        );
        assert!(panel.contains("D12") && !panel.contains("D11") && !panel.contains("D10"), "{panel}");
        let empty = super::super::panel(&super::super::orders(&programme.app, "A9", 10).await.unwrap()).into_inner();
        assert!(empty.contains("No imported file names it."), "{empty}");
    })
    .await;
}
