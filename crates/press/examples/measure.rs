//! How long the press takes: `cargo run --release --package press --example measure`.

use document::{Column, Document, Paper, Part, Section, Table};
use std::time::Instant as Stopwatch;
use vocabulary::Instant;

fn main() {
    for lines in [10, 500, 5_000] {
        let document = statement(lines);
        let begun = Stopwatch::now();
        let printed = (press::PRESS.print)(&document, Paper::A4);
        let took = begun.elapsed().as_millis();
        match printed {
            Ok(bytes) => println!("{lines} lines: {took} ms, {} kB", bytes.len() / 1000),
            Err(why) => println!("{lines} lines: {why}"),
        }
    }
}

fn statement(lines: usize) -> Document {
    let row = |n: usize| vec![format!("INV-{n}\nVarnholm Papier"), "14 Jan 2028".to_owned(), format!("{n},000.00")];
    let columns = [("Document", false), ("Day", false), ("Credited, EUR", true)].map(|(head, number)| Column {
        head: head.to_owned(),
        number,
    });
    let table = Table {
        caption: "Lines".to_owned(),
        columns: columns.to_vec(),
        rows: (1..=lines).map(row).collect(),
        total: None,
        empty: String::new(),
    };
    Document {
        title: "Statement".to_owned(),
        subject: "Ada".to_owned(),
        language: "en".to_owned(),
        about: Vec::new(),
        made: "Varnholm".to_owned(),
        page_of: "Page {n} of {m}".to_owned(),
        at: Instant::from_micros(0),
        sections: vec![Section::new("Lines").part(Part::Table(table))],
    }
}
