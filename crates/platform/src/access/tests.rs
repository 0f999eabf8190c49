//! A role opens what its row says, as far as its row says, and nothing else.

use super::{AccessTable, Circle, Extent, Grant, Permission, Reach, Role, Viewer};
use crate::error::Error;
use proptest::prelude::*;
use std::collections::BTreeSet;
use vocabulary::{AccountId, NumberedIds, PersonId, UserId};

const PAY: Permission = Permission::new("pay.see");
const EDIT: Permission = Permission::new("pay.edit");
const GRANTS: &[Grant] = &[
    Grant {
        permission: PAY,
        to: &[
            (Role::Kam, Reach::Own),
            (Role::SalesManager, Reach::Team),
            (Role::SecondLineManager, Reach::Units),
            (Role::CompAnalyst, Reach::All),
        ],
    },
    Grant {
        permission: EDIT,
        to: &[(Role::CompAnalyst, Reach::All)],
    },
];

fn ids<const N: usize>(numbers: [u64; N]) -> (BTreeSet<PersonId>, BTreeSet<AccountId>) {
    let people = numbers.iter().map(|n| PersonId::new(&NumberedIds::after(*n))).collect();
    (people, numbers.iter().map(|n| AccountId::new(&NumberedIds::after(*n))).collect())
}

/// Person 1 with account 1; 2 reports to them, 3 to 2.
fn viewer(roles: &[Role]) -> Viewer {
    let ((team, team_accounts), (units, unit_accounts)) = (ids([2]), ids([2, 3]));
    let circle = Circle {
        team,
        units,
        own_accounts: ids([1]).1,
        team_accounts,
        unit_accounts,
    };
    let me = PersonId::new(&NumberedIds::after(1));
    let user = UserId::new(&NumberedIds::default());
    Viewer::new(
        user,
        "Test".to_owned(),
        roles.iter().copied().collect(),
        Some((me, circle)),
        &AccessTable::new(GRANTS),
    )
}

#[track_caller]
fn check<const N: usize>(roles: &[Role], reached: [u64; N]) {
    let scope = viewer(roles).may(PAY).unwrap();
    let (people, accounts) = ids(reached);
    assert_eq!((scope.people(), scope.accounts()), (&Extent::Only(people), &Extent::Only(accounts)));
}

#[test]
fn a_scope_reaches_as_far_as_the_role_and_no_further() {
    check(&[Role::Kam], [1]);
    check(&[Role::SalesManager], [1, 2]);
    check(&[Role::SecondLineManager], [1, 2, 3]);
    let all = viewer(&[Role::CompAnalyst]).may(PAY).unwrap();
    assert_eq!((all.people(), all.accounts()), (&Extent::All, &Extent::All));
}

#[test]
fn of_several_roles_the_furthest_counts() {
    check(&[Role::Kam, Role::SalesManager], [1, 2]);
    check(&[Role::SecondLineManager, Role::Kam, Role::Administrator], [1, 2, 3]);
}

#[test]
fn a_role_without_the_permission_is_forbidden() {
    for roles in [&[][..], &[Role::Administrator], &[Role::Auditor, Role::HrPartner]] {
        assert!(matches!(viewer(roles).may(PAY), Err(Error::Forbidden { permission: PAY })));
        assert!(!viewer(roles).holds(PAY));
    }
    assert!(matches!(
        viewer(&[Role::SalesManager]).may(EDIT),
        Err(Error::Forbidden { permission: EDIT })
    ));
}

#[test]
fn who_is_nobody_in_the_firm_reaches_nobody_through_their_own_record() {
    let user = UserId::new(&NumberedIds::default());
    let nobody = Viewer::new(
        user,
        "Test".to_owned(),
        BTreeSet::from([Role::SalesManager]),
        None,
        &AccessTable::new(GRANTS),
    );
    assert_eq!(nobody.may(PAY).unwrap().people(), &Extent::Only(BTreeSet::new()));
}

#[test]
fn outside_the_scope_reads_like_not_existing() {
    let scope = viewer(&[Role::Kam]).may(PAY).unwrap();
    let (stranger, account) = (PersonId::new(&NumberedIds::after(9)), AccountId::new(&NumberedIds::after(9)));
    assert!(matches!(
        scope.of_person(stranger, "statement"),
        Err(Error::NotFound { what: "statement" })
    ));
    assert!(matches!(
        scope.of_account(account, "account"),
        Err(Error::NotFound { what: "account" })
    ));
    assert!(scope.of_person(PersonId::new(&NumberedIds::after(1)), "statement").is_ok());
}

#[test]
fn the_operator_may_do_everything_and_who_has_just_arrived_nothing() {
    let table = AccessTable::new(GRANTS);
    let operator = Viewer::operator(&table);
    for permission in table.permissions() {
        assert_eq!(operator.may(permission).unwrap().people(), &Extent::All);
    }
    let arriving = Viewer::arriving(UserId::new(&NumberedIds::default()), "Test");
    assert!(arriving.may(PAY).is_err() && arriving.may(EDIT).is_err());
}

#[test]
fn a_permission_granted_twice_reaches_as_far_as_the_nearer_grant() {
    let near = Grant {
        permission: PAY,
        to: &[(Role::Kam, Reach::Own)],
    };
    let far = Grant {
        permission: PAY,
        to: &[(Role::Kam, Reach::All)],
    };
    for grants in [[near, far], [far, near]] {
        assert_eq!(AccessTable::new(&grants).reach(Role::Kam, PAY), Some(Reach::Own));
    }
}

#[test]
fn every_role_is_found_by_its_name() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.name()), Some(role));
    }
    assert_eq!(Role::parse("Administrator"), None);
}

proptest! {
    #[test]
    fn another_role_never_takes_anything_away(had in prop::sample::subsequence(Role::ALL.to_vec(), 0..4), more in prop::sample::select(Role::ALL.to_vec())) {
        let with: Vec<Role> = had.iter().copied().chain([more]).collect();
        if let Ok(before) = viewer(&had).may(PAY) {
            let after = viewer(&with).may(PAY).unwrap();
            for n in 0..5 {
                let person = PersonId::new(&NumberedIds::after(n));
                prop_assert!(!before.people().holds(&person) || after.people().holds(&person));
            }
        }
    }
}
