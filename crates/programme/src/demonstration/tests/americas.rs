//! The Americas of the made-up firm: dollars, a first quarter that another system paid, somebody who left and somebody who followed.

use super::{PLANS, facts, marginal, number, percent, rows, share_of};
use crate::demonstration::{customers, people, quotas};
use crate::foundation::staff;
use crate::people::incentives::{SEE, store};
use platform::access::Role;
use platform::testing::TestProgramme;
use std::collections::BTreeMap;
use vocabulary::{Ratio, Rounding};

fn fraction(n: i128, of: i128) -> Ratio {
    Ratio::fraction(n, of).unwrap()
}

/// The part of a year on which somebody was there.
fn employed(person: &str, year: &str) -> Ratio {
    match (person, year) {
        // January to March.
        ("HI-125", "2026") => fraction(90, 365),
        // From 4 May: 365 less 31, 28, 31, 30 and 3.
        ("HI-124", "2026") => fraction(242, 365),
        _ => Ratio::one(),
    }
}

/// What somebody brings in: credited to a measure, or earned by a component.
fn brought(person: &str, year: &str, (kind, of): (&str, &str)) -> Ratio {
    let fits = |row: &BTreeMap<String, String>| (&*row["person"], &*row["kind"], &*row["of"]) == (person, kind, of);
    let row = rows(quotas::opening_file()).into_iter().find(fits);
    row.filter(|_| year == "2025")
        .map_or_else(Ratio::zero, |row| number(&row["amount"]))
}

/// What a person's year comes to by component, from the files alone: all that was earned less what another system paid.
fn by_hand(person: &str, year: &str, facts: &[(&str, BTreeMap<String, String>)]) -> BTreeMap<&'static str, Ratio> {
    let mut assignments = rows(customers::assignment_file());
    assignments.retain(|held| held["person"] == person && held["role"] == "kam");
    let is_key = |account: &str| account < "A-2000";
    let employed = employed(person, year);
    let quotas = rows(quotas::quota_file());
    let quota = |measure: &str| {
        let fits = |row: &&BTreeMap<String, String>| row["person"] == person && row["measure"] == measure && row["from"].starts_with(year);
        let row = quotas.iter().find(fits).unwrap();
        assert_eq!(row["currency"], "USD");
        number(&row["amount"]) * &employed
    };
    let credited = |measure: &str| brought(person, year, ("measure", measure));
    let paid = |component: &str| brought(person, year, ("earned", component));
    let (mut revenue, mut renewals) = (credited("key_revenue"), credited("renewals"));
    let mut orders: BTreeMap<usize, Ratio> = BTreeMap::from([(0, credited("new_business"))]);
    for (kind, fact) in facts.iter().filter(|(_, fact)| fact["date"].starts_with(year)) {
        let amount = || number(&fact["amount"]);
        match *kind {
            "order" if fact["seller"] == person => {
                let month: usize = fact["date"][5..7].parse().unwrap();
                *orders.entry((month - 1) / 3).or_insert_with(Ratio::zero) += amount();
            }
            "invoice_line" | "credit_note" if is_key(&fact["account"]) => revenue += amount() * share_of(fact, &assignments),
            "contract_event" if is_key(&fact["account"]) => renewals += amount() * share_of(fact, &assignments),
            _ => {}
        }
    }
    let of = |per_cent: i128| &quota("key_revenue") * &percent(per_cent);
    let for_revenue = marginal(&revenue, [(of(40), 4), (of(100), 6), (of(130), 3)]);
    let at = renewals.checked_div(&quota("renewals")).unwrap();
    let full = Ratio::whole(6_480) * &employed;
    let for_renewals = if at < fraction(7, 10) {
        Ratio::zero()
    } else if at <= Ratio::one() {
        (at - fraction(7, 10)) * fraction(10, 3) * full
    } else {
        (Ratio::one() + (at - Ratio::one()) * fraction(5, 2)).min(fraction(3, 2)) * full
    };
    let for_orders = |sum: &Ratio| marginal(sum, [(Ratio::zero(), 2), (Ratio::whole(60_000), 4), (Ratio::whole(150_000), 3)]);
    let cents = |pay: Ratio| pay.round(2, Rounding::HalfUp);
    let new_business: Ratio = orders.values().map(|sum| cents(for_orders(sum))).sum();
    BTreeMap::from([
        ("key-revenue", cents(for_revenue) - paid("key-revenue")),
        ("renewals", cents(for_renewals) - paid("renewals")),
        ("new-business", new_business - paid("new-business")),
    ])
}

pub(super) async fn what_is_posted_in_dollars_is_the_year_by_hand_less_what_another_system_paid(programme: &TestProgramme) {
    let scope = programme.viewer(Role::CompAnalyst).may(SEE).unwrap();
    let facts = facts(true);
    let mut tx = programme.read().await;
    let plan = store::look_up_plan(&mut tx, PLANS[1], Some(1)).await.unwrap().unwrap().id;
    let people = staff::people(&mut tx).await.unwrap();
    let references: BTreeMap<_, _> = people.into_iter().map(|one| (one.id, one.reference)).collect();
    let those = ["HI-119", "HI-120", "HI-121", "HI-122", "HI-123"];
    for (year, came_and_went) in [("2025", &["HI-125"][..]), ("2026", &["HI-124", "HI-125"])] {
        let mut posted: BTreeMap<(String, String), Ratio> = BTreeMap::new();
        for (period, line) in store::list_lines_of_year(&mut tx, &scope, plan, year).await.unwrap() {
            let person = references[&line.person].clone();
            let earned = line
                .earned
                .unwrap_or_else(|| panic!("{period} {person}: {:?}", line.unknown_because));
            assert_eq!(earned.currency().code(), "USD");
            *posted.entry((person, line.component)).or_insert_with(Ratio::zero) += earned.to_ratio();
        }
        let expected = those.iter().chain(came_and_went).flat_map(|person| {
            let parts = by_hand(person, year, &facts).into_iter();
            parts.map(|(component, pay)| (((*person).to_owned(), component.to_owned()), pay))
        });
        assert_eq!(posted, expected.collect(), "{year}");
    }
    assert_eq!(people::managers(people::KAM_AMERICAS).count(), 6);
}
