//! Samples of notes: with answers, private, deleted, with a form; and none yet.

use hypertext::prelude::*;

use crate::look::components::{Button, Empty, Field, Form, Remark, Section, dim, folded};
use crate::look::{Markup, join};

fn acts(own: bool) -> Markup {
    let task = Button::link("Make a task of this", "#").quiet().memoize();
    if !own {
        return task;
    }
    let edit = Button::link("Edit", "#").quiet().memoize();
    let delete = Form::post("#").inline().button(Button::submit("Delete").quiet()).memoize();
    join([task, edit, delete])
}

pub(super) fn notes() -> Markup {
    let long = maud! {
        p { "Met the new head of maintenance. She counts hours of standstill and not prices." }
        ul { li { "Wants one plan for all three plants" } li { "Decides before the summer shutdown" } }
        p { "Their own page: " a href="#" { "https://norrsund.example/maintenance" } "." }
    };
    let answer = maud! { p { b .named { "@Jonna Vestergren" } ", who is her counterpart in purchasing?" } }.memoize();
    let form = Form::post("#")
        .field(Field::area("design-answer", "Your answer", 2).required())
        .button(Button::submit("Answer"));
    let remarks = [
        Remark::new("design-note-1", "Jonna Vestergren", "2 March 2026, 09:00", long.memoize())
            .aside("edited 2 March 2026, 09:05")
            .acts(acts(true))
            .answers(vec![
                Remark::new("design-note-2", "Anselm Brückner", "2 March 2026, 10:12", answer).acts(acts(false)),
            ])
            .answer(folded("Answer", form, true)),
        Remark::new(
            "design-note-3",
            "Jonna Vestergren",
            "1 March 2026, 17:40",
            maud! { p { "The plant in the north may be sold." } }.memoize(),
        )
        .aside("only you see it")
        .acts(acts(true)),
        Remark::new(
            "design-note-4",
            "Pieter Oosterling",
            "27 February 2026, 08:15",
            maud! { p { (dim("This note was deleted.")) } }.memoize(),
        ),
    ];
    // Drawn by script below the field while somebody writes.
    let named = maud! {
        div .menu role="listbox" aria-label="Colleagues" {
            div .item role="option" aria-selected="true" { "Anna Berg" }
            div .item role="option" aria-selected="false" { "Annelies Visser" }
        }
    };
    let none = Empty::new(
        "Here stands what is worth remembering about this record.",
        "Nobody has written anything yet.",
    );
    Section::new("Notes", join([Remark::list(&remarks, "Notes"), named.memoize(), none.memoize()]))
        .about("with an answer, private, deleted, colleagues offered after @an, none yet")
        .memoize()
}
