//! The administrator's list: who is in it, with which roles, and never without an administrator.

use super::{ADMINISTRATOR, KAM, acts, id_of, journaled, submit, user_of};
use crate::access::Role;
use crate::sample::book;
use crate::testing::on_both;
use std::collections::BTreeSet;

const LAST: &str = "This is the last administrator.";

#[tokio::test]
async fn an_administrator_adds_a_user_who_sets_their_own_password() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let said = [
            ("login", "anna"),
            ("name", "Anna <b>Berg</b>"),
            ("role.kam", "yes"),
            ("role.god", "yes"),
        ];
        let seen = submit(&mut chief, "/users/new", "/users", &said).await;
        assert!(seen.status == 200 && seen.body.contains("/sign-in/link?token="));
        assert!(seen.body.contains("Anna &lt;b&gt;Berg&lt;/b&gt;") && !seen.body.contains("<b>Berg"));
        let anna = user_of(&programme, "anna").await;
        assert_eq!((anna.roles, anna.password), (BTreeSet::from([Role::Kam]), None));
    })
    .await;
}

#[tokio::test]
async fn a_note_on_a_user_is_read_by_whoever_sees_who_may_do_what() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let mut auditor = programme.sign_in("auditor", &[Role::Auditor], None).await;
        let mut anna = programme.sign_in("anna", KAM, None).await;
        let page = format!("/users/{}", id_of(&programme, "anna").await);
        let said = [("about", page.as_str()), ("words", "Comes back in March"), ("private", "")];
        assert_eq!(submit(&mut chief, &page, "/notes", &said).await.status, 303);
        assert!(auditor.get(&page).await.body.contains("Comes back in March"));
        assert_eq!(anna.get(&page).await.status, 403);
        let refused = submit(&mut anna, "/notes/tasks", "/notes", &said).await;
        assert_eq!(refused.status, 404, "what one does not see is not there");
        assert!(!anna.get("/search?q=March").await.body.contains("Comes back"));
        assert!(
            !chief.get("/users/new").await.body.contains("id=\"notes\""),
            "what is not there yet has none"
        );
    })
    .await;
}

#[tokio::test]
async fn every_wrong_field_of_a_new_user_is_named_at_once() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let said = [("login", ""), ("name", ""), ("person", "Anna")];
        let seen = submit(&mut chief, "/users/new", "/users", &said).await;
        assert_eq!(seen.status, 422);
        assert!(seen.body.contains("3 fields need another look."), "{}", seen.body);
        for field in ["login", "name", "person"] {
            assert!(seen.body.contains(&format!("id=\"f-{field}-error\"")), "{field}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_login_that_differs_only_in_capitals_is_taken() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("Chief", ADMINISTRATOR, None).await;
        let seen = submit(&mut chief, "/users/new", "/users", &[("login", "CHIEF"), ("name", "Second")]).await;
        assert!(seen.status == 422 && seen.body.contains("This login is taken."));
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let page = format!("/users/{}", id_of(&programme, "chief").await);
        let demoted = submit(
            &mut chief,
            &page,
            &page,
            &[("version", "1"), ("name", "Chief"), ("role.kam", "yes")],
        )
        .await;
        assert!(demoted.status == 422 && demoted.body.contains(LAST));
        let closed = submit(&mut chief, &page, &format!("{page}/closing"), &[("closed", "yes")]).await;
        assert!(closed.status == 422 && closed.body.contains(LAST));
        assert_eq!(user_of(&programme, "chief").await.roles, BTreeSet::from([Role::Administrator]));
        programme.sign_in("deputy", ADMINISTRATOR, None).await;
        let demoted = submit(&mut chief, &page, &page, &[("version", "1"), ("name", "Chief")]).await;
        assert_eq!(demoted.status, 303);
    })
    .await;
}

#[tokio::test]
async fn two_administrators_who_depose_each_other_at_once_leave_one() {
    on_both(book, |programme| async move {
        programme.sign_in("one", ADMINISTRATOR, None).await;
        programme.sign_in("other", ADMINISTRATOR, None).await;
        let depose = async |login: &str| {
            let user = user_of(&programme, login).await;
            let mut tx = programme.write().await;
            let said = acts::Particulars {
                login: String::new(),
                name: user.name,
                person: None,
                roles: BTreeSet::new(),
            };
            acts::update(&mut tx, &programme.operator(), user.id, user.version, said).await?;
            tx.commit().await
        };
        let (one, other) = tokio::join!(depose("one"), depose("other"));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
        let refused = one.err().or(other.err()).unwrap();
        assert_eq!(refused.code(), "users.last_administrator");
    })
    .await;
}

#[tokio::test]
async fn who_saves_a_user_second_is_told_so_and_nothing_is_overwritten() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        programme.sign_in("kam", KAM, None).await;
        let page = format!("/users/{}", id_of(&programme, "kam").await);
        let first = submit(
            &mut chief,
            &page,
            &page,
            &[("version", "1"), ("name", "First"), ("role.kam", "yes")],
        )
        .await;
        let second = submit(&mut chief, &page, &page, &[("version", "1"), ("name", "Second")]).await;
        assert_eq!((first.status, second.status), (303, 409));
        let refused = submit(&mut chief, &page, &page, &[("version", "1"), ("name", "")]).await;
        let kept = refused.body.contains("name=\"version\" value=\"1\"");
        assert!(refused.status == 422 && kept, "a refused form keeps the version it was opened with");
        let kam = user_of(&programme, "kam").await;
        assert_eq!((kam.name.as_str(), kam.roles), ("First", BTreeSet::from([Role::Kam])));
    })
    .await;
}

#[tokio::test]
async fn who_only_reads_the_list_cannot_change_it_by_any_form() {
    on_both(book, |programme| async move {
        programme.sign_in("chief", ADMINISTRATOR, None).await;
        let page = format!("/users/{}", id_of(&programme, "chief").await);
        let mut auditor = programme.sign_in("auditor", &[Role::Auditor], None).await;
        let before = journaled(&programme).await;
        let shown = auditor.get(&page).await;
        assert!(shown.status == 200 && !shown.body.contains("/closing"));
        let csrf = auditor.get("/sessions").await.csrf();
        for to in ["/users".to_owned(), page.clone(), format!("{page}/link"), format!("{page}/closing")] {
            let form = [
                ("csrf", csrf.as_str()),
                ("login", "evil"),
                ("name", "Evil"),
                ("version", "1"),
                ("closed", "yes"),
            ];
            assert_eq!(auditor.post(&to, &form).await.status, 403, "{to}");
        }
        assert_eq!(auditor.get("/users/new").await.status, 403);
        assert_eq!(journaled(&programme).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_user_who_does_not_exist_reads_like_any_other_missing_page() {
    let programme = crate::testing::TestProgramme::new(book()).await;
    let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
    for path in [
        "/users/00000000-0000-0000-0000-00000000ffff",
        "/users/not-an-id",
        "/users/%27%20or%201=1",
    ] {
        assert_eq!(chief.get(path).await.status, 404, "{path}");
    }
}
