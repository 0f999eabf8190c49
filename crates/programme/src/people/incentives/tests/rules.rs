//! The states of a period and what is posted, as tables.

use crate::people::incentives::rules::period::{PeriodState, approve, calculate, close};
use crate::people::incentives::rules::posting::{Earlier, post};
use proptest::prelude::*;
use vocabulary::{Currency, Money};

fn eur(minor: i64) -> Money {
    Money::from_minor(minor, Currency::EUR)
}

#[test]
fn only_a_closed_period_cannot_be_calculated() {
    for state in [PeriodState::Open, PeriodState::Calculated, PeriodState::Approved] {
        assert_eq!(calculate(state).unwrap(), PeriodState::Calculated);
    }
    assert_eq!(calculate(PeriodState::Closed).unwrap_err().code, "incentives.period_closed");
}

#[test]
fn whoever_ran_a_period_cannot_approve_it() {
    assert_eq!(
        approve(PeriodState::Calculated, "ada", "ada").unwrap_err().code,
        "incentives.own_run"
    );
    assert_eq!(approve(PeriodState::Calculated, "ada", "bo").unwrap(), PeriodState::Approved);
    assert_eq!(approve(PeriodState::Open, "", "bo").unwrap_err().code, "incentives.not_calculated");
}

#[test]
fn closing_needs_approval_order_and_the_typed_name() {
    let closed = [PeriodState::Closed];
    assert_eq!(
        close(PeriodState::Calculated, &[], "2026-Q1", "2026-Q1").unwrap_err().code,
        "incentives.not_approved"
    );
    assert_eq!(
        close(PeriodState::Approved, &[PeriodState::Approved], "2026-Q2", "2026-Q2")
            .unwrap_err()
            .code,
        "incentives.earlier_open"
    );
    assert_eq!(
        close(PeriodState::Approved, &closed, "2026-Q2", "2026-Q1").unwrap_err().code,
        "incentives.name_differs"
    );
    assert_eq!(
        close(PeriodState::Approved, &closed, "2026-Q2", " 2026-Q2 ").unwrap(),
        PeriodState::Closed
    );
}

#[test]
fn the_worked_example_of_posting() {
    let january = Earlier {
        posted: Some(eur(10_000)),
        to_date_today: eur(9_000),
    };
    let february = post(eur(20_000), &[january]).unwrap();
    assert_eq!((february.earned, february.from_closed), (eur(10_000), eur(-1_000)));
    let open = Earlier {
        posted: None,
        to_date_today: eur(20_000),
    };
    let march = post(eur(30_000), &[january, open]).unwrap();
    assert_eq!((march.earned, march.from_closed), (eur(10_000), eur(0)));
}

proptest! {
    /// Whatever was posted before, closing period after period ends at the value to date.
    #[test]
    fn closed_periods_always_add_up_to_the_value_to_date(to_dates in prop::collection::vec(-1_000_000_i64..1_000_000, 1..13)) {
        let mut earlier: Vec<Earlier> = Vec::new();
        let mut posted = 0;
        for to_date in &to_dates {
            let posting = post(eur(*to_date), &earlier).unwrap();
            posted += posting.earned.minor();
            prop_assert_eq!(posted, *to_date);
            earlier.push(Earlier { posted: Some(posting.earned), to_date_today: eur(*to_date) });
        }
    }
}
