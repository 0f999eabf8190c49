//! Giving a share of an account and ending it, by form.

use super::super::rules::SaidAssignment;
use super::super::{Assignment, acts, team_of};
use crate::foundation::accounts::tests::{account_id, cast, day, entries, outline, person_id, placed, staff_row};
use platform::Error;
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};
use vocabulary::Ratio;

async fn hr(programme: &TestProgramme) -> Browser {
    programme.sign_in("hr", &[Role::HrPartner], None).await
}

async fn team(programme: &TestProgramme, account: &str) -> Vec<Assignment> {
    let account = account_id(programme, account).await;
    team_of(&mut programme.read().await, account).await.unwrap()
}

const ADDRESS: &str = "/staff/assignments";

/// A form of an assignment in the role `kam`.
fn assignment<'a>(csrf: &'a str, account: &'a str, person: &'a str, share: &'a str, from: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("csrf", csrf),
        ("account", account),
        ("person", person),
        ("role", "KAM"),
        ("share", share),
        ("from", from),
        ("to", ""),
    ]
}

#[tokio::test]
async fn the_form_shows_who_holds_the_account_and_what_it_comes_to() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let page = hr(&programme).await.get("/staff/assignments/new?account=A-1").await;
        let shown = outline(&page.body);
        assert!(shown.contains("Kai Keller | Key account manager | 60 % | 1 Jan 2025"), "{shown}");
        assert!(
            shown.contains("Together today | Key account manager | 100 % | 2 Mar 2026"),
            "{shown}"
        );
        assert!(page.body.contains("value=\"2026-03-02\""));
    })
    .await;
}

#[tokio::test]
async fn accounts_and_people_are_named_by_reference_or_by_a_name_that_nothing_else_has() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = programme.sign_in("hr", &[Role::HrPartner], None).await;
        let form = hr.get("/staff/assignments/new").await;
        assert!(
            form.body.contains("<option value=\"Kai Keller\">"),
            "people are offered: {}",
            form.body
        );
        assert!(
            form.body.contains("<option value=\"Key account manager\">"),
            "roles are offered: {}",
            form.body
        );
        let csrf = form.csrf();
        let said = [
            ("csrf", csrf.as_str()),
            ("account", "nordwind ost"),
            ("person", "KURT Kahn"),
            ("role", "key account manager"),
            ("share", "50"),
            ("from", "2026-03-02"),
            ("to", ""),
        ];
        assert_eq!(hr.post(ADDRESS, &said).await.status, 303);
        let held = team(&programme, "A-2").await;
        let one: Vec<(&str, &str)> = held
            .iter()
            .map(|held| (held.person.reference.as_str(), held.role.as_str()))
            .collect();
        assert_eq!(one, [("P-6", "kam")]);
        let mut tx = programme.write().await;
        let twin = placed([staff_row("P-7", "Kurt Kahn", "", "P-3")]);
        acts::keep_rows(&mut tx, &programme.operator(), &twin).await.unwrap();
        tx.commit().await.unwrap();
        let later = said.map(|(name, value)| if name == "from" { (name, "2026-09-02") } else { (name, value) });
        let refused = hr.post(ADDRESS, &later).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("nobody alone has that name"), "{}", outline(&refused.body));
    })
    .await;
}

#[tokio::test]
async fn a_share_that_fits_is_kept_and_one_that_does_not_is_refused_by_account_role_and_day() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let csrf = hr.get("/staff/assignments/new").await.csrf();
        let answer = hr.post(ADDRESS, &assignment(&csrf, "A-2", "P-6", "60", "2026-03-02")).await;
        let kurt = person_id(&programme, "P-6").await;
        assert_eq!((answer.status, answer.page()), (303, format!("/staff/{kurt}").as_str()));
        let answer = hr.post(ADDRESS, &assignment(&csrf, "A-2", "P-4", "40.5", "2026-04-01")).await;
        assert_eq!(answer.status, 422);
        let shown = outline(&answer.body);
        assert!(
            shown.contains("The shares of Nordwind Ost (A-2) in the role kam would come to 100.5 % on 2026-04-01."),
            "{shown}"
        );
        assert!(answer.body.contains("value=\"40.5\"") && shown.contains("Together today | Key account manager | 60 %"));
        assert_eq!(
            hr.post(ADDRESS, &assignment(&csrf, "A-2", "P-4", "40", "2026-04-01")).await.status,
            303
        );
        let team: Vec<(String, String)> = team(&programme, "A-2")
            .await
            .into_iter()
            .map(|held| (held.person.name, held.role))
            .collect();
        let kam = "kam".to_owned();
        assert_eq!(team, [("Kurt Kahn".to_owned(), kam.clone()), ("Kai Keller".to_owned(), kam)]);
        assert_eq!(entries(&programme, "assignment_begun").await, 2);
    })
    .await;
}

#[tokio::test]
async fn hostile_assignments_are_refused_beside_their_field() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let csrf = hr.get("/staff/assignments/new").await.csrf();
        let long = "9".repeat(5_000);
        let cases = [
            (("A-2", "P-4", "0", "2026-03-02"), "0 % is no share."),
            (("A-2", "P-4", "-5", "2026-03-02"), "is no share."),
            (("A-2", "P-4", "101", "2026-03-02"), "101 % is no share."),
            (("A-2", "P-4", "half", "2026-03-02"), "This is not a number."),
            (("A-2", "P-4", &long, "2026-03-02"), "no"),
            (("A-2", "P-4", "", "2026-03-02"), "This is needed."),
            (("A-2", "P-4", "50", "2026-02-30"), "This is not a day."),
            (("A-2", "P-4", "50", "yesterday"), "This is not a day."),
            (("A-2", "P-4", "50", ""), "This is needed."),
            (
                ("'; drop table staff_person; --", "P-4", "50", "2026-03-02"),
                "No account has the reference",
            ),
            (("A-2", "\u{0}", "50", "2026-03-02"), "Nobody has the reference"),
            (
                ("A-1", "P-4", "10", "2026-03-02"),
                "Kai Keller holds the role kam of this account at that time already.",
            ),
        ];
        for ((account, person, share, from), sentence) in cases {
            let answer = hr.post(ADDRESS, &assignment(&csrf, account, person, share, from)).await;
            assert_eq!(answer.status, 422, "{sentence}");
            let shown = outline(&answer.body);
            assert!(shown.contains(sentence), "{sentence}: {shown}");
        }
        assert_eq!(entries(&programme, "assignment_begun").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_assignment_ends_on_a_day_and_one_that_never_held_is_taken_away() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let held = team(&programme, "B-1").await.remove(0);
        let (form, end) = (format!("{ADDRESS}/{}", held.id), format!("{ADDRESS}/{}/end", held.id));
        let page = hr.get(&form).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("End Kim Krause as Key account manager of Kesselring Chemie AG"));
        let csrf = page.csrf();
        let ends =
            |day: &'static str, version: &'static str| [("csrf", csrf.clone()), ("to", day.to_owned()), ("version", version.to_owned())];
        for day in ["2024-12-31", "soon", ""] {
            assert_eq!(hr.post(&end, &ends(day, "1")).await.status, 422, "{day}");
        }
        assert_eq!(hr.post(&end, &ends("2026-04-01", "1")).await.status, 303);
        assert_eq!(team(&programme, "B-1").await.remove(0).interval.end(), Some(day("2026-04-01")));
        let late = hr.post(&end, &ends("2026-05-01", "1")).await;
        assert_eq!(late.status, 409);
        assert!(
            late.body.contains("Somebody else changed this assignment in the meantime.")
                && late.body.contains("name=\"version\" value=\"2\"")
        );
        assert_eq!(hr.post(&end, &ends("2025-01-01", "2")).await.status, 303);
        assert!(team(&programme, "B-1").await.is_empty());
        assert_eq!(hr.get(&form).await.status, 404);
        assert_eq!(
            (
                entries(&programme, "assignment_ended").await,
                entries(&programme, "assignment_removed").await
            ),
            (1, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn a_later_end_may_not_run_into_the_successor() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = hr(&programme).await;
        let held = team(&programme, "C-1").await.remove(0);
        let csrf = hr.get(&format!("{ADDRESS}/{}", held.id)).await.csrf();
        let later = [("csrf", csrf), ("to", "2026-02-02".to_owned()), ("version", "1".to_owned())];
        let answer = hr.post(&format!("{ADDRESS}/{}/end", held.id), &later).await;
        assert_eq!(answer.status, 422);
        assert!(outline(&answer.body).contains("in the role kam would come to 200 % on 2026-02-01."));
    })
    .await;
}

#[tokio::test]
async fn two_who_assign_at_once_cannot_give_more_than_the_whole() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let operator = programme.operator();
        let assign = async |person: &str| {
            let mut tx = programme.write().await;
            let said = SaidAssignment {
                account: "A-2".to_owned(),
                person: person.to_owned(),
                role: "kam".to_owned(),
                share: Ratio::fraction(60, 100).unwrap(),
                from: day("2026-03-02"),
                to: None,
            };
            let done = acts::assign(&mut tx, &operator, said).await;
            match done {
                Ok(_) => tx.commit().await.map(|()| true),
                Err(Error::Refused(refusal)) if refusal.code == "staff.too_full" => Ok(false),
                Err(other) => Err(other),
            }
        };
        let (one, other) = tokio::join!(assign("P-4"), assign("P-6"));
        assert_ne!(one.unwrap(), other.unwrap());
        assert_eq!(team(&programme, "A-2").await.len(), 1);
    })
    .await;
}
