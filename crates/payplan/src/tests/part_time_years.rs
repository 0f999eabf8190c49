//! People who come or go within the year, months of salary, credit notes, and calendars without the interval.

use vocabulary::{Calendar, Day};

use super::{always, months, one_component, period, plan, ratio};
use crate::{CreditedTransaction, Inputs, Participant, ParticipantResult, Plan, evaluate};

fn one(plan: &Plan, asked: &[&str], person: Participant) -> ParticipantResult {
    let inputs = Inputs {
        calendar: Calendar::calendar_year(),
        asked: asked.iter().map(|name| period(name)).collect(),
        participants: vec![person],
    };
    evaluate(plan, &inputs).participants.remove(0)
}

/// A yearly quota of 1,200 and the basis and spread in question.
#[track_caller]
fn quota_is(proration: &str, spread: &str, person: Participant, expected: &str) {
    let text = one_component(
        &format!("proration: {{ {proration}, applies_to: [quota] }}"),
        &format!("interval: year, quota: {{ table: q, key: title{spread} }}, attain_against: interval"),
        "kind: commission.rate, rate: 1%",
    );
    let mut person = person;
    person.quotas.insert("sales".to_owned(), always(ratio("1200")));
    let result = one(&plan(&text), &["2027"], person);
    let quota = result.measures[0].quota.clone().unwrap();
    assert_eq!(quota.known_value().unwrap(), &ratio(expected));
}

fn from_to(hired: Option<Day>, leaves: Option<Day>) -> Participant {
    Participant {
        person: "p".to_owned(),
        hired,
        leaves,
        ..Participant::default()
    }
}

#[test]
fn time_employed_is_counted_in_the_basis_the_plan_names() {
    let april = from_to(Day::ymd(2027, 4, 15), None);
    quota_is("of: annual, basis: calendar_days", "", april.clone(), "62640/73"); // 1,200 × 261/365
    quota_is("of: annual, basis: whole_months", "", april.clone(), "800"); // May to December
    // 2027 has 261 Mondays to Fridays; 74 of them lie before 15 April (21 + 20 + 23 + 10).
    quota_is("of: annual, basis: working_days", "", april, "74800/87"); // 1,200 × 187/261
    let leaver = from_to(None, Day::ymd(2027, 7, 1));
    quota_is("of: annual, basis: whole_months", "", leaver.clone(), "600");
    let spread = ", spread: { h1: 25%, h2: 75% }";
    quota_is("of: spread, basis: whole_months", spread, leaver.clone(), "300");
    quota_is("of: annual, basis: whole_months", spread, leaver, "600");
}

#[test]
fn months_of_salary_add_up_to_the_prorated_year() {
    let terms = "proration: { of: annual, basis: calendar_days, applies_to: [base] }\nbase_salary: { amount: 100000 EUR, per: year }";
    let plan = plan(&one_component(terms, "interval: month", "kind: commission.rate, rate: 1%"));
    let mut person = from_to(Day::ymd(2027, 4, 15), None);
    person.measures.insert("sales".to_owned(), months(&vec![ratio("0"); 12]));
    let names: Vec<String> = (1..=12).map(|month| format!("2027-{month:02}")).collect();
    let mut asked: Vec<&str> = names.iter().map(String::as_str).collect();
    asked.push("2027");
    let result = one(&plan, &asked, person);
    let paid: Vec<i64> = result
        .totals
        .iter()
        .map(|total| total.with_base.as_ref().unwrap().known_value().unwrap().minor())
        .collect();
    let (year, months) = paid.split_last().unwrap();
    // 100,000 × 261/365, rounded half up.
    assert_eq!(*year, 7_150_685);
    assert_eq!(months.iter().sum::<i64>(), *year);
    assert_eq!(&months[..3], &[0, 0, 0]);
}

fn each_transaction() -> Plan {
    plan(&one_component(
        "",
        "interval: year",
        "kind: commission.tiers, tiers: { mode: marginal, by: each_transaction, boundary: lower_tier, \
         rows: [{ to: 1000 EUR, rate: 1% }, { to: open, rate: 2% }] }",
    ))
}

fn sold(amounts: &[(&str, u8)]) -> Participant {
    let mut person = from_to(None, None);
    let transactions = amounts.iter().enumerate().map(|(number, (amount, month))| CreditedTransaction {
        document: format!("d{number}"),
        date: Day::ymd(2027, *month, 3).unwrap(),
        amount: ratio(amount),
        share: ratio("1"),
    });
    person.transactions.insert("sales".to_owned(), transactions.collect());
    person
}

#[test]
fn a_credit_note_takes_back_what_its_sale_paid_alone() {
    let mut person = sold(&[("1500", 1), ("-1500", 2), ("200", 2)]);
    person.measures.insert("sales".to_owned(), months(&[ratio("1500"), ratio("-1300")]));
    let result = one(&each_transaction(), &["2027-01", "2027-02"], person);
    let earned: Vec<String> = result
        .components
        .iter()
        .map(|each| each.earned.known_value().unwrap().to_string())
        .collect();
    assert_eq!(earned, ["20.00 EUR", "-18.00 EUR"]);
}

#[test]
fn transactions_that_do_not_make_the_measure_are_not_paid_on() {
    let mut person = sold(&[("1500", 1)]);
    person.measures.insert("sales".to_owned(), months(&[ratio("1600")]));
    let result = one(&each_transaction(), &["2027-01"], person);
    let unknown = result.components[0].earned.reason_unknown().unwrap();
    assert_eq!(unknown.because, "the transactions of sales add up to 1,500, the measure does not");
}

#[test]
fn an_interval_the_calendar_does_not_have_is_unknown_and_so_is_the_total() {
    let plan = plan(&one_component("", "interval: quarter", "kind: commission.rate, rate: 1%"));
    let starts = vec![Day::ymd(2027, 1, 4).unwrap(), Day::ymd(2028, 1, 3).unwrap()];
    let calendar = Calendar::thirteen(starts).unwrap();
    let asked = vec![calendar.period_named("2027-P01").unwrap()];
    let inputs = Inputs {
        calendar,
        asked,
        participants: vec![from_to(None, None)],
    };
    let result = evaluate(&plan, &inputs).participants.remove(0);
    assert!(result.components[0].earned.reason_unknown().is_some());
    assert!(result.totals[0].incentive.reason_unknown().is_some());
}
