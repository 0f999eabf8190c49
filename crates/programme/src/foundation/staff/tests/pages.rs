//! The list of people, one person, the forms, and who sees whom.

use super::super::{Person, by_reference};
use crate::foundation::accounts::tests::{account_id, cast, entries, outline, person_id};
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};

async fn as_person(programme: &TestProgramme, role: Role, reference: &str) -> Browser {
    let person = person_id(programme, reference).await;
    programme
        .sign_in(&format!("{}-{reference}", role.name()), &[role], Some(person))
        .await
}

async fn hr(programme: &TestProgramme) -> Browser {
    programme.sign_in("hr", &[Role::HrPartner], None).await
}

async fn person(programme: &TestProgramme, reference: &str) -> Person {
    let reference = reference.to_owned();
    by_reference(&mut programme.read().await, [&reference])
        .await
        .unwrap()
        .remove(&reference)
        .unwrap()
}

fn form<'a>(csrf: &str, pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    let mut form: Vec<(&str, String)> = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    form.push(("csrf", csrf.to_owned()));
    form
}

#[tokio::test]
async fn the_list_answers_how_many_and_shows_who() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let page = hr(&programme).await.get("/staff").await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(outline(&page.body), @r"
        6 people
        Positions Add a person
        The people who look after accounts and those who lead them, as far as you may see.
        Name or reference optional
        Title optional
        Any title
        Account manager
        Director
        Sales manager
        Sort by
        Name ↑
        Name ↓
        Title ↑
        Title ↓
        Reference ↑
        Reference ↓
        Hired ↑
        Hired ↓
        Filter
        Name ↑ | Title | Reference | Hired | Left
        Dana Director | Director | P-1 | 1 Jan 2024 | –none
        Kai Keller | Account manager | P-4 | 1 Jan 2024 | –none
        Kim Krause | Account manager | P-5 | 1 Jan 2024 | –none
        Kurt Kahn | Account manager | P-6 | 1 Jan 2024 | –none
        Max Manager | Sales manager | P-3 | 1 Jan 2024 | –none
        Mia Manager | Sales manager | P-2 | 1 Jan 2024 | –none
        CSV for an import CSV XLSX
        ");
        }
    })
    .await;
}

#[tokio::test]
async fn a_person_shows_accounts_shares_managers_and_the_id_for_users() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let id = person_id(&programme, "P-4").await;
        let page = hr(&programme).await.get(&format!("/staff/{id}")).await;
        assert_eq!(page.status, 200);
        insta::allow_duplicates! {
            insta::assert_snapshot!(outline(&page.body).replace(&id.to_string(), "ID"), @r"
        Kai Keller Account manager
        History Assign an account Edit
        Reference P-4
        Looks after 2 accounts today.
        Accounts
        by share; past and coming ones in quiet ink
        Account | Role | Share | Shared with | From | Until |
        O'Hara & <script>alert(1)</script> | Key account manager | 100 % | –none | 1 Feb 2026 | –none | End
        Nordwind Logistik | Key account manager | 60 % | Kim Krause 40 % | 1 Jan 2025 | –none | End
        CSV XLSX
        Positions
        Position | Reference | Title | From | Until
        The positions of this person belong here. They hold none.
        Reporting
        Name | Place | Title
        Dana Director | above | Director
        Mia Manager | above | Sales manager
        Kai Keller | this person | Account manager
        CSV XLSX
        Details
        Email | –none
        Hired | 1 Jan 2024
        Left | –none
        To let a user be Kai Keller, give the user this id: ID
        ");
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_the_people_of_their_reach_and_no_other() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let cases = [
            (Role::Kam, "P-4", vec!["P-4"]),
            (Role::SalesManager, "P-2", vec!["P-2", "P-4", "P-5"]),
            (Role::SecondLineManager, "P-1", vec!["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"]),
            (Role::KaDirector, "P-3", vec!["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"]),
        ];
        for (role, reference, expected) in cases {
            let mut browser = as_person(&programme, role, reference).await;
            let file = browser.get("/staff.csv?sort=reference").await.body;
            let of_file: Vec<&str> = file.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
            assert_eq!(of_file, expected, "{}", role.name());
            let answer: serde_json::Value = serde_json::from_str(&browser.get("/api/v1/staff").await.body).unwrap();
            let of_api: Vec<&str> = answer["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|person| person["reference"].as_str().unwrap())
                .collect();
            assert_eq!(of_api, expected, "{}", role.name());
            let page = outline(&browser.get("/staff?sort=reference").await.body);
            let of_page: Vec<&str> = page.lines().filter_map(|line| line.split(" | ").nth(2)).skip(1).collect();
            assert_eq!(of_page, expected, "{}", role.name());
        }
    })
    .await;
}

#[tokio::test]
async fn a_person_out_of_reach_answers_like_one_who_does_not_exist() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut kai = as_person(&programme, Role::Kam, "P-4").await;
        let foreign = person_id(&programme, "P-6").await.to_string();
        for prefix in ["/staff/", "/api/v1/staff/"] {
            let mut answers = Vec::new();
            for id in [foreign.as_str(), "00000000-0000-0000-0000-00000000ffff", "nobody"] {
                let answer = kai.get(&format!("{prefix}{id}")).await;
                answers.push((answer.status, answer.body.replace(id, "ID")));
            }
            assert_eq!(answers[0].0, 404);
            assert!(answers[0] == answers[1] && answers[1] == answers[2], "{prefix}");
        }
        assert_eq!(kai.get("/staff/new").await.status, 403);
        assert_eq!(kai.get("/staff/assignments/new").await.status, 403);
        let own = kai.get(&format!("/staff/{}", person_id(&programme, "P-4").await)).await.body;
        assert!(own.contains("Mia Manager") && !own.contains("/edit") && !own.contains("/staff/assignments"));
        let mia = person_id(&programme, "P-2").await;
        assert!(
            !own.contains(&format!("href=\"/staff/{mia}\"")),
            "a manager is named but not linked"
        );
    })
    .await;
}

#[tokio::test]
async fn a_person_is_made_changed_and_kept_by_form() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let csrf = hr.get("/staff/new").await.csrf();
        let new = [
            ("reference", "P-9"),
            ("name", "Ada"),
            ("title", "account MANAGER"),
            ("manager", "P-3"),
            ("hired", "2026-03-01"),
        ];
        let answer = hr.post("/staff", &form(&csrf, &new)).await;
        let ada = person(&programme, "P-9").await;
        assert_eq!((answer.status, answer.location), (303, format!("/staff/{}", ada.id)));
        assert_eq!(ada.title_name.as_deref(), Some("Account manager"));
        let edit = hr.get(&format!("/staff/{}/edit", ada.id)).await.body;
        assert!(edit.contains("value=\"P-3\"") && edit.contains("value=\"2026-03-01\""));
        let said = [
            ("name", "Ada Adler"),
            ("title", ""),
            ("manager", ""),
            ("hired", "2026-03-01"),
            ("version", "1"),
        ];
        assert_eq!(hr.post(&format!("/staff/{}", ada.id), &form(&csrf, &said)).await.status, 303);
        let ada = person(&programme, "P-9").await;
        assert_eq!((ada.name.as_str(), ada.title, ada.version), ("Ada Adler", None, 2));
        assert!(outline(&hr.get(&format!("/staff/{}", ada.id)).await.body).contains("Nobody is named above or below this person today."));
        assert_eq!(
            (
                entries(&programme, "person_created").await,
                entries(&programme, "person_changed").await
            ),
            (1, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_person_keeps_what_was_typed() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let csrf = hr.get("/staff/new").await.csrf();
        let cases = [
            (
                [("reference", "P-1"), ("name", "Ada"), ("hired", "")],
                "The reference P-1 belongs to Dana Director already.",
            ),
            (
                [("reference", "P-9"), ("name", "Ada"), ("manager", "P-77")],
                "Nobody has the reference P-77.",
            ),
            (
                [("reference", "P-9"), ("name", "Ada"), ("manager", "P-9")],
                "in a circle: Ada (P-9).",
            ),
            (
                [("reference", "P-9"), ("name", "Ada"), ("hired", "2026-13-01")],
                "This is not a day.",
            ),
            (
                [("reference", "P-9"), ("name", "Ada"), ("email", "ada")],
                "This is no mail address.",
            ),
            ([("reference", ""), ("name", "Ada"), ("email", "")], "This is needed."),
        ];
        for (said, sentence) in cases {
            let answer = hr.post("/staff", &form(&csrf, &said)).await;
            assert_eq!(answer.status, 422, "{sentence}");
            assert!(
                answer.body.contains(sentence) && answer.body.contains("value=\"Ada\""),
                "{}",
                outline(&answer.body)
            );
        }
        let dana = person_id(&programme, "P-1").await;
        let below = [
            ("name", "Dana Director"),
            ("title", "Director"),
            ("manager", "P-4"),
            ("version", "1"),
        ];
        let answer = hr.post(&format!("/staff/{dana}"), &form(&csrf, &below)).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.body.contains("Dana Director (P-1) → Kai Keller (P-4) → Mia Manager (P-2)."),
            "{}",
            outline(&answer.body)
        );
    })
    .await;
}

#[tokio::test]
async fn two_people_at_one_person_see_both_versions() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let kai = person_id(&programme, "P-4").await;
        let address = format!("/staff/{kai}");
        let csrf = hr.get(&format!("{address}/edit")).await.csrf();
        let said = |name: &'static str, version: &'static str| {
            [
                ("name", name),
                ("title", "Account manager"),
                ("manager", "P-2"),
                ("hired", "2024-01-01"),
                ("version", version),
            ]
        };
        assert_eq!(hr.post(&address, &form(&csrf, &said("Kai Keller-Klein", "1"))).await.status, 303);
        let answer = hr.post(&address, &form(&csrf, &said("Kai Klein", "1"))).await;
        assert_eq!(answer.status, 409);
        assert!(outline(&answer.body).contains("Name | Kai Keller-Klein | Kai Klein"));
        assert_eq!(hr.post(&address, &form(&csrf, &said("Kai Klein", "2"))).await.status, 303);
        assert_eq!(person(&programme, "P-4").await.name, "Kai Klein");
    })
    .await;
}

#[tokio::test]
async fn the_api_shows_a_person_with_accounts_and_team() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut mia = as_person(&programme, Role::SalesManager, "P-2").await;
        let kim = person_id(&programme, "P-5").await;
        let shown: serde_json::Value = serde_json::from_str(&mia.get(&format!("/api/v1/staff/{kim}")).await.body).unwrap();
        assert_eq!(shown["managers"], serde_json::json!(["P-2", "P-1"]));
        let chemie = account_id(&programme, "B-1").await.to_string();
        let held = shown["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .find(|held| held["account"] == chemie.as_str())
            .unwrap();
        assert_eq!(
            (held["share"].as_str(), held["role"].as_str(), held["to"].as_str()),
            (Some("1"), Some("kam"), None)
        );
        assert_eq!(mia.get("/api/v1/staff?limit=0").await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn hostile_addresses_of_people_get_a_list_and_never_a_fault() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        for query in [
            "page=-1",
            "page=99999999999999999999",
            "sort=%27",
            "q=%25",
            "q=_",
            "q=%00",
            "title=%3Cscript%3E",
            "title=sales_manager&q=m",
        ] {
            for path in ["/staff", "/staff.csv", "/api/v1/staff"] {
                let answer = hr.get(&format!("{path}?{query}")).await;
                // A person is shown what makes sense of it, a program is told what does not.
                let told = path.starts_with("/api/") && answer.status == 422;
                assert!(answer.status == 200 || told, "{path}?{query}");
                assert!(
                    !answer.kind.starts_with("text/html") || !answer.body.contains("<script>"),
                    "{path}?{query}"
                );
            }
        }
        let found = outline(&hr.get("/staff?title=sales_manager&q=ma").await.body);
        assert!(found.contains("1 person found") && found.contains("Max Manager"), "{found}");
        for sort in ["name", "-name", "reference", "-reference", "title", "-title", "hired", "-hired"] {
            assert!(hr.get(&format!("/staff?sort={sort}")).await.body.contains("Kurt Kahn"), "{sort}");
        }
    })
    .await;
}
