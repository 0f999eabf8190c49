//! Score forms under test: rows h6 and h7 of the features.

use crate::people::coaching::rules::form::{Kind, Question, answered, checked, parse};

fn question(kind: Kind, needed: bool, choices: &[&str]) -> Question {
    Question {
        kind,
        words: "Was one skill coached?".to_owned(),
        guide: String::new(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        needed,
    }
}

#[test]
fn questions_are_read_a_line_each() {
    let _ = crate::book();
    let text = "range! | How specific was it? | 5: names the sentence\n\nyes_no | Was it one skill?\nsingle | Which part? | | before; during ;after\nopen | What else?";
    let read = parse(text).unwrap();
    let told: Vec<(Kind, bool, usize)> = read.iter().map(|one| (one.kind, one.needed, one.choices.len())).collect();
    assert_eq!(
        told,
        [
            (Kind::Range, true, 0),
            (Kind::YesNo, false, 0),
            (Kind::Single, false, 3),
            (Kind::Open, false, 0)
        ]
    );
    assert_eq!(read[0].guide, "5: names the sentence");
    assert_eq!(read[2].choices, ["before", "during", "after"]);
}

#[test]
fn a_line_that_is_no_question_is_named() {
    let _ = crate::book();
    for (text, line) in [
        ("range | Fine?\nsmell | Which?", "Line 2"),
        ("open |", "Line 1"),
        ("just words", "Line 1"),
    ] {
        let refusal = parse(text).unwrap_err();
        assert!(refusal.sentence.contains(line), "{text}: {}", refusal.sentence);
        assert_eq!(refusal.field.as_deref(), Some("questions"));
    }
}

#[test]
fn a_form_has_questions_and_choices_only_where_they_belong() {
    let _ = crate::book();
    let code = |questions: Vec<Question>| checked("Observation", questions).unwrap_err().code;
    assert_eq!(code(Vec::new()), "coaching.questions_range");
    assert_eq!(code(vec![question(Kind::Open, false, &[]); 21]), "coaching.questions_range");
    assert_eq!(code(vec![question(Kind::Single, false, &["one"])]), "coaching.choices_missing");
    assert_eq!(
        code(vec![question(Kind::YesNo, false, &["yes", "no"])]),
        "coaching.choices_unwanted"
    );
    assert_eq!(
        checked(" ", vec![question(Kind::Open, false, &[])]).unwrap_err().code,
        "coaching.text_missing"
    );
    checked("Observation", vec![question(Kind::Multiple, true, &["one", "two"]); 20]).unwrap();
}

#[track_caller]
fn check(question: &Question, answer: &str, expected: Result<&str, &str>) {
    let found = answered(std::slice::from_ref(question), &[answer.to_owned()]);
    match expected {
        Ok(kept) => assert_eq!(found.unwrap(), [kept], "{answer}"),
        Err(code) => {
            let refusal = found.unwrap_err();
            assert_eq!(
                (refusal.code.as_str(), refusal.field.as_deref()),
                (code, Some("answer-1")),
                "{answer}"
            );
        }
    }
}

#[test]
fn an_answer_fits_its_question() {
    let _ = crate::book();
    let range = question(Kind::Range, true, &[]);
    check(&range, "1", Ok("1"));
    check(&range, "5", Ok("5"));
    check(&range, "0", Err("coaching.answer_form"));
    check(&range, "6", Err("coaching.answer_form"));
    check(&range, "", Err("coaching.answer_missing"));
    check(&question(Kind::Range, false, &[]), "", Ok(""));
    check(&question(Kind::YesNo, true, &[]), "maybe", Err("coaching.answer_form"));
    let single = question(Kind::Single, true, &["before", "after"]);
    check(&single, "after", Ok("after"));
    check(&single, "during", Err("coaching.answer_form"));
    let multiple = question(Kind::Multiple, false, &["before", "after"]);
    check(&multiple, "before\nafter", Ok("before\nafter"));
    check(&multiple, "before\nduring", Err("coaching.answer_form"));
    check(
        &question(Kind::Open, false, &[]),
        "  she asked, then waited  ",
        Ok("she asked, then waited"),
    );
    check(&question(Kind::Open, false, &[]), &"x".repeat(2_001), Err("coaching.too_long"));
}

#[test]
fn a_missing_answer_at_the_end_counts_as_none() {
    let _ = crate::book();
    let both = [question(Kind::Open, false, &[]), question(Kind::YesNo, true, &[])];
    assert_eq!(
        answered(&both, &["fine".to_owned()]).unwrap_err().field.as_deref(),
        Some("answer-2")
    );
}
