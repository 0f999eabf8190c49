//! The façade keeps its promises on both databases.

use super::{Bind, Column, Migration, Query, Tx, Value};
use crate::access::Role;
use crate::error::Error;
use crate::journal;
use crate::sample::{book, counted};
use crate::testing::{TestProgramme, on_both};
use proptest::prelude::*;
use std::fmt::Debug;
use std::sync::Arc;
use vocabulary::{AccountId, Day, Instant, NumberedIds, Ratio, Scaled, UserId};

async fn keep(tx: &mut Tx, id: &str, name: &dyn Bind, n: &dyn Bind) -> crate::Result<u64> {
    let query = Query::new("insert into sample_counter (id, name, n, version)").with("values ({}, {}, {}, 1)", &[&id, name, n]);
    tx.execute(&query).await
}

async fn name_of<T: Column>(tx: &mut Tx, id: &str) -> T {
    let query = Query::new("select name from sample_counter where").with("id = {}", &[&id]);
    tx.one(&query).await.unwrap().unwrap().get(0).unwrap()
}

async fn n_of<T: Column>(tx: &mut Tx, id: &str) -> T {
    let query = Query::new("select n from sample_counter where").with("id = {}", &[&id]);
    tx.one(&query).await.unwrap().unwrap().get(0).unwrap()
}

async fn text_returns<T: Bind + Column + PartialEq + Debug>(tx: &mut Tx, id: &str, value: T) {
    keep(tx, id, &value, &0_i64).await.unwrap();
    assert_eq!(name_of::<T>(tx, id).await, value);
}

async fn number_returns<T: Bind + Column + PartialEq + Debug>(tx: &mut Tx, id: &str, value: T) {
    keep(tx, id, &"", &value).await.unwrap();
    assert_eq!(n_of::<T>(tx, id).await, value);
}

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        text_returns(&mut tx, "a", "Nordwind & Söhne'; drop table sample_counter; --".to_owned()).await;
        text_returns(&mut tx, "b", String::new()).await;
        text_returns(&mut tx, "c", Day::parse("2027-04-15").unwrap()).await;
        text_returns(&mut tx, "d", AccountId::new(&NumberedIds::default())).await;
        text_returns(&mut tx, "e", Ratio::parse("7/3").unwrap()).await;
        text_returns(&mut tx, "f", Scaled::parse("20565.6206").unwrap()).await;
        text_returns(&mut tx, "g", Some("there".to_owned())).await;
        text_returns(&mut tx, "h", "\u{1F680} 漢字 \u{202E}".to_owned()).await;
        number_returns(&mut tx, "i", i64::MIN).await;
        number_returns(&mut tx, "j", i64::MAX).await;
        number_returns(&mut tx, "k", true).await;
        number_returns(&mut tx, "l", Instant::from_micros(-1)).await;
        number_returns(&mut tx, "m", Some(7_i64)).await;
    })
    .await;
}

#[tokio::test]
async fn an_absent_value_keeps_its_type() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        text_returns(&mut tx, "text", None::<String>).await;
        text_returns(&mut tx, "day", None::<Day>).await;
        text_returns(&mut tx, "id", None::<UserId>).await;
        number_returns(&mut tx, "number", None::<i64>).await;
        number_returns(&mut tx, "truth", None::<bool>).await;
        number_returns(&mut tx, "time", None::<Instant>).await;
        keep(&mut tx, "borrowed", &None::<&str>, &None::<&i64>).await.unwrap();
        assert_eq!(n_of::<Option<i64>>(&mut tx, "borrowed").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_nul_character_is_replaced_on_both_databases_alike() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        keep(&mut tx, "nul", &"a\0b", &0_i64).await.unwrap();
        assert_eq!(name_of::<String>(&mut tx, "nul").await, "a\u{FFFD}b");
    })
    .await;
}

#[tokio::test]
async fn a_set_finds_its_members_and_an_empty_set_finds_nothing() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        keep(&mut tx, "two", &"second", &5_i64).await.unwrap();
        let found = async |tx: &mut Tx, query: Query| tx.count(&query).await.unwrap();
        let (nobody, nothing): ([&str; 0], [i64; 0]) = ([], []);
        let all = || Query::new("select count(*) from sample_counter where");
        assert_eq!(found(&mut tx, all().among("id", &["one", "two", "three"])).await, 2);
        assert_eq!(found(&mut tx, all().among("id", &nobody)).await, 0);
        assert_eq!(
            found(&mut tx, all().with("version = {}", &[&1_i64]).among("and n", &[0_i64, 5])).await,
            2
        );
        assert_eq!(
            found(&mut tx, all().with("version = {}", &[&1_i64]).among("and n", &nothing)).await,
            0
        );
        assert_eq!(
            found(&mut tx, all().with("version = {}", &[&1_i64]).among("or n", &nothing)).await,
            2
        );
    })
    .await;
}

#[test]
fn places_are_numbered_through_the_whole_statement() {
    let query = Query::new("select 1 where")
        .with("a = {} and b = {}", &[&1_i64, &"x"])
        .among("and c", &[2_i64, 3])
        .with("limit {}", &[&9_i64]);
    assert_eq!(query.text, "select 1 where a = $1 and b = $2 and c in ($3, $4) limit $5");
    let numbers: Vec<Value> = [2, 3, 9].into_iter().map(|n| Value::Int(Some(n))).collect();
    assert_eq!(query.values[2..], numbers);
}

#[test]
fn a_statement_shows_its_text_and_never_its_values() {
    let query = Query::new("select 1 where").with("a = {}", &[&"s3cret"]);
    assert_eq!(format!("{query:?}"), "Query(\"select 1 where a = $1\", 1 values)");
}

#[test]
#[should_panic(expected = "as many values as places")]
fn a_place_without_a_value_is_a_fault_of_the_statement() {
    let _query = Query::new("select 1 where").with("a = {} and b = {}", &[&1_i64]);
}

#[test]
#[should_panic(expected = "as many places as values")]
fn a_value_without_a_place_is_a_fault_of_the_statement() {
    let _query = Query::new("select 1 where").with("a = {}", &[&1_i64, &2_i64]);
}

#[tokio::test]
async fn a_column_of_another_kind_is_named_without_its_content() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        keep(&mut tx, "secret", &"s3cret", &0_i64).await.unwrap();
        let row = tx
            .one(&Query::new("select name from sample_counter where id = 'secret'"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.get::<i64>(0).unwrap_err().to_string(), "column 0 is a text, which is no i64");
        assert_eq!(row.get::<i64>(1).unwrap_err().to_string(), "column 1 is missing, which is no i64");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_committed_leaves_nothing_behind() {
    on_both(book, |programme| async move {
        let writes = programme.app.db.writes();
        let mut tx = programme.write().await;
        tx.execute(&Query::new("update sample_counter set n = 9")).await.unwrap();
        drop(tx);
        assert_eq!(counted(&mut programme.read().await).await, 0);
        assert_eq!(programme.app.db.writes(), writes);
        let mut tx = programme.write().await;
        tx.execute(&Query::new("update sample_counter set n = 9")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counted(&mut programme.read().await).await, 9);
        assert_eq!(programme.app.db.writes(), writes + 1);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_with_a_failed_statement_cannot_be_kept() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        tx.execute(&Query::new("update sample_counter set n = 9")).await.unwrap();
        assert!(keep(&mut tx, "one", &"twice the same key", &0_i64).await.is_err());
        let error = tx.commit().await.unwrap_err();
        assert_eq!(error.to_string(), "a statement of this transaction failed; it cannot be kept");
        assert_eq!(counted(&mut programme.read().await).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_reading_transaction_cannot_write() {
    on_both(book, |programme| async move {
        let mut tx = programme.read().await;
        assert!(tx.execute(&Query::new("update sample_counter set n = 9")).await.is_err());
        drop(tx);
        assert_eq!(counted(&mut programme.read().await).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_reading_transaction_sees_one_state() {
    on_both(book, |programme| async move {
        let mut reader = programme.read().await;
        assert_eq!(counted(&mut reader).await, 0);
        let mut tx = programme.write().await;
        tx.execute(&Query::new("update sample_counter set n = 9")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counted(&mut reader).await, 0);
        assert_eq!(counted(&mut programme.read().await).await, 9);
    })
    .await;
}

#[tokio::test]
async fn a_migration_is_applied_once() {
    on_both(book, |programme| async move {
        let mut all = programme.app.book.migrations();
        assert_eq!(programme.app.db.migrate(&all).await.unwrap(), 0);
        all.push(Migration {
            chapter: "sample",
            number: 2,
            sql: "create table sample_more (id text primary key);\ndrop table sample_more;\n",
        });
        let (one, other) = tokio::join!(programme.app.db.migrate(&all), programme.app.db.migrate(&all));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_migration_whose_text_has_changed_is_refused_and_nothing_is_applied() {
    on_both(book, |programme| async move {
        let all = [
            Migration {
                chapter: "sample",
                number: 2,
                sql: "create table sample_more (id text primary key)",
            },
            Migration {
                chapter: "sample",
                number: 1,
                sql: "create table sample_counter (id text primary key)",
            },
        ];
        let error = programme.app.db.migrate(&all).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "migration 1 of sample was applied with another text; use the program version that made this database, or a later release"
        );
        assert!(
            programme
                .read()
                .await
                .count(&Query::new("select count(*) from sample_more"))
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    on_both(book, |programme| async move {
        let ours = programme.app.book.migrations();
        let mut later = ours.clone();
        later.push(Migration {
            chapter: "sample",
            number: 2,
            sql: "create table sample_more (id text primary key)",
        });
        programme.app.db.migrate(&later).await.unwrap();
        let refused = programme.app.db.migrate(&ours).await.unwrap_err();
        assert_eq!(refused.code(), "database.later");
        assert!(refused.to_string().contains("(sample 2)"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_schema_as_it_was() {
    on_both(book, |programme| async move {
        let all = [Migration {
            chapter: "sample",
            number: 2,
            sql: "create table sample_more (id text primary key);\nno such statement;\n",
        }];
        assert!(programme.app.db.migrate(&all).await.is_err());
        assert!(
            programme
                .read()
                .await
                .count(&Query::new("select count(*) from sample_more"))
                .await
                .is_err()
        );
    })
    .await;
}

/// Reads number and version, adds one, and writes if nobody has written since.
async fn add_one(programme: &TestProgramme) -> crate::Result<()> {
    let mut tx = programme.app.db.read().await?;
    let row = tx.one(&Query::new("select n, version from sample_counter")).await?.unwrap();
    let (n, version): (i64, i64) = (row.get(0)?, row.get(1)?);
    drop(tx);
    tokio::task::yield_now().await;
    let mut tx = programme.app.db.write().await?;
    let query = Query::new("update sample_counter set").with(
        "n = {}, version = {} where id = {} and version = {}",
        &[&(n + 1), &(version + 1), &"one", &version],
    );
    tx.execute_versioned("counter", &query).await?;
    let viewer = programme.viewer(Role::Kam);
    journal::note(&mut tx, &viewer, "counted", ("counter", "one".to_owned()), &(n + 1))?;
    tx.commit().await
}

#[tokio::test]
async fn who_saves_second_is_told_that_it_was_changed() {
    on_both(book, |programme| async move {
        let stale = Query::new("update sample_counter set n = 5, version = 2 where id = 'one' and version = 1");
        let mut tx = programme.write().await;
        tx.execute_versioned("counter", &stale).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = programme.write().await;
        assert!(matches!(
            tx.execute_versioned("counter", &stale).await,
            Err(Error::Changed { what: "counter" })
        ));
    })
    .await;
}

/// So many at once, shared among the nodes; each goes on until its own addition is kept.
async fn add_at_once(nodes: Vec<Arc<TestProgramme>>, writers_per_node: usize) {
    let mut writers = tokio::task::JoinSet::new();
    for node in nodes.iter().cycle().take(nodes.len() * writers_per_node) {
        let node = node.clone();
        writers.spawn(async move {
            loop {
                match add_one(&node).await {
                    Ok(()) => break,
                    Err(Error::Changed { .. }) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
        });
    }
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    let mut tx = nodes[0].read().await;
    let expected = nodes.len() * writers_per_node;
    assert_eq!(usize::try_from(counted(&mut tx).await).unwrap(), expected);
    let found = journal::verify(&mut tx).await.unwrap();
    assert_eq!((usize::try_from(found.entries).unwrap(), found.broken), (expected, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_writers_at_once_lose_nothing() {
    on_both(book, |programme| async move { add_at_once(vec![Arc::new(programme)], 64).await }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_over_one_database_wait_for_each_other() {
    on_both(book, |programme| async move {
        let second = programme.second_node().await;
        add_at_once(vec![Arc::new(programme), Arc::new(second)], 12).await;
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_neither_is_refused_by_name() {
    let around = super::Surroundings {
        clock: Arc::new(vocabulary::FixedClock::new(Instant::from_micros(0))),
        ids: Arc::new(NumberedIds::default()),
        zone: vocabulary::Zone::parse("UTC").unwrap(),
    };
    let refused = super::Database::open("mysql://localhost/mainstay", around.clone())
        .await
        .err()
        .unwrap();
    assert_eq!(refused.code(), "database.address");
    let missing = super::Database::open("sqlite:/no/such/folder/mainstay.db", around)
        .await
        .err()
        .unwrap();
    assert!(missing.to_string().starts_with("opening the SQLite database"), "{missing}");
}

proptest! {
    #[test]
    fn a_text_reads_as_what_was_bound(text in ".*") {
        prop_assert_eq!(String::read(&text.bind()), Some(text.clone()));
        prop_assert_eq!(Option::<String>::read(&Some(text.clone()).bind()), Some(Some(text)));
    }

    #[test]
    fn a_count_is_never_negative(n in any::<i64>()) {
        prop_assert_eq!(u64::read(&n.bind()), u64::try_from(n).ok());
    }
}
