//! Files and requests that mean no good, or were simply chosen wrong.

use super::super::acts::{FILES_MAX, try_import};
use super::super::{Report, Told};
use super::{ORDERS, files_on_disk, one, try_files, upload};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};

async fn tried(programme: &TestProgramme, name: &str, bytes: &[u8]) -> Report {
    let files = vec![(name.to_owned(), bytes.to_vec())];
    try_import(&programme.app, &programme.operator(), files, Told::default())
        .await
        .unwrap()
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_with_reason_and_remedy() {
    on_both(crate::book, |programme| async move {
        let wide = format!("{}\n{}\n", vec!["a"; 10_000].join(","), vec!["1"; 10_000].join(","));
        let nul = ORDERS.replace("A1", "A\x001");
        let cases: [(&str, &[u8]); 8] = [
            ("empty.csv", b""),
            ("blank.csv", b"\n\n\n"),
            ("wide.csv", wide.as_bytes()),
            ("noise.csv", &[0, 159, 146, 150, 0, 1, 2, 3, 0, 255]),
            ("sheet.xlsx", b"PK\x03\x04rest"),
            ("sheet.csv", b"PK\x03\x04rest"),
            ("program.exe", ORDERS.as_bytes()),
            ("foreign.csv", b"colour,taste\nred,sweet\n"),
        ];
        for (name, bytes) in cases {
            let report = tried(&programme, name, bytes).await;
            assert!(!report.has_rows() && report.refused > 0, "{name}: {report:?}");
            let reject = &report.rejects[0];
            assert!(
                reject.file == name && reject.line > 0 && !reject.reason.is_empty() && !reject.fix.is_empty(),
                "{reject:?}"
            );
        }
        let report = tried(&programme, "orders.csv", nul.as_bytes()).await;
        assert!(
            report.refused > 0 && report.rejects.iter().all(|reject| !reject.value.contains('\0')),
            "{report:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn refusals_with_control_characters_can_be_kept_and_shown() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let text = ORDERS
            .replace("A1", "A\u{0}\u{7}1")
            .replace("2026-01-06", "<script>alert(1)</script>");
        let sent = try_files(&mut admin, &[("<b>orders.csv", text.as_bytes())]).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let page = admin.get(&sent.location).await;
        assert_eq!(page.status, 200);
        assert!(
            !page.body.contains("<script>alert") && !page.body.contains("<b>orders") && page.body.contains("&lt;script&gt;alert(1)"),
            "{}",
            page.body
        );
        assert_eq!(admin.get(&format!("{}/rejects/0", sent.location)).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_name_never_becomes_a_path() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let sent = try_files(&mut admin, &[("../../etc/orders.csv", ORDERS.as_bytes())]).await;
        let page = admin.get(&sent.location).await;
        assert!(page.body.contains("orders.csv") && !page.body.contains("etc/"), "{}", page.body);
        let report = tried(&programme, "..\\..\\boot.csv", ORDERS.as_bytes()).await;
        assert_eq!(report.files[0].name, "boot.csv");
        let tried = super::super::folder(&programme.app.config).join("tried");
        let names: Vec<String> = std::fs::read_dir(tried)
            .unwrap()
            .flat_map(|entry| std::fs::read_dir(entry.unwrap().path()).unwrap())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(names.iter().all(|name| name == "0" || name == "names"), "{names:?}");
    })
    .await;
}

#[tokio::test]
async fn sets_of_files_that_make_no_sense_are_refused_on_the_form() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let orders = ORDERS.as_bytes();
        let none = try_files(&mut admin, &[]).await;
        assert_eq!(none.status, 422);
        assert!(none.body.contains("No file was chosen"), "{}", none.body);
        let twins = try_files(&mut admin, &[("orders.csv", orders), ("ORDERS.csv", orders)]).await;
        assert_eq!(twins.status, 422);
        assert!(twins.body.contains("Two files are called"), "{}", twins.body);
        let names: Vec<String> = (0..=FILES_MAX).map(|number| format!("{number}.csv")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), orders)).collect();
        let many = try_files(&mut admin, &many).await;
        assert_eq!(many.status, 422);
        assert!(many.body.contains("Send at most 50"), "{}", many.body);
        let csrf = admin.get("/facts/import").await.csrf();
        let wrong = upload(
            &mut admin,
            &[("csrf", &csrf), ("target", "gold"), ("currency", "XXXX")],
            &[("orders.csv", orders)],
        )
        .await;
        assert_eq!(wrong.status, 422);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_read_without_the_secret_of_the_form() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let files: [(&str, &[u8]); 1] = [("orders.csv", ORDERS.as_bytes())];
        assert_eq!(upload(&mut admin, &[], &files).await.status, 422);
        assert_eq!(upload(&mut admin, &[("csrf", "guess")], &files).await.status, 422);
        let sent = try_files(&mut admin, &files).await;
        let kept = admin.post(&format!("{}/keeping", sent.location), &[("csrf", "guess")]).await;
        assert_eq!(kept.status, 422);
        assert_eq!(files_on_disk(&programme), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_trial_of_one_user_is_not_found_by_another() {
    on_both(crate::book, |programme| async move {
        let mut ann = programme.sign_in("ann", &[Role::Administrator], None).await;
        let mut ben = programme.sign_in("ben", &[Role::Administrator], None).await;
        let sent = try_files(&mut ann, &[("orders.csv", ORDERS.as_bytes())]).await;
        let import = sent.location.trim_start_matches("/facts/").to_owned();
        for page in [
            sent.location.clone(),
            format!("{}/rejects/0", sent.location),
            format!("/api/v1/facts/imports/{import}"),
        ] {
            assert_eq!(ben.get(&page).await.status, 404, "{page}");
        }
        let csrf = ben.get("/facts/import").await.csrf();
        for act in ["keeping", "discarding"] {
            assert_eq!(
                ben.post(&format!("{}/{act}", sent.location), &[("csrf", csrf.as_str())])
                    .await
                    .status,
                404
            );
        }
        assert!(!ben.get("/facts").await.body.contains("Look at it"));
        assert_eq!(ann.get(&sent.location).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_file_without_a_name_is_refused() {
    on_both(crate::book, |programme| async move {
        let error = try_import(&programme.app, &programme.operator(), one("folder/", ORDERS), Told::default())
            .await
            .unwrap_err();
        assert_eq!(error.code(), "facts.no_name");
    })
    .await;
}
