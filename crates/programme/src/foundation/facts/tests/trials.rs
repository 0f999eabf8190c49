//! A tried import between the two steps: whose it is, how long it waits, that it is kept once.

use super::super::acts::{accept, discard, find, prepare};
use super::super::report::State;
use super::super::{Told, store};
use super::{ORDERS, one};
use platform::access::{Role, Viewer};
use platform::testing::{TestProgramme, on_both};
use std::collections::BTreeSet;
use vocabulary::{Instant, NumberedIds, UserId};

/// An administrator other than the one that the test kit makes.
fn another(programme: &TestProgramme) -> Viewer {
    let user = UserId::new(&NumberedIds::after(7_000));
    Viewer::new(
        user,
        "another".to_owned(),
        BTreeSet::from([Role::Administrator]),
        None,
        &programme.app.book.access,
    )
}

fn waiting(programme: &TestProgramme) -> usize {
    let folder = super::super::folder(&programme.app.config).join("tried");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_trial_is_kept_once_without_choosing_the_files_again() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        assert_eq!((tried.state, waiting(&programme)), (State::Tried, 1));
        let done = accept(&programme.app, &viewer, tried.id).await.unwrap();
        assert_eq!((done.id, done.state, done.kept.created), (tried.id, State::Done, 3));
        assert_eq!(waiting(&programme), 0);
        let again = accept(&programme.app, &viewer, tried.id).await.unwrap();
        assert_eq!((again.kept, again.batches), (done.kept, done.batches));
        let mut tx = programme.read().await;
        assert_eq!(store::count(&mut tx).await.unwrap(), 1);
        assert_eq!(store::list_batches(&mut tx).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_trial_belongs_to_its_user() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        let other = another(&programme);
        let mut tx = programme.read().await;
        assert_eq!(find(&mut tx, &other, tried.id).await.unwrap_err().code(), "not_found");
        drop(tx);
        assert_eq!(accept(&programme.app, &other, tried.id).await.unwrap_err().code(), "not_found");
        assert_eq!(discard(&programme.app, &other, tried.id).await.unwrap_err().code(), "not_found");
        assert_eq!(waiting(&programme), 1);
    })
    .await;
}

#[tokio::test]
async fn a_trial_that_is_thrown_away_or_a_day_old_is_gone() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let first = prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        discard(&programme.app, &viewer, first.id).await.unwrap();
        assert_eq!(waiting(&programme), 0);
        let second = prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        programme.clock.set(Instant::parse_rfc3339("2026-03-03T09:00:00Z").unwrap());
        assert_eq!(accept(&programme.app, &viewer, second.id).await.unwrap_err().code(), "not_found");
        prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        assert_eq!(waiting(&programme), 1);
        let mut tx = programme.read().await;
        assert_eq!(store::find(&mut tx, second.id).await.unwrap_err().code(), "not_found");
    })
    .await;
}

#[tokio::test]
async fn what_was_imported_since_the_trial_is_not_imported_twice() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        super::super::acts::import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        let done = accept(&programme.app, &viewer, tried.id).await.unwrap();
        assert_eq!((tried.kept.created, done.kept.created, done.kept.unchanged), (3, 0, 3));
    })
    .await;
}

#[tokio::test]
async fn a_button_pressed_twice_at_once_imports_once() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        let (first, second) = tokio::join!(accept(&programme.app, &viewer, tried.id), accept(&programme.app, &viewer, tried.id));
        assert_eq!(first.unwrap().kept.created, 3);
        assert_eq!(second.unwrap().kept.created, 3);
        let mut tx = programme.read().await;
        assert_eq!(store::count(&mut tx).await.unwrap(), 1);
        assert_eq!(store::list_batches(&mut tx).await.unwrap().len(), 1);
    })
    .await;
}
