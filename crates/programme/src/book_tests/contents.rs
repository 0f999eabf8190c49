//! The table of contents is complete: chapters, their words, permissions, places and tables.

use super::source::{root, sources};
use crate::CONTENTS;
use platform::database::Migration;
use platform::figures::About;
use platform::testing::{TestProgramme, on_both};
use platform::texts::say;
use platform::web::{Guard, say_permission};
use std::collections::{BTreeMap, BTreeSet};

const PARTS: [&str; 5] = ["foundation", "strategy", "organisation", "people", "systems"];

/// The chapters that have a folder, by word, with the part of the book they stand in.
fn folders() -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for part in PARTS {
        let Ok(entries) = std::fs::read_dir(root().join("crates/programme/src").join(part)) else {
            continue;
        };
        for entry in entries.map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
            found.insert(entry.file_name().into_string().unwrap(), part);
        }
    }
    found
}

#[test]
fn every_chapter_folder_stands_in_the_contents_under_its_word() {
    let words: BTreeSet<String> = CONTENTS.iter().map(|chapter| chapter.word.to_owned()).collect();
    assert_eq!(words.len(), CONTENTS.len(), "two chapters have the same word");
    assert_eq!(words, folders().into_keys().collect());
}

#[test]
fn what_a_chapter_brings_begins_with_its_word() {
    for chapter in crate::book().chapters {
        let own = |name: &str, mark: char| name.split(mark).next() == Some(chapter.word);
        for grant in chapter.grants {
            assert!(
                own(grant.permission.name(), '.'),
                "{} is no permission of {}",
                grant.permission.name(),
                chapter.word
            );
        }
        for figure in chapter.figures {
            assert!(own(figure.name, '.'), "{} is no figure of {}", figure.name, chapter.word);
        }
        for (key, _) in platform::texts::parse(chapter.texts) {
            assert!(own(&key, '.'), "{key} is no text of {}", chapter.word);
        }
        for (place, migration) in (1..).zip(chapter.migrations) {
            assert_eq!((migration.chapter, migration.number), (chapter.word, place));
            let tables = migration
                .sql
                .split("create table ")
                .skip(1)
                .filter_map(|rest| rest.split([' ', '(']).next());
            for table in tables {
                assert!(own(table, '_'), "{table} is no table of {}", chapter.word);
            }
        }
    }
}

#[test]
fn every_kind_of_alert_watches_a_figure_about_people_under_a_code_of_its_own() {
    let book = crate::book();
    let mut codes = BTreeSet::new();
    for kind in crate::foundation::alerts::every() {
        let code = kind.code;
        assert!(code.starts_with("AL-") && codes.insert(code), "{code} is no code, or stands twice");
        for name in [Some(kind.figure), kind.stake].into_iter().flatten() {
            let about = book.figure(name).map(|figure| figure.about);
            assert_eq!(about, Some(About::Person), "{code} watches {name}, which is no figure about people");
        }
        let stake = kind.stake.and_then(|name| book.figure(name));
        assert!(stake.is_none_or(|figure| figure.unit == "money"), "the stake of {code} is no money");
        for key in [kind.sentence, kind.act] {
            assert!(!say(key).starts_with('['), "{code} says {key}, which has no sentence");
        }
        assert!(kind.due_working_days > 0, "{code} is due before anybody can act");
        assert!((kind.href)("id").starts_with('/'), "{code} leads out of the programme");
    }
}

#[test]
fn every_kind_of_job_has_a_word_of_its_chapter_and_a_name() {
    let book = crate::book();
    let mut words = BTreeSet::new();
    for kind in &book.jobs {
        let chapter = kind.word.split('.').next().unwrap_or_default();
        assert!(
            book.chapters.iter().any(|known| known.word == chapter) && words.insert(kind.word),
            "{} begins with the word of no chapter, or stands twice",
            kind.word
        );
        assert!(
            !say(kind.name).starts_with('['),
            "{} is called {}, which has no sentence",
            kind.word,
            kind.name
        );
    }
}

#[tokio::test]
async fn every_place_of_the_navigation_is_a_page_for_whoever_sees_it() {
    let programme = TestProgramme::new(crate::book()).await;
    for chapter in &programme.app.book.chapters {
        for place in chapter.places {
            let route = programme
                .routes
                .iter()
                .find(|route| route.method == "GET" && route.path == place.href);
            let guard = route.unwrap_or_else(|| panic!("{} leads nowhere", place.href)).guard;
            assert_eq!(
                guard,
                place.needs.map_or(Guard::SignedIn, Guard::May),
                "{}: the navigation shows it to others than its route",
                place.href
            );
        }
    }
}

#[tokio::test]
async fn every_route_stands_under_the_word_of_a_chapter() {
    /// The house's own addresses, which people type or keep.
    const HOUSE: [&str; 11] = [
        "openapi", "", "assets", "design", "figures", "health", "metrics", "ready", "sign-in", "sign-out", "theme",
    ];
    const OWN: [&str; 3] = ["sessions", "password", "tokens"];
    let programme = TestProgramme::new(crate::book()).await;
    let words: Vec<&str> = programme.app.book.chapters.iter().map(|chapter| chapter.word).collect();
    for route in &programme.routes {
        let path = route.path.trim_start_matches("/api/v1").trim_start_matches('/');
        let word = path.split(['/', '.']).next().unwrap_or_default();
        assert!(
            words.contains(&word) || HOUSE.contains(&word) || OWN.contains(&word),
            "{} stands under no chapter",
            route.path
        );
    }
}

#[tokio::test]
async fn every_permission_that_is_granted_opens_something() {
    let programme = TestProgramme::new(crate::book()).await;
    let source: String = sources(&["platform", "programme"]).into_iter().map(|source| source.text).collect();
    for permission in programme.app.book.access.permissions() {
        let routed = programme.routes.iter().any(|route| route.guard == Guard::May(permission));
        let told = programme
            .app
            .book
            .chapters
            .iter()
            .flat_map(|chapter| chapter.figures)
            .any(|figure| figure.needs == permission);
        let declared = format!("Permission::new(\"{}\")", permission.name());
        let before = source.split(&declared).next().unwrap_or_default();
        let name = before
            .rsplit("const ")
            .next()
            .and_then(|rest| rest.split(':').next())
            .unwrap_or_default();
        assert!(
            routed || told || source.contains(&format!("may({name})")),
            "{} opens nothing",
            permission.name()
        );
    }
}

#[test]
fn every_permission_says_what_it_lets_people_do() {
    let book = crate::book();
    for permission in book.access.permissions() {
        let words = say_permission(permission);
        let plain = words.starts_with(char::is_lowercase) && !words.ends_with('.');
        assert!(plain, "{}: {words}", permission.name());
    }
}

#[tokio::test]
async fn every_permission_that_a_route_asks_for_is_granted_to_somebody() {
    let programme = TestProgramme::new(crate::book()).await;
    let granted = programme.app.book.access.permissions();
    for route in &programme.routes {
        if let Guard::May(permission) = route.guard {
            assert!(granted.contains(&permission), "nobody may open {}", route.path);
        }
    }
}

/// The tables that stand after some migrations.
fn tables(migrations: &[Migration]) -> BTreeSet<&str> {
    let mut tables = BTreeSet::new();
    for statement in migrations.iter().flat_map(|migration| migration.sql.split(';')) {
        let statement = statement.lines().filter(|line| !line.starts_with("--"));
        let words: Vec<&str> = statement
            .flat_map(|line| line.split([' ', '(']))
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            ["create", "table", table, ..] => {
                tables.insert(*table);
            }
            ["drop", "table", table] => {
                tables.remove(table);
            }
            ["alter", "table", from, "rename", "to", to] => {
                tables.remove(from);
                tables.insert(*to);
            }
            _ => {}
        }
    }
    assert!(tables.len() > 60, "only {} tables were found", tables.len());
    tables
}

#[tokio::test]
async fn every_table_can_be_made_on_an_empty_database_and_is_made_once() {
    on_both(crate::book, |programme| async move {
        let again = programme.app.db.migrate(&programme.app.book.migrations()).await.unwrap();
        assert_eq!(again, 0, "migrations that had been applied were applied again");
        let mut tx = programme.read().await;
        for table in tables(&programme.app.book.migrations()) {
            let statement = format!("select count(*) from {table}");
            tx.count(&platform::database::Query::new(Box::leak(statement.into_boxed_str())))
                .await
                .unwrap();
        }
    })
    .await;
}

#[test]
fn every_kind_of_notice_has_a_word_of_its_chapter_and_a_name() {
    let book = crate::book();
    let mut words = BTreeSet::new();
    for kind in &book.notices {
        let chapter = kind.word.split('.').next().unwrap_or_default();
        assert!(
            book.chapters.iter().any(|known| known.word == chapter) && words.insert(kind.word),
            "{} begins with the word of no chapter, or stands twice",
            kind.word
        );
        assert!(!say(kind.name).starts_with('['), "{} has no name", kind.word);
    }
}
