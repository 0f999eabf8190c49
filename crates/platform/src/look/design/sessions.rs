//! Samples of one session: the form for the way out of the door, the two taps after it, and its record.

use hypertext::prelude::*;

use super::coaching::LONG;
use crate::look::components::{
    Button, Choice, Column, Evidence, Field, Form, Hazard, Moment, MomentState, Rating, Row, Said, Section, Table, Timeline, claim,
    columns, knotted, lamp, quotation,
};
use crate::look::{Markup, text};

fn choices(words: &[&str]) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(*word, *word)).collect()
}

pub(super) fn phone() -> Markup {
    let last = Said {
        words: "I will ask Haldane’s plant head for the budget date before the workshop.".to_owned(),
        state: knotted(Evidence::Confirmed, "kept, verified 13\u{a0}Jan in the opportunity"),
    };
    let form = Form::post("#phone")
        .phone()
        .they_get("Rafael", "the record and his topic next time.")
        .get("1\u{a0}Feb prepared, and light 3 nearer.")
        .context(quotation("He set out to", &last))
        .field(
            Field::choice("about", "About", choices(&["A deal", "A skill"]))
                .value("A skill")
                .required(),
        )
        .field(
            Field::choice("stage", "Stage", choices(&["Creation", "Pursuit", "Close", "After"]))
                .value("Close")
                .required(),
        )
        .field(
            Field::choice("skill", "Skill", choices(&["Teach", "Tailor", "Take control", "Other"]))
                .value("Take control")
                .required(),
        )
        .field(
            Field::area("saw", "What you saw", 2)
                .value("At Haldane he named the date, then filled the silence himself.")
                .end("one instance")
                .required(),
        )
        .field(
            Field::area("next", "How, next time", 2)
                .value("Ask, then count to five.")
                .required(),
        )
        .field(
            Field::area("will", "What he will do, in his words", 2)
                .placeholder("I will…")
                .end(maud! { a href="#phone" { "by Tue 1\u{a0}Feb" } })
                .required(),
        )
        .field(
            Field::taps("level", "His level in it", choices(&["1", "2", "3", "4", "5"]))
                .value("3")
                .end("against 3 last time"),
        )
        .button(Button::submit("Save session").primary())
        .button(Button::link("Leave it", "#phone").quiet());
    Section::new("The phone form", columns(form, taps()))
        .about("taps, two taps; on a phone the verb stays at the lower edge")
        .id("phone")
        .memoize()
}

fn taps() -> Markup {
    let many = Field::taps(
        "kind",
        "Many taps, a long one, and an error",
        choices(&["Take control", "Constructive tension", LONG, "Teach", "Tailor", "Reframe", "Other"]),
    )
    .value("Teach")
    .error(Some("Choose one. The plan names what each is for."))
    .required();
    let tap = |name: &str, question: &str, given| Rating {
        action: "#phone".to_owned(),
        csrf: Some("sample".to_owned()),
        question: question.to_owned(),
        name: name.to_owned(),
        ends: ("not at all".to_owned(), "I left with my own plan".to_owned()),
        given,
        hidden: Vec::new(),
    };
    let many = Form::post("#phone").phone().field(many);
    maud! {
        (many)
        (tap("helped", "Did the hour help you?", None))
        (tap("own", "Was the plan yours?", Some(4)))
    }
    .memoize()
}

/// What stands on the page of one session, as it is printed.
pub(super) fn record() -> Markup {
    let last = |words: &str, state| Said {
        words: words.to_owned(),
        state,
    };
    let happened = |when: &str, what: &str, state| Moment {
        when: when.to_owned(),
        what: text(what),
        note: Some(claim(Evidence::Confirmed, "H. Solbakken")),
        state,
    };
    let moments = Timeline(vec![
        happened("Tue 1 Feb", "Next session", MomentState::Ahead),
        happened("18 Jan", "Session, 40 min, on Take control", MomentState::Past),
    ]);
    let said = Table::new(
        "What was said",
        vec![Column::text("what", "What"), Column::text("words", "In words")],
    )
    .rows(vec![
        Row::new(
            ["What was seen", "He named the date, then filled the silence himself."]
                .map(text)
                .to_vec(),
        ),
        Row::new(["Next time", "Ask, then count to five."].map(text).to_vec()),
    ]);
    let words = maud! {
        (quotation("He set out to", &last("I will ask for the budget date before the workshop.", knotted(Evidence::Assumed, "said to be kept, no record yet"))))
        (quotation("She set out to", &last(LONG, lamp(Hazard::Watch, "due 12\u{a0}Jan, open 6 days"))))
        (said)
    };
    Section::new("A record of words", columns(words, moments))
        .about("quotation, ledger, timeline; also on paper")
        .memoize()
}
