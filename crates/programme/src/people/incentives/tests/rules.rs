//! The states of a period and what is posted, as tables.

use crate::people::incentives::rules::period::{PeriodState, approve, calculate, close};
use crate::people::incentives::rules::posting::{Settled, post};
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
fn an_approved_period_cannot_be_approved_again() {
    assert_eq!(
        approve(PeriodState::Approved, "ada", "bo").unwrap_err().code,
        "incentives.approved_already"
    );
}

#[test]
fn the_worked_examples_of_posting() {
    let january = Settled {
        posted: eur(10_000),
        today: Some(eur(9_000)),
        current: true,
    };
    let february = post(eur(20_000), &[january]).unwrap();
    assert_eq!((february.earned, february.from_closed), (eur(10_000), eur(-1_000)));
    let first_quarter = Settled {
        posted: eur(30_000),
        today: Some(eur(29_000)),
        current: false,
    };
    let april = post(eur(5_000), &[first_quarter]).unwrap();
    assert_eq!((april.earned, april.from_closed), (eur(4_000), eur(-1_000)));
    let unknown = Settled {
        posted: eur(30_000),
        today: None,
        current: false,
    };
    assert_eq!(post(eur(5_000), &[unknown]).unwrap().earned, eur(5_000));
}

proptest! {
    /// Whatever becomes known late, in whatever interval: what is posted up to a period is what is due up to it.
    #[test]
    fn postings_always_add_up_to_what_is_due(
        // For each period of four intervals of three: the change that becomes known in it, for each interval.
        changes in prop::collection::vec(prop::collection::vec(-1_000_000_i64..1_000_000, 4), 12),
    ) {
        let mut due = [0_i64; 4];
        let mut posted = [0_i64; 4];
        for (period, change) in changes.iter().enumerate() {
            let current = period / 3;
            for (interval, amount) in change.iter().enumerate().take(current + 1) {
                due[interval] += amount;
            }
            let settled: Vec<Settled> = (0..=current)
                .filter(|interval| period > interval * 3)
                .map(|interval| Settled { posted: eur(posted[interval]), today: Some(eur(due[interval])), current: interval == current })
                .collect();
            let posting = post(eur(due[current]), &settled).unwrap();
            // A period's posting belongs to its own interval, the settlement of earlier ones included.
            posted[current] += posting.earned.minor();
            prop_assert_eq!(posted.iter().sum::<i64>(), due.iter().sum::<i64>());
        }
    }
}
