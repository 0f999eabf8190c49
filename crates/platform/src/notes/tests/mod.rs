//! Notes are seen by whoever sees their record now, and private ones by their author alone.

mod acts;
mod pages;
mod programs;
mod rules;

use super::noted::Record;
use super::{Note, Said, store, write};
use crate::access::{Role, Viewer};
use crate::database::Tx;
use crate::testing::{Browser, TestProgramme};
use crate::users;
use serde_json::json;

/// A record that everybody who sees the counter sees.
pub(crate) const OPEN: &str = "/sample/number/7";
/// One that only the auditor sees.
pub(crate) const CLOSED: &str = "/sample/number/700";

pub(crate) fn record(programme: &TestProgramme, path: &str) -> Record {
    Record::at(&programme.app.book, path).unwrap()
}

/// A user who is signed in, and the viewer that they are.
pub(crate) async fn somebody(programme: &TestProgramme, login: &str, role: Role) -> (Browser, Viewer) {
    let browser = programme.sign_in(login, &[role], None).await;
    let mut tx = programme.read().await;
    let user = users::store::look_up(&mut tx, login).await.unwrap().unwrap();
    let viewer = users::acts::viewer(&programme.app, &mut tx, user.id).await.unwrap();
    (browser, viewer)
}

/// Programs of somebody who writes, of a colleague who sees the same records, and of somebody who sees none.
pub(crate) async fn programs(programme: &TestProgramme) -> [Browser; 3] {
    let every = programme.every_scope();
    let of = async |login: &str, role: Role| {
        somebody(programme, login, role).await;
        programme.program(login, &every).await
    };
    [
        of("kam", Role::Kam).await,
        of("manager", Role::SalesManager).await,
        of("administrator", Role::Administrator).await,
    ]
}

/// Deletes what a program made, which takes it from a colleague's sight, and brings it back.
pub(crate) async fn delete_and_restore(author: &mut Browser, colleague: &mut Browser, address: &str) {
    let tag = author.get(address).await.header("etag").to_owned();
    assert_eq!(author.send("DELETE", address, None, &[("if-match", &tag)]).await.status, 200);
    assert_eq!(colleague.get(address).await.status, 404);
    let tag = author.get(address).await.header("etag").to_owned();
    let restoration = format!("{address}/restoration");
    let back = author.call("POST", &restoration, &json!({}), &[("if-match", &tag)]).await;
    assert_eq!(back.status, 200, "{}", back.body);
}

pub(crate) fn shared(words: &str) -> Said<'_> {
    Said { words, private: false }
}

pub(crate) async fn written(programme: &TestProgramme, viewer: &Viewer, path: &str, said: Said<'_>) -> Note {
    let mut tx = programme.write().await;
    let note = write(&mut tx, &programme.app, viewer, &record(programme, path), said)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    note
}

/// What a viewer sees on a record, the latest first.
async fn words(tx: &mut Tx, viewer: &Viewer, on: &Record) -> Vec<String> {
    let notes = store::list_of(tx, viewer.user.unwrap(), on, None, 100).await.unwrap();
    notes.into_iter().map(|note| note.words).collect()
}
