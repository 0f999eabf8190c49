//! Printed files read again: their words, pages, boxes, tags, fonts, and what hostile words come to.

mod file;
mod hostile;

use crate::print;
use document::{Chart, Column, Document, Line, Moment, Paper, Part, Section, Step, Table};
use file::File;
use vocabulary::Instant;

/// A document that uses every part once.
fn document() -> Document {
    Document {
        title: "Statement 2027".to_owned(),
        subject: "Łucja Żółć-Ørsted".to_owned(),
        language: "en".to_owned(),
        about: vec!["Key account manager, plan KAM 2027 v2 in EUR".to_owned(), "Provisional".to_owned()],
        made: "Varnholm. Made for Ada, 14 Jan 2028, 09:30.".to_owned(),
        page_of: "Page {n} of {m}".to_owned(),
        at: Instant::parse_rfc3339("2028-01-14T09:30:00Z").unwrap(),
        sections: vec![
            opening(),
            Section::new("Earned by component").about("In EUR").part(Part::Table(table(3))),
            more(),
        ],
    }
}

fn opening() -> Section {
    Section::opening()
        .part(Part::Hero {
            figure: "28,800.00".to_owned(),
            unit: "EUR".to_owned(),
            sentence: "earned in 2027 through Q3.".to_owned(),
        })
        .part(Part::lead("Said to be kept."))
        .part(Part::Sum {
            lines: vec![Line::new("Q1, closed", "9,600.00"), Line::new("Q2, closed", "19,200.00")],
            total: Some(Line::new("Together", "28,800.00")),
        })
}

fn more() -> Section {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" font-family="Inter" font-size="11" viewBox="0 0 696 60"><rect fill="#2c6190" x="0" y="0" width="300" height="12"/><text fill="#151f2a" x="0" y="30" font-weight="600">drawn words</text></svg>"##;
    let thread = [("Key revenue", 0), ("Measure to date", 1)].map(|(what, depth)| Step {
        depth,
        what: what.to_owned(),
        value: "1,380,000.00 EUR".to_owned(),
        formula: "growth over 2026, at 5 %".to_owned(),
        inputs: vec![Line::new("quota\nof the year", "1,200,000.00")],
        table: (depth == 1).then(|| table(2)),
        notes: vec!["Rule: key-revenue".to_owned()],
    });
    Section::new("More")
        .part(Part::heading("What would change it"))
        .part(Part::paragraph("A paragraph with Ελληνικά and Кириллица."))
        .part(Part::note("A remark."))
        .part(Part::Quote {
            intro: "You set out to".to_owned(),
            words: "Call the buyer".to_owned(),
            state: "due on 20 Jan".to_owned(),
        })
        .part(Part::Moments {
            moments: vec![Moment {
                when: "14 Jan 2028".to_owned(),
                what: "Negotiation".to_owned(),
                note: "Kept".to_owned(),
            }],
        })
        .part(Part::Chart(Chart {
            title: "Payout curve".to_owned(),
            summary: "You stand at 115 %.".to_owned(),
            svg: svg.to_owned(),
            width: 696,
            table: table(1),
        }))
        .part(Part::Thread { steps: thread.to_vec() })
}

fn table(rows: usize) -> Table {
    let row = |n: usize| vec![format!("INV-{n}\nVarnholm Papier"), "14 Jan 2028".to_owned(), format!("{n},000.00")];
    Table {
        caption: "Lines".to_owned(),
        columns: [("Document", false), ("Day", false), ("Credited, EUR", true)]
            .map(|(head, number)| Column {
                head: head.to_owned(),
                number,
            })
            .to_vec(),
        rows: (1..=rows).map(row).collect(),
        total: Some(vec!["Together".to_owned(), String::new(), "6,000.00".to_owned()]),
        empty: "Nothing was credited.".to_owned(),
    }
}

#[test]
fn every_word_of_a_document_stands_on_its_paper() {
    let file = File::of(&document(), Paper::A4);
    let text = file.text();
    let wanted = [
        "Statement 2027",
        "Key account manager, plan KAM 2027 v2 in EUR",
        "Provisional",
        "28,800.00",
        "earned in 2027 through Q3.",
        "Q1, closed",
        "Together",
        "Earned by component",
        "INV-3",
        "Varnholm Papier",
        "Credited, EUR",
        "What would change it",
        "Ελληνικά",
        "Кириллица",
        "“Call the buyer”",
        "due on 20 Jan",
        "Negotiation",
        "growth over 2026, at 5 %",
        "Rule: key-revenue",
        "Varnholm. Made for Ada, 14 Jan 2028, 09:30.",
        "Page 1 of 2",
    ];
    for words in wanted {
        assert!(text.contains(words), "“{words}” is not in:\n{text}");
    }
    // The letters of a drawing are placed one by one.
    assert!(text.replace(' ', "").contains("drawnwords"), "{text}");
}

#[test]
fn a_paper_has_its_size_and_counts_its_pages() {
    let (a4, letter) = (File::of(&document(), Paper::A4), File::of(&document(), Paper::Letter));
    assert_eq!((a4.pages(), a4.box_of(1)), (2, (595, 842)));
    assert_eq!((letter.pages(), letter.box_of(1)), (2, (612, 792)));
    let second = a4.text_of(2);
    assert!(
        second.contains("Łucja Żółć-Ørsted"),
        "the second page does not say whose it is: {second}"
    );
}

#[test]
fn a_file_is_tagged_and_says_its_language_and_title() {
    let file = File::of(&document(), Paper::A4);
    assert_eq!(file.language(), "en");
    assert_eq!(file.title(), "Statement 2027");
    assert!(file.is_marked());
    assert!(file.claims_accessibility());
    let tags = file.tags();
    for tag in ["H1", "H2", "H3", "P", "Table", "THead", "TH", "TD", "Figure"] {
        assert!(tags.contains(tag), "{tag} is not among {tags:?}");
    }
    let spoken = file.alternatives();
    assert_eq!(
        spoken,
        ["Payout curve. You stand at 115 %. INV-1, Varnholm Papier: 14 Jan 2028: 1,000.00."]
    );
}

#[test]
fn every_font_is_embedded() {
    let file = File::of(&document(), Paper::A4);
    let fonts = file.fonts();
    assert!(!fonts.is_empty());
    for (name, embedded) in fonts {
        assert!(embedded, "{name} is not in the file");
        assert!(name.contains("Inter"), "{name} is not the house's font");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (one, other) = (print(&document(), Paper::A4).unwrap(), print(&document(), Paper::A4).unwrap());
    assert_eq!(one, other);
    let later = Document {
        at: Instant::parse_rfc3339("2028-01-14T09:31:00Z").unwrap(),
        ..document()
    };
    assert_ne!(one, print(&later, Paper::A4).unwrap());
}

#[test]
fn an_empty_table_says_why() {
    let empty = Document {
        sections: vec![Section::new("Lines").part(Part::Table(table(0)))],
        ..document()
    };
    let text = File::of(&empty, Paper::A4).text();
    assert!(text.contains("Nothing was credited."), "{text}");
    assert!(!text.contains("Credited, EUR"), "an empty table has no heads: {text}");
}
