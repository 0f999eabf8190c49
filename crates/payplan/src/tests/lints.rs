//! Each rule of good plan design finds what it names, and is silent about the sample plan.

use std::collections::{BTreeMap, BTreeSet};

use super::{plan, ratio};
use crate::{Evidence, Lint, Policies, QuotaChange, RULES, Severity, check_text, check_with};

const KAM: &str = include_str!("../../plans/kam-emea-2027.yaml");

/// The first finding of a rule in the sample plan with passages replaced.
#[track_caller]
fn found(id: &str, changes: &[(&str, &str)]) -> Lint {
    let mut text = KAM.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "the sample plan has no {old}");
        text = text.replacen(old, new, 1);
    }
    let report = check_text(&text);
    let of_rule = report.lints.iter().find(|lint| lint.id == id && !lint.excepted);
    of_rule
        .unwrap_or_else(|| panic!("{id} was not found among {:?}", report.lints))
        .clone()
}

#[track_caller]
fn finds(id: &str, severity: Severity, path: &str, changes: &[(&str, &str)]) {
    let lint = found(id, changes);
    assert_eq!((lint.severity, lint.path.as_str()), (severity, path), "{}", lint.message);
    assert!(lint.rule().is_some_and(|rule| !rule.source.is_empty() && !rule.evidence.is_empty()));
}

/// The findings of a rule with what data says.
fn with(evidence: &Evidence, id: &str) -> Vec<(Severity, String)> {
    let report = check_with(&plan(KAM), &Policies::default(), evidence);
    let of_rule = report.lints.into_iter().filter(|lint| lint.id == id);
    of_rule.map(|lint| (lint.severity, lint.path)).collect()
}

fn of_growth<T>(value: T) -> BTreeMap<String, T> {
    BTreeMap::from([("growth".to_owned(), value)])
}

#[test]
fn every_rule_stands_once_and_in_order() {
    let ids: Vec<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    let expected: Vec<String> = (1..=33).map(|number| format!("L{number:02}")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn l01_weights_make_a_whole() {
    finds("L01", Severity::Error, "components", &[("weight: 60%", "weight: 55%")]);
}

#[test]
fn l02_a_fourth_component_is_one_too_many() {
    let more = "  - { id: more, kind: bonus.mbo, weight: 15%, objectives: [{ id: a, weight: 100% }] }\n\nguarantee:";
    finds("L02", Severity::Warning, "components", &[("guarantee:", more)]);
}

#[test]
fn l03_small_weights() {
    finds(
        "L03",
        Severity::Warning,
        "components.growth-commission",
        &[("weight: 60%", "weight: 12%")],
    );
    finds(
        "L03",
        Severity::Error,
        "components.growth-commission",
        &[("weight: 60%", "weight: 9%")],
    );
}

#[test]
fn l04_activities_are_no_results() {
    let visits = "  share_of_wallet:  { unit: ratio, interval: year,  value: 'kpi(\"visits\")' }";
    let old = "  share_of_wallet:  { unit: ratio, interval: year,  value: 'kpi(\"share_of_wallet\")' }";
    finds("L04", Severity::Warning, "measures.share_of_wallet", &[(old, visits)]);
}

#[test]
fn l05_l06_and_l20_come_from_data() {
    let evidence = Evidence {
        beyond_influence: Some(BTreeSet::from(["growth".to_owned()])),
        without_data: Some(BTreeSet::from(["share_of_wallet".to_owned()])),
        unapproved_changes: Some(of_growth(3)),
        ..Evidence::default()
    };
    assert_eq!(with(&evidence, "L05"), [(Severity::Warning, "measures.growth".to_owned())]);
    assert_eq!(with(&evidence, "L06"), [(Severity::Error, "measures.share_of_wallet".to_owned())]);
    assert_eq!(with(&evidence, "L20"), [(Severity::Warning, "measures.growth".to_owned())]);
    assert_eq!(with(&Evidence::default(), "L05"), [(Severity::NotChecked, String::new())]);
}

#[test]
fn l07_a_large_assessed_share() {
    finds(
        "L07",
        Severity::Warning,
        "components",
        &[
            ("evidence: document }", "evidence: approval }"),
            (
                "weight: 20%                                            # TI 6,000 a year",
                "weight: 40% #",
            ),
        ],
    );
}

#[test]
fn l08_pay_mix_outside_the_band() {
    finds(
        "L08",
        Severity::Warning,
        "base_salary",
        &[("base_salary: { amount: 90000 EUR", "base_salary: { amount: 80000 EUR")],
    );
}

#[test]
fn l09_pay_mix_of_other_roles_is_information() {
    finds(
        "L09",
        Severity::Information,
        "base_salary",
        &[("role: key_account_manager", "role: account_manager")],
    );
}

#[test]
fn l10_flat_volume_of_key_accounts() {
    let minus = "    minus: baseline(\"key_revenue\", year = -1, accounts = restated)\n";
    finds(
        "L10",
        Severity::Error,
        "components.growth-commission",
        &[(minus, ""), ("{ to: 50%,  rate: 0% }", "{ to: 50%,  rate: 1% }")],
    );
}

#[test]
fn l11_a_plan_of_the_year_alone() {
    let report = check_text(include_str!("../../plans/kam-demo.yaml"));
    let lint = report.lints.iter().find(|lint| lint.id == "L11").unwrap();
    assert!(lint.excepted && lint.because.is_some());
}

#[test]
fn l12_upside_outside_the_band() {
    finds(
        "L12",
        Severity::Warning,
        "components.growth-commission",
        &[("{ to: 130%, rate: 6% }", "{ to: 130%, rate: 10% }")],
    );
}

#[test]
fn l13_no_threshold() {
    finds(
        "L13",
        Severity::Warning,
        "components.growth-commission",
        &[("{ to: 50%,  rate: 0% }", "{ to: 50%,  rate: 1% }")],
    );
}

#[test]
fn l13_l14_and_l15_from_last_years_people() {
    let people: Vec<_> = ["0.4", "0.5", "0.8", "0.9", "0.95", "0.97", "0.98", "0.99", "0.99", "1.1"]
        .map(ratio)
        .into();
    let evidence = Evidence {
        attainments: of_growth(people),
        ..Evidence::default()
    };
    let growth = vec![(Severity::Warning, "components.growth-commission".to_owned())];
    assert_eq!(with(&evidence, "L13"), growth);
    assert_eq!(with(&evidence, "L14"), growth);
    assert_eq!(with(&evidence, "L15"), growth);
}

#[test]
fn l16_gates_and_matrices_are_cliffs_and_a_line_is_none() {
    let message = found(
        "L16",
        &[(
            "  - { id: L16, where: customer-satisfaction, because: \"the gate at zero growth is meant as a cliff\" }\n",
            "",
        )],
    )
    .message;
    assert_eq!(
        message,
        "Cliff: at the gate of 0 growth the pay of customer-satisfaction jumps by 10 % of target incentive; people move sales across it."
    );
}

#[test]
fn l17_a_hard_cap_on_revenue() {
    let capped = "    excellence: 130%\n    cap: { amount: 50000 EUR, per: interval }\n";
    finds(
        "L17",
        Severity::Warning,
        "components.growth-commission",
        &[("    excellence: 130%\n", capped)],
    );
}

#[test]
fn l18_a_quota_made_from_the_last_overshoot() {
    finds(
        "L18",
        Severity::Warning,
        "measures.growth",
        &[("table: quotas-2027,", "table: last-year-plus-half,")],
    );
    let moved = |after: &[&str]| {
        let changes = after.iter().map(|after| QuotaChange {
            before: ratio("1000"),
            reached: ratio("1400"),
            after: ratio(after),
        });
        let fell_short = QuotaChange {
            before: ratio("1000"),
            reached: ratio("900"),
            after: ratio("1000"),
        };
        Evidence {
            quota_changes: of_growth(changes.chain([fell_short]).collect()),
            ..Evidence::default()
        }
    };
    // Half of an overshoot of 400 on top, for everybody.
    let found = [(Severity::Warning, "measures.growth".to_owned())];
    assert_eq!(with(&moved(&["1200", "1200", "1200"]), "L18"), found);
    assert_eq!(with(&moved(&["1200", "1200", "1250"]), "L18"), []);
    assert_eq!(with(&moved(&["1200", "1200"]), "L18"), []);
    assert_eq!(with(&moved(&["1000", "1000", "1000"]), "L18"), []);
}

#[test]
fn l19_and_l32_from_everybodys_quotas() {
    let evidence = Evidence {
        quotas: of_growth(vec![ratio("600"), ratio("500"), ratio("0")]),
        business_plan: of_growth(ratio("1000")),
        ..Evidence::default()
    };
    assert_eq!(with(&evidence, "L19"), [(Severity::Warning, "measures.growth".to_owned())]);
    assert_eq!(with(&evidence, "L32"), [(Severity::Error, "measures.growth".to_owned())]);
}

#[test]
fn e46_unaffordable_upside_is_l21() {
    // Quota 300,000, target incentive 30,000, three times of it at 120 %: 60,000 more pay for 60,000 more revenue.
    let text = super::one_component(
        "proration: { of: annual, basis: calendar_days, applies_to: [] }\ntarget_incentive: { amount: 30000 EUR, per: year }",
        "interval: year, quota: 300000 EUR, attain_against: interval",
        "kind: bonus.curve, weight: 100%, curve: { lookup: interpolate, below: 0%, beyond: last, points: [[80%, 0%], [100%, 100%], [120%, 300%]] }",
    );
    let evidence = Evidence {
        margins: BTreeMap::from([("sales".to_owned(), ratio("0.4"))]),
        ..Evidence::default()
    };
    let report = check_with(&plan(&text), &Policies::default(), &evidence);
    let lint = report.lints.iter().find(|lint| lint.id == "L21").unwrap();
    assert_eq!(lint.severity, Severity::Error);
    assert_eq!(
        lint.message,
        "pay pays up to 100 % of each further unit, the firm earns 40 % of it."
    );
}

#[test]
fn l22_a_category_that_pays_twice() {
    let overlap = "overlap: { key_revenue: [growth-commission, account-development-2027-29], because: \"growth pays this year, the cycle pays for lasting growth\" }\n";
    finds("L22", Severity::Error, "components.account-development-2027-29", &[(overlap, "")]);
}

#[test]
fn l24_a_credit_note_without_an_owner() {
    finds(
        "L24",
        Severity::Error,
        "credit_note",
        &[("credit_note: { to: original_holder }\n", "")],
    );
}

#[test]
fn l25_overlay_beyond_half() {
    let evidence = Evidence {
        overlay: Some(ratio("0.6")),
        ..Evidence::default()
    };
    assert_eq!(with(&evidence, "L25"), [(Severity::Warning, "crediting".to_owned())]);
}

#[test]
fn l26_a_spiff_without_both_limits() {
    finds(
        "L26",
        Severity::Error,
        "components.new-division-spiff",
        &[
            ("limit: { per_person: 4, budget: 60000 EUR }", "limit: { per_person: 4 }"),
            (
                "  - { id: L26, where: new-division-spiff, because: \"20 % of target incentive, one year only\" }\n",
                "",
            ),
        ],
    );
    finds(
        "L26",
        Severity::Error,
        "components.3.window",
        &[("to: 2027-09-01 }", "}"), ("from: 2027-03-01, }", "from: 2027-03-01 }")],
    );
}

#[test]
fn l27_a_draw_without_its_end() {
    finds(
        "L27",
        Severity::Error,
        "guarantee.for",
        &[("  for: { first_months: 6, of: hire }\n", "")],
    );
    finds(
        "L27",
        Severity::Error,
        "guarantee.leaver",
        &[("  leaver: { good: write_off, bad: due_at_exit }\n", "")],
    );
}

#[test]
fn l28_a_clawback_without_its_window() {
    finds(
        "L28",
        Severity::Error,
        "components.0.clawback.window",
        &[("      window: { first_months: 12, of: contract_start }\n", "")],
    );
}

#[test]
fn l30_only_where_the_law_asks() {
    let text = KAM.replacen("acknowledge: { before: first_payment", "acknowledge: { before: effective", 1);
    let policies = Policies {
        acknowledgement: true,
        ..Policies::default()
    };
    let report = check_with(&plan(&text), &policies, &Evidence::default());
    assert!(report.lints.iter().any(|lint| lint.id == "L30" && lint.severity == Severity::Error));
    let report = check_with(&plan(&text), &Policies::default(), &Evidence::default());
    assert!(
        report
            .lints
            .iter()
            .all(|lint| lint.id != "L30" || lint.severity == Severity::NotChecked)
    );
}

#[test]
fn l31_long_texts() {
    let long = format!("text: \"{}\"", "word ".repeat(700));
    finds(
        "L31",
        Severity::Information,
        "text",
        &[(
            "text: \"3 % of growth above half of your quota, 6 % above quota, 3 % beyond 130 %.\"",
            &long,
        )],
    );
}

#[test]
fn l33_an_interval_shorter_than_half_the_cycle() {
    let evidence = Evidence {
        sales_cycle_months: Some(30),
        ..Evidence::default()
    };
    assert_eq!(with(&evidence, "L33").len(), 3);
}

/// A file says the same as the data of a firm do.
#[test]
fn evidence_comes_from_a_file() {
    let told = "schema: kam-evidence/1
beyond_influence: [growth]
without_data: []
attainments: { growth: [85%, 1.02] }
quotas: { growth: [1000000, 900000.50] }
business_plan: { growth: 1800000 }
unapproved_changes: { growth: 2 }
quota_changes: { growth: [{ before: 100, reached: 120, after: 115 }] }
margins: { growth: 32% }
overlay: 60%
sales_cycle_months: 30
";
    let read = crate::evidence(told, &plan(KAM)).unwrap();
    let written = Evidence {
        beyond_influence: Some(BTreeSet::from(["growth".to_owned()])),
        without_data: Some(BTreeSet::new()),
        attainments: of_growth(vec![ratio("0.85"), ratio("1.02")]),
        quotas: of_growth(vec![ratio("1000000"), ratio("900000.5")]),
        business_plan: of_growth(ratio("1800000")),
        unapproved_changes: Some(of_growth(2)),
        quota_changes: of_growth(vec![QuotaChange {
            before: ratio("100"),
            reached: ratio("120"),
            after: ratio("115"),
        }]),
        margins: of_growth(ratio("0.32")),
        overlay: Some(ratio("0.6")),
        sales_cycle_months: Some(30),
    };
    assert_eq!(read, written);
    let open = check_with(&plan(KAM), &Policies::default(), &read).lints;
    let open: Vec<&str> = open
        .iter()
        .filter(|lint| lint.severity == Severity::NotChecked)
        .map(|lint| lint.id.as_str())
        .collect();
    assert!(
        !open.contains(&"L19") && !open.contains(&"L25") && !open.contains(&"L33"),
        "{open:?}"
    );
}

#[test]
fn evidence_that_cannot_be_read_says_where_and_what_instead() {
    let problems = |text: &str| -> Vec<String> {
        let refused = crate::evidence(text, &plan(KAM)).unwrap_err();
        refused.iter().map(ToString::to_string).collect()
    };
    let cases = [
        ("", "begins with `schema: kam-evidence/1`"),
        ("schema: kam-plan/1\n", "kam-evidence/1"),
        ("schema: kam-evidence/1\nmargin: { growth: 32% }\n", "`margins`"),
        ("schema: kam-evidence/1\nmargins: { grwoth: 32% }\n", "`growth`"),
        ("schema: kam-evidence/1\nmargins: { growth: much }\n", "a percentage such as 12.5%"),
        ("schema: kam-evidence/1\nwithout_data: growth\n", "a list is expected"),
        ("schema: kam-evidence/1\nsales_cycle_months: 0\n", "a whole number from 1 to 120"),
        (
            "schema: kam-evidence/1\nquota_changes: { growth: [{ before: 1, after: 2 }] }\n",
            "`reached` is missing",
        ),
    ];
    for (text, said) in cases {
        let told = problems(text).join("\n");
        assert!(told.contains(said), "{text} is answered with {told}");
        assert!(text.is_empty() || told.contains("line 1") || told.contains("line 2"), "{told}");
    }
}
