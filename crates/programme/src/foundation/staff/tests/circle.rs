//! The circle around a person: team, units, accounts, on the day.

use super::super::{acts, around_of, circle_of};
use crate::foundation::accounts::tests::{account_id, cast, person_id, placed, staff_row};
use platform::access::{Around, Centre, Circle};
use platform::testing::{TestProgramme, on_both};
use std::collections::BTreeSet;
use vocabulary::{AccountId, Instant, PersonId};

async fn circle(programme: &TestProgramme, reference: &str) -> Circle {
    let person = person_id(programme, reference).await;
    circle_of(&mut programme.read().await, person).await.unwrap()
}

async fn people<const N: usize>(programme: &TestProgramme, references: [&str; N]) -> BTreeSet<PersonId> {
    let mut ids = BTreeSet::new();
    for reference in references {
        ids.insert(person_id(programme, reference).await);
    }
    ids
}

async fn accounts<const N: usize>(programme: &TestProgramme, references: [&str; N]) -> BTreeSet<AccountId> {
    let mut ids = BTreeSet::new();
    for reference in references {
        ids.insert(account_id(programme, reference).await);
    }
    ids
}

#[tokio::test]
async fn a_manager_has_a_team_and_a_director_has_units() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mia = circle(&programme, "P-2").await;
        let team = people(&programme, ["P-4", "P-5"]).await;
        assert_eq!((mia.team.clone(), mia.units), (team.clone(), team));
        assert_eq!(mia.own_accounts, BTreeSet::new());
        assert_eq!(mia.team_accounts, accounts(&programme, ["A-1", "B-1", "C-1"]).await);
        let dana = circle(&programme, "P-1").await;
        assert_eq!(dana.team, people(&programme, ["P-2", "P-3"]).await);
        assert_eq!(dana.units, people(&programme, ["P-2", "P-3", "P-4", "P-5", "P-6"]).await);
        assert_eq!(dana.team_accounts, BTreeSet::new());
        assert_eq!(dana.unit_accounts, accounts(&programme, ["A-1", "B-1", "C-1", "C-2"]).await);
        let kai = circle(&programme, "P-4").await;
        assert_eq!(
            (kai.team, kai.own_accounts),
            (BTreeSet::new(), accounts(&programme, ["A-1", "C-1"]).await)
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_changes_hands_on_the_day_of_the_hand_over() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let target = account_id(&programme, "C-1").await;
        let holds = |circle: Circle| circle.own_accounts.contains(&target);
        programme.clock.set(Instant::parse_rfc3339("2026-01-31T12:00:00Z").unwrap());
        assert_eq!(
            (holds(circle(&programme, "P-6").await), holds(circle(&programme, "P-4").await)),
            (true, false)
        );
        programme.clock.set(Instant::parse_rfc3339("2026-02-01T12:00:00Z").unwrap());
        assert_eq!(
            (holds(circle(&programme, "P-6").await), holds(circle(&programme, "P-4").await)),
            (false, true)
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_moves_to_another_manager_leaves_the_first_ones_circle() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut tx = programme.write().await;
        let moved = placed([staff_row("P-4", "Kai Keller", "Account manager", "P-3")]);
        acts::keep_rows(&mut tx, &programme.operator(), &moved).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(circle(&programme, "P-2").await.team, people(&programme, ["P-5"]).await);
        assert_eq!(circle(&programme, "P-3").await.team, people(&programme, ["P-4", "P-6"]).await);
    })
    .await;
}

#[tokio::test]
async fn somebody_unknown_has_nobody_around_them() {
    on_both(crate::book, |programme| async move {
        let nobody = PersonId::parse("00000000-0000-0000-0000-00000000ffff").unwrap();
        assert_eq!(circle_of(&mut programme.read().await, nobody).await.unwrap(), Circle::default());
    })
    .await;
}

#[tokio::test]
async fn who_reaches_somebody_or_something_has_it_in_their_circle() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let everybody = people(&programme, ["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"]).await;
        let mut circles = Vec::new();
        let mut tx = programme.read().await;
        for person in &everybody {
            circles.push((*person, circle_of(&mut tx, *person).await.unwrap()));
        }
        let those =
            |has: &dyn Fn(PersonId, &Circle) -> bool| circles.iter().filter(|(me, circle)| has(*me, circle)).map(|(me, _)| *me).collect();
        for person in &everybody {
            let expected = Around {
                own: those(&|me, _| me == *person),
                team: those(&|_, circle| circle.team.contains(person)),
                units: those(&|_, circle| circle.units.contains(person)),
            };
            assert_eq!(around_of(&mut tx, Centre::Person(*person)).await.unwrap(), expected);
        }
        for account in accounts(&programme, ["A-1", "B-1", "C-1", "C-2"]).await {
            let expected = Around {
                own: those(&|_, circle| circle.own_accounts.contains(&account)),
                team: those(&|_, circle| circle.team_accounts.contains(&account)),
                units: those(&|_, circle| circle.unit_accounts.contains(&account)),
            };
            assert_eq!(around_of(&mut tx, Centre::Account(account)).await.unwrap(), expected);
        }
        let nobody = AccountId::parse("00000000-0000-0000-0000-00000000ffff").unwrap();
        assert_eq!(around_of(&mut tx, Centre::Account(nobody)).await.unwrap(), Around::default());
    })
    .await;
}
