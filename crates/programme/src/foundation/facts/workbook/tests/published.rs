//! Workbooks that others published with their answers, under `../shared/data/messy`.

use super::outline;
use crate::foundation::facts::rules::records::Mark;
use crate::foundation::facts::rules::sheet::SheetTable;
use crate::foundation::facts::workbook::read;
use platform::texts::say;
use std::path::PathBuf;

/// A published file; none, said so, where the folder is absent.
fn published(name: &str) -> Option<(String, Vec<u8>)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/messy"));
    if !folder.is_dir() {
        eprintln!("skipped: {} is absent", folder.display());
        return None;
    }
    let bytes = std::fs::read(folder.join(name)).unwrap();
    Some((name.rsplit('/').next().unwrap().to_owned(), bytes))
}

fn tables(name: &str) -> Option<Vec<SheetTable>> {
    let (name, bytes) = published(name)?;
    Some(read(&name, &bytes).unwrap())
}

fn cells(table: &SheetTable, column: usize) -> Vec<&str> {
    table.rows.iter().map(|record| record.fields[column].as_str()).collect()
}

#[test]
fn one_table_in_two_formats_is_the_published_csv() {
    let Some((_, csv)) = published("messytables_horror/simple.csv") else {
        return;
    };
    let csv = String::from_utf8(csv).unwrap();
    let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let rows: Vec<Vec<String>> = lines.collect();
    for file in ["simple.xlsx", "simple.xls"] {
        let tables = tables(&format!("messytables_horror/{file}")).unwrap();
        assert_eq!(tables.len(), 1, "{file}");
        assert_eq!(tables[0].columns, header, "{file}");
        let read: Vec<&Vec<String>> = tables[0].rows.iter().map(|record| &record.fields).collect();
        assert_eq!(read, rows.iter().collect::<Vec<_>>(), "{file}");
        assert_eq!((tables[0].sheet.as_str(), tables[0].rows[0].line), ("simple.csv", 2), "{file}");
    }
}

#[test]
fn an_open_document_sheet_has_its_days_by_value_and_not_as_they_are_shown() {
    let Some(tables) = tables("messytables_horror/simple.ods") else {
        return;
    };
    assert_eq!((tables.len(), tables[0].columns.join(",")), (1, "Name,Age,When".to_owned()));
    let rows: Vec<String> = tables[0].rows.iter().map(|record| record.fields.join(",")).collect();
    assert_eq!(rows, ["Bob,20,2010-10-10", "Jane,23,2012-01-01", "Ian,34,2015-11-11"]);
}

#[test]
fn days_of_1900_and_of_1904_are_the_same_days() {
    for file in ["readxl_sheets/dates-1900.xls", "readxl_sheets/dates-1904.xls"] {
        let Some(tables) = tables(file) else { return };
        assert_eq!(tables[0].rows[0].fields, vec!["2000-01-01"; 5], "{file}");
    }
}

#[test]
fn days_and_times_are_those_that_the_workbook_writes_beside_them() {
    for file in [
        "readxl_sheets/dates-leap-year-1900-xlsx.xlsx",
        "readxl_sheets/datetime-rounding.xlsx",
    ] {
        let Some(tables) = tables(file) else { return };
        let table = &tables[0];
        assert_eq!(table.columns[..2], ["dttm", "dttm_string"], "{file}");
        assert!(table.rows.len() >= 4, "{file}");
        for record in &table.rows {
            assert_eq!(record.fields[0], record.fields[1], "{file} row {}", record.line);
            assert_eq!(record.marks[0], Mark::Exact);
        }
    }
}

#[test]
fn large_numbers_keep_every_digit() {
    let Some(tables) = tables("readxl_sheets/big-texty-numbers-xlsx.xlsx") else {
        return;
    };
    let table = &tables[0];
    let exact: Vec<_> = table.rows.iter().filter(|record| record.marks[0] == Mark::Exact).collect();
    assert_eq!(exact.len(), 5);
    for record in exact {
        assert_eq!(record.fields[0], record.fields[1], "row {}", record.line);
    }
}

#[test]
fn a_sheet_of_flowers_has_its_known_sums() {
    let Some(tables) = tables("readxl_sheets/iris-google-doc.xlsx") else {
        return;
    };
    let table = &tables[0];
    assert_eq!((tables.len(), table.rows.len(), table.range.as_str()), (1, 150, "A1:E151"));
    // The sums of the published data set in tenths: 876.5, 458.6, 563.7 and 179.9.
    let tenths = |text: &str| -> i64 {
        let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
        whole.parse::<i64>().unwrap() * 10 + tenth.parse::<i64>().unwrap()
    };
    let sum = |column: usize| cells(table, column).into_iter().map(tenths).sum::<i64>();
    assert_eq!([sum(0), sum(1), sum(2), sum(3)], [8765, 4586, 5637, 1799]);
}

#[test]
fn remarks_above_a_table_are_passed_over_and_its_headings_found() {
    let Some(tables) = tables("readxl_sheets/deaths.xlsx") else {
        return;
    };
    let headings = ["Name", "Profession", "Age", "Has kids", "Date of birth", "Date of death"];
    for (table, first) in tables.iter().zip(["David Bowie", "Vera Rubin"]) {
        assert_eq!(table.columns, headings);
        assert_eq!((table.rows[0].line, table.rows[0].fields[0].as_str()), (6, first));
    }
    assert_eq!(
        tables[0].rows[0].fields,
        ["David Bowie", "musician", "69", "true", "1947-01-08", "2016-01-10"]
    );
    assert_eq!(
        tables.iter().map(|table| table.sheet.as_str()).collect::<Vec<_>>(),
        ["arts", "other"]
    );
}

#[test]
fn paragraphs_beside_a_table_are_no_tables() {
    let Some(tables) = tables("messytables_horror/bian-anal-mca-2005-dols-eng-1011-0312-tab3.xlsm") else {
        return;
    };
    let headings = tables
        .iter()
        .filter(|table| table.columns == ["Data item", "Description", "Definition"]);
    assert_eq!(headings.map(|table| table.range.as_str()).collect::<Vec<_>>(), ["B47:D57"]);
}

#[test]
fn what_is_no_workbook_is_refused_with_its_reason() {
    for (file, code) in [
        ("encrypted_no_password.xls", "workbook_encrypted"),
        ("simple.zip", "archive"),
        ("html.html", "web_page"),
    ] {
        let Some((name, bytes)) = published(&format!("messytables_horror/{file}")) else {
            return;
        };
        assert_eq!(
            outline(&name, &bytes, 0),
            [format!("refused: {}", say(&format!("facts.{code}")))],
            "{file}"
        );
    }
}
