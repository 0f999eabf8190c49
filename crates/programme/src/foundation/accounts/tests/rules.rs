//! What may be said of an account, and when a hierarchy closes a circle.

use super::super::rules::{Said, Step, checked, is_key, plan};
use super::super::tree::levels;
use platform::web::spreadsheet::{harmless, text};
use std::collections::BTreeMap;

fn said(reference: &str, name: &str, parent: Option<&str>) -> Said {
    Said {
        reference: reference.to_owned(),
        name: name.to_owned(),
        parent: parent.map(str::to_owned),
        class: None,
        country: None,
    }
}

fn known(all: &[Said]) -> BTreeMap<String, Said> {
    all.iter().map(|said| (said.reference.clone(), said.clone())).collect()
}

/// The sentences of the chapters are known once the book is bound.
fn texts() {
    assert!(!crate::book().chapters.is_empty());
}

#[track_caller]
fn refused_on(said: Said, field: &str, code: &str) {
    texts();
    let refusal = checked(said).unwrap_err();
    assert_eq!((refusal.field.as_deref(), refusal.code.as_str()), (Some(field), code));
}

#[test]
fn an_account_needs_a_reference_and_a_name() {
    refused_on(said(" ", "Nordwind", None), "reference", "accounts.missing");
    refused_on(said("A-1", "\t", None), "name", "accounts.missing");
    refused_on(said("A-1", &"x".repeat(5_000), None), "name", "accounts.too_long");
    refused_on(said("A\u{0}1", "Nordwind", None), "reference", "accounts.control");
    let spaced = Said {
        class: Some("  ".to_owned()),
        country: Some(" DE ".to_owned()),
        ..said(" A-1 ", " Nordwind ", None)
    };
    let plain = Said {
        country: Some("DE".to_owned()),
        ..said("A-1", "Nordwind", None)
    };
    assert_eq!(checked(spaced), Ok(plain));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    texts();
    let refusal = checked(said(" ", "", Some("A\u{0}2"))).unwrap_err();
    let fields: Vec<&str> = refusal.all().filter_map(|one| one.field.as_deref()).collect();
    assert_eq!(fields, ["reference", "name", "parent"]);
    let refusal = plan(&known(&[]), &[(4, said("A", "", None))]).unwrap_err();
    assert_eq!(refusal.sentence, "Line 4: name: This is needed. Fill it in.");
}

#[test]
fn a_class_is_key_however_it_is_written() {
    let classes = ["Key account", "KEY", " key  accounts ", "Target", "keyboard", ""];
    assert_eq!(classes.map(is_key), [true, true, true, false, false, false]);
}

#[test]
fn accounts_in_a_circle_are_refused_by_name() {
    texts();
    let before = known(&[
        said("A", "Alpha", None),
        said("B", "Beta", Some("A")),
        said("C", "Gamma", Some("B")),
    ]);
    let refusal = plan(&before, &[(7, said("A", "Alpha", Some("C")))]).unwrap_err();
    assert_eq!(refusal.code, "accounts.circle");
    assert_eq!(
        refusal.sentence,
        "These accounts would stand above one another in a circle: Alpha (A) → Gamma (C) → Beta (B). Correct the account above of one of them."
    );
    let refusal = plan(&known(&[]), &[(2, said("X", "Xi", Some("X")))]).unwrap_err();
    assert_eq!(refusal.code, "accounts.circle");
}

#[test]
fn an_unknown_account_above_is_refused_with_its_line() {
    texts();
    let refusal = plan(&known(&[]), &[(2, said("A", "Alpha", None)), (3, said("B", "Beta", Some("Q")))]).unwrap_err();
    assert_eq!(
        refusal.sentence,
        "Line 3: Beta (B) names the account above as Q, which is neither in the file nor known. Add it, or leave the cell empty."
    );
}

#[test]
fn an_import_makes_the_account_above_first_whatever_the_order_of_the_file() {
    let rows = [
        (2, said("C", "Gamma", Some("B"))),
        (3, said("B", "Beta", Some("A"))),
        (4, said("A", "Alpha", None)),
    ];
    let plan = plan(&known(&[]), &rows).unwrap();
    let made: Vec<&str> = plan.steps.iter().map(|step| step.said().reference.as_str()).collect();
    assert_eq!(made, ["A", "B", "C"]);
}

#[test]
fn an_empty_cell_says_nothing_and_changes_nothing() {
    let full = Said {
        class: Some("Target".to_owned()),
        ..said("B", "Beta", Some("A"))
    };
    let before = known(&[said("A", "Alpha", None), full.clone()]);
    assert_eq!(plan(&before, &[(2, said("B", "Beta", None))]).unwrap().unchanged, 1);
    let renamed = plan(&before, &[(2, said("B", "Beta Nova", None))]).unwrap();
    assert_eq!(
        renamed.steps,
        [Step::Change {
            before: full.clone(),
            after: Said {
                name: "Beta Nova".to_owned(),
                ..full
            }
        }]
    );
}

#[test]
fn levels_count_those_above_and_a_circle_names_only_its_members() {
    let above = BTreeMap::from([("a", None), ("b", Some("a")), ("c", Some("b")), ("d", Some("elsewhere"))]);
    assert_eq!(levels(&above), Ok(BTreeMap::from([("a", 0), ("b", 1), ("c", 2), ("d", 0)])));
    let circle = BTreeMap::from([("a", Some("b")), ("b", Some("c")), ("c", Some("b"))]);
    assert_eq!(levels(&circle), Err(vec!["b", "c"]));
}

#[test]
fn a_cell_that_looks_like_a_formula_becomes_words() {
    let cells = ["=1+1", "+49 30", "-5", "@x", "\tx", "Nordwind", "1=1", "", "a;=b"];
    let safe = ["'=1+1", "'+49 30", "-5", "'@x", "'\tx", "Nordwind", "1=1", "", "a;'=b"];
    assert_eq!(cells.map(harmless), safe, "a plain number stays a number");
    let file = text(&["name"], [vec!["a \"b\", c".to_owned()], vec!["=cmd|'/c calc'!A0".to_owned()]]).unwrap();
    assert_eq!(file, "\u{feff}name\r\n\"a \"\"b\"\", c\"\r\n'=cmd|'/c calc'!A0\r\n");
}
