//! What an analyst reads when a plan is wrong: each message says where, what, and what to change.

use super::plan;
use crate::{check_text, parse};

const GOOD: &str = include_str!("../../plans/kam-demo.yaml");

/// The demonstration plan with one passage replaced, and the passage that replaces it.
const CASES: [(&str, &str, &str); 36] = [
    ("a misspelt key", "measures:\n  key_revenue:", "measure:\n  key_revenue:"),
    ("a misspelt key inside", "interval: quarter", "intervall: quarter"),
    (
        "a choice that is missing",
        "      mode: marginal\n      by: amount\n",
        "      by: amount\n",
    ),
    (
        "an unknown choice",
        "boundary: lower_tier                                 #",
        "boundary: lowest_tier #",
    ),
    (
        "attain_against missing",
        "    attain_against: interval\n  new_business",
        "  new_business",
    ),
    ("rounding missing", "rounding: { at: interval, digits: 2, mode: half_up }\n", ""),
    ("rounding incomplete", "digits: 2, mode: half_up", "digits: 3"),
    (
        "proration missing",
        "proration: { of: annual, basis: calendar_days, applies_to: [quota, target_incentive, base] }\n",
        "",
    ),
    (
        "weight missing",
        "    weight: 60%                                            # 18,000 at a quota of 1,200,000\n",
        "",
    ),
    (
        "a number instead of a percentage",
        "{ to: 50%,  rate: 0% }",
        "{ to: 0.5,  rate: 0% }",
    ),
    ("a number in quotes", "version: 1", "version: \"1\""),
    (
        "an amount in another currency",
        "base_salary: { amount: 90000 EUR",
        "base_salary: { amount: 90000 USD",
    ),
    (
        "an amount without currency",
        "base_salary: { amount: 90000 EUR",
        "base_salary: { amount: 90000",
    ),
    ("the last tier closed", "{ to: open, rate: 3% }", "{ to: 200%, rate: 3% }"),
    ("tiers out of order", "{ to: 100%, rate: 3% }", "{ to: 40%, rate: 3% }"),
    ("an unknown measure", "    measure: new_business\n", "    measure: new_bussiness\n"),
    ("a kind with the keys of another", "kind: bonus.curve", "kind: bonus.scorecard"),
    ("an attachment without its keys", "    excellence: 130%\n", "    cap: 50000 EUR\n"),
    (
        "a later part of the plan",
        "crediting:\n",
        "guarantee: { kind: guarantee.draw }\n\ncrediting:\n",
    ),
    ("a bare no", "role: key_account_manager", "role: no"),
    ("a key twice", "version: 1", "version: 1\nversion: 2"),
    ("an anchor and an alias", "region: [DE, AT, CH]", "region: [&de DE, *de]"),
    ("a tag", "version: 1", "version: !!int 1"),
    (
        "an unknown field in a condition",
        "tx.account.class == \"key\" && tx.product.family != \"services\"",
        "tx.account.klass == \"key\"",
    ),
    (
        "a text compared with an amount",
        "when: tx.kind == \"first_order\"",
        "when: tx.amount >= \"large\"",
    ),
    (
        "an amount without its currency in a condition",
        "when: tx.kind == \"first_order\"",
        "when: tx.amount >= 25000",
    ),
    (
        "a text put in order",
        "when: tx.kind == \"first_order\"",
        "when: tx.kind > \"first_order\"",
    ),
    ("a condition cut short", "when: tx.kind == \"first_order\"", "when: tx.kind =="),
    ("an unknown receiver", "to: tx.seller", "to: tx.owner"),
    (
        "a category nobody makes",
        "credits.category == \"new_business\"",
        "credits.category == \"new_busines\"",
    ),
    (
        "a later function",
        "sum(credits.amount where credits.category == \"new_business\")",
        "count(credits)",
    ),
    ("a spread that is no whole", "q4: 30%", "q4: 20%"),
    ("points out of order", "[120%, 150%]", "[90%, 150%]"),
    (
        "splits that are no whole",
        "splits: { jonna: 50%, anna: 50% }",
        "splits: { jonna: 50%, anna: 49.99% }",
    ),
    (
        "an expected figure that is unknown",
        "2027: { key-revenue: 18000.00 }",
        "2027: { key-revnue: 18000.00 }",
    ),
    (
        "an unknown period",
        "expect: { 2027: { key-revenue: 18000.00 } }",
        "expect: { 2027-13: { key-revenue: 18000.00 } }",
    ),
];

const WHOLE: &str = include_str!("../../plans/kam-emea-2027.yaml");

/// The complete plan with one passage replaced: what only the whole language can get wrong.
const CASES_OF_THE_WHOLE: [(&str, &str, &str); 26] = [
    ("a gate in the wrong unit", "at_least: 0 EUR, else", "at_least: 12, else"),
    ("a gate without its else", "at_least: 0 EUR, else: pay_half,", "at_least: 0 EUR,"),
    (
        "cash without its rule",
        "cash_received: prorated, cash: pooled",
        "cash_received: prorated",
    ),
    (
        "two times of payment",
        "pay_when: { period_end: \"+45d\" }",
        "pay_when: { period_end: \"+45d\", cash_received: full }",
    ),
    ("a day of payment without its sign", "period_end: \"+60d\"", "period_end: \"60\""),
    ("a clawback without its basis", "      basis: paid\n", ""),
    ("a clawback share that is a word", "share: linear_remaining_term", "share: the_rest"),
    ("a matrix with a short line", "        - [25%, 75%, 100%]", "        - [25%, 75%]"),
    ("a matrix with a line too few", "        - [75%, 125%, 200%]\n", ""),
    ("positions out of order", "at: [20%, 30%, 40%]", "at: [20%, 40%, 30%]"),
    (
        "weights of a scorecard that are no whole",
        "{ kpi: nps_accounts,   weight: 40%",
        "{ kpi: nps_accounts,   weight: 50%",
    ),
    ("missing_kpi left open", "      missing_kpi: reweight_others\n", ""),
    ("a cycle without its version", ", version: opening }", " }"),
    ("an interim after the end", "after_year: 2, up_to", "after_year: 3, up_to"),
    (
        "a milestone without its target",
        "credits.category == \"key_revenue\")', target: 4 }",
        "credits.category == \"key_revenue\")' }",
    ),
    (
        "a SPIFF with a weight",
        "kind: spiff.per_event  ",
        "kind: spiff.per_event\n    weight: 5%",
    ),
    (
        "two currencies added",
        "value: sum(credits.amount where credits.category == \"key_revenue\")",
        "value: '10 EUR + 10 USD'",
    ),
    (
        "a percentage added to money",
        "value: sum(credits.amount where credits.category == \"key_revenue\")",
        "value: 'sum(credits.amount) + 5%'",
    ),
    (
        "a credit outside an aggregate",
        "value: sum(credits.amount where credits.category == \"key_revenue\")",
        "value: credits.amount",
    ),
    ("a misspelt function", "'kpi(\"share_of_wallet\")'", "'kip(\"share_of_wallet\")'"),
    (
        "a function that belongs elsewhere",
        "event: first_invoice(tx.division)",
        "event: kpi(\"nps\") > 3",
    ),
    (
        "a unit that does not fit",
        "key_revenue_cagr: { unit: ratio",
        "key_revenue_cagr: { unit: EUR",
    ),
    ("a roll-up of nothing", "from: key-account-revenue", "from: key-account-revenues"),
    (
        "an overlap of an unknown component",
        "[growth-commission, account-development-2027-29], because",
        "[growth-comission, account-development-2027-29], because",
    ),
    ("a recovery without its write-off", ", write_off_after_months: 18 }", " }"),
    (
        "an unknown milestone",
        "milestones: { plan-signed: true, executive",
        "milestones: { plan-sigend: true, executive",
    ),
];

#[track_caller]
fn told(wrong: &str) -> String {
    let problems = parse(wrong).unwrap_err();
    problems
        .iter()
        .map(|problem| match &problem.lint {
            Some(lint) => format!("{problem} [{lint}, {}]\n", problem.path),
            None => format!("{problem} [{}]\n", problem.path),
        })
        .collect()
}

#[test]
fn every_problem_tells_the_analyst_where_and_what_to_change() {
    let catalogue: String = CASES
        .iter()
        .map(|(name, right, wrong)| {
            assert!(GOOD.contains(right), "{name}: the demonstration plan has changed");
            format!("{name}\n{}\n", told(&GOOD.replacen(right, wrong, 1)))
        })
        .collect();
    insta::assert_snapshot!("catalogue", catalogue);
}

#[test]
fn every_problem_of_the_whole_language_tells_where_and_what_to_change() {
    let catalogue: String = CASES_OF_THE_WHOLE
        .iter()
        .map(|(name, right, wrong)| {
            assert!(WHOLE.contains(right), "{name}: the complete plan has changed");
            format!("{name}\n{}\n", told(&WHOLE.replacen(right, wrong, 1)))
        })
        .collect();
    insta::assert_snapshot!("catalogue_of_the_whole", catalogue);
}

#[test]
fn many_problems_are_told_at_once_in_the_order_of_the_text() {
    let wrong = GOOD
        .replace("version: 1", "version: one")
        .replace("mode: half_up", "mode: nearest")
        .replace("interval: quarter", "interval: week")
        .replace("lookup: interpolate", "lookup: nearest");
    let problems = parse(&wrong).unwrap_err();
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert_eq!(lines, sorted);
    assert_eq!(problems.len(), 4, "{problems:?}");
}

#[test]
fn a_suggestion_names_the_nearest_key() {
    let wrong = GOOD.replace("target_incentive: { amount", "target_incentve: { amount");
    let problems = parse(&wrong).unwrap_err();
    let suggestions: Vec<&str> = problems.iter().filter_map(|problem| problem.suggestion.as_deref()).collect();
    assert_eq!(suggestions, ["target_incentive"]);
}

#[test]
fn an_unreadable_plan_is_reported_with_its_rules() {
    let report = check_text(&GOOD.replace("{ to: open, rate: 3% }", "{ to: 200%, rate: 3% }"));
    assert!(!report.ok);
    let ids: Vec<&str> = report.lints.iter().map(|lint| lint.id.as_str()).collect();
    assert_eq!(ids, ["L23"]);
}

#[test]
fn l01_weights_that_make_no_whole_block_approval() {
    let report = check_text(&GOOD.replacen("weight: 20%", "weight: 15%", 1));
    let first = &report.lints[0];
    assert_eq!((first.id.as_str(), first.line, report.ok), ("L01", 62, false));
    assert_eq!(first.message, "The weights of the components make 95 %, not 100 %.");
}

#[test]
fn l16_a_curve_that_starts_with_a_jump_is_a_cliff() {
    let report = check_text(&GOOD.replace("[70%, 0%]", "[70%, 20%]"));
    let cliff = report.lints.iter().find(|lint| lint.id == "L16").unwrap();
    assert_eq!(
        (cliff.id.as_str(), cliff.path.as_str(), report.ok),
        ("L16", "components.renewed-services", true)
    );
    assert_eq!(
        cliff.message,
        "Cliff: at 70 % the pay of renewed-services jumps by 4 % of target incentive; people move sales across it."
    );
}

#[test]
fn l29_fewer_than_five_green_examples_block_approval() {
    let (before, _) = GOOD.split_once("  - { name: excellence").unwrap();
    let report = check_text(before);
    assert!(report.examples_pass());
    let lint = report.lints.iter().find(|lint| lint.id == "L29").unwrap();
    assert!(!report.ok);
    assert_eq!(lint.message, "3 examples run green; a plan needs at least 5.");
}

#[test]
fn a_failing_example_shows_both_figures_and_an_unknown_one_its_reason() {
    let wrong = GOOD
        .replace("2027: { key-revenue: 18000.00 }", "2027: { key-revenue: 18000.01 }")
        .replace("2027: { key-revenue: 46800.00 }", "2027: { new-business: 1.00 }");
    let report = crate::check(&plan(&wrong));
    let lines: Vec<String> = report
        .examples
        .iter()
        .filter(|example| !example.ok)
        .flat_map(|example| &example.lines)
        .map(|line| {
            format!(
                "{} {} {} {} {:?}",
                line.period, line.name, line.expected, line.actual, line.difference
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    2027 key-revenue 18000.01 18000.00 Some("-0.01")
    2027 new-business 1.00 unknown: new_business is not known from 2027-01-01 to 2027-03-31 None
    "#);
}

#[test]
fn the_report_has_the_shape_of_check_json() {
    let report = check_text(include_str!("../../plans/e43-no-integer-division.yaml"));
    let mut json = serde_json::to_value(&report).unwrap();
    json["lints"].as_array_mut().unwrap().truncate(1);
    json["examples"].as_array_mut().unwrap().truncate(1);
    for line in json["examples"][0]["lines"].as_array_mut().unwrap() {
        assert!(line["trace"].is_object());
        line["trace"] = "…".into();
    }
    insta::assert_snapshot!("report", serde_json::to_string_pretty(&json).unwrap());
}
