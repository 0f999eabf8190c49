//! `cargo xtask rules`: which rules of the domain (`R-COA-3`) and which worked examples (`E08`) have a test.
//!
//! A test belongs to a rule when its name begins with the rule's id in lower case: `r_coa_3_equal_coaching_is_a_pitfall`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::tree::{self, File, Rust};

/// A kind of id with its number, ordered as a person would: `("R-COA", 3)` before `("R-COA", 12)`, `("E", 8)` before both.
type Id = (String, u32);

/// Prints every id with its tests, and with `--spec DIR` those that the folder's Markdown names and no test does.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let spec = match *words.as_slice() {
        [] => None,
        ["--spec", folder] => Some(ids_of_folder(Path::new(folder))?),
        _ => bail!("`cargo xtask rules` takes `--spec DIR` or nothing"),
    };
    let tested = tests_by_id(&tree::files(&tree::root().join("crates"))?);
    for (id, tests) in &tested {
        println!("{:<10} {}", said(id), tests.join(", "));
    }
    println!(
        "{} rules and examples have {} tests.",
        tested.len(),
        tested.values().map(Vec::len).sum::<usize>()
    );
    if let Some(named) = spec {
        let without: Vec<String> = named.iter().filter(|id| !tested.contains_key(*id)).map(said).collect();
        let unknown: Vec<String> = tested.keys().filter(|id| !named.contains(*id)).map(said).collect();
        println!(
            "{} of {} ids of the specification have none:\n{}",
            without.len(),
            named.len(),
            without.join(" ")
        );
        if !unknown.is_empty() {
            println!("Tests name ids that the specification does not: {}", unknown.join(" "));
        }
    }
    Ok(())
}

fn said((kind, number): &Id) -> String {
    if kind == "E" {
        format!("E{number:02}")
    } else {
        format!("{kind}-{number}")
    }
}

fn tests_by_id(files: &[File]) -> BTreeMap<Id, Vec<String>> {
    let mut tested: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let mut marked = false;
        for line in Rust::read(&file.text).lines() {
            let line = line.trim();
            marked |= line.contains("#[test]") || line.contains("#[tokio::test");
            let Some((_, after)) = line.split_once("fn ") else { continue };
            let name = after.split(|c: char| !tree::is_word(c)).next().unwrap_or_default();
            if let (true, Some(id)) = (marked, id_of_test(name)) {
                tested.entry(id).or_default().push(name.to_owned());
            }
            marked = false;
        }
    }
    tested
}

fn id_of_test(name: &str) -> Option<Id> {
    let mut words = name.split('_');
    let first = words.next()?;
    if first == "r" {
        let kind = words.next()?.to_uppercase();
        return Some((format!("R-{kind}"), words.next()?.parse().ok()?));
    }
    let number = first.strip_prefix('e')?;
    (number.len() == 2)
        .then(|| number.parse().ok())
        .flatten()
        .map(|number| ("E".to_owned(), number))
}

fn ids_of_folder(folder: &Path) -> Result<BTreeSet<Id>> {
    let mut ids = BTreeSet::new();
    for file in tree::files(folder).with_context(|| format!("reading the specification in {}", folder.display()))? {
        if file.name().ends_with(".md") {
            ids.extend(file.text.split(|c: char| !c.is_alphanumeric() && c != '-').filter_map(id_in_prose));
        }
    }
    Ok(ids)
}

/// `R-COA-3` or `E08` as a word of the specification.
fn id_in_prose(word: &str) -> Option<Id> {
    if let Some((kind, number)) = word.strip_prefix("R-").and_then(|rest| rest.split_once('-')) {
        let named = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_uppercase());
        return named
            .then(|| number.parse().ok())
            .flatten()
            .map(|number| (format!("R-{kind}"), number));
    }
    let number = word.strip_prefix('E')?;
    (number.len() == 2)
        .then(|| number.parse().ok())
        .flatten()
        .map(|number| ("E".to_owned(), number))
}

#[cfg(test)]
mod tests {
    use super::{id_in_prose, id_of_test, tests_by_id};
    use crate::tree::File;

    #[test]
    fn a_test_names_its_rule_or_example_first() {
        assert_eq!(id_of_test("r_coa_3_equal_coaching_is_a_pitfall"), Some(("R-COA".to_owned(), 3)));
        assert_eq!(id_of_test("e08_marginal_and_retroactive"), Some(("E".to_owned(), 8)));
        assert_eq!(id_of_test("east_is_a_region"), None);
    }

    #[test]
    fn the_specification_names_rules_and_examples_among_other_words() {
        let found: Vec<_> = "**E01** R-COA-12 E1 R-x-1 EUR".split([' ', '*']).filter_map(id_in_prose).collect();
        assert_eq!(found, [("E".to_owned(), 1), ("R-COA".to_owned(), 12)]);
    }

    #[test]
    fn only_functions_marked_as_tests_count() {
        let text = "fn e01_helper() {}\n#[test]\nfn e02_a() {}\n#[tokio::test]\nasync fn e02_b() {}".to_owned();
        let tested = tests_by_id(&[File {
            path: "a.rs".to_owned(),
            text,
        }]);
        assert_eq!(tested.into_values().collect::<Vec<_>>(), [["e02_a", "e02_b"]]);
    }
}
