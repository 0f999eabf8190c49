//! Parquet files of other programs are told as text, to the digit.

use std::io::Read;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array, LargeStringArray, ListArray,
    RecordBatch, StringArray, StringViewArray, TimestampMicrosecondArray, UInt8Array,
};
use parquet::arrow::ArrowWriter;

use crate::ForeignTable;

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    ForeignTable::held(bytes).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn every_plain_type_is_told_exactly() {
    let decimal = |units: Vec<i128>, scale| Arc::new(Decimal128Array::from(units).with_precision_and_scale(38, scale).unwrap());
    let micros = [Some(1_772_323_200_000_000), Some(1_772_323_261_500_000), Some(-1)];
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "text, with a comma",
            Arc::new(StringArray::from(vec![Some("plain"), Some("a \"b\", c"), None])),
        ),
        ("large", Arc::new(LargeStringArray::from(vec!["x", " y", "line\nbreak"]))),
        ("view", Arc::new(StringViewArray::from(vec!["p", "q", ""]))),
        (
            "names",
            Arc::new(vec![Some("a"), None, Some("a")].into_iter().collect::<DictionaryArray<Int32Type>>()),
        ),
        (
            "none",
            Arc::new(vec![None::<&str>; 3].into_iter().collect::<DictionaryArray<Int32Type>>()),
        ),
        ("whole", Arc::new(Int64Array::from(vec![i64::MIN, 0, i64::MAX]))),
        ("small", Arc::new(UInt8Array::from(vec![Some(255), None, Some(1)]))),
        ("float", Arc::new(Float64Array::from(vec![0.1, -1234.5, 1e21]))),
        ("amount", decimal(vec![-5, 123_456, 0], 3)),
        ("whole decimal", decimal(vec![7, -7, 0], 0)),
        ("day", Arc::new(Date32Array::from(vec![0, 20_513, -1]))),
        ("at", Arc::new(TimestampMicrosecondArray::from(micros.to_vec()))),
        ("yes", Arc::new(BooleanArray::from(vec![true, false, true]))),
    ];
    let expected = "\"text, with a comma\",large,view,names,none,whole,small,float,amount,whole decimal,day,at,yes\n\
        plain,x,p,a,,-9223372036854775808,255,0.1,-0.005,7,1970-01-01,2026-03-01,true\n\
        \"a \"\"b\"\", c\",\" y\",q,,,0,,-1234.5,123.456,-7,2026-03-01,2026-03-01 00:01:01.500000000,false\n\
        ,\"line\nbreak\",,a,,9223372036854775807,1,1000000000000000000000,0.000,0,1969-12-31,1969-12-31 23:59:59.999999000,true\n";
    assert_eq!(text(&file(columns)), expected);
}

#[test]
fn more_rows_than_are_told_at_a_time_come_whole() {
    let numbers: Vec<i64> = (0..20_000).collect();
    let told = text(&file(vec![("n", Arc::new(Int64Array::from(numbers)))]));
    let mut lines = told.lines();
    assert_eq!(lines.next(), Some("n"));
    assert!(lines.map(|line| line.parse::<i64>().unwrap()).eq(0..20_000));
}

#[test]
fn what_cannot_be_told_is_refused_with_its_column() {
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), None]);
    let problem = ForeignTable::held(&file(vec![("tags", Arc::new(lists))])).unwrap_err();
    assert!(problem.starts_with("The column “tags” holds List("), "{problem}");
    for bytes in [b"PAR1".as_slice(), b"", b"PAR1PAR1PAR1PAR1"] {
        let problem = ForeignTable::held(bytes).unwrap_err();
        assert!(problem.starts_with("It cannot be read as Parquet: "), "{problem}");
    }
}

#[test]
fn damaged_bytes_fail_and_never_tell_more() {
    let numbers: Vec<i64> = (0..500).map(|n| n * 7).collect();
    let whole = file(vec![("n", Arc::new(Int64Array::from(numbers)))]);
    for at in (0..whole.len()).step_by(11) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let mut told = String::new();
        if let Ok(mut table) = ForeignTable::held(&bytes) {
            let _ = table.read_to_string(&mut told);
        }
        assert!(told.lines().count() <= 501, "at {at}");
    }
}
