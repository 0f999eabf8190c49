//! What may be said of a person, and when shares come to more than the whole.

use super::super::rules::positions::{SaidPosition, Vacated, checked_position, clash, free, vacate};
use super::super::rules::{
    Part, Said, SaidAssignment, checked, checked_assignment, fits, no_circle, plan, spelled, sum_on, too_full, word,
};
use super::super::{Holder, Person};
use crate::foundation::accounts::tests::day;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Interval, NumberedIds, PersonId, Ratio};

fn said(reference: &str, name: &str, manager: Option<&str>) -> Said {
    Said {
        reference: reference.to_owned(),
        name: name.to_owned(),
        manager: manager.map(str::to_owned),
        ..Said::default()
    }
}

/// The sentences of the chapters are known once the book is bound.
fn texts() {
    assert!(!crate::book().chapters.is_empty());
}

fn part(percent: i128, from: &str, to: Option<&str>) -> Part {
    Part {
        share: Ratio::fraction(percent, 100).unwrap(),
        interval: Interval::new(day(from), to.map(day)).unwrap(),
    }
}

#[test]
fn a_person_needs_a_reference_a_name_and_days_in_order() {
    texts();
    let code = |said: Said| checked(said).map_err(|refusal| (refusal.field.unwrap(), refusal.code));
    let of = |field: &str, code: &str| Err((field.to_owned(), code.to_owned()));
    assert_eq!(code(said("", "Ada", None)), of("reference", "staff.missing"));
    assert_eq!(code(said("P-1", "x\u{7}", None)), of("name", "staff.control"));
    assert_eq!(code(said("P-1", &"x".repeat(5_000), None)), of("name", "staff.too_long"));
    assert_eq!(
        code(Said {
            email: Some("nobody".to_owned()),
            ..said("P-1", "Ada", None)
        }),
        of("email", "staff.email_form")
    );
    assert_eq!(
        code(Said {
            title: Some("--".to_owned()),
            ..said("P-1", "Ada", None)
        }),
        of("title", "staff.title_words")
    );
    let left = Said {
        hired: Some(day("2026-01-01")),
        left: Some(day("2026-01-01")),
        ..said("P-1", "Ada", None)
    };
    assert_eq!(code(left), of("left", "staff.left_before"));
    assert_eq!(code(said("P-1", "Ada", Some("P-1"))), of("manager", "staff.circle"));
}

#[test]
fn every_wrong_field_of_a_person_and_of_an_assignment_is_named_at_once() {
    texts();
    let wrong = Said {
        title: Some("--".to_owned()),
        email: Some("nobody".to_owned()),
        hired: Some(day("2026-01-02")),
        left: Some(day("2026-01-01")),
        ..said("P-1", " ", None)
    };
    let fields = |refusal: &vocabulary::Refusal| refusal.all().filter_map(|one| one.field.clone()).collect::<Vec<_>>();
    assert_eq!(fields(&checked(wrong).unwrap_err()), ["name", "title", "email", "left"]);
    let assignment = SaidAssignment {
        account: "A-1".to_owned(),
        person: "P-1".to_owned(),
        role: " ".to_owned(),
        share: Ratio::whole(2),
        from: day("2026-01-02"),
        to: Some(day("2026-01-01")),
    };
    assert_eq!(fields(&checked_assignment(&assignment).unwrap_err()), ["role", "share", "to"]);
}

#[test]
fn the_word_of_a_title_is_what_plans_use() {
    let titles = [
        "Account executive",
        " Sales Representative, EMEA ",
        "VP (Sales)",
        "Geschäftsführer",
        "…",
    ];
    assert_eq!(
        titles.map(word),
        ["account_executive", "sales_representative_emea", "vp_sales", "geschäftsführer", ""]
    );
}

#[test]
fn people_who_report_in_a_circle_are_refused_by_name() {
    texts();
    let all = [
        said("A", "Ada", Some("C")),
        said("B", "Ben", Some("A")),
        said("C", "Cleo", Some("B")),
        said("D", "Dan", Some("C")),
    ];
    let all: BTreeMap<String, Said> = all.into_iter().map(|said| (said.reference.clone(), said)).collect();
    assert_eq!(
        no_circle(&all).unwrap_err().sentence,
        "These people would report to one another in a circle: Ada (A) → Cleo (C) → Ben (B). Correct the manager of one of them."
    );
}

#[test]
fn an_empty_cell_of_a_person_changes_nothing() {
    let full = Said {
        title: Some("Manager".to_owned()),
        hired: Some(day("2020-05-01")),
        ..said("B", "Ben", Some("A"))
    };
    let before = BTreeMap::from([("A".to_owned(), said("A", "Ada", None)), ("B".to_owned(), full)]);
    assert_eq!(plan(&before, &[(2, said("B", "Ben", None))]).unwrap().unchanged, 1);
}

#[test]
fn a_role_keeps_the_spelling_that_is_used() {
    let known = BTreeSet::from(["kam".to_owned(), "Service lead".to_owned()]);
    assert_eq!(
        ["KAM", " service  LEAD", "Sponsor "].map(|role| spelled(role, &known)),
        ["kam", "Service lead", "Sponsor"]
    );
}

#[test]
fn a_share_is_above_nothing_and_at_most_the_whole() {
    texts();
    let of = |percent: i128| SaidAssignment {
        account: "A-1".to_owned(),
        person: "P-1".to_owned(),
        role: "kam".to_owned(),
        share: Ratio::fraction(percent, 100).unwrap(),
        from: day("2026-01-01"),
        to: None,
    };
    assert_eq!(
        [-1, 0, 1, 100, 101].map(|percent| checked_assignment(&of(percent)).is_ok()),
        [false, false, true, true, false]
    );
    let backwards = SaidAssignment {
        to: Some(day("2026-01-01")),
        ..of(50)
    };
    assert_eq!(checked_assignment(&backwards).unwrap_err().field.as_deref(), Some("to"));
}

#[test]
fn shares_come_to_too_much_on_the_first_day_of_the_overlap() {
    let over = [part(60, "2026-01-01", None), part(50, "2026-07-01", None)];
    assert_eq!(too_full(&over), Some((day("2026-07-01"), Ratio::fraction(110, 100).unwrap())));
    let thirds = Part {
        share: Ratio::fraction(1, 3).unwrap(),
        ..part(1, "2026-01-01", None)
    };
    assert_eq!(too_full(&[thirds.clone(), thirds.clone(), thirds]), None);
    assert_eq!(too_full(&[]), None);
}

#[test]
fn on_the_day_of_a_hand_over_only_the_successor_holds() {
    let parts = [part(100, "2025-01-01", Some("2026-02-01")), part(100, "2026-02-01", None)];
    assert_eq!(too_full(&parts), None);
    let on = |text: &str| sum_on(&parts, day(text));
    assert_eq!(
        [on("2024-12-31"), on("2026-01-31"), on("2026-02-01")],
        [Ratio::zero(), Ratio::one(), Ratio::one()]
    );
    let late = [part(100, "2025-01-01", Some("2026-02-02")), part(100, "2026-02-01", None)];
    assert_eq!(too_full(&late), Some((day("2026-02-01"), Ratio::whole(2))));
}

#[test]
fn the_refusal_of_shares_names_account_role_day_and_sum() {
    texts();
    let over = [part(60, "2026-01-01", None), part(50, "2026-07-01", None)];
    assert_eq!(
        fits("Nordwind (A-1)", "kam", &over).unwrap_err().sentence.replace('\u{a0}', " "),
        "The shares of Nordwind (A-1) in the role kam would come to 110 % on 2026-07-01. \
         End or lower another share first; together they come to at most 100 %."
    );
}

fn holder(name: &str, from: &str, to: Option<&str>) -> Holder {
    Holder {
        person: Person {
            id: PersonId::new(&NumberedIds::default()),
            reference: name.to_owned(),
            name: name.to_owned(),
            email: None,
            title: None,
            title_name: None,
            hired: None,
            left: None,
            version: 1,
        },
        interval: Interval::new(day(from), to.map(day)).unwrap(),
    }
}

#[test]
fn a_position_needs_a_reference_a_name_and_a_title_of_letters() {
    texts();
    let field = |reference: &str, name: &str, title: Option<&str>| {
        let said = SaidPosition {
            reference: reference.to_owned(),
            name: name.to_owned(),
            title: title.map(str::to_owned),
        };
        checked_position(&said).map_err(|refusal| refusal.field.unwrap())
    };
    assert_eq!(field(" ", "North", None), Err("reference".to_owned()));
    assert_eq!(field("DE-07", "", None), Err("name".to_owned()));
    assert_eq!(field("DE-07", "North", Some("--")), Err("title".to_owned()));
    assert_eq!(field(" DE-07 ", "North", Some(" ")).unwrap().title, None);
    assert_eq!(field(" DE-07 ", "North", None).unwrap().reference, "DE-07");
}

#[test]
fn two_people_never_hold_a_position_on_one_day() {
    let holders = [
        holder("Kai", "2026-02-01", Some("2026-06-01")),
        holder("Kim", "2025-01-01", Some("2026-02-01")),
    ];
    let first = |from: &str, to: Option<&str>| {
        let wanted = Interval::new(day(from), to.map(day)).unwrap();
        clash(&holders, &wanted).map(|(day, holder)| (day.to_string(), holder.person.name.as_str()))
    };
    let of = |day: &str, name: &'static str| Some((day.to_owned(), name));
    assert_eq!(first("2026-06-01", None), None);
    assert_eq!(first("2024-01-01", Some("2025-01-01")), None);
    assert_eq!(first("2026-05-31", None), of("2026-05-31", "Kai"));
    assert_eq!(first("2024-01-01", None), of("2025-01-01", "Kim"));
    assert_eq!(first("2026-01-31", Some("2026-02-02")), of("2026-01-31", "Kim"));
    assert_eq!(clash(&[], &Interval::from(day("2026-01-01"))), None);
}

#[test]
fn the_refusal_of_a_second_holder_names_seat_person_and_day() {
    texts();
    let refusal = free(
        "Key accounts north (DE-07)",
        &[holder("Kai Keller", "2026-02-01", None)],
        &Interval::from(day("2026-01-01")),
    )
    .unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.field.as_deref()),
        ("staff.position_held", Some("from"))
    );
    assert_eq!(
        refusal.sentence,
        "Key accounts north (DE-07) is held by Kai Keller on 2026-02-01. Vacate it from that day first, or choose another time."
    );
}

#[test]
fn vacating_ends_whoever_holds_the_position_on_the_day() {
    texts();
    let kim = holder("Kim", "2025-01-01", Some("2026-02-01"));
    let holders = [holder("Kai", "2026-04-01", None), kim.clone()];
    let ended = |to: &str| Vacated::Ended {
        before: kim.clone(),
        after: holder("Kim", "2025-01-01", Some(to)),
    };
    assert_eq!(vacate("DE-07", &holders, day("2025-01-02")), Ok(ended("2025-01-02")));
    assert_eq!(vacate("DE-07", &holders, day("2026-01-31")), Ok(ended("2026-01-31")));
    assert_eq!(vacate("DE-07", &holders, day("2025-01-01")), Ok(Vacated::Removed(kim)));
    for vacant in ["2024-12-31", "2026-02-01", "2026-03-31"] {
        let refusal = vacate("DE-07", &holders, day(vacant)).unwrap_err();
        assert_eq!(
            (refusal.code.as_str(), refusal.field.as_deref()),
            ("staff.position_vacant", Some("day"))
        );
        assert!(refusal.sentence.contains(vacant), "{refusal}");
    }
}
