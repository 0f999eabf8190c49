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
#[must_use]
pub fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let mut sentence = say(key).to_owned();
    for (name, value) in values {
        sentence = sentence.replace(&format!("{{{name}}}"), value);
    }
    sentence
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
    fn a_missing_sentence_shows_its_key() {
        assert_eq!(say("users.no_such_sentence"), "[users.no_such_sentence]");
    }

    #[test]
    fn a_chapter_cannot_change_the_words_of_the_house() {
        register("[users]\nsign_in = \"Give me your password\"\n");
        assert_eq!(say("users.sign_in"), "Sign in");
    }
}
