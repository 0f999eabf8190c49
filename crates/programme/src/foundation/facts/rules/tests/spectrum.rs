//! The published CSV spectrum: each file read as its JSON says, under `../shared/data/messy`.

use std::path::PathBuf;

use super::super::dialect::guess;
use super::super::records::rows;

#[test]
fn every_file_of_the_spectrum_is_read_as_its_answer_says() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/messy/csv_spectrum"));
    if !folder.is_dir() {
        eprintln!("skipped: {} is absent", folder.display());
        return;
    }
    let mut files = 0;
    for entry in std::fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        // The published answer of this one names another telephone number than its file.
        if name == "location_coordinates" {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let answer = std::fs::read_to_string(folder.join("json").join(format!("{name}.json"))).unwrap();
        // The files were kept with plain line ends, their answers as they were published.
        let answer = answer.replace("\\r\\n", "\\n");
        // A file of one row has that row alone as its answer.
        let answer = match serde_json::from_str(&answer).unwrap() {
            serde_json::Value::Array(rows) => rows,
            row @ serde_json::Value::Object(_) => vec![row],
            other
            @ (serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) | serde_json::Value::String(_)) => {
                panic!("{name}: {other}")
            }
        };
        let mut records = rows(&name, &bytes, &guess(&bytes).dialect).map(Result::unwrap);
        let header = records.next().unwrap().fields;
        let read: Vec<serde_json::Value> = records.map(|record| header.iter().cloned().zip(record.fields).collect()).collect();
        assert_eq!(read, answer, "{name}");
        files += 1;
    }
    assert_eq!(files, 11);
}
