//! The made-up firm: it is made, made only once, and its pay is what one computes from its files by hand.

mod americas;
mod coaching;
mod homes;
mod mails;

use super::sheet::Sheet;
use super::{FIRM, PASSWORD, build, customers, lists, people, quotas, trade};
use crate::foundation::{policies, staff};
use crate::people::incentives::acts::{self, Control};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::{SEE, store};
use platform::access::Role;
use platform::database::{Query, Tx};
use platform::testing::{TestProgramme, on_both};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Instant, Ratio, Rounding};

/// The plans of the firm.
const PLANS: [&str; 2] = ["kam-2025", "kam-americas"];

async fn built() -> TestProgramme {
    let programme = TestProgramme::new(crate::book()).await;
    programme.clock.set(Instant::parse_rfc3339("2026-11-02T08:00:00Z").unwrap());
    build(&programme.app).await.unwrap();
    programme
}

/// Making the firm takes seconds, and none of these changes it: they look at one.
#[tokio::test]
async fn the_firm_on_a_day_in_november() {
    let programme = built().await;
    control_totals_tie_the_credits_to_the_files(&programme).await;
    posted_quarters_add_up_to_what_a_year_comes_to_by_hand(&programme).await;
    every_account_manager_has_a_seat_one_took_over_and_one_is_vacant(&programme).await;
    three_teams_are_large_enough_for_five_answers_and_have_a_star_and_a_low(&programme).await;
    the_firm_has_a_star_a_worry_a_hand_over_and_a_late_credit_note(&programme).await;
    americas::what_is_posted_in_dollars_is_the_year_by_hand_less_what_another_system_paid(&programme).await;
    mails::the_mails_of_the_firm_hold_no_pay_and_no_words_of_coaching(&programme).await;
    homes::what_waits_names_its_plan_and_pay_is_told_in_each_currency(&programme).await;
    homes::a_sponsor_is_no_account_manager(&programme).await;
    homes::only_teams_of_coaches_are_told_to_be_without_coaching(&programme).await;
    homes::a_figure_says_what_it_is_and_of_whom(&programme).await;
    homes::each_role_finds_an_honest_first_step(&programme).await;
    homes::no_why_holds_the_names_that_programs_use(&programme).await;
}

async fn journal_entries(tx: &mut Tx) -> u64 {
    tx.count(&Query::new("select count(*) from journal_entry")).await.unwrap()
}

#[tokio::test]
async fn the_firm_is_made_and_a_second_start_changes_nothing() {
    on_both(crate::book, |programme| async move {
        programme.clock.set(Instant::parse_rfc3339("2026-11-02T08:00:00Z").unwrap());
        let first = build(&programme.app).await.unwrap();
        let before = journal_entries(&mut programme.read().await).await;
        assert_eq!(build(&programme.app).await.unwrap(), first);
        let mut tx = programme.read().await;
        assert_eq!(journal_entries(&mut tx).await, before);
        let roles: BTreeSet<&str> = first.iter().map(|one| one.role.as_str()).collect();
        assert_eq!((first.len(), roles.len()), (41, Role::ALL.len()));
        for name in PLANS {
            let plan = store::look_up_plan(&mut tx, name, Some(1)).await.unwrap().unwrap().id;
            let periods = store::list_periods(&mut tx, plan).await.unwrap();
            let states: Vec<PeriodState> = periods.iter().map(|period| period.state).collect();
            assert_eq!(states[..6], [PeriodState::Closed; 6], "{name}");
            assert_eq!(states[6..], [PeriodState::Approved, PeriodState::Calculated], "{name}");
        }
        drop(tx);
        for one in &first {
            assert_eq!(
                programme.stranger().sign_in(&one.login, PASSWORD).await.status,
                303,
                "{}",
                one.login
            );
        }
        assert_ne!(programme.stranger().sign_in("callum", PASSWORD).await.status, 303, "Callum left");
    })
    .await;
}

#[tokio::test]
async fn the_database_of_another_firm_is_left_alone() {
    let programme = TestProgramme::new(crate::book()).await;
    programme.sign_in("somebody", &[Role::Administrator], None).await;
    let before = journal_entries(&mut programme.read().await).await;
    let refused = build(&programme.app).await.unwrap_err().to_string();
    assert!(refused.contains("another firm") && !refused.contains(FIRM), "{refused}");
    assert_eq!(journal_entries(&mut programme.read().await).await, before);
}

#[test]
fn the_plans_pass_their_own_checks() {
    let _ = crate::book();
    for plan in [super::PLAN, super::PLAN_AMERICAS] {
        let report = acts::check_plan(plan).unwrap().report;
        assert!(report.ok, "{report:#?}");
        assert_eq!(report.examples.len(), 8);
    }
}

#[test]
fn the_firm_is_as_large_as_a_firm_three_years_into_its_programme() {
    let accounts = rows(customers::account_file());
    let (divisions, customers): (Vec<_>, Vec<_>) = accounts.iter().partition(|row| !row["parent"].is_empty());
    let keys = customers.iter().filter(|row| row["class"] == "key").count();
    assert_eq!((customers.len(), keys, divisions.len()), (900, 40, 35));
    let names: BTreeSet<&str> = accounts.iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(names.len(), accounts.len(), "no name comes twice");
    let mut last_bought: BTreeMap<String, String> = BTreeMap::new();
    let (mut months, mut currencies) = (BTreeSet::new(), BTreeSet::new());
    for (kind, fact) in facts(false) {
        months.insert(fact["date"][..7].to_owned());
        currencies.insert(fact["currency"].clone());
        if kind == "invoice_line" {
            let last = last_bought.entry(fact["account"].clone()).or_default();
            *last = fact["date"].clone().max(last.clone());
        }
    }
    assert_eq!((months.len(), currencies.len()), (48, 3), "{currencies:?}");
    let active = accounts
        .iter()
        .filter(|row| last_bought[&row["reference"]].as_str() >= "2026-06")
        .count();
    assert_eq!(active, accounts.len(), "everybody buys");
    let contacts = rows(lists::contact_file());
    let placed: Vec<_> = contacts.iter().filter(|row| !row["account"].is_empty()).collect();
    let people: BTreeSet<(&str, &str)> = placed.iter().map(|row| (row["name"].as_str(), row["email"].as_str())).collect();
    assert_eq!((placed.len(), people.len(), contacts.len() - placed.len()), (600, 600, 5));
    let mut teams: BTreeMap<String, usize> = BTreeMap::new();
    for one in rows(people::staff_file()) {
        if one["title"].starts_with(people::KAM) && one["left"].is_empty() {
            *teams.entry(one["manager"].clone()).or_default() += 1;
        }
    }
    assert_eq!(teams.into_values().collect::<Vec<_>>(), [7, 7, 4, 6]);
    let mut sponsored: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(customers::assignment_file())
        .iter()
        .filter(|row| row["role"] == "executive_sponsor")
    {
        *sponsored.entry(row["person"].clone()).or_default() += 1;
    }
    assert_eq!(sponsored.len(), 12);
    assert!(
        sponsored.values().all(|groups| *groups == 2),
        "a sponsor has a few key accounts, and two are a few"
    );
}

#[test]
fn chance_is_the_published_sequence() {
    let mut chance = super::chance::Chance::new(0);
    assert_eq!((chance.next(), chance.next()), (0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4));
}

/// The rows of a file by their headings.
fn rows(sheet: Sheet) -> Vec<BTreeMap<String, String>> {
    let (_, bytes) = sheet.into_file().unwrap();
    csv::Reader::from_reader(bytes.as_slice())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Every fact in its newest version, with the kind beside it, as the files say.
fn facts(late: bool) -> Vec<(&'static str, BTreeMap<String, String>)> {
    let lines = trade::every_line();
    let mut newest: BTreeMap<Vec<String>, (&'static str, BTreeMap<String, String>)> = BTreeMap::new();
    let late = if late { trade::late_files(&lines) } else { Vec::new() };
    for sheet in trade::files(&lines, &(trade::FIRST_MONTH..trade::MONTHS), "all")
        .into_iter()
        .chain(late)
    {
        let (name, bytes) = sheet.into_file().unwrap();
        let kinds = ["invoice_line", "credit_note", "order", "contract_event"];
        let kind = kinds.into_iter().find(|kind| name.starts_with(kind)).unwrap();
        for row in csv::Reader::from_reader(bytes.as_slice())
            .deserialize()
            .map(Result::<BTreeMap<String, String>, _>::unwrap)
        {
            let key = ["source", "document", "line"].map(|field| row[field].clone()).to_vec();
            newest.insert(key, (kind, row));
        }
    }
    newest.into_values().collect()
}

fn number(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

async fn control_totals_tie_the_credits_to_the_files(programme: &TestProgramme) {
    let mut tx = programme.read().await;
    let mut reasons = BTreeSet::new();
    let mut last = None;
    for period in store::list_all_periods(&mut tx).await.unwrap() {
        let run = store::find_run(&mut tx, period.run.unwrap()).await.unwrap();
        let control: Control = serde_json::from_str(&run.control).unwrap();
        for total in &control.totals {
            let parts = &total.direct.to_ratio() + &total.overlay_only.to_ratio() + total.uncredited.to_ratio();
            assert_eq!(total.facts.to_ratio(), parts, "{} {}", period.name, total.kind.as_str());
        }
        reasons.extend(control.uncredited_totals.iter().map(|total| total.reason.clone()));
        assert!(control.uncredited.iter().all(|fact| reasons.contains(fact.reason.name())));
        last = Some(control);
    }
    assert_eq!(
        reasons,
        ["no_holder", "no_rule", "no_seller", "outside_periods"].map(str::to_owned).into()
    );
    let mut sums: BTreeMap<(&str, String), Ratio> = BTreeMap::new();
    for (kind, row) in facts(true) {
        *sums.entry((kind, row["currency"].clone())).or_insert_with(Ratio::zero) += number(&row["amount"]);
    }
    for total in last.unwrap().totals {
        let key = (total.kind.as_str(), total.currency.code().to_owned());
        assert_eq!(Some(total.facts.to_ratio()), sums.remove(&key), "{key:?}");
    }
    assert!(sums.is_empty(), "{sums:?}");
    assert!(facts(true).len() > 30_000);
}

/// The share of a fact that is held on its day by the person whose assignments these are.
fn share_of(fact: &BTreeMap<String, String>, assignments: &[BTreeMap<String, String>]) -> Ratio {
    let holds = |held: &&BTreeMap<String, String>| {
        let day = fact["date"].as_str();
        held["account"] == fact["account"] && held["from"].as_str() <= day && (held["to"].is_empty() || day < held["to"].as_str())
    };
    assignments
        .iter()
        .filter(holds)
        .map(|held| Ratio::parse_percent(&held["share"]).unwrap())
        .sum()
}

/// What a marginal table pays: each part at its own rate, in per cent; the last part is open.
fn marginal(measure: &Ratio, parts: [(Ratio, i128); 3]) -> Ratio {
    let mut paid = Ratio::zero();
    for (place, (from, rate)) in parts.iter().enumerate() {
        let upto = parts
            .get(place + 1)
            .map_or_else(|| measure.clone(), |(to, _)| to.clone().min(measure.clone()));
        if upto > *from {
            paid += (upto - from) * Ratio::fraction(*rate, 100).unwrap();
        }
    }
    paid
}

fn key_revenue_pay(measure: &Ratio, quota: &Ratio) -> Ratio {
    let of = |per_cent: i128| quota * &Ratio::fraction(per_cent, 100).unwrap();
    marginal(measure, [(of(50), 3), (of(100), 6), (of(130), 3)])
}

fn new_business_pay(measure: &Ratio) -> Ratio {
    marginal(measure, [(Ratio::zero(), 2), (Ratio::whole(50_000), 4), (Ratio::whole(150_000), 3)])
}

fn renewals_pay(measure: &Ratio, quota: &Ratio, employed: &Ratio) -> Ratio {
    let at = measure.checked_div(quota).unwrap();
    let fraction = |n: i128, of: i128| Ratio::fraction(n, of).unwrap();
    let full = Ratio::whole(6_000) * employed;
    if at < fraction(7, 10) {
        Ratio::zero()
    } else if at <= Ratio::one() {
        (at - fraction(7, 10)) * fraction(10, 3) * full
    } else {
        (Ratio::one() + (at - Ratio::one()) * fraction(5, 2)).min(fraction(3, 2)) * full
    }
}

/// What a person's year comes to by component, from the files alone.
fn by_hand(person: &str, year: &str, facts: &[(&str, BTreeMap<String, String>)]) -> BTreeMap<&'static str, Ratio> {
    let mut assignments = rows(customers::assignment_file());
    assignments.retain(|held| held["person"] == person && held["role"] == "kam");
    let keys: BTreeSet<String> = rows(customers::account_file())
        .into_iter()
        .filter(|row| row["class"] == "key" && assignments.iter().any(|held| held["account"] == row["reference"]))
        .map(|row| row["reference"].clone())
        .collect();
    let quotas = rows(quotas::quota_file());
    let employed = if (person, year) == ("HI-108", "2025") {
        Ratio::fraction(275, 365).unwrap()
    } else {
        Ratio::one()
    };
    let quota = |measure: &str| {
        let row = quotas
            .iter()
            .find(|row| row["person"] == person && row["measure"] == measure && row["from"].starts_with(year));
        number(&row.unwrap()["amount"]) * &employed
    };
    let (mut revenue, mut renewals, mut orders) = (Ratio::zero(), Ratio::zero(), BTreeMap::<usize, Ratio>::new());
    for (kind, fact) in facts.iter().filter(|(_, fact)| fact["date"].starts_with(year)) {
        let amount = || number(&fact["amount"]);
        match *kind {
            "order" if fact["seller"] == person => {
                let month: usize = fact["date"][5..7].parse().unwrap();
                *orders.entry((month - 1) / 3).or_insert_with(Ratio::zero) += amount();
            }
            "invoice_line" | "credit_note" if keys.contains(&fact["account"]) => revenue += amount() * share_of(fact, &assignments),
            "contract_event" if keys.contains(&fact["account"]) => renewals += amount() * share_of(fact, &assignments),
            _ => {}
        }
    }
    let cents = |pay: Ratio| pay.round(2, Rounding::HalfUp);
    BTreeMap::from([
        ("key-revenue", cents(key_revenue_pay(&revenue, &quota("key_revenue")))),
        ("renewals", cents(renewals_pay(&renewals, &quota("renewals"), &employed))),
        ("new-business", orders.values().map(|sum| cents(new_business_pay(sum))).sum()),
    ])
}

async fn posted_quarters_add_up_to_what_a_year_comes_to_by_hand(programme: &TestProgramme) {
    let scope = programme.viewer(Role::CompAnalyst).may(SEE).unwrap();
    let facts = facts(true);
    let mut tx = programme.read().await;
    let plan = store::look_up_plan(&mut tx, "kam-2025", Some(1)).await.unwrap().unwrap().id;
    let references: BTreeMap<_, _> = staff::people(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.id, one.reference))
        .collect();
    for year in ["2025", "2026"] {
        let mut posted: BTreeMap<(String, String), Ratio> = BTreeMap::new();
        for (period, line) in store::list_lines_of_year(&mut tx, &scope, plan, year).await.unwrap() {
            let earned = line.earned.unwrap_or_else(|| panic!("{period}: {:?}", line.unknown_because));
            *posted
                .entry((references[&line.person].clone(), line.component))
                .or_insert_with(Ratio::zero) += earned.to_ratio();
        }
        assert_eq!(posted.len(), 18 * 3);
        for person in people::managers(people::KAM) {
            for (component, pay) in by_hand(person, year, &facts) {
                assert_eq!(
                    posted[&(person.to_owned(), component.to_owned())],
                    pay,
                    "{person} {year} {component}"
                );
            }
        }
    }
}

async fn every_account_manager_has_a_seat_one_took_over_and_one_is_vacant(programme: &TestProgramme) {
    use crate::foundation::staff::store;
    let scope = programme.viewer(Role::HrPartner).may(staff::SEE).unwrap();
    let mut tx = programme.read().await;
    let today = tx.today();
    let of = |vacant_on| store::WantedPositions {
        vacant_on,
        ..Default::default()
    };
    let all = store::list_positions_after(&mut tx, &scope, &of(None), "", 50).await.unwrap();
    let vacant = store::list_positions_after(&mut tx, &scope, &of(Some(today)), "", 50)
        .await
        .unwrap();
    assert_eq!(vacant.iter().map(|seat| seat.reference.as_str()).collect::<Vec<_>>(), ["KA-09"]);
    let (mut now, mut handed_over) = (BTreeSet::new(), Vec::new());
    for seat in &all {
        let holders = store::list_every_holder(&mut tx, seat.id).await.unwrap();
        let current = holders.iter().filter(|holder| holder.interval.contains(today));
        now.extend(current.map(|holder| holder.person.reference.clone()));
        if let [after, before] = holders.as_slice() {
            let empty = before.interval.end().unwrap().days_until(after.interval.start());
            handed_over.push((seat.reference.as_str(), empty));
        }
    }
    assert_eq!((all.len(), now.len()), (25, 24));
    let managers = [people::KAM, people::KAM_AMERICAS].into_iter().flat_map(people::managers);
    assert_eq!(now, managers.map(str::to_owned).collect());
    assert_eq!(handed_over, [("KA-08", 0), ("KA-25", 33)], "days without a holder");
}

/// What everybody of a plan attained of their quota of revenue by the end of a period, by the reference of the person.
async fn attained(programme: &TestProgramme, plan: &str, period: &str) -> BTreeMap<String, Ratio> {
    let scope = programme.viewer(Role::CompAnalyst).may(SEE).unwrap();
    let mut tx = programme.read().await;
    let plan = store::look_up_plan(&mut tx, plan, Some(1)).await.unwrap().unwrap().id;
    let people = staff::people(&mut tx).await.unwrap();
    let references: BTreeMap<_, _> = people.into_iter().map(|one| (one.id, one.reference)).collect();
    let (year, _) = period.split_once('-').unwrap();
    store::list_lines_of_year(&mut tx, &scope, plan, year)
        .await
        .unwrap()
        .into_iter()
        .filter(|(of, line)| of == period && line.component == "key-revenue")
        .map(|(_, line)| (references[&line.person].clone(), line.attainment.unwrap()))
        .collect()
}

fn percent(n: i128) -> Ratio {
    Ratio::fraction(n, 100).unwrap()
}

async fn three_teams_are_large_enough_for_five_answers_and_have_a_star_and_a_low(programme: &TestProgramme) {
    let mut least = Vec::new();
    for day in ["2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01", "2026-11-02"] {
        let (mut tx, day) = (programme.read().await, Day::parse(day).unwrap());
        least.push(policies::value(&mut tx, "POL.XC.MIN_RESPONDENTS", day).await.unwrap().value);
    }
    assert_eq!(least, ["5", "6", "6", "5", "5"]);
    let staff = rows(people::staff_file());
    let managers = staff
        .iter()
        .filter(|row| row["title"].starts_with(people::KAM) && row["left"].is_empty());
    let manager_of: BTreeMap<&str, &str> = managers.map(|row| (row["reference"].as_str(), row["manager"].as_str())).collect();
    // At the end of June, 46 % of a usual year has been invoiced.
    for (period, level) in [("2025-P04", percent(100)), ("2026-P02", percent(46))] {
        let mut teams: BTreeMap<&str, Vec<Ratio>> = BTreeMap::new();
        for plan in PLANS {
            for (person, attained) in attained(programme, plan, period).await {
                let Some(manager) = manager_of.get(person.as_str()) else { continue };
                let team = teams.entry(manager).or_default();
                team.push(attained.checked_div(&level).unwrap());
            }
        }
        let sizes: Vec<(&str, usize)> = teams.iter().map(|(manager, team)| (*manager, team.len())).collect();
        // Noor came in May 2026, for Callum.
        let americas = if period == "2025-P04" { 5 } else { 6 };
        assert_eq!(sizes, [("HI-010", 7), ("HI-011", 7), ("HI-012", 4), ("HI-013", americas)]);
        for (manager, team) in &mut teams {
            team.sort();
            for pair in team.windows(2) {
                assert!(
                    &pair[1] - &pair[0] > Ratio::fraction(1, 1_000).unwrap(),
                    "{manager} {period}: a tie"
                );
            }
            let usual = team.iter().filter(|one| (percent(85)..percent(115)).contains(*one)).count();
            let (low, star) = (team.first().unwrap() < &percent(80), team.last().unwrap() > &percent(120));
            let expected = match *manager {
                "HI-012" => (4, false, false),
                // Noor's half-year began in May.
                "HI-013" => (3, true, true),
                _ => (5, true, true),
            };
            assert_eq!((usual, low, star), expected, "{manager} {period}: {team:?}");
        }
    }
}

async fn the_firm_has_a_star_a_worry_a_hand_over_and_a_late_credit_note(programme: &TestProgramme) {
    let scope = programme.viewer(Role::CompAnalyst).may(SEE).unwrap();
    let mut tx = programme.read().await;
    let plan = store::look_up_plan(&mut tx, "kam-2025", Some(1)).await.unwrap().unwrap().id;
    let attained = attained(programme, PLANS[0], "2025-P04").await;
    assert_eq!(attained.len(), 18);
    let those = |fits: &dyn Fn(&Ratio) -> bool| -> Vec<&str> {
        let fitting = attained.iter().filter(|(_, one)| fits(one));
        fitting.map(|(person, _)| person.as_str()).collect()
    };
    assert_eq!(those(&|one| *one < percent(60)), ["HI-107"], "Bruno is the worry");
    assert_eq!(those(&|one| *one > percent(140)), ["HI-103"], "Saoirse is the star");
    assert!(those(&|one| (percent(90)..percent(110)).contains(one)).len() >= 9);
    assert!(attained.values().all(|one| (percent(40)..percent(150)).contains(one)));

    let late: Vec<_> = store::list_lines_of_year(&mut tx, &scope, plan, "2026")
        .await
        .unwrap()
        .into_iter()
        .filter(|(_, line)| line.earned_before.is_some_and(|money| money.minor() != 0))
        .collect();
    let corrected: Ratio = {
        let sum = |late| -> Ratio { facts(late).iter().map(|(_, fact)| number(&fact["amount"])).sum() };
        sum(true) - sum(false)
    };
    assert!(corrected < Ratio::whole(-18_450));
    let (period, line) = late.first().unwrap();
    assert_eq!(
        (late.len(), period.as_str(), line.component.as_str()),
        (1, "2026-P03", "key-revenue")
    );
    let paid_less = (corrected * percent(3)).round(2, Rounding::HalfUp);
    let difference = line.earned_before.unwrap().to_ratio() - paid_less;
    assert!(
        difference.abs() <= percent(1),
        "two rounded values differ by at most a cent from the rounded difference"
    );

    let handed_over = customers::KEY_ACCOUNTS.iter().filter(|account| account.held.len() > 1).count();
    let holdings = staff::holdings(&mut tx).await.unwrap();
    assert_eq!(
        holdings
            .iter()
            .filter(|held| held.role == "kam" && held.interval.end().is_some())
            .count(),
        handed_over
    );
    let shared = holdings
        .iter()
        .filter(|held| held.role == "kam" && held.share != Ratio::one())
        .count();
    assert_eq!((handed_over, shared), (6, 6));
    let stranger = holdings.iter().any(|held| held.account == "A-1030");
    assert!(!stranger, "one key account has nobody, so that the worklist shows it");
}
