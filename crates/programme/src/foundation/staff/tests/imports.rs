//! Imported lists of people and assignments.

use super::super::{ASSIGNMENTS, RECEIVER, acts, by_reference, find, holdings, list, people, store};
use crate::foundation::accounts::tests::{
    assignment_row, assignments, cast, day, entries, people as cast_people, person_id, placed, staff_row,
};
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Content, StaffRow};
use platform::Error;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use vocabulary::{Instant, Interval, Ratio};

async fn keep(programme: &TestProgramme, content: Content) -> platform::Result<Kept> {
    let mut tx = programme.write().await;
    let receiver = if matches!(content, Content::Staff(_)) {
        RECEIVER
    } else {
        ASSIGNMENTS
    };
    let kept = (receiver.keep)(&mut tx, &programme.operator(), &content).await?;
    tx.commit().await?;
    Ok(kept)
}

#[tokio::test]
async fn the_same_lists_again_change_nothing() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        assert_eq!(
            keep(&programme, Content::Staff(cast_people())).await.unwrap(),
            Kept {
                created: 0,
                changed: 0,
                unchanged: 6
            }
        );
        assert_eq!(
            keep(&programme, Content::Assignments(assignments())).await.unwrap(),
            Kept {
                created: 0,
                changed: 0,
                unchanged: 6
            }
        );
        let shouted = cast_people().into_iter().map(|mut placed| {
            placed.row.title = placed.row.title.to_uppercase();
            placed
        });
        assert_eq!(keep(&programme, Content::Staff(shouted.collect())).await.unwrap().unchanged, 6);
        let mut role = assignments();
        role.iter_mut().for_each(|placed| placed.row.role = " KAM ".to_owned());
        assert_eq!(keep(&programme, Content::Assignments(role)).await.unwrap().unchanged, 6);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_kept_as_the_file_says() {
    on_both(crate::book, |programme| async move {
        let row = StaffRow {
            left: Some(day("2026-03-02")),
            email: Some("ada@firm.example".to_owned()),
            ..staff_row("P-9", "Ada Ásgeirsdóttir", "Account Executive", "")
        };
        keep(&programme, Content::Staff(placed([row]))).await.unwrap();
        let mut tx = programme.read().await;
        let everybody = people(&mut tx).await.unwrap();
        let ada = everybody.first().unwrap();
        assert_eq!(
            (ada.title.as_deref(), ada.title_name.as_deref()),
            (Some("account_executive"), Some("Account Executive"))
        );
        assert_eq!(
            (ada.hired, ada.left, ada.has_left(tx.today())),
            (Some(day("2024-01-01")), Some(day("2026-03-02")), true)
        );
        assert_eq!(by_reference(&mut tx, [&"P-9".to_owned()]).await.unwrap().get("P-9"), Some(ada));
    })
    .await;
}

#[tokio::test]
async fn a_new_manager_counts_from_today_and_the_old_one_until_then() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let moved = placed([staff_row("P-4", "Kai Keller", "Account manager", "P-3")]);
        assert_eq!(
            keep(&programme, Content::Staff(moved)).await.unwrap(),
            Kept {
                created: 0,
                changed: 1,
                unchanged: 0
            }
        );
        let kai = person_id(&programme, "P-4").await;
        let mut tx = programme.read().await;
        let managers = |people: Vec<super::super::Person>| people.into_iter().map(|person| person.reference).collect::<Vec<_>>();
        assert_eq!(
            managers(store::list_above(&mut tx, kai, day("2026-03-01")).await.unwrap()),
            ["P-2", "P-1"]
        );
        assert_eq!(
            managers(store::list_above(&mut tx, kai, day("2026-03-02")).await.unwrap()),
            ["P-3", "P-1"]
        );
        assert_eq!(
            managers(store::list_above(&mut tx, kai, day("2023-12-31")).await.unwrap()),
            Vec::<String>::new()
        );
        drop(tx);
        // A second thought on the same day replaces the first, which never held.
        for manager in ["P-1", "P-2"] {
            let again = placed([staff_row("P-4", "Kai Keller", "Account manager", manager)]);
            assert_eq!(keep(&programme, Content::Staff(again)).await.unwrap().changed, 1);
        }
        programme.clock.set(Instant::parse_rfc3339("2026-03-09T09:00:00Z").unwrap());
        let mut tx = programme.read().await;
        assert_eq!(
            managers(store::list_above(&mut tx, kai, day("2026-03-08")).await.unwrap()),
            ["P-2", "P-1"]
        );
        assert_eq!(entries(&programme, "person_changed").await, 3);
    })
    .await;
}

#[tokio::test]
async fn wrong_rows_are_refused_with_their_line_and_leave_nothing_behind() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let cases = [
            (
                Content::Staff(placed([staff_row("P-9", "New", "X", "P-77")])),
                "Line 2: New (P-9) reports to P-77",
            ),
            (
                Content::Staff(placed([staff_row("P-1", "Dana Director", "Director", "P-4")])),
                "Dana Director (P-1) → Kai Keller (P-4)",
            ),
            (
                Content::Assignments(placed([assignment_row("Q-1", "P-4", 10, "2026-01-01", None)])),
                "Line 2: no account has the reference Q-1",
            ),
            (
                Content::Assignments(placed([assignment_row("A-1", "P-77", 10, "2026-01-01", None)])),
                "Line 2: nobody has the reference P-77",
            ),
            (
                Content::Assignments(placed([assignment_row("A-1", "P-6", 120, "2026-01-01", None)])),
                "Line 2: 120 % is no share",
            ),
            (
                Content::Assignments(placed([assignment_row("A-1", "P-6", 10, "2026-07-01", None)])),
                "The shares of Nordwind Logistik (A-1) in the role kam would come to 110 % on 2026-07-01.",
            ),
        ];
        let before = holdings(&mut programme.read().await).await.unwrap();
        for (content, sentence) in cases {
            let error = keep(&programme, content).await.unwrap_err().to_string().replace('\u{a0}', " ");
            assert!(error.contains(sentence), "{error}");
        }
        let mut tx = programme.read().await;
        assert_eq!(holdings(&mut tx).await.unwrap(), before);
        assert_eq!(people(&mut tx).await.unwrap().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn an_import_may_hand_over_an_account_in_one_file() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let rows = placed([
            assignment_row("B-1", "P-4", 100, "2026-04-01", None),
            assignment_row("B-1", "P-5", 100, "2025-01-01", Some("2026-04-01")),
        ]);
        assert_eq!(
            keep(&programme, Content::Assignments(rows)).await.unwrap(),
            Kept {
                created: 1,
                changed: 1,
                unchanged: 0
            }
        );
        let holdings = holdings(&mut programme.read().await).await.unwrap();
        let of = |account: &str| {
            holdings
                .iter()
                .filter(|held| held.account == account)
                .map(|held| (held.payee.clone(), held.interval))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of("B-1"),
            [
                ("P-5".to_owned(), Interval::closed(day("2025-01-01"), day("2026-04-01")).unwrap()),
                ("P-4".to_owned(), Interval::from(day("2026-04-01"))),
            ]
        );
        assert_eq!(entries(&programme, "assignment_changed").await, 1);
        assert_eq!(
            holdings.iter().find(|held| held.account == "A-1").unwrap().share,
            Ratio::fraction(3, 5).unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_the_staff_may_import_it() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let viewer = programme.viewer(role);
            let mut tx = programme.write().await;
            let may = matches!(role, Role::HrPartner | Role::Administrator);
            assert_eq!(
                acts::keep_rows(&mut tx, &viewer, &cast_people()).await.is_ok(),
                may,
                "{}",
                role.name()
            );
            let kept = acts::keep_assignments(&mut tx, &viewer, &[]).await;
            assert!(may || matches!(kept, Err(Error::Forbidden { .. })), "{}", role.name());
        }
    })
    .await;
}

#[tokio::test]
async fn other_chapters_find_people_inside_a_scope_only() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mia = person_id(&programme, "P-2").await;
        let scope = programme.viewer_as(Role::SalesManager, mia).await.may(super::super::SEE).unwrap();
        let mut tx = programme.read().await;
        let names: Vec<String> = list(&mut tx, &scope)
            .await
            .unwrap()
            .into_iter()
            .map(|person| person.reference)
            .collect();
        assert_eq!(names, ["P-4", "P-5", "P-2"]);
        assert_eq!(find(&mut tx, &scope, mia).await.unwrap().name, "Mia Manager");
        drop(tx);
        let kurt = person_id(&programme, "P-6").await;
        assert!(matches!(
            find(&mut programme.read().await, &scope, kurt).await,
            Err(Error::NotFound { what: "person" })
        ));
    })
    .await;
}
