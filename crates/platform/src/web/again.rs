//! A form shown again: what was refused, field by field, and what somebody else saved in the meantime.

use crate::look::components::{Column, Row, Section, Table};
use crate::look::{Markup, nothing, text};
use crate::texts::say;
use hypertext::prelude::*;
use vocabulary::Refusal;

/// The sentence of a refusal for one field, where it belongs to that field.
#[must_use]
pub fn on<'a>(refusal: Option<&'a Refusal>, field: &str) -> Option<&'a str> {
    refusal
        .filter(|refusal| refusal.field.as_deref() == Some(field))
        .map(|refusal| refusal.sentence.as_str())
}

/// The sentence of a refusal that belongs to none of the fields that the form shows.
#[must_use]
pub fn general<'a>(refusal: Option<&'a Refusal>, fields: &[&str]) -> Option<&'a str> {
    let elsewhere = |refusal: &&Refusal| refusal.field.as_deref().is_none_or(|field| !fields.contains(&field));
    refusal.filter(elsewhere).map(|refusal| refusal.sentence.as_str())
}

/// Both versions of a record, where they differ: label, what is saved now, what was typed.
#[must_use]
pub fn differences(rows: &[(&str, String, String)]) -> Markup {
    let differing: Vec<Row> = rows
        .iter()
        .filter(|(_, now, yours)| now != yours)
        .map(|(label, now, yours)| Row::new(vec![text(label), text(now), text(yours)]))
        .collect();
    if differing.is_empty() {
        return nothing();
    }
    let columns = vec![
        Column::text("field", say("form.field")),
        Column::text("now", say("form.saved_now")),
        Column::text("yours", say("form.yours")),
    ];
    let table = Table::new(say("form.differences"), columns).rows(differing);
    Section::new(say("form.differences"), table).memoize()
}
