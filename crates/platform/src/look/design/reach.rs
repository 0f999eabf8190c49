//! Samples of how people reach things: what a search found, views above a list, the bell, notices, keys.

use hypertext::prelude::*;

use crate::look::components::{Button, Chip, Column, Evidence, Find, Finds, Form, Row, Section, Tab, Table, Tabs};
use crate::look::shell::Bell;
use crate::look::{Markup, join, nothing, text};

pub(super) fn finding() -> Markup {
    let find = |name: &str, about: &str, code: &str| Find {
        name: name.to_owned(),
        code: code.to_owned(),
        about: about.to_owned(),
        href: "#".to_owned(),
    };
    let accounts = Finds {
        title: "Accounts".to_owned(),
        count: "the first 3".to_owned(),
        all: Some(("Show all".to_owned(), "#".to_owned())),
        finds: vec![
            find("Zürcher Präzision", "key, CH", "K-1042"),
            find(
                "Zürich Instruments and Measuring Equipment Holding",
                "strategic, CH",
                "K-0007-WITH-A-LONG-NUMBER",
            ),
            find("Neu-Zürich Handel", "", ""),
        ],
    };
    let pages = Finds {
        title: "Pages".to_owned(),
        count: "1".to_owned(),
        all: None,
        finds: vec![find("Exchange rates", "Admin", "")],
    };
    let found = join([accounts.memoize(), pages.memoize()]);
    Section::new("Search", found)
        .about("what answers by kind; Ctrl K opens the palette here as on every page")
        .id("search-found")
        .memoize()
}

pub(super) fn views() -> Markup {
    let tab = |label: &str, current| Tab {
        label: label.to_owned(),
        href: "#".to_owned(),
        current,
        count: None,
    };
    let tabs = |label: &str| Tabs {
        label: label.to_owned(),
        tabs: vec![
            tab("All", false),
            tab("Key accounts by country", true),
            tab("Without a team", false),
        ],
    };
    let (tabs, changed_tabs) = (tabs("Views of this list"), tabs("Views of this list, changed since"));
    let as_saved = maud! {
        div.views { (tabs) div.acts { (Button::link("Edit view", "#").quiet()) } }
    };
    let changed = maud! {
        div.views {
            (changed_tabs)
            div.acts {
                (Form::post("#").inline().button(Button::submit("Save changes").quiet()))
                (Button::link("Save view", "#").quiet())
                (Button::link("Edit view", "#").quiet())
            }
        }
    };
    Section::new("Saved views", join([as_saved.memoize(), changed.memoize()]))
        .about("as it was saved; sorted otherwise since")
        .memoize()
}

pub(super) fn notifications() -> Markup {
    let bell = |unread| Bell {
        href: "#".to_owned(),
        letter: None,
        unread,
    };
    let bells = maud! { div.acts { (bell(0)) (bell(3)) (bell(100)) } }.memoize();
    let columns = vec![
        Column::text("what", "What happened"),
        Column::text("state", "").lead(),
        Column::text("when", "When"),
        Column::text("act", ""),
    ];
    let row = |words: &str, new: bool| {
        let state = if new {
            Chip::new("New").evidence(Evidence::Confirmed).memoize()
        } else {
            nothing()
        };
        let toggle = if new { "Mark as read" } else { "Mark as new" };
        let row = Row::new(vec![
            Form::post("#").inline().button(Button::submit(words).quiet()).memoize(),
            state,
            text("2 March 2026, 09:00"),
            Form::post("#").inline().button(Button::submit(toggle).quiet()).memoize(),
        ]);
        if new { row } else { row.dim() }
    };
    let table = Table::new("Notifications", columns).rows(vec![
        row("Your statement of Q3 2026 is final", true),
        row("Import of files: done. orders_2026.csv", false),
    ]);
    Section::new("Notifications", join([bells, table.memoize()]))
        .about("nothing new, some, more than are counted")
        .memoize()
}
