//! The list of accounts: order, filter, search, pages, and hostile addresses.

use super::super::acts;
use super::{account_row, cast, outline, placed};
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};

async fn director(programme: &TestProgramme) -> Browser {
    programme.sign_in("director", &[Role::KaDirector], None).await
}

/// The references on a page, in order.
async fn references(browser: &mut Browser, address: &str) -> Vec<String> {
    let page = browser.get(address).await;
    assert_eq!(page.status, 200, "{address}");
    outline(&page.body)
        .lines()
        .filter_map(|line| line.split(" | ").nth(1))
        .skip(1)
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn the_title_of_the_list_is_the_answer() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let page = director.get("/accounts").await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(outline(&page.body), @r"
        5 accounts, 2 of them key
        Add an account
        The customers you may see, with who looks after them today.
        Name or reference optional
        Class optional
        Any class
        Key account
        Other
        Target
        Sort by
        Account ↑
        Account ↓
        Reference ↑
        Reference ↓
        Class ↑
        Class ↓
        Country ↑
        Country ↓
        Filter
        Account ↑ | Reference | Class | Country | Looked after by
        =100% Bio_Markt | C-2 | Other | AT | Kurt Kahn
        Kesselring Chemie AG | B-1 | Key account | CH | Kim Krause
        Nordwind Logistik | A-1 | Key account | DE | Kai Keller, Kim Krause
        Nordwind Ost | A-2 | –none | PL | –none
        O'Hara & <script>alert(1)</script> | C-1 | Target | IE | Kai Keller
        CSV for an import CSV XLSX
        ");
        }
    })
    .await;
}

#[tokio::test]
async fn the_filter_names_any_key_account_even_where_there_is_one_class_of_them() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let page = director.get("/accounts?class=*key").await;
        assert!(page.body.contains("value=\"*key\" selected"), "{}", page.body);
        assert_eq!(references(&mut director, "/accounts?class=*key").await, ["B-1", "A-1"]);
    })
    .await;
}

#[tokio::test]
async fn each_head_sorts_both_ways() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let cases = [
            ("name", ["C-2", "B-1", "A-1", "A-2", "C-1"]),
            ("reference", ["A-1", "A-2", "B-1", "C-1", "C-2"]),
            ("class", ["A-2", "B-1", "A-1", "C-2", "C-1"]),
            ("country", ["C-2", "B-1", "A-1", "C-1", "A-2"]),
        ];
        for (sort, mut expected) in cases {
            assert_eq!(
                references(&mut director, &format!("/accounts?sort={sort}")).await,
                expected,
                "{sort}"
            );
            expected.reverse();
            assert_eq!(
                references(&mut director, &format!("/accounts?sort=-{sort}")).await,
                expected,
                "-{sort}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_search_takes_beginnings_first_and_the_inside_when_nothing_begins_so() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let cases = [
            ("/accounts?q=NORDWIND%20", vec!["A-1", "A-2"]),
            ("/accounts?q=c-", vec!["C-2", "C-1"]),
            ("/accounts?q=chemie", vec!["B-1"]),
            ("/accounts?q=o&inside=yes", vec!["C-2", "A-1", "A-2", "C-1"]),
            ("/accounts?q=o", vec!["C-1"]),
            ("/accounts?q=0%25", vec!["C-2"]),
            ("/accounts?q=o_m", vec!["C-2"]),
            ("/accounts?q=o%27hara", vec!["C-1"]),
            ("/accounts?q=n&class=Key+account", vec!["A-1"]),
            ("/accounts?class=Target", vec!["C-1"]),
        ];
        for (address, expected) in cases {
            assert_eq!(references(&mut director, address).await, expected, "{address}");
        }
        let contains = director.get("/accounts?q=chemie").await.body;
        assert!(contains.contains("No name or reference begins with “chemie”; these contain it."));
    })
    .await;
}

#[tokio::test]
async fn hostile_addresses_get_a_list_and_never_a_fault() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let long = "x".repeat(5_000);
        let cases = [
            "/accounts?page=-1".to_owned(),
            "/accounts?page=99999999999999999999".to_owned(),
            "/accounts?page=18446744073709551615".to_owned(),
            "/accounts?page=1e9".to_owned(),
            "/accounts?sort=id;drop%20table%20accounts_account".to_owned(),
            "/accounts?sort=".to_owned(),
            "/accounts?q=%27%3B%20drop%20table%20accounts_account%3B--".to_owned(),
            "/accounts?q=%00%01".to_owned(),
            "/accounts?q=%25".to_owned(),
            "/accounts?q=%ff%fe".to_owned(),
            "/accounts?class=%3Cscript%3E".to_owned(),
            format!("/accounts?q={long}&class={long}"),
        ];
        for address in cases {
            for path in [
                address.clone(),
                address.replacen("/accounts", "/accounts.csv", 1),
                address.replacen("/accounts", "/api/v1/accounts", 1),
            ] {
                let answer = director.get(&path).await;
                // A person is shown what makes sense of it, a program is told what does not.
                let told = path.starts_with("/api/") && answer.status == 422;
                assert!(answer.status == 200 || told, "{path}");
                assert!(!answer.kind.starts_with("text/html") || !answer.body.contains("<script>"), "{path}");
            }
        }
        assert_eq!(references(&mut director, "/accounts").await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn an_empty_list_teaches_what_belongs_there() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("admin", &[Role::Administrator], None).await;
        let page = admin.get("/accounts").await.body;
        assert!(page.contains("The customers of the firm belong here.") && page.contains("href=\"/facts/import\""));
        let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
        assert!(kam.get("/accounts").await.body.contains("Nobody has assigned one to you yet."));
        cast(&programme).await;
        let none = admin.get("/accounts?q=zzz").await.body;
        assert!(none.contains("No account answers to this.") && none.contains("Show all"));
    })
    .await;
}

#[tokio::test]
async fn fifty_rows_stand_on_a_page_and_the_pages_lead_to_each_other() {
    on_both(crate::book, |programme| async move {
        let rows = placed((0..120).map(|n| account_row(&format!("R{n:03}"), &format!("Account {n:03}"), "", "Key account", "")));
        let mut tx = programme.write().await;
        acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        let mut director = director(&programme).await;
        let first = director.get("/accounts").await.body;
        assert!(first.contains("120 accounts, 120 of them key") && first.contains("1–50 of 120"));
        assert!(first.contains("href=\"/accounts?sort=name&amp;page=2\"") && !first.contains("rel=\"prev\""));
        let last = references(&mut director, "/accounts?page=3").await;
        assert_eq!((last.len(), last.first().map(String::as_str)), (20, Some("R100")));
        assert_eq!(references(&mut director, "/accounts?page=77").await, last);
    })
    .await;
}

#[tokio::test]
async fn a_program_follows_the_cursor_to_the_end() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let first = director.get("/api/v1/accounts?limit=3").await;
        assert_eq!(first.kind, "application/json");
        let first: serde_json::Value = serde_json::from_str(&first.body).unwrap();
        assert_eq!((first["items"].as_array().unwrap().len(), first["next"].as_str()), (3, Some("B-1")));
        let second = director.get("/api/v1/accounts?limit=3&cursor=B-1").await.body;
        let second: serde_json::Value = serde_json::from_str(&second).unwrap();
        assert_eq!(
            (second["items"][0]["reference"].as_str(), second["next"].as_str()),
            (Some("C-1"), None)
        );
        for limit in ["0", "-1", "201", "many", "99999999999999999999"] {
            let answer = director.get(&format!("/api/v1/accounts?limit={limit}")).await;
            let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!((answer.status, answer.kind.as_str()), (422, "application/problem+json"));
            assert_eq!(
                (problem["code"].as_str(), problem["field"].as_str()),
                (Some("api.no_whole"), Some("limit"))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_file_has_the_columns_of_an_import_and_no_formulas() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let file = director.get("/accounts.csv?sort=reference").await;
        let expected = "\u{feff}reference,name,parent,class,country\r\n\
             A-1,Nordwind Logistik,,Key account,DE\r\n\
             A-2,Nordwind Ost,A-1,,PL\r\n\
             B-1,Kesselring Chemie AG,,Key account,CH\r\n\
             C-1,O'Hara & <script>alert(1)</script>,,Target,IE\r\n\
             C-2,'=100% Bio_Markt,,Other,AT\r\n";
        assert_eq!(file.body, expected);
        let some = director.get("/accounts.csv?class=Key%20account&sort=-name").await.body;
        assert_eq!(some.lines().count(), 3);
    })
    .await;
}
