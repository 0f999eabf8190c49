//! Laws of pay that hold for every plan and every input, and the answers to what is missing.

use proptest::prelude::*;
use vocabulary::{Calendar, Day, Ratio};

use super::{always, months, one_component, period, plan, ratio};
use crate::{Boundary, Dated, Evaluation, Inputs, Participant, Plan, TierBy, TierMode, TierPay, TierRow, Tiers, evaluate};

fn tiers(mode: TierMode, widths: &[(i128, i128)]) -> Tiers {
    let mut bound = 0;
    let last = widths.len() - 1;
    let rows = widths.iter().enumerate().map(|(row, (width, rate))| {
        bound += width;
        TierRow {
            to: (row < last).then(|| Ratio::whole(bound)),
            pays: TierPay::Rate(Ratio::fraction(*rate, 1_000).unwrap()),
            line: 1,
        }
    });
    Tiers {
        mode,
        by: TierBy::Amount,
        boundary: Boundary::LowerTier,
        rows: rows.collect(),
        line: 1,
    }
}

fn evaluated(plan: &Plan, asked: &[&str], participants: Vec<Participant>) -> Evaluation {
    let inputs = Inputs {
        calendar: Calendar::calendar_year(),
        asked: asked.iter().map(|name| period(name)).collect(),
        participants,
    };
    evaluate(plan, &inputs)
}

fn seller(name: &str, gains: &[Ratio]) -> Participant {
    let mut person = Participant {
        person: name.to_owned(),
        ..Participant::default()
    };
    person.measures.insert("sales".to_owned(), months(gains));
    person
}

const NOT_PRORATED: &str = "proration: { of: annual, basis: calendar_days, applies_to: [] }";

fn curve_plan() -> Plan {
    let terms = format!("{NOT_PRORATED}\ntarget_incentive: {{ amount: 12000 EUR, per: year }}");
    plan(&one_component(
        &terms,
        "interval: year, quota: { amount: 120000 EUR, spread: even }, attain_against: spread_to_date",
        "kind: bonus.curve, weight: 100%, curve: { lookup: interpolate, below: 0%, beyond: extend, points: [[50%, 0%], [100%, 100%]] }",
    ))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn more_sales_never_pay_less_in_marginal_tiers(
        rows in prop::collection::vec((1i128..10_000, 0i128..300), 1..6),
        a in -10_000i128..100_000,
        more in 0i128..50_000,
    ) {
        let tiers = tiers(TierMode::Marginal, &rows);
        let pay = |value: i128| tiers.pay(&Ratio::whole(value), &Ratio::one());
        prop_assert!(pay(a) <= pay(a + more));
    }

    #[test]
    fn flat_tiers_pay_at_least_as_much_as_marginal_ones_where_rates_rise(
        rows in prop::collection::vec((1i128..10_000, 0i128..100), 1..6),
        value in 0i128..100_000,
    ) {
        let mut rate = 0;
        let rising: Vec<(i128, i128)> = rows.iter().map(|(width, rise)| { rate += rise; (*width, rate) }).collect();
        let pay = |mode| tiers(mode, &rising).pay(&Ratio::whole(value), &Ratio::one());
        prop_assert!(pay(TierMode::Flat) >= pay(TierMode::Marginal));
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn months_add_up_to_the_rounded_year_and_a_population_equals_its_members(
        gains in prop::collection::vec(prop::collection::vec(-9_999i128..99_999, 12), 1..4),
    ) {
        let plan = curve_plan();
        let people: Vec<Participant> = gains
            .iter()
            .enumerate()
            .map(|(number, gains)| {
                let gains: Vec<Ratio> = gains.iter().map(|value| Ratio::fraction(*value, 7).unwrap()).collect();
                seller(&format!("p{number}"), &gains)
            })
            .collect();
        let names: Vec<String> = (1..=12).map(|month| format!("2027-{month:02}")).collect();
        let mut asked: Vec<&str> = names.iter().map(String::as_str).collect();
        asked.push("2027");
        let together = evaluated(&plan, &asked, people.clone());
        for (person, result) in people.into_iter().zip(&together.participants) {
            let (year, months) = result.components.split_last().unwrap();
            let sum: i64 = months.iter().map(|month| month.earned.known_value().unwrap().minor()).sum();
            prop_assert_eq!(sum, year.earned.known_value().unwrap().minor());
            prop_assert_eq!(&evaluated(&plan, &asked, vec![person]).participants[0], result);
        }
    }

    #[test]
    fn shares_of_a_transaction_add_up_to_it(amount in -1_000_000i128..1_000_000, parts in prop::collection::vec(1i128..50, 1..6)) {
        let whole: i128 = parts.iter().sum();
        let credited: Ratio = parts
            .iter()
            .map(|part| crate::CreditedTransaction {
                document: "d".to_owned(),
                date: Day::ymd(2027, 1, 10).unwrap(),
                amount: Ratio::fraction(amount, 10_000).unwrap(),
                share: Ratio::fraction(*part, whole).unwrap(),
            }.credited())
            .sum();
        prop_assert_eq!(credited, Ratio::fraction(amount, 10_000).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_rising_curve_never_pays_less_for_more(
        steps in prop::collection::vec((1i128..50, 0i128..80), 2..6),
        interpolate in any::<bool>(),
        extends in any::<bool>(),
        a in -20i128..300,
        more in 0i128..100,
    ) {
        let (mut at, mut pays) = (0, 0);
        let points: Vec<crate::Point> = steps.iter().map(|(width, rise)| {
            at += width;
            pays += rise;
            crate::Point { at: Ratio::fraction(at, 100).unwrap(), pays: Ratio::fraction(pays, 100).unwrap(), line: 1 }
        }).collect();
        let curve = crate::Curve {
            over: crate::CurveOver::Attainment,
            lookup: if interpolate { crate::Lookup::Interpolate } else { crate::Lookup::Floor },
            below: if extends && interpolate { crate::Below::Extend } else { crate::Below::First },
            beyond: if extends && interpolate { crate::Beyond::Extend } else { crate::Beyond::Last },
            points,
            line: 1,
        };
        let read = |value: i128| curve.read(&Ratio::fraction(value, 100).unwrap()).pays;
        prop_assert!(read(a) <= read(a + more));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn a_population_equals_its_members_in_the_complete_plan(
        people in prop::collection::vec((-500_000i128..2_000_000, 0i128..80, any::<bool>(), prop::option::of(1u8..=12)), 1..5),
    ) {
        let plan = plan(include_str!("../../plans/kam-emea-2027.yaml"));
        let participants: Vec<Participant> = people.iter().enumerate().map(|(number, (growth, nps, reached, hired))| {
            let always_holds = vocabulary::Interval::from(Day::MIN);
            let kpi = |value: Ratio| vec![crate::KpiReading { holds: always_holds, value: Some(value), responses: Some(12) }];
            let year = period("2027");
            let mut person = Participant {
                person: format!("p{number}"),
                hired: hired.and_then(|month| Day::ymd(2027, month, 15)),
                ..Participant::default()
            };
            person.measures.insert("growth".to_owned(), vec![crate::Increment { from: year.from, to: year.to, value: Ok(Ratio::whole(*growth)) }]);
            person.quotas.insert("growth".to_owned(), always(ratio("1200000")));
            person.kpis.insert("nps_accounts".to_owned(), kpi(Ratio::whole(*nps)));
            person.kpis.insert("csat_mean".to_owned(), kpi(ratio("8.3")));
            person.kpis.insert("on_time_in_full".to_owned(), kpi(ratio("0.97")));
            for id in ["plan-signed", "executive-sponsor", "divisions-active"] {
                person.milestones.insert(id.to_owned(), always(Ratio::whole(i128::from(*reached))));
            }
            person.awards.insert("new-division-spiff".to_owned(), Ok(Vec::new()));
            person
        }).collect();
        let together = evaluated(&plan, &["2027"], participants.clone());
        for (person, result) in participants.into_iter().zip(&together.participants) {
            prop_assert!(result.totals[0].with_base.as_ref().unwrap().is_known());
            prop_assert_eq!(&evaluated(&plan, &["2027"], vec![person]).participants[0], result);
        }
    }
}

fn rate_from_table() -> Plan {
    plan(&one_component(
        "",
        "interval: year",
        "kind: commission.rate, rate: { table: rates, key: participant }",
    ))
}

#[track_caller]
fn unknown_because(evaluation: &Evaluation, because: &str) {
    let unknown = evaluation.participants[0].components[0].earned.reason_unknown().unwrap();
    assert_eq!(unknown.because, because);
}

#[test]
fn a_missing_rate_is_unknown_and_not_zero() {
    let evaluation = evaluated(&rate_from_table(), &["2027-01"], vec![seller("p", &[ratio("100")])]);
    unknown_because(&evaluation, "no rate for p on 2027-01-01 in the table rates");
}

#[test]
fn a_missing_month_is_unknown_and_not_zero() {
    let mut person = seller("p", &[ratio("100")]);
    person.rates.insert("rates".to_owned(), always(ratio("0.1")));
    let evaluation = evaluated(&rate_from_table(), &["2027-01", "2027-03"], vec![person]);
    let results = &evaluation.participants[0].components;
    assert_eq!(results[0].earned.known_value().unwrap().to_string(), "10.00 EUR");
    let unknown = results[1].earned.reason_unknown().unwrap();
    assert_eq!(unknown.because, "sales is not known from 2027-02-01 to 2027-03-31");
    assert!(evaluation.participants[0].totals[1].incentive.reason_unknown().is_some());
}

#[test]
fn an_unknown_amount_keeps_its_reason_up_to_the_total() {
    let mut person = seller("p", &[ratio("100")]);
    person.rates.insert("rates".to_owned(), always(ratio("0.1")));
    person.measures.get_mut("sales").unwrap()[0].value = Err("order 7 has no seller".to_owned());
    let evaluation = evaluated(&rate_from_table(), &["2027-01"], vec![person]);
    unknown_because(&evaluation, "order 7 has no seller");
}

#[test]
fn each_stretch_is_paid_at_the_rate_of_its_time() {
    let mut person = seller("p", &[ratio("100"), ratio("100"), ratio("100")]);
    let day = |month| Day::ymd(2027, month, 1).unwrap();
    let row = |from, to, rate| Dated {
        holds: vocabulary::Interval::new(from, to).unwrap(),
        value: ratio(rate),
    };
    let rows = vec![row(day(1), Some(day(3)), "0.1"), row(day(3), None, "0.2")];
    person.rates.insert("rates".to_owned(), rows);
    let evaluation = evaluated(&rate_from_table(), &["2027-03"], vec![person.clone()]);
    let result = &evaluation.participants[0].components[0];
    assert_eq!(result.earned_to_date.known_value().unwrap().to_string(), "40.00 EUR");
    assert_eq!(result.earned.known_value().unwrap().to_string(), "20.00 EUR");
    let mid_month = Day::ymd(2027, 2, 15).unwrap();
    let rows = vec![row(day(1), Some(mid_month), "0.1"), row(mid_month, None, "0.2")];
    person.rates.insert("rates".to_owned(), rows);
    let evaluation = evaluated(&rate_from_table(), &["2027-02"], vec![person]);
    unknown_because(&evaluation, "the rate of p in rates changes between 2027-02-01 and 2027-02-28");
}

fn against_quota(against: &str) -> Plan {
    plan(&one_component(
        "proration: { of: annual, basis: calendar_days, applies_to: [quota] }",
        &format!(
            "interval: year, quota: {{ table: q, key: participant, spread: {{ q1: 20%, q2: 20%, q3: 20%, q4: 40% }} }}, attain_against: {against}"
        ),
        "kind: commission.tiers, tiers: { mode: marginal, by: attainment, boundary: lower_tier, rows: [{ to: 100%, rate: 1% }, { to: open, rate: 2% }] }",
    ))
}

#[test]
fn l32_attainment_against_a_quota_of_zero_is_unknown_with_the_reason() {
    let mut person = seller("p", &[ratio("100")]);
    person.quotas.insert("sales".to_owned(), always(Ratio::zero()));
    let evaluation = evaluated(&against_quota("interval"), &["2027-01"], vec![person]);
    unknown_because(
        &evaluation,
        "the quota of sales is 0; an attainment against a quota of zero or less says nothing (L32)",
    );
}

#[track_caller]
fn quota_in(against: &str, asked: &str, hired: Option<Day>, expected: &str) {
    let mut person = seller("p", &vec![ratio("10"); 12]);
    person.hired = hired;
    person.quotas.insert("sales".to_owned(), always(ratio("36500")));
    let evaluation = evaluated(&against_quota(against), &[asked], vec![person]);
    let quota = evaluation.participants[0].components[0].quota.clone().unwrap();
    assert_eq!(quota.known_value().unwrap(), &ratio(expected));
}

#[test]
fn an_annual_measure_stands_against_the_year_or_against_what_is_due_by_now() {
    let october = Day::ymd(2027, 10, 1);
    quota_in("interval", "2027-03", None, "36500");
    quota_in("spread_to_date", "2027-03", None, "7300");
    // 7,300 and half a quarter's 7,300: 46 of the 92 days would be 15 August; the end of July is 31 of 92.
    quota_in("spread_to_date", "2027-07", None, "392375/23");
    // 92 of 365 days, all of it in the last quarter, of which October is 31 of 92 days.
    quota_in("interval", "2027-10", october, "9200");
    quota_in("spread_to_date", "2027-10", october, "3100");
    quota_in("spread_to_date", "2027", october, "9200");
}

#[test]
fn nobody_earns_before_the_first_day() {
    let mut person = seller("p", &[]);
    person.hired = Day::ymd(2027, 6, 1);
    person.quotas.insert("sales".to_owned(), always(ratio("36500")));
    let evaluation = evaluated(&against_quota("spread_to_date"), &["2027-03"], vec![person]);
    let earned = &evaluation.participants[0].components[0].earned;
    assert!(earned.known_value().unwrap().is_zero());
}

#[test]
fn the_hash_follows_the_text_and_the_source_is_kept() {
    let text = one_component("", "interval: year", "kind: commission.rate, rate: 1%");
    let (one, two) = (plan(&text), plan(&format!("{text}# a comment\n")));
    assert_eq!(one.source(), text);
    assert_ne!(one.hash(), two.hash());
    // The SHA-256 of a text is checked against its published test vector for "abc" by its own crate; here its form.
    assert_eq!(one.hash().len(), 64);
}
