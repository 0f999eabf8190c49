//! Contacts without an account: those that wait for somebody to say where they belong, and those that were left out.

use super::super::CHANGE;
use super::super::store::contacts::{self as store, Contact};
use super::PLACE;
use super::contact::contact_href;
use hypertext::prelude::*;
use platform::look::components::{Button, Column, Empty, Head, Row, Section, Table, none, record_link};
use platform::look::{join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Params, View};
use std::collections::BTreeMap;

/// Where the list stands.
pub(super) const UNPLACED: &str = "/accounts/unplaced";
/// Where those who were left out stand.
const LEFT_OUT: &str = "/accounts/unplaced?show=left-out";

/// The page; `?show=left-out` shows those who were left out.
pub(super) async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let left_out = params.get("show").is_some_and(|show| show == "left-out");
    let mut tx = caller.app.db.read().await?;
    let count = store::count_unplaced(&mut tx, &scope, left_out).await?;
    let others = store::count_unplaced(&mut tx, &scope, !left_out).await?;
    let list = store::list_unplaced(&mut tx, &scope, left_out).await?;
    drop(tx);
    let shown_max = u64::try_from(store::SHOWN_MAX).unwrap_or_default();
    let about = match (left_out, count > shown_max) {
        (true, _) => say("accounts.left_out_about").to_owned(),
        (false, true) => say_with("accounts.unplaced_first", &[("n", &shown_max.to_string())]),
        (false, false) => say("accounts.unplaced_about").to_owned(),
    };
    let (title, other) = if left_out {
        (
            say_count("accounts.left_out_count", count),
            (say_count("accounts.unplaced_count", others), UNPLACED),
        )
    } else {
        (
            say_count("accounts.unplaced_count", count),
            (say_count("accounts.left_out_count", others), LEFT_OUT),
        )
    };
    let mut head = Head::new(title).sub(text(about));
    if others > 0 || left_out {
        head = head.action(Button::link(other.0, other.1).quiet());
    }
    let columns = vec![
        Column::text("contact", say("accounts.contact")),
        Column::text("company", say("accounts.company")).lead(),
        Column::text("title", say("accounts.contact_title")),
        Column::text("email", say("accounts.contact_email")),
    ];
    let empty = if left_out {
        Empty::new(say("accounts.left_out_none"), say("accounts.left_out_none_why"))
    } else {
        Empty::new(say("accounts.unplaced_none"), say("accounts.unplaced_none_why"))
    };
    let caption = say(if left_out {
        "accounts.left_out"
    } else {
        "accounts.unplaced_waiting"
    });
    let table = Table::new(caption, columns).rows(list.iter().map(row).collect()).empty(empty);
    let list = Section::new(caption, table);
    let body = join([head.memoize(), list.memoize()]);
    let view = View::new(say("accounts.unplaced"), PLACE, body).under(say("accounts.place"), PLACE);
    Ok(caller.page(view))
}

fn row(one: &Contact) -> Row {
    let said = |text_of: &Option<String>| text_of.as_ref().map_or_else(none, text);
    Row::new(vec![
        record_link(&one.name, &contact_href(one.id)),
        said(&one.company),
        said(&one.title),
        said(&one.email),
    ])
}
