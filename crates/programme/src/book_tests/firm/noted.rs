//! What stands on the records of the firm: notes, tasks and files, and a job that was cancelled.

use super::{Names, Records, Whose, of};
use crate::foundation::alerts;
use platform::access::{Role, Viewer};
use platform::jobs;
use platform::notes::files::{self, EvidenceId};
use platform::notes::tasks::{self, TaskId};
use platform::notes::{self, NoteId};
use platform::testing::TestProgramme;
use std::collections::BTreeMap;
use vocabulary::{Day, UserId};

/// A note, a task and a file on the account of each of the four, by somebody who sees all accounts, and a note of their own on their coaching
/// record.
pub(super) async fn notes(
    programme: &TestProgramme,
    names: Names,
    records: &BTreeMap<Whose, Records>,
) -> BTreeMap<Whose, (NoteId, TaskId, EvidenceId)> {
    let (director, app) = (of(programme, Role::KaDirector, 902), &programme.app);
    let mut found = BTreeMap::new();
    for (whose, records) in records {
        let own = programme.viewer_as(Role::Kam, records.person).await;
        let words = names.of(&format!("{} wants a longer contract. See https://mills.example.", whose.account()));
        let coached = names.of(&whose.said("note"));
        let terms = platform::web::File {
            name: names.of("Terms") + ".txt",
            bytes: names.of(&format!("What {} agreed to", whose.account())).into_bytes(),
        };
        let terms = files::Sent::take(app, terms).await.unwrap();
        let mut tx = programme.write().await;
        let account = notes::Record::find_at(&app.book, &format!("/accounts/{}", records.account)).unwrap();
        let shared = notes::Said {
            words: &words,
            private: false,
        };
        let note = notes::write(&mut tx, app, &director, &account, shared).await.unwrap();
        let coaching = notes::Record::find_at(&app.book, &format!("/coaching/people/{}", records.person)).unwrap();
        let coached = notes::Said {
            words: &coached,
            private: false,
        };
        notes::write(&mut tx, app, &own, &coaching, coached).await.unwrap();
        let call = names.of(&format!("Call {}", whose.account()));
        let said = tasks::Said {
            words: &call,
            owner: "",
            due: Some(Day::parse("2026-03-01").unwrap()),
        };
        let task = tasks::create(&mut tx, app, &director, (&account, Some(note.id)), said)
            .await
            .unwrap();
        let file = files::keep(&mut tx, app, &director, &account, terms).await.unwrap();
        tx.commit().await.unwrap();
        found.insert(*whose, (note.id, task.id, file.id));
    }
    found
}

/// A job that somebody asked for, or the house, and that was cancelled: streams about it come to their end at once.
pub(super) async fn cancelled_job(programme: &TestProgramme, names: Names, user: Option<UserId>) {
    let house = programme.operator();
    let access = &programme.app.book.access;
    let asker = user.map_or_else(|| house.clone(), |user| Viewer::new(user, String::new(), [].into(), None, access));
    let mut tx = programme.write().await;
    let request = jobs::Request::new(&()).unwrap().about(names.of("orders.csv"), "/facts");
    let id = jobs::enqueue(&mut tx, &asker, &alerts::JOBS[0], request).await.unwrap();
    jobs::acts::cancel(&mut tx, &house, id).await.unwrap();
    tx.commit().await.unwrap();
}
