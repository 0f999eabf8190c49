//! Notes for programs: the same rights, versions, and keys.

use super::{OPEN, delete_and_restore, programs, somebody};
use crate::access::Role;
use crate::sample::book;
use crate::testing::on_both;
use serde_json::json;

#[tokio::test]
async fn a_program_writes_answers_changes_deletes_and_restores_within_its_rights() {
    on_both(book, |programme| async move {
        let [mut kam, mut manager, mut administrator] = programs(&programme).await;
        let made = kam
            .call("POST", "/api/v1/notes", &json!({ "about": OPEN, "words": "by a program" }), &[])
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        let address = made.json()["href"].as_str().unwrap().to_owned();
        let found = kam.get(&address).await;
        let shown = found.json();
        assert_eq!(
            (&shown["words"], &shown["author"], &shown["about"], &shown["private"]),
            (&json!("by a program"), &json!("kam"), &json!(OPEN), &json!(false))
        );
        let answered = manager
            .call("POST", &format!("{address}/answers"), &json!({ "words": "seen" }), &[])
            .await;
        assert_eq!(answered.status, 200, "{}", answered.body);
        let list = format!("/api/v1/notes?about={OPEN}");
        let words = |seen: crate::testing::Seen| -> Vec<String> {
            let items = seen.json()["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["words"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(words(kam.get(&list).await), ["seen", "by a program"]);
        let first = kam.get(&format!("{list}&limit=1")).await;
        let next = first.json()["next"].as_str().unwrap().to_owned();
        assert_eq!(words(kam.get(&format!("{list}&limit=1&cursor={next}")).await), ["by a program"]);
        let tag = found.header("etag").to_owned();
        let change = json!({ "words": "by a program, again", "private": false });
        assert_eq!(
            kam.call("PUT", &address, &change, &[]).await.status,
            428,
            "a change names its version"
        );
        assert_eq!(manager.call("PUT", &address, &change, &[("if-match", &tag)]).await.status, 403);
        assert_eq!(kam.call("PUT", &address, &change, &[("if-match", &tag)]).await.status, 200);
        assert_eq!(kam.call("PUT", &address, &change, &[("if-match", &tag)]).await.status, 412);
        delete_and_restore(&mut kam, &mut manager, &address).await;
        for path in [address.as_str(), list.as_str()] {
            assert_eq!(administrator.get(path).await.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_for_notes_alone_opens_no_record() {
    on_both(book, |programme| async move {
        somebody(&programme, "kam", Role::Kam).await;
        let mut narrow = programme.program("kam", "notes:write").await;
        let refused = narrow
            .call("POST", "/api/v1/notes", &json!({ "about": OPEN, "words": "x" }), &[])
            .await;
        assert_eq!(refused.status, 404, "{}", refused.body);
        assert_eq!(narrow.get(&format!("/api/v1/notes?about={OPEN}")).await.status, 404);
    })
    .await;
}
