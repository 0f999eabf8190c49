//! The one word of a chapter: what it may be, and what it must not be because something else has that name.

use std::path::Path;

use anyhow::{Result, bail};

use super::Asked;
use crate::tidy::boundaries::PARTS;
use crate::tree;

/// Words of the language, and names that every crate has.
const LANGUAGE: [&str; 57] = [
    "abstract", "alloc", "async", "await", "become", "box", "break", "const", "continue", "core", "crate", "default", "dyn", "else",
    "enum", "extern", "false", "final", "for", "gen", "impl", "let", "loop", "macro", "main", "match", "mod", "move", "mut", "override",
    "priv", "proc", "pub", "ref", "return", "self", "static", "std", "struct", "super", "test", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "auto", "raw", "safe",
];
/// Addresses of the house, files of a chapter, modules of the book, and names that name no subject.
const HOUSE: [&str; 38] = [
    "assets",
    "design",
    "figures",
    "health",
    "metrics",
    "ready",
    "sign",
    "theme",
    "sessions",
    "password",
    "journal",
    "config",
    "server",
    "demonstration",
    "users",
    "figure",
    "house",
    "book",
    "rules",
    "acts",
    "store",
    "pages",
    "tests",
    "texts",
    "migrations",
    "reading",
    "alerting",
    "policy",
    "panel",
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "types",
    "manager",
    "misc",
    "api",
];

/// Refuses a word that cannot be folder, address, permission, table and module at once.
pub(super) fn check(root: &Path, asked: &Asked) -> Result<()> {
    let word = asked.word.as_str();
    let example = "choose one lower-case English word, such as `journeys`";
    if !(3..=20).contains(&word.chars().count()) || !word.chars().all(|letter| letter.is_ascii_lowercase()) {
        bail!(
            "“{word}” cannot be the word of a chapter: it becomes folder, address, table and code, so it has 3 to 20 letters a–z; {example}"
        );
    }
    if LANGUAGE.contains(&word) {
        bail!("“{word}” cannot be the word of a chapter: it is a word of Rust, and the chapter is a Rust module; {example}");
    }
    for part in PARTS {
        if root.join("crates/programme/src").join(part).join(word).exists() {
            bail!("there is a chapter “{word}” already, in crates/programme/src/{part}/{word}; change that one, or choose another word");
        }
    }
    if let Some(taken) = taken(root, word)? {
        bail!("“{word}” cannot be the word of a chapter: {taken} has that name; choose another word");
    }
    check_noun(&asked.noun)?;
    let code = asked.code();
    let mut sources = tree::files(&root.join("crates/programme/src"))?.into_iter();
    if let Some(file) = sources.find(|file| file.is_rust() && file.text.contains(&format!("\"{code}\""))) {
        bail!(
            "the alert of “{word}” would be {code}, which {} declares already; choose a word that begins otherwise",
            file.path
        );
    }
    Ok(())
}

/// Names that the templates use beside the noun.
const BESIDE: [&str; 33] = [
    "after",
    "answer",
    "app",
    "asked",
    "before",
    "body",
    "caller",
    "case",
    "chapter",
    "count",
    "cursor",
    "date",
    "day",
    "due",
    "empty",
    "field",
    "filter",
    "form",
    "head",
    "import",
    "list",
    "order",
    "page",
    "person",
    "query",
    "reference",
    "row",
    "said",
    "scope",
    "shown",
    "subject",
    "wanted",
    "words",
];

/// Refuses a noun that is no name of a type and a variable, or is one of the templates' own.
fn check_noun(noun: &str) -> Result<()> {
    let example = "choose one lower-case English word in the singular, such as `note`";
    if !(3..=20).contains(&noun.chars().count()) || !noun.chars().all(|letter| letter.is_ascii_lowercase()) {
        bail!(
            "“{noun}” cannot be what a chapter keeps: it becomes a type, a table and a parameter, so it has 3 to 20 letters a–z; {example}"
        );
    }
    if LANGUAGE.contains(&noun) || BESIDE.contains(&noun) || HOUSE.contains(&noun) {
        bail!("“{noun}” cannot be what a chapter keeps: something else in its files has that name; {example}");
    }
    Ok(())
}

/// What has the name already: a part, a crate, a dependency, a place of the house, a section of its texts.
fn taken(root: &Path, word: &str) -> Result<Option<String>> {
    if PARTS.contains(&word) {
        return Ok(Some("a part of the book".to_owned()));
    }
    if HOUSE.contains(&word) {
        return Ok(Some("a place or a file of the house".to_owned()));
    }
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let names = manifest.lines().filter_map(|line| line.split([' ', '.', '=']).next());
    if names.filter(|name| !name.is_empty()).any(|name| name.replace('-', "_") == word) || root.join("crates").join(word).exists() {
        return Ok(Some("a crate".to_owned()));
    }
    let texts = std::fs::read_to_string(root.join("crates/platform/src/texts.toml"))?;
    let mut sections = texts.lines().filter_map(|line| line.strip_prefix('['));
    let section = sections.any(|name| name.split(['.', ']']).next() == Some(word));
    Ok(section.then(|| "a section of the house's texts".to_owned()))
}
