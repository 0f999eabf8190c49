//! What an address asks of a list, and what the list answers.

use super::super::listing::{Asked, Cursor, List, after, anywhere, encoded, fold};
use crate::api::Listed;
use crate::look::components::Choice;
use hypertext::prelude::*;
use std::collections::BTreeMap;

const LIST: List = List {
    path: "/accounts",
    filter: "class",
    sorts: &["name", "reference"],
    file: Some("/accounts.csv"),
};

fn params(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn asked(pairs: &[(&str, &str)]) -> Asked {
    LIST.asked(&params(pairs))
}

/// The list's table without rows, of so many rows.
fn table(asked: &Asked, total: u64) -> String {
    let columns = vec![asked.column("name", "Name"), asked.column("reference", "Reference")];
    let filter = asked.narrowing("Class", vec![Choice::new("", "Any class"), Choice::new("key", "Key account")]);
    let table = asked.table("Accounts", columns, asked.span(total), filter);
    table.memoize().as_inner().replace("&amp;", "&")
}

#[test]
fn an_address_that_makes_no_sense_is_the_usual_list() {
    let usual = asked(&[]);
    assert_eq!(asked(&[("sort", "password"), ("page", "-3")]), usual);
    assert_eq!(asked(&[("sort", "-drop table"), ("page", "999999999999999999999999")]), usual);
    assert_eq!(asked(&[("page", "4000000000")]).span(120).page, 3);
    assert_eq!(asked(&[("page", "2")]).span(0).skip, 0);
    assert_eq!(asked(&[("q", "a\u{0}b\n")]).words, "ab");
    assert_eq!(asked(&[("q", &"x".repeat(5_000))]).words.len(), 200);
}

#[test]
fn every_address_of_a_list_keeps_what_was_asked() {
    let list = asked(&[("q", "a&b=ü"), ("class", "Key account"), ("sort", "-reference"), ("page", "2")]);
    assert_eq!(
        list.at_page(3),
        "/accounts?q=a%26b%3D%C3%BC&class=Key+account&sort=-reference&page=3"
    );
    let table = table(&list, 101);
    for address in [
        "/accounts.csv?q=a%26b%3D%C3%BC&class=Key+account&sort=-reference\"",
        "/accounts?q=a%26b%3D%C3%BC&class=Key+account&sort=-reference\"",
        "/accounts?q=a%26b%3D%C3%BC&class=Key+account&sort=-reference&page=3\"",
        "/accounts?q=a%26b%3D%C3%BC&class=Key+account&sort=reference\"",
        "/accounts?q=a%26b%3D%C3%BC&class=Key+account&sort=name\"",
    ] {
        assert!(table.contains(address), "{address} in {table}");
    }
    assert!(table.contains("51") && table.contains("100") && table.contains("101"), "{table}");
    assert_eq!(encoded("1 + 1"), "1+%2B+1");
}

#[test]
fn a_value_that_nobody_has_stands_among_the_choices_and_an_empty_list_has_no_file() {
    let unknown = table(&asked(&[("class", "gone")]), 0);
    assert!(
        unknown.contains("<option value=\"gone\" selected") && !unknown.contains(".csv"),
        "{unknown}"
    );
    let known = table(&asked(&[("class", "key")]), 1);
    assert!(
        known.contains("<option value=\"key\" selected") && known.contains(".csv"),
        "{known}"
    );
    let classes = known.split("name=\"class\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert_eq!(classes.matches("<option").count(), 2);
}

#[test]
fn a_filter_offers_the_orders_of_its_ledger_and_keeps_the_one_in_use() {
    let page = table(&asked(&[("sort", "-reference")]), 1);
    let (_, orders) = page.split_once("name=\"sort\"").unwrap();
    let (orders, _) = orders.split_once("</select>").unwrap();
    let offered: Vec<&str> = orders.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(offered, ["name", "-name", "reference", "-reference"]);
    assert!(orders.contains("value=\"-reference\" selected"), "{orders}");
    assert!(!page.contains("type=\"hidden\" name=\"sort\""), "the order is sent once: {page}");
}

#[test]
fn a_page_of_one_row_says_which_it_is() {
    let asked = asked(&[("page", "3")]);
    assert!(table(&asked, 101).contains("<span>101 of 101</span>"));
    assert!(table(&asked, 120).contains("<span>101–120 of 120</span>"));
}

#[test]
fn words_that_begin_nothing_are_looked_for_inside_once() {
    assert!(asked(&[("q", "wind")]).looks_inside(0));
    assert!(!asked(&[("q", "wind")]).looks_inside(1));
    assert!(!asked(&[("q", "wind"), ("inside", "yes")]).looks_inside(0));
    assert!(!asked(&[("class", "gone")]).looks_inside(0));
}

#[test]
fn searching_folds_capitals_and_accents_and_takes_wildcards_as_they_are() {
    assert_eq!(fold("  MÜLLER   & Söhne "), "muller & sohne");
    assert_eq!(anywhere("100%_a!b\\"), "%100!%!_a!!b\\%");
    let end = after("nord");
    assert!("nordwind" < end.as_str() && "nord" < end.as_str() && end.as_str() < "nore");
}

#[test]
fn a_program_learns_where_the_next_page_begins_only_from_a_full_one() {
    let records = ["A-1", "A-2"].map(str::to_owned);
    for (limit, next) in [("2", Some("A-2")), ("3", None)] {
        let cursor = Cursor::read(&params(&[("limit", limit)])).unwrap();
        let page = cursor.listed(&records, String::clone, |record| record.to_lowercase());
        assert_eq!(
            format!("{page:?}"),
            format!(
                "{:?}",
                Listed::page(vec!["a-1".to_owned(), "a-2".to_owned()], next.map(str::to_owned))
            )
        );
    }
    for limit in ["0", "201", "many"] {
        assert_eq!(
            Cursor::read(&params(&[("limit", limit)])).unwrap_err().field.as_deref(),
            Some("limit")
        );
    }
}
