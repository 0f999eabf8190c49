//! The text catalogue: every sentence of the interface, by key, so that a second language is a second file.
//!
//! Each chapter brings a `texts.toml` of `key = "sentence with {holes}"`; the keys begin with the chapter's word.

use std::collections::BTreeMap;
use std::sync::{OnceLock, RwLock};

/// The platform's own sentences: shell, sign-in, errors, components.
pub const PLATFORM: &str = include_str!("texts.toml");

static CATALOGUE: OnceLock<RwLock<BTreeMap<String, &'static str>>> = OnceLock::new();

fn catalogue() -> &'static RwLock<BTreeMap<String, &'static str>> {
    CATALOGUE.get_or_init(|| {
        let mut all = BTreeMap::new();
        add(&mut all, PLATFORM);
        RwLock::new(all)
    })
}

fn add(all: &mut BTreeMap<String, &'static str>, source: &str) {
    for (key, sentence) in parse(source) {
        all.entry(key).or_insert_with(|| Box::leak(sentence.into_boxed_str()));
    }
}

/// The pairs of a catalogue file, flattened: `[accounts] title = "Accounts"` becomes `accounts.title`.
///
/// A file that is not valid TOML is a fault of the build and stops the program with the parser's message.
#[must_use]
pub fn parse(source: &str) -> Vec<(String, String)> {
    let table: toml::Table = source.parse().expect("a texts.toml is valid TOML; tidy parses each of them");
    let mut pairs = Vec::new();
    flatten("", &toml::Value::Table(table), &mut pairs);
    pairs
}

fn flatten(prefix: &str, value: &toml::Value, pairs: &mut Vec<(String, String)>) {
    if let toml::Value::Table(table) = value {
        for (key, inner) in table {
            let path = if prefix.is_empty() {
                key.clone()
            } else {
                format!("{prefix}.{key}")
            };
            flatten(&path, inner, pairs);
        }
    } else if let Some(text) = value.as_str() {
        pairs.push((prefix.to_owned(), text.to_owned()));
    }
}

/// Adds a chapter's sentences. Called once per chapter at start-up; adding twice changes nothing.
pub fn register(source: &str) {
    let mut all = catalogue().write().expect("no holder of the catalogue panics");
    add(&mut all, source);
}

/// The sentence of a key. A missing key shows itself in brackets, and a book test fails.
#[must_use]
pub fn say(key: &str) -> &'static str {
    let found = catalogue().read().expect("no holder of the catalogue panics").get(key).copied();
    found.unwrap_or_else(|| Box::leak(format!("[{key}]").into_boxed_str()))
}

/// The sentence of a key with its holes filled: `{name}` becomes the value given for `name`.
///
/// Values are words and never sentences with holes of their own. A full stop of the sentence is not doubled where the words
/// before it end with one, or with another mark that ends a sentence.
#[must_use]
pub fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    filled(say(key), values)
}

fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut said = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let hole = after.split_once('}').and_then(|(hole, after)| {
            let (_, value) = values.iter().find(|(name, _)| *name == hole)?;
            Some((*value, after))
        });
        rest = if let Some((value, after)) = hole {
            said.push_str(value);
            after_words(&mut said, value, after)
        } else {
            said.push('{');
            after
        };
    }
    said.push_str(rest);
    said
}

/// What is left of a sentence after words that fill a hole: without the full stop that they bring themselves.
fn after_words<'a>(said: &mut String, words: &str, rest: &'a str) -> &'a str {
    let (closing, after) = rest.strip_prefix('”').map_or(("", rest), |after| ("”", after));
    match after.strip_prefix('.') {
        Some(after) if has_end(words) && after.chars().next().is_none_or(char::is_whitespace) => {
            said.push_str(closing);
            after
        }
        Some(_) | None => rest,
    }
}

/// Whether words end as a sentence does, in quotation marks or not.
fn has_end(words: &str) -> bool {
    words.trim_end_matches('”').ends_with(['.', '?', '!', '…'])
}

/// The singular or plural form of a key: `key.one` for exactly one, else `key.other`, with `{n}` filled.
#[must_use]
pub fn say_count(key: &str, n: u64) -> String {
    let form = if n == 1 { "one" } else { "other" };
    say_with(&format!("{key}.{form}"), &[("n", &crate::look::format::count(n))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_by_name_and_by_number() {
        assert_eq!(
            say_with("users.password_hint", &[("n", "12")]),
            "At least 12 characters. A sentence is easy to remember and hard to guess."
        );
        assert_eq!(
            (say_count("users.count", 1), say_count("users.count", 0)),
            ("One user".to_owned(), "0 users".to_owned())
        );
    }

    #[test]
    fn a_hole_is_filled_once_and_one_without_a_value_stays() {
        assert_eq!(
            filled("{a} and {b}, {c}", &[("a", "{b}"), ("b", "{a}")]),
            "{b} and {a}, {c}",
            "words that look like a hole are words"
        );
        assert_eq!(filled("{} {a", &[("a", "x")]), "{} {a");
    }

    #[test]
    fn the_full_stop_after_quoted_words_is_not_doubled() {
        for (words, said) in [
            ("How did it go", "You were asked: “How did it go”. Answer by Monday."),
            ("How did it go?", "You were asked: “How did it go?” Answer by Monday."),
            ("Say how it went.", "You were asked: “Say how it went.” Answer by Monday."),
            ("At last!", "You were asked: “At last!” Answer by Monday."),
            ("Well…", "You were asked: “Well…” Answer by Monday."),
        ] {
            assert_eq!(filled("You were asked: “{words}”. Answer by Monday.", &[("words", words)]), said);
        }
    }

    #[test]
    fn the_full_stop_after_words_without_quotation_marks_is_not_doubled() {
        for (sentence, words, said) in [
            ("It rests: {because}.", "The price is fixed.", "It rests: The price is fixed."),
            ("It rests: {because}.", "“Is it so?”", "It rests: “Is it so?”"),
            ("{words}. And so on.", "Smith & Co.", "Smith & Co. And so on."),
            ("{words}.csv holds it", "orders.", "orders..csv holds it"),
            ("Done with {words}, at last.", "it.", "Done with it., at last."),
        ] {
            assert_eq!(filled(sentence, &[("because", words), ("words", words)]), said);
        }
    }

    #[test]
    fn a_missing_sentence_shows_its_key() {
        assert_eq!(say("users.no_such_sentence"), "[users.no_such_sentence]");
    }

    #[test]
    fn a_chapter_cannot_change_the_words_of_the_house() {
        register("[users]\nsign_in = \"Give me your password\"\n");
        assert_eq!(say("users.sign_in"), "Sign in");
    }
}
