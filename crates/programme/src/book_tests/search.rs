//! Whatever a search finds opens for whoever found it, and private texts are never found.

use super::firm::{Caller, Firm, Names, Whose};
use platform::access::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Words that are in the names and numbers of every kind of record of the firm.
const WORDS: [&str; 14] = [
    "o",
    "mills",
    "a-",
    "p-own",
    "x-1",
    "orders",
    "2025",
    "pol.",
    "sal",
    "key account",
    "in",
    "add",
    "e",
    "cora",
];

async fn ask(caller: &mut Caller, words: &str) -> serde_json::Value {
    let words: String = form_encoded(words);
    let seen = caller.browser.get(&format!("/api/v1/search?limit=50&q={words}")).await;
    assert_eq!(seen.status, 200, "{} seeks {words}: {}", caller.name, seen.body);
    serde_json::from_str(&seen.body).unwrap()
}

fn form_encoded(words: &str) -> String {
    platform::web::listing::encoded(words)
}

/// Every record of an answer: its kind and its page.
fn records(answer: &serde_json::Value) -> BTreeSet<(String, String)> {
    let groups = answer["groups"].as_array().unwrap().iter();
    groups
        .flat_map(|group| {
            let kind = group["kind"].as_str().unwrap();
            let records = group["records"].as_array().unwrap().iter();
            records.map(move |record| (kind.to_owned(), record["href"].as_str().unwrap().to_owned()))
        })
        .collect()
}

#[tokio::test]
async fn whatever_a_search_finds_opens_for_whoever_found_it() {
    let firm = Firm::open(Names::Plain).await;
    let mut found: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut callers = firm.callers().await;
    callers
        .pop_if(|caller| caller.name == "stranger")
        .expect("a stranger finds nothing");
    callers.push(firm.everything().await);
    for caller in &mut callers {
        let mut pages = BTreeSet::new();
        for words in WORDS {
            for (kind, href) in records(&ask(caller, words).await) {
                found.entry(kind).or_default().insert(caller.name);
                pages.insert(href);
            }
        }
        for href in pages {
            let mut seen = caller.browser.get(&href).await;
            if seen.status == 303 {
                // A page that is another for everybody leads on: coaching to one's own record.
                seen = caller.browser.get(&seen.location).await;
            }
            assert_eq!(seen.status, 200, "{} found {href}, which does not open", caller.name);
        }
    }
    for finder in &firm.programme.app.book.finders {
        // Nobody owns an alert in this firm, and the chapter's own tests raise some.
        assert!(
            found.contains_key(finder.word) || finder.word == "alerts",
            "nobody finds any {}: say in WORDS what they are called",
            finder.word
        );
    }
}

#[tokio::test]
async fn nobody_finds_records_that_their_lists_do_not_show() {
    let firm = Firm::open(Names::Plain).await;
    for (role, reaches) in [
        (Role::Kam, &[Whose::Own][..]),
        (Role::SalesManager, &[Whose::Own, Whose::Team][..]),
        (Role::SecondLineManager, &[Whose::Own, Whose::Team, Whose::Units][..]),
        (Role::KaDirector, &Whose::ALL[..]),
    ] {
        let mut caller = firm.caller(role.name(), &[role]).await;
        let pages: BTreeSet<String> = records(&ask(&mut caller, "o").await).into_iter().map(|(_, href)| href).collect();
        for whose in Whose::ALL {
            let records = firm.records_of(whose);
            for href in [format!("/accounts/{}", records.account), format!("/staff/{}", records.person)] {
                assert!(
                    reaches.contains(&whose) || !pages.contains(&href),
                    "{} finds {href}, which is {}",
                    role.name(),
                    whose.word()
                );
            }
        }
        assert!(
            pages.contains(&format!("/staff/{}", firm.records_of(Whose::Own).person)),
            "{} finds themselves",
            role.name()
        );
    }
}

#[tokio::test]
async fn the_words_of_a_coaching_record_are_never_found() {
    let firm = Firm::open(Names::Plain).await;
    let mut everything = firm.everything().await;
    for what in ["instance", "commitment", "answer", "because", "reason"] {
        let found = records(&ask(&mut everything, &format!("coaching-{what}")).await);
        assert_eq!(found, BTreeSet::new(), "a search finds what was said: {what}");
    }
}

#[test]
fn every_place_has_a_letter_of_its_own_and_every_beginning_a_sentence() {
    let book = crate::book();
    let mut letters = BTreeSet::new();
    for place in book.chapters.iter().flat_map(|chapter| chapter.places) {
        if let Some(letter) = place.letter {
            assert!(
                letter.is_ascii_lowercase() && letters.insert(letter),
                "{}: the key {letter} after g is taken",
                place.href
            );
        }
    }
    for beginning in &book.beginnings {
        assert!(
            !platform::texts::say(beginning.text).starts_with('['),
            "{} has no sentence",
            beginning.text
        );
    }
}

#[tokio::test]
async fn what_can_be_begun_opens_for_whoever_is_offered_it() {
    let firm = Firm::open(Names::Plain).await;
    for caller in &mut firm.callers().await {
        if caller.name == "stranger" {
            continue;
        }
        let home = caller.browser.get("/").await.body;
        for beginning in &firm.programme.app.book.beginnings {
            if home.contains(&format!("<a href=\"{}\">", beginning.href)) {
                let status = caller.browser.get(beginning.href).await.status;
                assert_eq!(status, 200, "{} is offered {}", caller.name, beginning.href);
            }
        }
    }
}

#[test]
fn every_finder_has_a_word_of_its_chapter_and_a_name() {
    let book = crate::book();
    let mut words = BTreeSet::new();
    for finder in &book.finders {
        let chapter = finder.word.split('.').next().unwrap_or_default();
        assert!(
            book.chapters.iter().any(|known| known.word == chapter) && words.insert(finder.word),
            "{} begins with the word of no chapter, or stands twice",
            finder.word
        );
        assert!(!platform::texts::say(finder.name).starts_with('['), "{} has no name", finder.word);
    }
}
