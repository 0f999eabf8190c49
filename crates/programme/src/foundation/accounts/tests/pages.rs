//! One account, its forms, and two people at one record.

use super::{account, account_id, cast, entries, outline};
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};

async fn director(programme: &TestProgramme) -> Browser {
    programme.sign_in("director", &[Role::KaDirector], None).await
}

fn form<'a>(csrf: &str, pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    let mut form: Vec<(&str, String)> = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    form.push(("csrf", csrf.to_owned()));
    form
}

#[tokio::test]
async fn an_account_shows_whose_it_is_and_where_it_stands() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let id = account_id(&programme, "A-1").await;
        let page = director.get(&format!("/accounts/{id}")).await;
        assert_eq!(page.status, 200);
        // The panel of orders below belongs to the facts, which test it.
        assert!(page.body.contains("id=\"orders\""));
        let shown = outline(&page.body);
        let (shown, _) = shown.split_once("Newest orders").unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown, @r"
        Nordwind Logistik Key account
        PDF History Edit
        Reference A-1, DE
        Looked after by Kai Keller (Key account manager, 60 %), Kim Krause (Key account manager, 40 %).
        Team
        who holds which share, and when; the last day is the day before “until”
        Person | Role | Share | From | Until
        Kai Keller | Key account manager | 60 % | 1 Jan 2025 | –none
        Kim Krause | Key account manager | 40 % | 1 Jan 2025 | –none
        CSV XLSX
        Key account manager: 60 % + 40 % = 100 %.
        Hierarchy
        Account | Place
        Nordwind Logistik | this account
        Nordwind Ost | below
        CSV XLSX
        ");
        }
    })
    .await;
}

#[tokio::test]
async fn the_api_shows_an_account_with_team_and_hierarchy() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let id = account_id(&programme, "A-2").await;
        let shown: serde_json::Value = serde_json::from_str(&director.get(&format!("/api/v1/accounts/{id}")).await.body).unwrap();
        assert_eq!(
            (shown["reference"].as_str(), shown["class"].as_str(), shown["key"].as_bool()),
            (Some("A-2"), None, Some(false))
        );
        assert_eq!(shown["above"][0]["reference"].as_str(), Some("A-1"));
        let upper = account_id(&programme, "A-1").await;
        let shown: serde_json::Value = serde_json::from_str(&director.get(&format!("/api/v1/accounts/{upper}")).await.body).unwrap();
        let held: Vec<(&str, &str)> = shown["team"]
            .as_array()
            .unwrap()
            .iter()
            .map(|held| (held["person_name"].as_str().unwrap(), held["share"].as_str().unwrap()))
            .collect();
        assert_eq!(held, [("Kai Keller", "0.6"), ("Kim Krause", "0.4")]);
        assert_eq!(shown["below"][0]["reference"].as_str(), Some("A-2"));
    })
    .await;
}

#[tokio::test]
async fn words_that_try_to_be_code_stay_words() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let id = account_id(&programme, "C-1").await;
        for address in [format!("/accounts/{id}"), format!("/accounts/{id}/edit"), "/accounts".to_owned()] {
            let page = director.get(&address).await.body;
            assert!(
                page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"),
                "{address}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_with_an_account_is_said_beside_its_field() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let csrf = director.get("/accounts/new").await.csrf();
        let said = form(&csrf, &[("reference", "A-1"), ("name", ""), ("parent", "Q-1")]);
        let answer = director.post("/accounts", &said).await;
        assert_eq!(answer.status, 422);
        for sentence in [
            "3 fields need another look.",
            "The reference A-1 belongs to Nordwind Logistik already.",
            "This is needed. Fill it in.",
            "Q-1",
        ] {
            assert!(answer.body.contains(sentence), "{sentence}: {}", answer.body);
        }
        assert_eq!(answer.body.matches("aria-invalid=\"true\"").count(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_new_account_is_kept_and_shown() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let csrf = director.get("/accounts/new").await.csrf();
        let said = form(
            &csrf,
            &[
                ("reference", " N-1 "),
                ("name", "Neu"),
                ("parent", "A-2"),
                ("class", ""),
                ("country", "DE"),
            ],
        );
        let answer = director.post("/accounts", &said).await;
        assert_eq!(answer.status, 303);
        let new = account(&programme, "N-1").await;
        assert_eq!(answer.location, format!("/accounts/{}", new.id));
        assert_eq!((new.parent, new.class), (Some(account_id(&programme, "A-2").await), None));
        assert_eq!(entries(&programme, "account_created").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_with_the_sentence_beside_the_field() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let csrf = director.get("/accounts/new").await.csrf();
        let long = "ü".repeat(5_000);
        let cases = [
            (("A-1", "Again", ""), "The reference A-1 belongs to Nordwind Logistik already."),
            (("N-1", "Neu", "Q-9"), "No account has the reference Q-9."),
            (("", "Neu", ""), "This is needed."),
            (("N-1", "", ""), "This is needed."),
            (("N-1", &*long, ""), "This is too long."),
            (("N-1", "a\u{0}b", ""), "This holds characters that cannot be seen."),
        ];
        for ((reference, name, parent), sentence) in cases {
            let said = form(
                &csrf,
                &[("reference", reference), ("name", name), ("parent", parent), ("country", "Sark")],
            );
            let answer = director.post("/accounts", &said).await;
            assert_eq!(answer.status, 422, "{sentence}");
            assert!(
                answer.body.contains(sentence) && answer.body.contains("value=\"Sark\""),
                "{sentence}"
            );
            assert!(answer.body.contains("aria-invalid=\"true\""), "{sentence}");
        }
        let script = form(&csrf, &[("reference", "N-1"), ("name", "\"><script>x</script>"), ("parent", "Q-9")]);
        assert!(!director.post("/accounts", &script).await.body.contains("<script>x"));
        assert_eq!(entries(&programme, "account_created").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_account_cannot_be_put_below_itself() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let id = account_id(&programme, "A-1").await;
        let csrf = director.get(&format!("/accounts/{id}/edit")).await.csrf();
        let said = form(&csrf, &[("name", "Nordwind Logistik"), ("parent", "A-2"), ("version", "1")]);
        let answer = director.post(&format!("/accounts/{id}"), &said).await;
        assert_eq!(answer.status, 422);
        let circle = "in a circle: Nordwind Logistik (A-1) → Nordwind Ost (A-2).";
        assert!(answer.body.contains(circle), "{}", outline(&answer.body));
    })
    .await;
}

#[tokio::test]
async fn two_people_at_one_account_see_both_versions_and_nothing_is_overwritten() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let (mut first, mut second) = (director(&programme).await, programme.sign_in("crm", &[Role::CrmOwner], None).await);
        let id = account_id(&programme, "B-1").await;
        let (edit, keep) = (format!("/accounts/{id}/edit"), format!("/accounts/{id}"));
        let (of_first, of_second) = (first.get(&edit).await, second.get(&edit).await);
        let said = form(
            &of_first.csrf(),
            &[
                ("name", "Kesselring AG"),
                ("class", "Key account"),
                ("country", "CH"),
                ("version", "1"),
            ],
        );
        assert_eq!(first.post(&keep, &said).await.status, 303);
        let late = [
            ("name", "Kesselring SE"),
            ("class", "Key account"),
            ("country", "CH"),
            ("version", "1"),
        ];
        let answer = second.post(&keep, &form(&of_second.csrf(), &late)).await;
        assert_eq!(answer.status, 409);
        let shown = outline(&answer.body);
        assert!(
            shown.contains("Name | Kesselring AG | Kesselring SE") && !shown.contains("Country | "),
            "{shown}"
        );
        assert!(answer.body.contains("value=\"Kesselring SE\"") && answer.body.contains("name=\"version\" value=\"2\""));
        assert_eq!(account(&programme, "B-1").await.name, "Kesselring AG");
        let again = [
            ("name", "Kesselring SE"),
            ("class", "Key account"),
            ("country", "CH"),
            ("version", "2"),
        ];
        assert_eq!(second.post(&keep, &form(&of_second.csrf(), &again)).await.status, 303);
        assert_eq!(account(&programme, "B-1").await.name, "Kesselring SE");
        for version in ["", "one", "99999999999999999999"] {
            let odd = form(&of_second.csrf(), &[("name", "X"), ("version", version)]);
            assert_eq!(second.post(&keep, &odd).await.status, 409, "{version}");
        }
        assert_eq!(entries(&programme, "account_changed").await, 2);
    })
    .await;
}

#[tokio::test]
async fn saving_what_stands_there_changes_nothing() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = director(&programme).await;
        let before = account(&programme, "A-2").await;
        let csrf = director.get(&format!("/accounts/{}/edit", before.id)).await.csrf();
        let same = form(
            &csrf,
            &[
                ("name", "Nordwind Ost"),
                ("parent", "A-1"),
                ("country", "PL"),
                ("version", "1"),
                ("reference", "HACK"),
            ],
        );
        assert_eq!(director.post(&format!("/accounts/{}", before.id), &same).await.status, 303);
        assert_eq!(account(&programme, "A-2").await, before);
        assert_eq!(entries(&programme, "account_changed").await, 0);
    })
    .await;
}
