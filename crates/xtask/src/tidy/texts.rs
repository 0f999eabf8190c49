//! The text catalogue is complete: each sentence is said somewhere, and whatever is said has a sentence.

use std::collections::BTreeMap;

use super::prose::numbered;
use super::{Findings, Tree};
use crate::tree::File;

/// A key of the catalogue with its place.
struct Key {
    key: String,
    file: String,
    line: usize,
}

pub(super) fn keys_are_used(tree: &Tree, found: &mut Findings) {
    let strings: Vec<&str> = tree
        .rust
        .iter()
        .flat_map(|source| &source.rust.strings)
        .map(|piece| piece.text.as_str())
        .collect();
    let patterns: Vec<Vec<&str>> = strings
        .iter()
        .filter(|text| is_pattern(text))
        .map(|text| fixed_parts(text))
        .collect();
    let scripts: Vec<&File> = tree.files.iter().filter(|file| file.path.starts_with("web/script/")).collect();
    for Key { key, file, line } in catalogue(tree) {
        let counted = key.strip_suffix(".one").or_else(|| key.strip_suffix(".other"));
        let said = strings.iter().any(|text| *text == key || counted == Some(text));
        let built = patterns
            .iter()
            .any(|parts| fits(&key, parts) || counted.is_some_and(|key| fits(key, parts)));
        let scripted = scripts.iter().any(|script| script.text.contains(&key));
        if !said && !built && !scripted {
            found.add(&file, line, format!("nothing says `{key}`"), "remove the sentence, or use it");
        }
    }
}

pub(super) fn keys_exist(tree: &Tree, found: &mut Findings) {
    let known: BTreeMap<String, ()> = catalogue(tree).into_iter().map(|key| (key.key, ())).collect();
    for source in &tree.rust {
        for piece in source.rust.strings.iter().filter(|piece| !source.is_test(piece.line)) {
            let missing = match source.rust.called_with(piece).as_str() {
                "say" | "say_with" => !known.contains_key(&piece.text),
                "say_count" => ["one", "other"]
                    .iter()
                    .any(|form| !known.contains_key(&format!("{}.{form}", piece.text))),
                _ => false,
            };
            if missing && !source.path().starts_with("crates/xtask/") {
                found.add(
                    source.path(),
                    piece.line,
                    format!("no sentence for `{}`", piece.text),
                    "add it to the chapter's texts.toml",
                );
            }
        }
    }
}

fn catalogue(tree: &Tree) -> Vec<Key> {
    tree.files
        .iter()
        .filter(|file| file.name() == "texts.toml")
        .flat_map(keys)
        .collect()
}

/// The keys of a texts.toml, which holds only `[section]` lines and `key = "sentence"` lines.
fn keys(file: &File) -> Vec<Key> {
    let mut section = String::new();
    let mut keys = Vec::new();
    let mut within = false;
    for (number, line) in numbered(&file.text) {
        let line = line.trim();
        let continues = within;
        within ^= line.matches("\"\"\"").count() % 2 == 1;
        if continues || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = format!("{}.", name.trim().replace('"', ""));
        } else if let Some((name, _)) = line.split_once('=') {
            keys.push(Key {
                key: format!("{section}{}", name.trim().replace('"', "")),
                file: file.path.clone(),
                line: number,
            });
        }
    }
    keys
}

/// Whether a string may build a key: it looks like `roles.{}.name`, with a fixed beginning or end that names something.
fn is_pattern(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '{' | '}' | '-');
    text.contains('{')
        && text.contains('.')
        && text.chars().all(plain)
        && fixed_parts(text).iter().map(|part| part.len()).sum::<usize>() > 2
}

/// What stands before, between and after the holes.
fn fixed_parts(text: &str) -> Vec<&str> {
    text.split('{')
        .enumerate()
        .map(|(at, part)| {
            if at == 0 {
                part
            } else {
                part.split_once('}').map_or("", |(_, rest)| rest)
            }
        })
        .collect()
}

fn fits(key: &str, parts: &[&str]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return false };
    let Some((last, between)) = rest.split_last() else {
        return key == *first;
    };
    let Some(mut left) = key.strip_prefix(first).and_then(|key| key.strip_suffix(last)) else {
        return false;
    };
    for part in between {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::{Check, Findings, Tree};
    use super::*;

    #[track_caller]
    fn check(check: Check, texts: &str, code: &str, said: &[&str]) {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let mut found = Findings::default();
        check(
            &Tree::read(vec![file("crates/a/src/texts.toml", texts), file("crates/a/src/pages.rs", code)]),
            &mut found,
        );
        assert_eq!(found.0.iter().map(|finding| finding.what.as_str()).collect::<Vec<_>>(), said);
    }

    const TEXTS: &str =
        "# ours\n[plans]\ntitle = \"Plans\"\n\"lines.one\" = \"a line\"\nlines.other = \"{n} lines\"\nrole.kam = \"x = y\"\n";

    #[test]
    fn a_sentence_that_nothing_says_is_found() {
        check(
            keys_are_used,
            TEXTS,
            "say(\"plans.title\"); say_count(\"plans.lines\", 2); say(&format!(\"plans.role.{}\", r))",
            &[],
        );
        check(
            keys_are_used,
            TEXTS,
            "say(\"plans.title\"); say(\"plans.role.kam\")",
            &["nothing says `plans.lines.one`", "nothing says `plans.lines.other`"],
        );
    }

    #[test]
    fn what_is_said_has_a_sentence() {
        check(
            keys_exist,
            TEXTS,
            "say(\"plans.title\"); texts::say_count(\n\"plans.lines\", 2); other(\"plans.x\")",
            &[],
        );
        check(
            keys_exist,
            TEXTS,
            "say_with(\"plans.none\", &[])",
            &["no sentence for `plans.none`"],
        );
    }
}
