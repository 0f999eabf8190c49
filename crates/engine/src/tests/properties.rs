//! Laws that hold for any facts, rules and cuts.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use vocabulary::{Currency, Day, Interval, Period, Ratio, Scaled};

use super::oracle::{self, Verdict, newest};
use super::shelf::*;
use crate::{Comparison, Condition, CreditTo, Crediting, CreditingRule, Fact, FactKind, Holding, LineFilter, TextField};

fn config() -> ProptestConfig {
    // Each case writes real files; a failing case prints what it takes to repeat it.
    ProptestConfig {
        cases: 32,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn texts(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(of).prop_map(str::to_owned)
}

const ACCOUNTS: &[&str] = &["A1", "A2", "A3"];
const PEOPLE: &[&str] = &["ada", "ben", "cem"];
const ROLES: &[&str] = &["kam", "specialist"];
const PRODUCTS: &[&str] = &["bike", "helmet"];

fn days() -> impl Strategy<Value = Day> {
    (0..400_i64).prop_map(|days| day("2026-12-15").plus_days(days))
}

fn currencies() -> impl Strategy<Value = Currency> {
    select(&["EUR", "USD"][..]).prop_map(|code| Currency::parse(code).unwrap())
}

fn amounts_of_any_scale() -> impl Strategy<Value = Scaled> {
    let small = (-2_000_000..2_000_000_i64).prop_map(i128::from);
    let any = any::<i64>().prop_map(i128::from);
    (prop_oneof![4 => small, 1 => any], 0..=6_u8).prop_map(|(units, scale)| Scaled::new(units, scale).unwrap())
}

prop_compose! {
    fn keys()(source in texts(&["shop", "erp"]), document in 0..12_u8, line in texts(&["1", "2", ""]))
        -> (String, String, String) {
        (source, format!("D{document}"), line)
    }
}

prop_compose! {
    fn facts()(
        (source, document, line) in keys(),
        kind in select(&FactKind::ALL[..3]),
        date in days(),
        account in texts(ACCOUNTS),
        division in proptest::option::of(texts(&["north", ""])),
        product in proptest::option::of(texts(PRODUCTS)),
        seller in proptest::option::weighted(0.8, texts(PEOPLE)),
        amount in amounts_of_any_scale(),
        currency in currencies(),
        quantity in proptest::option::of(amounts_of_any_scale()),
        of in proptest::option::of(texts(&["D1", "é–中"])),
    ) -> Fact {
        Fact { source, document, line, kind, date, account, division, product, seller, amount, currency, quantity, of }
    }
}

fn unique(facts: Vec<Fact>) -> Vec<Fact> {
    newest(&[facts])
}

fn batches() -> impl Strategy<Value = Vec<Vec<Fact>>> {
    let batch = proptest::collection::vec(facts(), 0..40).prop_map(unique);
    proptest::collection::vec(batch, 1..4)
}

fn conditions() -> impl Strategy<Value = Condition> {
    let comparisons = || {
        use Comparison::{Above, AtLeast, AtMost, Below, Different, Equal};
        select(vec![Below, AtMost, Equal, Different, AtLeast, Above])
    };
    let fields = {
        use TextField::{Account, AccountClass, Document, Kind, Product, ProductFamily, Seller, Source};
        select(vec![
            Kind,
            Source,
            Account,
            AccountClass,
            Product,
            ProductFamily,
            Seller,
            TextField::Currency,
            Document,
        ])
    };
    let words = ["A1", "key", "bike", "wheels", "ada", "shop", "order", "order_line", "EUR", "D3"];
    let among = proptest::collection::vec(select(words.to_vec()).prop_map(str::to_owned), 0..5);
    let leaf = prop_oneof![
        3 => Just(Condition::Always),
        4 => (fields, among).prop_map(|(field, among)| Condition::Text { field, among }),
        2 => (comparisons(), -3_000_i128..3_000, 1..4_i128, currencies()).prop_map(|(cmp, over, under, currency)| {
            Condition::Amount { cmp, than: Ratio::fraction(over, under).unwrap(), currency }
        }),
        1 => (comparisons(), days()).prop_map(|(cmp, than)| Condition::Date { cmp, than }),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            proptest::collection::vec(inner, 0..3).prop_map(Condition::Any),
        ]
    })
}

/// A role at an account: whole from the first day to a hand-over, then whole again or not.
fn desks() -> impl Strategy<Value = Vec<Holding>> {
    let splits: Vec<&[&str]> = vec![
        &["1"],
        &["1/2", "1/2"],
        &["1/3", "2/3"],
        &["0.7268", "0.1093", "0.1639"],
        &["1/999983", "999982/999983"],
        &["1/1000003", "1000002/1000003"],
        &["0.5", "0.4"],
        &["0", "1"],
        &["1", "1"],
    ];
    let half = || (select(splits.clone()), 0..PEOPLE.len());
    (texts(ACCOUNTS), texts(ROLES), days(), half(), half()).prop_map(|(account, role, change, before, after)| {
        let earlier = Interval::closed(day("2026-01-01"), change).unwrap();
        [(before, earlier), (after, Interval::from(change))]
            .into_iter()
            .flat_map(|((shares, first), interval)| {
                let held = shares
                    .iter()
                    .enumerate()
                    .map(move |(place, share)| (share, (first + place) % PEOPLE.len()));
                held.map(move |(share, person)| (ratio(share), PEOPLE[person].to_owned(), interval))
            })
            .map(|(share, payee, interval)| Holding {
                account: account.clone(),
                role: role.clone(),
                payee,
                share,
                interval,
            })
            .collect()
    })
}

prop_compose! {
    fn rules()(
        when in conditions(),
        to in prop_oneof![Just(CreditTo::Seller), texts(ROLES).prop_map(|role| CreditTo::Holders { role })],
        category in texts(&["sales", "services"]),
        overlay in any::<bool>(),
        by_share in any::<bool>(),
    ) -> CreditingRule {
        CreditingRule { id: String::new(), when, to, category, overlay, by_share }
    }
}

prop_compose! {
    fn creditings()(
        mut rules in proptest::collection::vec(rules(), 0..5),
        desks in proptest::collection::vec(desks(), 0..6),
        vip in texts(ACCOUNTS),
        family in texts(PRODUCTS),
    ) -> Crediting {
        for (number, rule) in rules.iter_mut().enumerate() {
            rule.id = format!("rule {number}");
        }
        Crediting {
            rules,
            holdings: desks.into_iter().flatten().collect(),
            account_classes: BTreeMap::from([(vip, "key".to_owned())]),
            product_families: BTreeMap::from([(family, "wheels".to_owned())]),
        }
    }
}

fn quarters() -> Vec<Period> {
    // The second quarter is left out, so that some facts fall between periods.
    vec![
        period("2027-Q4", "2027-10-01", "2028-01-01"),
        period("2027-Q1", "2027-01-01", "2027-04-01"),
        period("2027-Q3", "2027-07-01", "2027-10-01"),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn writing_and_reading_loses_nothing(facts in proptest::collection::vec(facts(), 0..60)) {
        let facts = unique(facts);
        let shelf = Shelf::holding(std::slice::from_ref(&facts));
        let read: Vec<Fact> = shelf.store().read_facts(&shelf.pinned[0]).unwrap().0.iter().map(|row| row.to_fact()).collect();
        // Debug tells 1.5 from 1.50, which are equal in value.
        prop_assert_eq!(format!("{:?}", unique(read)), format!("{facts:?}"));
    }

    #[test]
    fn the_kernel_agrees_with_plain_loops(batches in batches(), crediting in creditings(), threads in 1..4_usize) {
        let shelf = Shelf::holding(&batches);
        let credits = shelf.credit(&crediting, &quarters(), threads);
        prop_assert_eq!(Verdict::of(&credits), oracle::credit(&batches, &crediting, &quarters()));
    }

    #[test]
    fn any_order_and_cut_of_the_batches_and_any_threads_give_the_same_credits(
        facts in proptest::collection::vec(facts(), 0..60),
        crediting in creditings(),
        cut in proptest::collection::vec(0..3_usize, 60),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
    ) {
        let facts = unique(facts);
        let whole = Shelf::holding(std::slice::from_ref(&facts)).credit(&crediting, &quarters(), 1);
        let mut parts = vec![Vec::new(); 3];
        for (fact, part) in facts.into_iter().zip(cut) {
            parts[part].push(fact);
        }
        let mut shelf = Shelf::holding(&parts);
        shelf.pinned = order.into_iter().map(|at: usize| shelf.pinned[at].clone()).collect();
        for threads in [1, 2, 4] {
            prop_assert_eq!(&shelf.credit(&crediting, &quarters(), threads), &whole);
        }
    }

    #[test]
    fn a_process_that_stays_adds_each_batch_to_what_it_knows(
        batches in proptest::collection::vec(proptest::collection::vec(facts(), 0..20).prop_map(unique), 1..6),
        crediting in creditings(),
    ) {
        let mut shelf = Shelf::new();
        let stays = shelf.store();
        let mut runs = Vec::new();
        for batch in &batches {
            shelf.add(batch);
            let run = stays.credit(&shelf.pinned, &crediting, &quarters(), Some(2)).unwrap();
            prop_assert_eq!(&shelf.credit(&crediting, &quarters(), 1), &run);
            runs.push(Verdict::of(&run));
        }
        // What was told before is not changed by what is added later.
        for (number, run) in runs.iter().enumerate() {
            prop_assert_eq!(run, &oracle::credit(&batches[..=number], &crediting, &quarters()));
        }
    }

    #[test]
    fn kept_cells_give_the_same_credits_whatever_changed_since(
        batches in batches(),
        more in proptest::collection::vec(facts(), 0..20),
        crediting in creditings(),
        desks in proptest::collection::vec(desks(), 0..6),
    ) {
        let mut shelf = Shelf::holding(&batches);
        // A process that stays remembers sums; the others begin anew with the cells kept on disk.
        let stays = shelf.store();
        let first = stays.credit(&shelf.pinned, &crediting, &quarters(), Some(2)).unwrap();
        prop_assert_eq!(&stays.credit(&shelf.pinned, &crediting, &quarters(), Some(1)).unwrap(), &first);
        prop_assert_eq!(&shelf.credit(&crediting, &quarters(), 1), &first);
        // Other holders, other periods and a later batch, by the same rules.
        let later = Crediting { holdings: desks.into_iter().flatten().collect(), ..crediting.clone() };
        let odd = [period("odd", "2027-02-11", "2027-06-20"), period("rest", "2027-06-20", "2028-03-01")];
        let second = stays.credit(&shelf.pinned, &later, &odd, Some(2)).unwrap();
        prop_assert_eq!(&shelf.credit(&later, &odd, 2), &second);
        prop_assert_eq!(&Shelf::holding(&batches).credit(&later, &odd, 2), &second);
        let before = shelf.pinned.clone();
        let more = unique(more);
        shelf.add(&more);
        let all: Vec<Vec<Fact>> = batches.into_iter().chain([more]).collect();
        let third = stays.credit(&shelf.pinned, &later, &odd, Some(2)).unwrap();
        prop_assert_eq!(&shelf.credit(&later, &odd, 2), &third);
        prop_assert_eq!(Verdict::of(&third), oracle::credit(&all, &later, &odd));
        // The earlier question about the earlier batches is still answered as before.
        prop_assert_eq!(&stays.credit(&before, &crediting, &quarters(), Some(1)).unwrap(), &first);
    }

    #[test]
    fn a_new_version_replaces_the_old_one(batches in batches(), crediting in creditings()) {
        let versions = Shelf::holding(&batches).credit(&crediting, &quarters(), 2);
        let latest = Shelf::holding(&[newest(&batches)]).credit(&crediting, &quarters(), 2);
        prop_assert_eq!(&versions.totals, &latest.totals);
        prop_assert_eq!(versions.uncredited, latest.uncredited);
        prop_assert_eq!(versions.control, latest.control);
        prop_assert_eq!(versions.facts, latest.facts);
    }

    #[test]
    fn the_credits_of_a_fact_add_up_to_its_amount_or_to_nothing(
        fact in facts(),
        desks in proptest::collection::vec(desks(), 0..4),
    ) {
        let holdings = desks.into_iter().flatten().collect();
        let crediting = Crediting { rules: vec![rule("direct", holders("kam"))], holdings, ..Crediting::default() };
        let amount = fact.amount.to_ratio();
        let ever = [period("ever", "2020-01-01", "2040-01-01")];
        let credits = Shelf::holding(&[vec![fact]]).credit(&crediting, &ever, 1);
        let credited: Ratio = credits.totals.iter().map(|total| total.amount).sum();
        let expected = if credits.uncredited.is_empty() { amount } else { Ratio::zero() };
        prop_assert_eq!(credited, expected);
    }

    #[test]
    fn the_drill_down_adds_up_to_the_totals(
        batches in batches(),
        crediting in creditings(),
        payee in texts(PEOPLE),
        category in texts(&["sales", "services"]),
        period in select(quarters()),
    ) {
        let shelf = Shelf::holding(&batches);
        let lines = shelf.credited(&crediting, &payee, &category, period.interval());
        let mut sums: BTreeMap<(String, Currency), (Ratio, u64)> = BTreeMap::new();
        for line in &lines {
            prop_assert_eq!(&line.credited, &(&line.fact.amount.to_ratio() * &line.share));
            let sum = sums.entry((line.rule.clone(), line.fact.currency)).or_insert((Ratio::zero(), 0));
            *sum = (&sum.0 + &line.credited, sum.1 + 1);
        }
        let credits = shelf.credit(&crediting, std::slice::from_ref(&period), 1);
        // The run has kept cells, which tell where somebody sells.
        prop_assert_eq!(&shelf.credited(&crediting, &payee, &category, period.interval()), &lines);
        let told = credits.totals.iter().filter(|total| total.payee == payee && total.category == category);
        let told: BTreeMap<(String, Currency), (Ratio, u64)> =
            told.map(|t| ((t.rule.to_owned(), t.currency), (t.amount, t.lines))).collect();
        prop_assert_eq!(sums, told);
        let event = |line: &crate::CreditedLine| {
            let fact = &line.fact;
            (fact.date, fact.source.clone(), fact.document.clone(), fact.line.clone())
        };
        prop_assert!(lines.is_sorted_by_key(event));
    }

    #[test]
    fn pages_of_lines_are_those_of_a_plain_filter(
        batches in batches(),
        account in proptest::option::of(texts(ACCOUNTS)),
        seller in proptest::option::of(texts(PEOPLE)),
        kinds in proptest::collection::vec(select(&FactKind::ALL[..3]), 0..2),
        from in proptest::option::of(days()),
        (offset, limit) in (0..20_usize, 0..20_usize),
    ) {
        let interval = from.map(|from| Interval::closed(from, from.plus_days(90)).unwrap());
        let mut expected = newest(&batches);
        expected.retain(|fact| {
            account.as_ref().is_none_or(|account| fact.account == *account)
                && seller.as_ref().is_none_or(|seller| fact.seller.as_ref() == Some(seller))
                && (kinds.is_empty() || kinds.contains(&fact.kind))
                && interval.is_none_or(|interval| interval.contains(fact.date))
        });
        // Sorted by key already; a stable sort keeps that within a day.
        expected.sort_by_key(|fact| std::cmp::Reverse(fact.date));
        let shelf = Shelf::holding(&batches);
        let filter = LineFilter { account, seller, kinds, interval };
        let page = shelf.store().lines(&shelf.pinned, &filter, offset, limit).unwrap();
        prop_assert_eq!(page.total, u64::try_from(expected.len()).unwrap());
        let expected: Vec<Fact> = expected.into_iter().skip(offset).take(limit).collect();
        prop_assert_eq!(page.facts, expected);
    }
}
