//! Laws of reading: what is written is read back, damage never panics, and on well-formed CSV the reader
//! agrees with an independent one.

use proptest::prelude::*;

use super::super::adventureworks::read_file;
use super::super::dialect::{Dialect, Encoding, Terminator, guess};
use super::super::profile::Profile;
use super::super::reading::read;
use super::super::records::rows;
use super::super::target::Target;

/// Writes records in a dialect; every field is quoted where the dialect can.
fn write(records: &[Vec<String>], dialect: &Dialect, newline: &str) -> Vec<u8> {
    let terminator = match &dialect.terminator {
        Terminator::AnyNewline => newline,
        Terminator::Text(text) => text,
    };
    let mut text = String::new();
    for record in records {
        let fields: Vec<String> = record
            .iter()
            .map(|field| match dialect.quote {
                Some(quote) => {
                    let doubled = field.replace(quote, &format!("{quote}{quote}"));
                    format!("{quote}{doubled}{quote}")
                }
                None => field.clone(),
            })
            .collect();
        text.push_str(&fields.join(&dialect.delimiter));
        text.push_str(terminator);
    }
    encoded(&text, dialect.encoding)
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => {
            let bytes = text.encode_utf16().flat_map(u16::to_be_bytes);
            [0xFE, 0xFF].into_iter().chain(bytes).collect()
        }
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

fn dialects() -> impl Strategy<Value = Dialect> {
    let encoding = prop::sample::select(Encoding::ALL.to_vec());
    let delimiter = prop::sample::select(vec![",", ";", "\t", "|", "+|", "::", "\u{1f}", "<>"]);
    let terminator = prop::sample::select(vec!["", "\n", "&|\n", "&|\r\n", "\u{1e}", "$$"]);
    let quote = prop::sample::select(vec![Some('"'), Some('\''), None]);
    (encoding, delimiter, terminator, quote)
        .prop_map(|(encoding, delimiter, terminator, quote)| Dialect {
            encoding,
            delimiter: delimiter.to_owned(),
            terminator: if terminator.is_empty() {
                Terminator::AnyNewline
            } else {
                Terminator::Text(terminator.to_owned())
            },
            quote,
            header: false,
            titles: 0,
        })
        .prop_filter("its marks can be told apart", |dialect| dialect.problem().is_none())
}

/// Fields that a dialect can write: without quotation marks none of its own marks may occur.
fn records(dialect: &Dialect) -> impl Strategy<Value = Vec<Vec<String>>> + use<> {
    let wide = matches!(dialect.encoding, Encoding::Windows1252);
    let quoted = dialect.quote.is_some();
    let field = match (quoted, wide) {
        (true, false) => "[a-z0-9 ,;|+&$:<>'\"\n\r\täß€日🙂]{0,12}",
        (true, true) => "[a-z0-9 ,;|+&$:<>'\"\n\r\täß€]{0,12}",
        (false, false) => "[a-z0-9 'äß€日🙂]{0,12}",
        (false, true) => "[a-z0-9 'äß€]{0,12}",
    };
    // Two columns at least: an unquoted empty field alone is a blank line.
    (2_usize..6).prop_flat_map(move |width| prop::collection::vec(prop::collection::vec(field, width), 0..6))
}

fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop::collection::vec(any::<u8>(), 0..400);
    let marks = prop::sample::select(b",;\t|+&\"\n\r\0a1\xFF\xFE\xEF\xBB\xBF".to_vec());
    prop_oneof![bytes, prop::collection::vec(marks, 0..400)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        (dialect, records) in dialects().prop_flat_map(|dialect| {
            let records = records(&dialect);
            (Just(dialect), records)
        }),
        newline in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let bytes = write(&records, &dialect, newline);
        let read: Vec<Vec<String>> = rows("", &bytes, &dialect).map(|record| record.unwrap().fields).collect();
        prop_assert_eq!(read, records);
    }

    #[test]
    fn damage_is_refused_and_never_panics(
        bytes in damaged(),
        dialect in dialects(),
        target in prop::sample::select(Target::all()),
    ) {
        let guess = guess(&bytes);
        for dialect in [dialect, guess.dialect] {
            let mut above = 0;
            for record in rows("", &bytes, &dialect) {
                let line = match record {
                    Ok(record) => record.line,
                    Err(reject) => reject.line,
                };
                prop_assert!(line >= above);
                above = line;
            }
        }
        let reading = read("any.csv", &bytes, &Profile::by_headings(target));
        prop_assert!(reading.content.count() > 0 || !reading.rejects.is_empty());
        for name in ["Store.csv", "raw/SalesPerson.csv", "ProductReview.csv"] {
            let _recognised = read_file(name, &bytes);
        }
    }

    #[test]
    fn a_file_of_rows_keeps_its_count(kept in prop::collection::vec(any::<bool>(), 1..60)) {
        let mut file = "reference,name\n".to_owned();
        for (at, keep) in kept.iter().enumerate() {
            file.push_str(&format!("{at},{}\n", if *keep { "x" } else { "" }));
        }
        let control = read("a.csv", file.as_bytes(), &Profile::by_headings(Target::Accounts)).control;
        let expected = u64::try_from(kept.iter().filter(|keep| **keep).count()).unwrap();
        prop_assert_eq!(control.accepted, expected);
        prop_assert_eq!(control.rows, control.accepted + control.refused);
    }

    #[test]
    fn on_well_formed_files_the_reader_agrees_with_the_csv_crate(
        records in prop::collection::vec(prop::collection::vec("[a-z ,\"\n\räß日]{0,8}", 2..5), 0..6),
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for record in &records {
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let read: Vec<Vec<String>> = rows("", &bytes, &Dialect::standard())
            .map(|record| record.unwrap().fields)
            .collect();
        prop_assert_eq!(read, records);
    }
}
