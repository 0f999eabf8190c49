//! How long the check of a large plan takes: twelve components and fifty examples, a hundred times. A line names what
//! was done; at its end stand the median, the least and the most in millionths of a second.
//!
//! `cargo run --release --package payplan --example timing`

use std::fmt::Write;
use std::time::Instant;

fn main() {
    let text = plan();
    let what = "a plan of 12 components with 50 examples:";
    timed(&format!("{what} read"), || {
        assert!(payplan::parse(&text).is_ok(), "the plan is readable");
    });
    timed(&format!("{what} read, checked by all rules and by its examples"), || {
        assert!(payplan::check_text(&text).examples_pass(), "the plan's examples pass");
    });
}

fn timed(what: &str, act: impl Fn()) {
    let mut times: Vec<u128> = (0..100)
        .map(|_| {
            let start = Instant::now();
            act();
            start.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    let at = |number: usize| times.get(number).copied().unwrap_or_default();
    println!("{what} {} {} {}", at(50), at(0), at(99));
}

/// Twelve tiered components over twelve measures, fed by invoices, and fifty examples that ask for each of them.
fn plan() -> String {
    let mut text = String::from(
        "schema: kam-plan/1\nplan: large\nversion: 1\neffective: { from: 2027-01-01, to: 2028-01-01 }\ncurrency: { plan: EUR }\n\
         calendar: { kind: month }\nrounding: { at: interval, digits: 2, mode: half_up }\n\
         proration: { of: annual, basis: calendar_days, applies_to: [quota] }\ncrediting:\n  sources: [erp]\n  rules:\n",
    );
    let numbers = 1..=12;
    for number in numbers.clone() {
        let _ = writeln!(
            text,
            "    - {{ id: rule-{number}, when: 'tx.kind == \"invoice\" && tx.product.family == \"f{number}\"', to: tx.seller, category: c{number}, amount: tx.amount * split.share }}"
        );
    }
    text.push_str("measures:\n");
    for number in numbers.clone() {
        let _ = writeln!(
            text,
            "  m{number}: {{ unit: EUR, interval: quarter, value: 'sum(credits.amount where credits.category == \"c{number}\")', quota: 1000 EUR, attain_against: interval }}"
        );
    }
    text.push_str("components:\n");
    for number in numbers.clone() {
        let _ = writeln!(
            text,
            "  - {{ id: p{number}, kind: commission.tiers, measure: m{number}, tiers: {{ mode: marginal, by: attainment, boundary: lower_tier, rows: [{{ to: 50%, rate: 0% }}, {{ to: 100%, rate: 3% }}, {{ to: open, rate: 6% }}] }} }}"
        );
    }
    text.push_str("examples:\n");
    for example in 1..=50 {
        let _ = writeln!(text, "  - name: example {example}\n    given:\n      transactions:");
        for number in numbers.clone() {
            let _ = writeln!(
                text,
                "        - {{ date: 2027-02-{:02}, kind: invoice, product: {{ name: x, family: f{number} }}, amount: 1500 EUR }}",
                number + 1
            );
        }
        // 500 × 3 % + 500 × 6 % of the 1,500 in each measure.
        let pays: Vec<String> = numbers.clone().map(|number| format!("p{number}: 45.00")).collect();
        let _ = writeln!(
            text,
            "    expect: {{ 2027-Q1: {{ {}, total_incentive: 540.00 }} }}",
            pays.join(", ")
        );
    }
    text
}
