//! What can be said, how it is set, and whom it names.

use super::super::rules::{Block, Nameable, Span, WORDS_MAX, beginning, blocks, found_by, named, words};
use super::super::section::set;
use vocabulary::UserId;

fn somebody(number: u64, name: &str) -> Nameable {
    Nameable {
        user: UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap(),
        name: name.to_owned(),
    }
}

#[test]
fn what_nobody_sees_is_taken_out_of_what_was_typed() {
    for (typed, kept) in [
        ("  one\r\ntwo\rthree ", "one\ntwo\nthree"),
        ("a\u{0}b\u{7}c\u{1b}[31m", "abc[31m"),
        ("pay \u{202E}evil\u{2066} now\u{FEFF}", "pay evil now"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("one\ttwo  \n three", "one two\n three"),
    ] {
        assert_eq!(words(typed).unwrap(), kept, "{typed:?}");
    }
}

#[test]
fn nothing_and_too_much_are_refused_beside_the_words() {
    for (typed, code) in [
        ("\u{0}\n \u{202E}".to_owned(), "notes.nothing"),
        ("x".repeat(WORDS_MAX + 1), "notes.too_long"),
    ] {
        let refusal = words(&typed).unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), (code, Some("words")));
    }
    assert_eq!(
        words(&"ü".repeat(WORDS_MAX)).unwrap().chars().count(),
        WORDS_MAX,
        "characters are counted"
    );
}

#[test]
fn lines_become_paragraphs_and_lists() {
    let typed = "First line\nsecond\n\n- one\n* two\n1. three\n12) four\nand on";
    let plain = |text| vec![Span::Words(text)];
    assert_eq!(
        blocks(typed, &[]),
        [
            Block::Paragraph(vec![plain("First line"), plain("second")]),
            Block::List(false, vec![plain("one"), plain("two")]),
            Block::List(true, vec![plain("three"), plain("four")]),
            Block::Paragraph(vec![plain("and on")]),
        ]
    );
    assert_eq!(
        blocks("-5 % and 2027. It", &[]),
        [Block::Paragraph(vec![plain("-5 % and 2027. It")])]
    );
}

#[test]
fn only_addresses_in_the_web_become_links_and_everything_is_escaped() {
    let said = |typed: &str| set(typed, &[]).into_inner();
    assert_eq!(
        said("see https://norrland.example/a?b=1&c=<x>, please."),
        "<p>see <a href=\"https://norrland.example/a?b=1&amp;c=\" rel=\"noopener noreferrer nofollow\">https://norrland.example/a?b=1&amp;c=</a>&lt;x&gt;, please.</p>"
    );
    for typed in [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "http:///x",
        "https://\" onmouseover=\"x",
        "<script>alert(1)</script>",
        "<a href=x>y</a>",
    ] {
        let html = said(typed);
        assert!(!html.contains("<a") && !html.contains("<script"), "{typed}: {html}");
    }
    assert_eq!(
        said("(http://a.example)."),
        "<p>(<a href=\"http://a.example\" rel=\"noopener noreferrer nofollow\">http://a.example</a>).</p>"
    );
}

#[test]
fn a_name_behind_an_at_sign_is_the_longest_that_fits() {
    let people = [
        somebody(1, "Anna"),
        somebody(2, "Anna Berg"),
        somebody(3, "Åsa Lind"),
        somebody(4, "anna.berg"),
        somebody(5, "Anna Berg"),
    ];
    let users = |typed: &str| -> Vec<Vec<usize>> {
        let place = |user: &UserId| people.iter().position(|one| one.user == *user).unwrap() + 1;
        named(typed, &people)
            .iter()
            .map(|(_, users)| users.iter().map(place).collect())
            .collect()
    };
    for (typed, expected) in [
        ("@Anna Berg, look", vec![vec![2, 5]]),
        ("@anna bergström", vec![vec![1]]),
        ("(@ANNA) and @asa lind!", vec![vec![1], vec![3]]),
        ("@anna.berg", vec![vec![4]]),
        ("mail anna@anna.example", vec![]),
        ("@ Anna", vec![]),
        ("@", vec![]),
        ("@Bert", vec![]),
    ] {
        assert_eq!(users(typed), expected, "{typed}");
    }
}

#[test]
fn a_note_is_found_by_its_folded_words_and_shown_by_its_first() {
    let found = found_by("Ärger mit Zürich: a B2B-Vertrag, Zürich");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["arger", "b2b", "mit", "vertrag", "zurich"]);
    assert_eq!(found_by(&"word ".repeat(5_000)).len(), 1);
    assert!(found_by(&"x".repeat(4_000)).is_empty(), "no word of a language is so long");
    assert_eq!(beginning("one\ntwo three", 9), "one two…");
    assert_eq!(beginning("one\ntwo", 9), "one two");
}
