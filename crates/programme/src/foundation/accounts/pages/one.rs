//! One account: who looks after it, where it stands, what happened with it lately.

use super::super::rules::is_key;
use super::super::store::contacts::{self, Contact};
use super::super::store::{self, Account};
use super::super::{CHANGE, SEE};
use super::{PLACE, account_id, class_words, href};
use crate::foundation::facts;
use crate::foundation::staff::{self, Assignment};
use document::{Document, Part};
use hypertext::prelude::*;
use platform::access::Scope;
use platform::look::components::{
    Button, Chip, Column, Empty, Hazard, Head, Row, Section, Table, columns, lamp, lead, none, note, record_link,
};
use platform::look::offered::FILE_ROWS_MAX;
use platform::look::{Markup, format, join, nothing, text, words};
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Params, Path, View, asks_for_file, printing, say_role_named};
use std::collections::BTreeMap;
use vocabulary::{Day, Ratio};

type Query = Params<BTreeMap<String, String>>;

/// What is shown of an account, on its page and on paper.
struct Reading {
    account: Account,
    above: Vec<Account>,
    below: Vec<Account>,
    team: Vec<Assignment>,
    contacts: Vec<Contact>,
    revenue: Option<Result<facts::Brought, String>>,
    orders: Result<facts::Orders, String>,
    today: Day,
}

async fn read(caller: &Caller, account: &str, orders_most: usize) -> platform::Result<Reading> {
    let scope = caller.may(SEE)?;
    let id = account_id(account)?;
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let above = store::list_above(&mut tx, &scope, id).await?;
    let below = store::list_below(&mut tx, &scope, id).await?;
    let team = staff::team_of(&mut tx, id).await?;
    let contacts = contacts::list_of(&mut tx, id).await?;
    let today = tx.today();
    drop(tx);
    let revenue = facts::brought_in(&caller.app, &account.reference).await?;
    let orders = facts::orders(&caller.app, &account.reference, orders_most).await?;
    Ok(Reading {
        account,
        above,
        below,
        team,
        contacts,
        revenue,
        orders,
        today,
    })
}

/// The page.
pub(super) async fn show(caller: Caller, Path(account): Path<String>, Params(params): Query) -> Answer {
    let most = if asks_for_file(&params) {
        usize::try_from(FILE_ROWS_MAX).unwrap_or(usize::MAX)
    } else {
        facts::ORDERS_SHOWN
    };
    let reading = read(&caller, &account, most).await?;
    let account = &reading.account;
    let revenue = reading.revenue.as_ref().map(facts::revenue_section);
    let main = join(revenue.into_iter().chain([team_section(&caller, &reading)]));
    let body = join([
        head(&caller, account).memoize(),
        lead(text(answer(&reading))),
        columns(main, hierarchy(&reading)),
        // Names, mails and telephone numbers need the whole width.
        contacts_section(&reading.contacts),
        facts::panel(&reading.orders),
    ]);
    let view = View::new(&account.name, PLACE, body).under(say("accounts.place"), PLACE);
    Ok(caller.page(view))
}

/// The same on paper.
pub(super) async fn show_paper(caller: Caller, Path(account): Path<String>, Params(params): Query) -> Answer {
    let paper = printing::paper(&caller, &params)?;
    let document = document(&caller, &account).await?;
    printing::print(&caller, document, paper).await
}

/// What is printed of an account, for pages and programs.
pub(in super::super) async fn document(caller: &Caller, account: &str) -> platform::Result<Document> {
    let reading = read(caller, account, facts::ORDERS_SHOWN).await?;
    let account = &reading.account;
    let team = document::Section::new(say("accounts.team_title"))
        .about(say("accounts.team_about"))
        .part(Part::Table(team_table(caller, &reading).printed()))
        .parts(
            splits(account, &reading.team, reading.today)
                .iter()
                .map(|said| Part::note(words(said))),
        );
    let mut sections = vec![document::Section::opening().part(Part::lead(answer(&reading)))];
    sections.extend(reading.revenue.as_ref().map(facts::revenue_printed));
    sections.push(team);
    if !reading.contacts.is_empty() {
        let contacts = document::Section::new(say("accounts.contacts")).about(say("accounts.contacts_about"));
        sections.push(contacts.part(Part::Table(contacts_table(&reading.contacts).printed())));
    }
    sections.push(facts::printed(&reading.orders));
    let hierarchy = document::Section::new(say("accounts.hierarchy")).part(Part::Table(hierarchy_table(&reading).printed()));
    sections.push(hierarchy.parts(more_below(&reading).map(Part::note)));
    let class = account.class.as_deref().map(class_words);
    let mut document = printing::document(caller, account.name.clone(), say("accounts.account").to_owned(), sections);
    document.about = class.into_iter().chain([sub(account)]).collect();
    Ok(document)
}

/// Its number and its country.
fn sub(account: &Account) -> String {
    let country = account.country.as_ref().map(|country| format!(", {country}")).unwrap_or_default();
    format!("{} {}{country}", say("accounts.reference"), account.reference)
}

fn head(caller: &Caller, account: &Account) -> Head {
    let mut head = Head::new(&account.name);
    if let Some(class) = &account.class {
        head = head.chip(Chip::new(class_words(class)));
    }
    head = head
        .sub(text(sub(account)))
        .action(Button::link(say("look.pdf"), format!("{}/account.pdf", href(account.id))).quiet())
        .action(Button::link(say("history.open"), format!("{}/history", href(account.id))).quiet());
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
fn answer(reading: &Reading) -> String {
    let held = reading.team.iter().filter(|held| held.interval.contains(reading.today));
    let mut held: Vec<&Assignment> = held.collect();
    // Whoever leads the account comes first.
    held.sort_by_key(|held| !held.leads());
    let people: Vec<String> = held
        .into_iter()
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
    match reading.above.first() {
        Some(parent) => format!("{whose} {}", say_with("accounts.part_of", &[("account", &parent.name)])),
        None => whose,
    }
}

fn team_section(caller: &Caller, reading: &Reading) -> Markup {
    let splits = splits(&reading.account, &reading.team, reading.today);
    Section::new(
        say("accounts.team_title"),
        join([team_table(caller, reading).memoize()].into_iter().chain(splits)),
    )
    .about(say("accounts.team_about"))
    .memoize()
}

fn team_table(caller: &Caller, reading: &Reading) -> Table {
    let people: Option<Scope> = caller.may(staff::SEE).ok();
    let columns = vec![
        Column::text("person", say("accounts.person")),
        Column::text("role", say("accounts.role")),
        Column::number("share", say("accounts.share")).lead(),
        Column::text("from", say("accounts.from")),
        Column::text("to", say("accounts.to")),
    ];
    let rows = reading
        .team
        .iter()
        .map(|held| {
            let seen = people.as_ref().is_some_and(|scope| scope.people().holds(&held.person.id));
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
            if held.interval.contains(reading.today) { row } else { row.dim() }
        })
        .collect();
    let mut empty = Empty::new(say("accounts.no_team"), say("accounts.no_team_why"));
    if caller.viewer.holds(staff::CHANGE) {
        let address = format!(
            "/staff/assignments/new?account={}",
            platform::web::listing::encoded(&reading.account.reference)
        );
        empty = empty.action(Button::link(say("accounts.assign"), address));
    }
    Table::new(say("accounts.team_title"), columns).rows(rows).empty(empty)
}

/// The people at the account; nothing while none is known, for few firms keep them here.
fn contacts_section(contacts: &[Contact]) -> Markup {
    if contacts.is_empty() {
        return nothing();
    }
    Section::new(say("accounts.contacts"), contacts_table(contacts))
        .about(say("accounts.contacts_about"))
        .memoize()
}

fn contacts_table(contacts: &[Contact]) -> Table {
    let columns = vec![
        Column::text("contact", say("accounts.contact")),
        Column::text("title", say("accounts.contact_title")).lead(),
        Column::text("email", say("accounts.contact_email")),
        Column::text("phone", say("accounts.contact_phone")),
    ];
    let said = |text_said: Option<&String>| text_said.map_or_else(none, text);
    let row = |contact: &Contact| {
        Row::new(vec![
            record_link(&contact.name, &super::contact_href(contact.id)),
            said(contact.title.as_ref()),
            said(contact.email.as_ref()),
            said(contact.phone.as_ref()),
        ])
    };
    Table::new(say("accounts.contacts"), columns).rows(contacts.iter().map(row).collect())
}

/// What the shares of each role come to today.
fn splits(account: &Account, team: &[Assignment], today: Day) -> Vec<Markup> {
    let mut sums: BTreeMap<&str, Vec<&Ratio>> = BTreeMap::new();
    for held in team.iter().filter(|held| held.interval.contains(today)) {
        sums.entry(&held.role).or_default().push(&held.share);
    }
    let key = account.class.as_deref().is_some_and(is_key);
    let said = sums.into_iter().filter_map(|(role, shares)| {
        let sum: Ratio = shares.iter().copied().sum();
        let parts: Vec<String> = shares.iter().map(|share| format::percent(share)).collect();
        let holes = [
            ("role", say_role_named(role)),
            ("parts", &parts.join(" + ")),
            ("sum", &format::percent(&sum)),
        ];
        if sum == Ratio::one() {
            return (parts.len() > 1).then(|| note(text(say_with("accounts.split", &holes))));
        }
        let open = format::percent(&(&Ratio::one() - &sum));
        let words = say_with("accounts.split_open", &[("role", say_role_named(role)), ("open", &open)]);
        Some(note(lamp(if key { Hazard::Watch } else { Hazard::None }, &words)))
    });
    said.collect()
}

fn hierarchy(reading: &Reading) -> Markup {
    let more = more_below(reading).map_or_else(nothing, |more| note(text(more)));
    Section::new(say("accounts.hierarchy"), join([hierarchy_table(reading).memoize(), more])).memoize()
}

/// That there are more accounts below than are shown.
fn more_below(reading: &Reading) -> Option<String> {
    let all = i64::try_from(reading.below.len()).is_ok_and(|shown| shown >= store::BELOW_SHOWN);
    all.then(|| say_with("accounts.below_first", &[("n", &store::BELOW_SHOWN.to_string())]))
}

fn hierarchy_table(reading: &Reading) -> Table {
    let Reading { account, above, below, .. } = reading;
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
    Table::new(say("accounts.hierarchy"), columns)
        .rows(rows)
        .empty(Empty::new(say("accounts.alone"), say("accounts.alone_why")))
}
