//! `/facts`: what the store holds, and the imports that brought it, newest first.

use super::{PLACE, amount, count, name_of, names, say_kind};
use crate::foundation::facts::report::{ImportId, Report};
use crate::foundation::facts::sums::{ByKind, Sum};
use crate::foundation::facts::{IMPORT, SEE, store};
use hypertext::prelude::*;
use platform::Result;
use platform::database::Tx;
use platform::look::components::{Button, Chip, Column, Empty, Evidence, Head, Notice, Paging, Row, Section, Table, Tone, record_link};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Params, View, page_asked};
use std::collections::BTreeMap;

/// Imports on a page.
const PAGE_ROWS: u64 = 50;

pub(super) async fn show(caller: Caller, Params(asked): Params<BTreeMap<String, String>>) -> Answer {
    caller.may(SEE)?;
    let (page, rows_most) = page_asked(&asked, PAGE_ROWS);
    let mut tx = caller.app.db.read().await?;
    let holdings = store::holdings(&mut tx).await?;
    let total = store::count(&mut tx).await?;
    let offset = (page - 1) * PAGE_ROWS;
    let limit = i64::try_from(rows_most).unwrap_or(i64::MAX);
    let imports = store::list(&mut tx, i64::try_from(offset).unwrap_or(i64::MAX), limit).await?;
    let facts = holdings.values().fold(0, |all: i64, sum| all.saturating_add(sum.count));
    let facts = u64::try_from(facts).unwrap_or_default();
    let title = say_count("facts.count", facts).replace(&facts.to_string(), &format::count(facts));
    let mut head = Head::new(&title).sub(text(say("facts.about")));
    if caller.viewer.holds(IMPORT) {
        head = head.action(Button::link(say("facts.import"), "/facts/import").primary());
    }
    let shown = (offset, total);
    let body = join([head.memoize(), held(&holdings), list(&caller, &mut tx, &imports, shown).await?]);
    let notice = waiting(&caller, &mut tx).await?;
    Ok(caller.page(View::new(say("facts.place"), PLACE, body).notice(notice)))
}

fn held(holdings: &ByKind<Sum>) -> Markup {
    let columns = vec![
        Column::text("kind", say("facts.kind")),
        Column::text("currency", say("facts.currency")),
        Column::number("facts", say("facts.facts")),
        Column::number("amount", say("facts.amount")).lead(),
    ];
    let rows = holdings
        .iter()
        .map(|((kind, currency), sum)| {
            Row::new(vec![
                text(say_kind(*kind)),
                text(currency.code()),
                count(sum.count),
                amount(&sum.amount, *currency),
            ])
        })
        .collect();
    let table = Table::new(say("facts.held"), columns)
        .rows(rows)
        .empty(Empty::new(say("facts.none_held"), say("facts.none_held_why")));
    Section::new(say("facts.held"), table).about(say("facts.held_about")).memoize()
}

async fn list(caller: &Caller, tx: &mut Tx, imports: &[Report], (offset, total): (u64, u64)) -> Result<Markup> {
    let columns = vec![
        Column::text("at", say("facts.when")),
        Column::text("by", say("facts.by")).quiet(),
        Column::text("files", say("facts.files")),
        Column::number("created", say("facts.created")).lead(),
        Column::number("changed", say("facts.changed")),
        Column::number("unchanged", say("facts.unchanged")).quiet(),
        Column::number("refused", say("facts.refused")),
        Column::number("findings", say("facts.findings")).quiet(),
    ];
    let names = names(tx, imports).await?;
    let ids: Vec<ImportId> = imports.iter().map(|import| import.id).collect();
    let taken_back = store::list_taken_back(tx, &ids).await?;
    let zone = &caller.app.config.zone;
    let rows: Vec<Row> = imports
        .iter()
        .map(|import| {
            let at = record_link(&format::moment(import.at, zone), &format!("/facts/{}", import.id));
            let row = Row::new(vec![
                at,
                text(name_of(&names, import.by)),
                files(import, taken_back.contains(&import.id)),
                text(format::count(import.kept.created)),
                text(format::count(import.kept.changed)),
                text(format::count(import.kept.unchanged)),
                text(format::count(import.refused)),
                text(format::count(u64::try_from(import.findings.len()).unwrap_or_default())),
            ]);
            if import.changes_nothing() { row.dim() } else { row }
        })
        .collect();
    let shown = u64::try_from(rows.len()).unwrap_or_default();
    let mut empty = Empty::new(say("facts.no_imports"), say("facts.no_imports_why"));
    if caller.viewer.holds(IMPORT) {
        empty = empty.action(Button::link(say("facts.import"), "/facts/import"));
    }
    let mut table = Table::new(say("facts.imports"), columns).rows(rows).empty(empty);
    if total > PAGE_ROWS {
        let page = offset / PAGE_ROWS + 1;
        table = table.paging(Paging {
            from: offset + u64::from(shown > 0),
            to: offset + shown,
            total,
            previous: (page > 1).then(|| format!("/facts?page={}", page - 1)),
            next: (offset + shown < total).then(|| format!("/facts?page={}", page + 1)),
        });
    }
    Ok(Section::new(say("facts.imports"), table)
        .about(say("facts.imports_about"))
        .memoize())
}

/// The first file's name, and how many more there were.
fn files(import: &Report, taken_back: bool) -> Markup {
    let words = file_words(import);
    if !taken_back {
        return text(words);
    }
    let chip = Chip::new(say("facts.taken_back")).evidence(Evidence::Assumed);
    maud! { (words) " " (chip) }.memoize()
}

fn file_words(import: &Report) -> String {
    if import.takes_back.is_some() {
        return say("facts.took_back").to_owned();
    }
    if let Some(batches) = import.put_together {
        return say_with("facts.put_together_n", &[("n", &format::count(batches))]);
    }
    let mut names: Vec<&str> = import.files.iter().map(|file| file.name.as_str()).collect();
    names.dedup();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, others @ ..] => say_with("facts.and_more", &[("file", first), ("n", &others.len().to_string())]),
    }
}

/// A trial that waits for the viewer's decision.
async fn waiting(caller: &Caller, tx: &mut Tx) -> Result<Option<Notice>> {
    let Some(user) = caller.viewer.user.filter(|_| caller.viewer.holds(IMPORT)) else {
        return Ok(None);
    };
    let tried = store::list_tried(tx, user).await?;
    Ok(tried.first().map(|report| {
        Notice::new(Tone::Info, say_with("facts.waiting", &[("files", &file_words(report))]))
            .control(Button::link(say("facts.waiting_do"), format!("/facts/{}", report.id)))
    }))
}
