//! Text that nobody wrote in good faith is refused quickly and without a crash.

use proptest::prelude::*;

use crate::parse;

#[track_caller]
fn refused(text: &str, because: &str) {
    let problems = parse(text).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains(because)), "{problems:?}");
}

#[test]
fn deep_nesting_is_refused() {
    refused(&"[".repeat(100_000), "nested more than");
    refused(&"- ".repeat(100_000), "nested more than");
    refused(&"a: {".repeat(10_000), "nested more than");
}

#[test]
fn ten_megabytes_are_refused() {
    refused(&"a".repeat(10 * 1024 * 1024), "longer than 1 MiB");
}

#[test]
fn a_megabyte_of_small_things_is_refused() {
    for text in ["a: 1\n", "- a\n", "{", "\"", "x ", "? ", "&a ", "!b ", "# c\n", "|\n", "\u{fe0f}"] {
        let repeated = text.repeat(1024 * 1024 / text.len());
        assert!(parse(&repeated).is_err());
    }
}

#[test]
fn control_characters_are_refused_with_their_place() {
    let problem = parse("schema: kam-plan/1\nplan: a\u{0}b\n").unwrap_err().remove(0);
    assert_eq!(
        problem.to_string(),
        "line 2, column 8: the character U+0000 is not allowed in a plan; delete it"
    );
    refused("plan: \u{1b}[31m", "U+001B");
}

#[test]
fn a_deeply_nested_condition_is_refused() {
    let when = format!("{}tx.kind == \"a\"{}", "(".repeat(10_000), ")".repeat(10_000));
    refused(
        &format!("schema: kam-plan/1\ncurrency: {{ plan: EUR }}\ncrediting: {{ sources: [a], rules: [{{ when: '{when}' }}] }}"),
        "nested too deeply",
    );
}

#[test]
fn an_empty_text_is_no_plan() {
    refused("", "the plan is empty");
    refused("# nothing\n", "the plan is empty");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_crashes_the_reader(text in "[\\PC\\n\\t]{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_damage_to_a_good_plan_crashes_the_reader(at in 0usize..3000, length in 0usize..40, put in "[\\-:{}\\[\\]\"'&*!|>%@,#0-9a-z \\n]{0,6}") {
        let plan: Vec<char> = include_str!("../../plans/kam-demo.yaml").chars().collect();
        let (before, after) = plan.split_at(at.min(plan.len()));
        let damaged: String = before.iter().copied().chain(put.chars()).chain(after.iter().skip(length).copied()).collect();
        if let Ok(plan) = parse(&damaged) {
            let _ = crate::check(&plan);
        }
    }
}
