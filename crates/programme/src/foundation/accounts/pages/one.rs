//! One account: who looks after it, where it stands, what happened with it lately.

use super::super::rules::is_key;
use super::super::store::contacts::{self, Contact};
use super::super::store::{self, Account};
use super::super::{CHANGE, SEE};
use super::{PLACE, account_id, class_words, href};
use crate::foundation::facts;
use crate::foundation::staff::{self, Assignment};
use hypertext::prelude::*;
use platform::access::Scope;
use platform::look::components::{
    Button, Chip, Column, Empty, Hazard, Head, Row, Section, Table, columns, lamp, lead, none, note, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Path, View, say_role_named};
use std::collections::BTreeMap;
use vocabulary::{Day, Ratio};

/// The page.
pub(super) async fn show(caller: Caller, Path(account): Path<String>) -> Answer {
    let scope = caller.may(SEE)?;
    let id = account_id(&account)?;
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let above = store::list_above(&mut tx, &scope, id).await?;
    let below = store::list_below(&mut tx, &scope, id).await?;
    let team = staff::team_of(&mut tx, id).await?;
    let contacts = contacts::list_of(&mut tx, id).await?;
    let today = tx.today();
    drop(tx);
    let revenue = facts::revenue_section(&caller.app, &account.reference).await?;
    let orders = facts::panel(&caller.app, &account.reference).await?;
    let people = caller.may(staff::SEE).ok();
    let sections = [
        revenue,
        Some(team_section(&caller, &account, &team, people.as_ref(), today)),
        Some(contacts_section(&contacts)),
        Some(orders),
    ];
    let main = join(sections.into_iter().flatten());
    let side = hierarchy(&account, &above, &below);
    let body = join([
        head(&caller, &account).memoize(),
        lead(answer(&above, &team, today)),
        columns(main, side),
    ]);
    Ok(caller.page(View::new(&account.name, PLACE, body).under(say("accounts.place"), PLACE)))
}

fn head(caller: &Caller, account: &Account) -> Head {
    let mut head = Head::new(&account.name);
    if let Some(class) = &account.class {
        head = head.chip(Chip::new(class_words(class)));
    }
    let country = account.country.as_ref().map(|country| format!(", {country}")).unwrap_or_default();
    head = head.sub(text(format!("{} {}{country}", say("accounts.reference"), account.reference)));
    if caller.viewer.holds(staff::CHANGE) {
        let address = format!(
            "/staff/assignments/new?account={}",
            platform::web::listing::encoded(&account.reference)
        );
        head = head.action(Button::link(say("accounts.assign"), address));
    }
    if caller.viewer.holds(CHANGE) {
        head = head.action(Button::link(say("accounts.edit"), format!("{}/edit", href(account.id))).primary());
    }
    head
}

/// The answer to what a reader comes for first: whose account is this?
fn answer(above: &[Account], team: &[Assignment], today: Day) -> Markup {
    let held = team.iter().filter(|held| held.interval.contains(today));
    let people: Vec<String> = held
        .map(|held| {
            format!(
                "{} ({}, {})",
                held.person.name,
                say_role_named(&held.role),
                format::percent(&held.share)
            )
        })
        .collect();
    let whose = match people.as_slice() {
        [] => say("accounts.held_by_nobody").to_owned(),
        people => say_with("accounts.held_by", &[("people", &people.join(", "))]),
    };
    match above.first() {
        Some(parent) => text(format!("{whose} {}", say_with("accounts.part_of", &[("account", &parent.name)]))),
        None => text(whose),
    }
}

fn team_section(caller: &Caller, account: &Account, team: &[Assignment], people: Option<&Scope>, today: Day) -> Markup {
    let columns = vec![
        Column::text("person", say("accounts.person")),
        Column::text("role", say("accounts.role")),
        Column::number("share", say("accounts.share")).lead(),
        Column::text("from", say("accounts.from")),
        Column::text("to", say("accounts.to")),
    ];
    let rows = team
        .iter()
        .map(|held| {
            let seen = people.is_some_and(|scope| scope.people().holds(&held.person.id));
            let address = if seen {
                format!("/staff/{}", held.person.id)
            } else {
                String::new()
            };
            let row = Row::new(vec![
                record_link(&held.person.name, &address),
                text(say_role_named(&held.role)),
                text(format::percent(&held.share)),
                text(format::day(held.interval.start())),
                held.interval.end().map_or_else(none, |day| text(format::day(day))),
            ]);
            if held.interval.contains(today) { row } else { row.dim() }
        })
        .collect();
    let mut empty = Empty::new(say("accounts.no_team"), say("accounts.no_team_why"));
    if caller.viewer.holds(staff::CHANGE) {
        let address = format!(
            "/staff/assignments/new?account={}",
            platform::web::listing::encoded(&account.reference)
        );
        empty = empty.action(Button::link(say("accounts.assign"), address));
    }
    let table = Table::new(say("accounts.team_title"), columns).rows(rows).empty(empty).memoize();
    let splits = splits(account, team, today);
    Section::new(say("accounts.team_title"), join([table, splits]))
        .about(say("accounts.team_about"))
        .memoize()
}

/// The people at the account; nothing while none is known, for few firms keep them here.
fn contacts_section(contacts: &[Contact]) -> Markup {
    if contacts.is_empty() {
        return nothing();
    }
    let columns = vec![
        Column::text("contact", say("accounts.contact")),
        Column::text("title", say("accounts.contact_title")).lead(),
        Column::text("email", say("accounts.contact_email")),
        Column::text("phone", say("accounts.contact_phone")),
    ];
    let said = |text_said: Option<&String>| text_said.map_or_else(none, text);
    let row = |contact: &Contact| {
        Row::new(vec![
            text(&contact.name),
            said(contact.title.as_ref()),
            said(contact.email.as_ref()),
            said(contact.phone.as_ref()),
        ])
    };
    let table = Table::new(say("accounts.contacts"), columns).rows(contacts.iter().map(row).collect());
    Section::new(say("accounts.contacts"), table)
        .about(say("accounts.contacts_about"))
        .memoize()
}

/// What the shares of each role come to today.
fn splits(account: &Account, team: &[Assignment], today: Day) -> Markup {
    let mut sums: BTreeMap<&str, Vec<&Ratio>> = BTreeMap::new();
    for held in team.iter().filter(|held| held.interval.contains(today)) {
        sums.entry(&held.role).or_default().push(&held.share);
    }
    let key = account.class.as_deref().is_some_and(is_key);
    join(sums.into_iter().map(|(role, shares)| {
        let sum: Ratio = shares.iter().copied().sum();
        let parts: Vec<String> = shares.iter().map(|share| format::percent(share)).collect();
        let holes = [
            ("role", say_role_named(role)),
            ("parts", &parts.join(" + ")),
            ("sum", &format::percent(&sum)),
        ];
        if sum == Ratio::one() {
            return if parts.len() > 1 {
                note(text(say_with("accounts.split", &holes)))
            } else {
                nothing()
            };
        }
        let open = format::percent(&(&Ratio::one() - &sum));
        let words = say_with("accounts.split_open", &[("role", say_role_named(role)), ("open", &open)]);
        note(lamp(if key { Hazard::Watch } else { Hazard::None }, &words))
    }))
}

fn hierarchy(account: &Account, above: &[Account], below: &[Account]) -> Markup {
    let level = |account: &Account, words: &str| Row::new(vec![record_link(&account.name, &href(account.id)), text(words)]);
    let mut rows: Vec<Row> = above.iter().rev().map(|account| level(account, say("accounts.above"))).collect();
    if !above.is_empty() || !below.is_empty() {
        rows.push(Row::new(vec![text(&account.name), text(say("accounts.this"))]));
    }
    rows.extend(below.iter().map(|account| level(account, say("accounts.below"))));
    let columns = vec![
        Column::text("account", say("accounts.account")),
        Column::text("place", say("accounts.position")).lead(),
    ];
    let table = Table::new(say("accounts.hierarchy"), columns)
        .rows(rows)
        .empty(Empty::new(say("accounts.alone"), say("accounts.alone_why")));
    let more = if i64::try_from(below.len()).is_ok_and(|shown| shown >= store::BELOW_SHOWN) {
        note(text(say_with("accounts.below_first", &[("n", &store::BELOW_SHOWN.to_string())])))
    } else {
        nothing()
    };
    Section::new(say("accounts.hierarchy"), join([table.memoize(), more])).memoize()
}
