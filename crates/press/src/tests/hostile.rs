//! Words that want to be more than words, and documents larger than anybody reads.

use super::file::File;
use super::{document, table};
use crate::print;
use document::{Document, Paper, Part, Section};

fn saying(words: &str) -> Document {
    Document {
        sections: vec![Section::new("Said").part(Part::paragraph(words))],
        ..document()
    }
}

#[test]
fn words_of_the_template_language_stay_words() {
    let words = r##"#panic("no") #read("/etc/passwd") = Heading *bold* $x^2$ <label> @ref \u{41} // gone /* gone */ `raw`"##;
    let file = File::of(&saying(words), Paper::A4);
    let text = file.text();
    assert!(text.contains(words), "{text}");
}

#[test]
fn a_drawing_that_reaches_for_files_is_refused() {
    let mut document = document();
    for part in document.sections.iter_mut().flat_map(|section| &mut section.parts) {
        if let Part::Chart(chart) = part {
            chart.svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="/etc/passwd" width="9" height="9"/><text>&lt;b&gt;</text></svg>"##.to_owned();
        }
    }
    let refused = print(&document, Paper::A4).unwrap_err();
    assert!(refused.contains("failed to load linked image"), "{refused}");
}

#[test]
fn a_text_of_a_megabyte_ends_with_an_ellipsis() {
    let text = "All work and no play. ".repeat(50_000);
    let file = File::of(&saying(&text), Paper::A4);
    assert!(file.pages() < 12, "{} pages", file.pages());
    assert!(file.text().contains('…'));
}

#[test]
fn a_word_without_an_end_is_broken_inside_the_page() {
    let mut document = saying(&"x".repeat(3000));
    let mut wide = table(1);
    wide.rows = vec![vec!["ß".repeat(900), "z".repeat(900), "1.00".to_owned()]];
    document.sections.push(Section::new("Wide").part(Part::Table(wide)));
    let text = File::of(&document, Paper::Letter).text().replace(' ', "");
    assert!(text.contains(&"x".repeat(3000)), "letters were lost");
    assert_eq!(text.matches('ß').count(), 900);
}

#[test]
fn names_in_scripts_that_inter_does_not_draw_are_drawn_by_the_other_font() {
    let file = File::of(&saying("שלום عدنان Հայաստան საქართველო"), Paper::A4);
    let fonts: Vec<String> = file.fonts().into_iter().map(|(name, _)| name).collect();
    assert!(fonts.iter().any(|name| name.contains("DejaVu")), "{fonts:?}");
    let text = file.text();
    assert!(text.contains("Հայաստան") && text.contains("საქართველო"), "{text}");
}

/// No font here draws Chinese: it stands as boxes, and is still the right text when it is copied.
#[test]
fn signs_that_no_font_draws_are_not_lost() {
    let file = File::of(&saying("Ms 田中 arrived"), Paper::A4);
    assert!(file.is_marked());
    assert!(
        !file.claims_accessibility(),
        "a file with signs without a glyph must not claim the standard"
    );
    let text = file.text();
    assert!(text.contains("Ms") && text.contains("arrived"), "{text}");
}

#[test]
fn control_characters_and_lone_marks_do_no_harm() {
    for words in [
        "\u{0}\u{7}\u{1b}[31m",
        "\u{202e}drow",
        "\u{301}\u{301}\u{301}",
        "\u{feff}\u{fffe}",
        "👩‍👩‍👧‍👦",
        "\u{e000}",
    ] {
        let file = File::of(&saying(&format!("before {words} after")), Paper::A4);
        let text = file.text();
        assert!(text.contains("before") && text.contains("after"), "{words:?}: {text}");
    }
}

#[test]
fn a_statement_of_five_thousand_lines_has_all_of_them() {
    let long = Document {
        sections: vec![Section::new("Lines").part(Part::Table(table(5000)))],
        ..document()
    };
    let bytes = print(&long, Paper::A4).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let last = u32::try_from(file.get_pages().len()).unwrap();
    assert!((100..300).contains(&last), "{last} pages");
    let text = file.extract_text(&[last]).unwrap();
    assert!(text.contains("INV-5000"), "{text}");
}
