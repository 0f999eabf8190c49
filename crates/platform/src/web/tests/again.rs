//! What a form shows the first time, after a refusal, and after somebody else saved.

use super::super::again::Shown;
use super::super::request::Fields;
use crate::Error;
use crate::look::components::{Field, Form};
use hypertext::prelude::*;
use vocabulary::Fault;

/// The form of a name, with the version of its record and both versions after a conflict.
fn form(shown: &Shown<'_>, now: &Fields) -> String {
    let form = shown
        .form("/accounts", "secret", &["name"])
        .hidden("version", shown.opened_with("version", 7))
        .field(shown.fill(Field::text("name", "Name")))
        .field(shown.fill(Field::check("key", "Key account", false)));
    let both = shown.compared(now, &[("name", "Name"), ("key", "Key account")]);
    format!("{}{}", both.as_inner(), form.memoize().as_inner())
}

fn typed() -> Fields {
    Fields::of([("name", "Nordwind"), ("key", "yes"), ("version", "5")])
}

fn now() -> Fields {
    Fields::of([("name", "Südwind"), ("key", "yes")])
}

#[test]
fn a_form_opens_with_the_record_as_it_is() {
    let (now, shown) = (now(), now());
    let shown = Shown::first(&shown);
    let page = form(&shown, &now);
    assert_eq!(shown.status(), 200);
    assert!(shown.notice("Somebody else saved.").is_none());
    assert!(page.contains("value=\"Südwind\"") && page.contains("name=\"version\" value=\"7\""));
    assert!(page.contains("name=\"key\" value=\"yes\" checked"), "{page}");
    assert!(!page.contains("What differs") && !page.contains("role=\"alert\""), "{page}");
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_the_version_it_was_opened_with() {
    let typed = typed();
    let beside = Shown::refused(Error::refused_on("name", "taken", "That name is taken."), &typed).unwrap();
    let page = form(&beside, &now());
    assert_eq!(beside.status(), 422);
    assert!(page.contains("value=\"Nordwind\"") && page.contains("name=\"version\" value=\"5\""));
    assert!(
        page.contains("id=\"f-name-error\"") && page.matches("That name is taken.").count() == 1,
        "{page}"
    );
    assert!(!page.contains("What differs"), "{page}");
    for above in [
        Error::refused("closed", "It is closed."),
        Error::refused_on("colour", "closed", "It is closed."),
    ] {
        let page = form(&Shown::refused_or_changed(above, &typed).unwrap(), &now());
        assert!(page.contains("<p class=\"refusal\" role=\"alert\">It is closed.</p>"), "{page}");
    }
}

#[test]
fn every_wrong_field_is_named_and_the_cursor_stands_at_the_first_of_them() {
    let typed = typed();
    let of = |field: &str| Error::refused_on(field, "form.missing", format!("Say {field}."));
    let wrong = of("to").and(of("name")).and(Error::refused("closed", "It is closed."));
    let shown = Shown::refused(wrong, &typed).unwrap();
    let fields = || {
        [
            shown.fill(Field::text("reference", "Reference").focused()),
            shown.fill(Field::text("name", "Name")),
            shown.fill(Field::date("to", "Until")),
        ]
    };
    let draw = |form: Form| fields().into_iter().fold(form, Form::field).memoize().as_inner().clone();
    let page = draw(shown.form("/accounts", "secret", &["reference", "name", "to"]));
    for sentence in ["Say to.", "Say name.", "It is closed."] {
        assert_eq!(page.matches(sentence).count(), 1, "{page}");
    }
    assert_eq!(page.matches("aria-invalid").count(), 2, "{page}");
    let (before, after) = page.split_once(" autofocus").unwrap();
    assert!(
        before.ends_with("name=\"name\" value=\"Nordwind\"") && !after.contains(" autofocus"),
        "{page}"
    );
    let counted = draw(Form::post("/accounts"));
    assert!(counted.contains("2 fields need another look. What you typed is kept."), "{counted}");
    let file = draw(Form::post("/accounts").with_files());
    assert!(file.contains("2 fields need another look. Choose the file again."), "{file}");
}

#[test]
fn whoever_may_not_send_a_form_is_not_told_what_else_is_wrong_with_it() {
    let refused = || Error::refused_on("name", "form.missing", "Say who.");
    let gone = || Error::NotFound { what: "account" };
    for both in [refused().and(gone()), gone().and(refused())] {
        assert!(matches!(both, Error::NotFound { .. }), "{both}");
    }
}

#[test]
fn a_form_that_came_second_shows_both_versions_and_may_replace() {
    let typed = typed();
    let changed = || Error::Changed { what: "account" };
    let shown = Shown::refused_or_changed(changed(), &typed).unwrap();
    let page = form(&shown, &now());
    assert_eq!(shown.status(), 409);
    assert!(shown.notice("Somebody else saved.").is_some());
    assert!(page.contains("What differs") && page.contains("Südwind") && page.contains("value=\"Nordwind\""));
    assert_eq!(page.matches("Key account").count(), 1, "what agrees is not compared: {page}");
    assert!(page.contains("name=\"version\" value=\"7\""), "{page}");
    assert!(
        Shown::refused(changed(), &typed).is_err(),
        "what is new cannot have been changed by somebody else"
    );
}

#[test]
fn values_that_mean_the_same_do_not_differ() {
    let typed = Fields::of([("stage", ""), ("kind", "deal"), ("how", "one\r\ntwo"), ("by", "")]);
    let now = Fields::of([("stage", "none"), ("kind", "skill"), ("how", "one\ntwo"), ("by", "7")]);
    let shown = Shown::refused_or_changed(Error::Changed { what: "session" }, &typed).unwrap();
    let meaning = |field: &str, value: &str| match (field, value) {
        ("stage", "" | "none") => "no stage".to_owned(),
        ("kind", value) => format!("a {value}"),
        (_, value) => value.to_owned(),
    };
    let labels = [("stage", "Stage"), ("kind", "About"), ("how", "How"), ("by", "By")];
    let page = shown.compared_as(&now, &labels, meaning);
    let page = page.as_inner();
    assert!(page.contains("a deal") && page.contains("a skill"), "{page}");
    assert!(!page.contains("Stage") && !page.contains("How"), "{page}");
    assert!(page.contains("By") && page.contains("none"), "what is empty is said to be: {page}");
}

#[test]
fn what_no_form_can_show_stays_an_error() {
    let typed = typed();
    assert!(Shown::refused_or_changed(Error::NotFound { what: "account" }, &typed).is_err());
    assert!(Shown::refused_or_changed(Error::Failed(anyhow::anyhow!("broken")), &typed).is_err());
}

#[test]
fn a_form_without_the_version_it_was_opened_with_came_second() {
    for version in ["", "one", "99999999999999999999"] {
        let fields = Fields::of([("version", version)]);
        assert!(
            matches!(fields.version("account"), Err(Error::Changed { what: "account" })),
            "{version}"
        );
    }
    assert!(matches!(Fields::of([("version", "3")]).version("account"), Ok(3)));
}
