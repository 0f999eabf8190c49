//! Generic files read by their headings or by a mapping.

use engine::FactKind;
use vocabulary::{Currency, Day, Ratio};

use super::super::content::{AssignmentRow, Content, QuotaRow};
use super::super::profile::{Mapping, Profile};
use super::super::reading::read;
use super::super::reject::{Reject, rejects_csv};
use super::super::target::Target;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_file_of_orders_is_read_by_its_headings() {
    let file = "Order Number;Order_Date;Customer ID;Sales Person;Net Amount;Currency;Remark\n\
                A-1;2027-01-15;4711;12;1200.50;EUR;first\n\
                A-2;2027-01-16;4712;;-20.00;EUR;\n\
                A-3;2027-01-17;4711;12;5;USD;\n";
    let profile = Profile::by_headings(Target::Facts(FactKind::Order)).with("source", "sap");
    let reading = read("orders.csv", file.as_bytes(), &profile);
    assert_eq!(reading.rejects, vec![]);
    let Content::Facts(facts) = &reading.content else {
        panic!("facts are expected")
    };
    assert_eq!(facts.len(), 3);
    let second = &facts[1];
    assert_eq!(second.line, 3);
    assert_eq!(second.row.source, "sap");
    assert_eq!(second.row.document, "A-2");
    assert_eq!(second.row.line, "");
    assert_eq!(second.row.date, day("2027-01-16"));
    assert_eq!(second.row.seller, None);
    assert_eq!(second.row.amount.to_string(), "-20.00");
    let totals: Vec<(&str, String)> = reading
        .control
        .totals
        .iter()
        .map(|(currency, total)| (currency.code(), total.to_string()))
        .collect();
    assert_eq!(totals, [("EUR", "1180.5".to_owned()), ("USD", "5".to_owned())]);
    assert_eq!(reading.findings[0].code, "columns_not_read");
    assert_eq!(reading.findings[0].examples, ["Remark"]);
}

#[test]
fn a_mapping_takes_the_first_column_that_is_not_empty() {
    let mapping = [
        Mapping::new("no", "reference"),
        Mapping::new("label", "name"),
        Mapping::new("head", "parent"),
        Mapping::prefixed("group", "parent", "G"),
    ];
    let profile = Profile {
        mapping: Some(mapping.to_vec()),
        ..Profile::by_headings(Target::Accounts)
    };
    let reading = read("a.csv", b"no,label,head,group\n1,a,7,8\n2,b,,8\n3,c,,\n", &profile);
    let Content::Accounts(accounts) = &reading.content else {
        panic!("accounts are expected")
    };
    let parents: Vec<Option<&str>> = accounts.iter().map(|placed| placed.row.parent.as_deref()).collect();
    assert_eq!(parents, [Some("7"), Some("G8"), None]);
}

#[test]
fn a_mapping_that_does_not_fit_the_file_names_the_nearest_column_and_field() {
    let mapping = [Mapping::new("numbr", "reference"), Mapping::new("label", "nane")];
    let profile = Profile {
        mapping: Some(mapping.to_vec()),
        ..Profile::by_headings(Target::Accounts)
    };
    let reading = read("a.csv", b"number,label\n1,a\n", &profile);
    let reasons: Vec<(&str, &str)> = reading
        .rejects
        .iter()
        .map(|reject| (reject.reason.as_str(), reject.fix.as_str()))
        .take(2)
        .collect();
    assert_eq!(
        reasons,
        [
            (
                "The profile reads a column that the file does not have. The file has “number”.",
                "Change the profile on its page, or choose another column on the page Columns or with `--map` on the command line."
            ),
            ("The profile fills a field that accounts do not have.", "Did you mean “name”?"),
        ]
    );
}

#[test]
fn assignments_end_before_the_day_to_or_after_the_last_day() {
    let file = b"account,person,role,share,from,to,last day\n\
        1,7,manager,,2027-01-01,2027-07-01,\n\
        1,8,manager,30%,2027-07-01,,2027-12-31\n\
        1,9,expert,0.5,2027-01-01,,\n\
        2,7,manager,1,2027-01-01,2027-01-01,\n\
        2,8,manager,1,2027-01-01,2027-07-01,2027-07-01\n\
        2,9,manager,130%,2027-01-01,,\n";
    let reading = read("a.csv", file, &Profile::by_headings(Target::Assignments));
    let Content::Assignments(rows) = &reading.content else {
        panic!("assignments are expected")
    };
    let row = |at: usize| -> &AssignmentRow { &rows[at].row };
    assert_eq!(row(0).to, Some(day("2027-07-01")));
    assert_eq!(row(0).share, Ratio::one());
    assert_eq!(row(1).to, Some(day("2028-01-01")));
    assert_eq!(row(1).share, Ratio::fraction(3, 10).unwrap());
    assert_eq!(row(2).to, None);
    let refused: Vec<(u64, &str)> = reading.rejects.iter().map(|reject| (reject.line, reject.reason.as_str())).collect();
    assert_eq!(
        refused,
        [
            (5, "It ends before it begins."),
            (6, "The last day is not the day before “to”."),
            (7, "A share lies between 0 and 1 (0% and 100%)."),
        ]
    );
}

#[test]
fn quotas_and_rates_take_what_all_rows_have_in_common_from_the_profile() {
    let profile = Profile::by_headings(Target::Quotas)
        .with("measure", "sales")
        .with("currency", "EUR");
    let reading = read("q.csv", b"person,quota date,quota\n7,2027-01-01,90000\n", &profile);
    let Content::Quotas(rows) = &reading.content else {
        panic!("quotas are expected")
    };
    let expected = QuotaRow {
        person: "7".to_owned(),
        measure: "sales".to_owned(),
        from: day("2027-01-01"),
        to: None,
        amount: vocabulary::Scaled::parse("90000").unwrap(),
        currency: Currency::EUR,
    };
    assert_eq!(rows[0].row, expected);
    let profile = Profile::by_headings(Target::Rates).with("table", "base");
    let reading = read("r.csv", b"person,commission rate\n7,1.5%\n", &profile);
    let Content::Rates(rows) = &reading.content else {
        panic!("rates are expected")
    };
    assert_eq!(rows[0].row.rate.to_string(), "0.015");
}

#[test]
fn a_file_of_refused_rows_comes_back_corrected_and_is_read_like_the_first() {
    let profile = Profile::by_headings(Target::Accounts);
    let first = read(
        "accounts.csv",
        b"reference,name,country\n1,'Quoted,DE\n2,,=cmd()\n3,,-5\n4,,@x\n",
        &profile,
    );
    assert_eq!(first.control.refused, 3);
    let file = rejects_csv(&first.columns, &first.rejects);
    assert_eq!(
        file.lines().nth(1).unwrap(),
        "2,,'=cmd(),3,name,\"It is empty, but every row needs it: its name.\",Fill it in."
    );
    assert!(file.contains("\r\n3,,-5,4,"));
    let corrected = file.replace("2,,", "2,Ostwind,").replace("3,,", "3,Westwind,");
    let second = read("rejects.csv", corrected.as_bytes(), &profile);
    let Content::Accounts(accounts) = &second.content else {
        panic!("accounts are expected")
    };
    let read: Vec<(&str, Option<&str>)> = accounts
        .iter()
        .map(|placed| (placed.row.name.as_str(), placed.row.country.as_deref()))
        .collect();
    assert_eq!(read, [("Ostwind", Some("=cmd()")), ("Westwind", Some("-5"))]);
    assert_eq!(second.rejects.len(), 1);
    assert_eq!(second.findings, vec![]);
}

#[test]
fn a_row_with_several_faults_is_handed_back_once() {
    let row = ["1".to_owned(), "x".to_owned()];
    let reject = |column: &str, reason: &str| Reject::new("a.csv", 2, reason, "Mend it.").on(column, "x").of_row(&row);
    let file = rejects_csv(
        &["id".to_owned(), "day".to_owned()],
        &[reject("id", "No."), reject("day", "Nor this.")],
    );
    assert_eq!(
        file,
        "id,day,refused_line,refused_column,refused_because,refused_fix\r\n1,x,2,id day,No. Nor this.,Mend it.\r\n"
    );
}

#[test]
fn values_are_shown_short_and_without_control_characters() {
    let reject = Reject::new("a.csv", 1, "No.", "Mend it.").on("name", &format!("a\0\u{1b}{}", "x".repeat(200)));
    assert_eq!(reject.value, format!("a\\u{{0}}\\u{{1b}}{}…", "x".repeat(77)));
}

#[test]
fn every_target_is_found_by_its_name_and_names_no_heading_twice() {
    for target in Target::all() {
        assert_eq!(Target::named(target.name()), Some(target));
        let mut headings: Vec<&str> = target
            .fields()
            .iter()
            .flat_map(|field| std::iter::once(field.name).chain(field.synonyms.iter().copied()))
            .collect();
        let count = headings.len();
        headings.sort_unstable();
        headings.dedup();
        assert_eq!(headings.len(), count, "{}", target.name());
    }
}
