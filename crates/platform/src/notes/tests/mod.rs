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
