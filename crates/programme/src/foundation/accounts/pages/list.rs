//! The list of accounts, as a page and as a file.

use super::super::rules::is_key;
use super::super::store::{self, Account, Wanted};
use super::super::{CHANGE, SEE, labels};
use super::{PLACE, class_words, href};
use crate::foundation::staff;
use hypertext::prelude::*;
use platform::Result;
use platform::access::{Extent, Scope};
use platform::database::Tx;
use platform::look::components::{Button, Choice, Column, Empty, Filter, Hazard, Head, Row, lamp, none, record_link};
use platform::look::{join, text};
use platform::texts::say_count;
use platform::texts::{say, say_with};
use platform::views::Views;
use platform::web::listing::{Asked, List, Span};
use platform::web::spreadsheet;
use platform::web::{Answer, Caller, Params, View};
use std::collections::BTreeMap;
use vocabulary::AccountId;

const LIST: List = List {
    path: PLACE,
    filter: "class",
    sorts: &["name", "reference", "class", "country"],
    file: Some("/accounts.csv"),
};
/// The value of the class filter that means any class of key account.
pub(super) const ANY_KEY: &str = "*key";

type Query = Params<BTreeMap<String, String>>;

/// What the list shows of what was asked.
struct Found {
    which: Wanted,
    span: Span,
    keys: u64,
    classes: Vec<String>,
}

async fn found(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<Found> {
    let classes = store::classes(tx, scope).await?;
    let keys: Vec<String> = classes.iter().filter(|class| is_key(class)).cloned().collect();
    let of_class = match asked.filter.as_str() {
        "" => None,
        ANY_KEY => Some(keys.clone()),
        class => Some(vec![class.to_owned()]),
    };
    let mut which = Wanted {
        words: asked.words.clone(),
        inside: asked.inside,
        classes: of_class,
    };
    let mut total = store::count(tx, scope, &which).await?;
    if asked.looks_inside(total) {
        which.inside = true;
        total = store::count(tx, scope, &which).await?;
    }
    let keys = if keys.is_empty() || asked.is_narrowed() {
        0
    } else {
        store::count(
            tx,
            scope,
            &Wanted {
                classes: Some(keys),
                ..which.clone()
            },
        )
        .await?
    };
    Ok(Found {
        which,
        span: asked.span(total),
        keys,
        classes,
    })
}

/// The page.
pub(super) async fn show(caller: Caller, Params(params): Query) -> Answer {
    let scope = caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &params).await?;
    let asked = views.asked();
    let found = found(&mut tx, &scope, &asked).await?;
    let accounts = store::list(&mut tx, &scope, &found.which, asked.order, found.span).await?;
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let today = tx.today();
    let unplaced = match caller.may(CHANGE) {
        Ok(all) => store::contacts::count_unplaced(&mut tx, &all, false).await?,
        Err(_) => 0,
    };
    let teams = super::looked_after(staff::teams_of(&mut tx, &ids, today).await?);
    drop(tx);
    let rows = accounts.iter().map(|account| row(account, teams.get(&account.id))).collect();
    let table = asked
        .table(say("accounts.place"), columns(&asked), found.span, filter(&asked, &found.classes))
        .rows(rows)
        .empty(empty(&caller, &scope, &asked));
    let mut head = Head::new(title(&asked, &found)).sub(asked.remark(say("accounts.about"), found.which.inside));
    if caller.viewer.holds(CHANGE) {
        if unplaced > 0 {
            let label = say_count("accounts.unplaced_count", unplaced);
            head = head.action(Button::link(label, super::unplaced::UNPLACED).quiet());
        }
        head = head.action(Button::link(say("accounts.new"), "/accounts/new").primary());
    }
    Ok(caller.page(View::new(
        say("accounts.place"),
        PLACE,
        join([head.memoize(), views.bar(&caller, &asked), table.memoize()]),
    )))
}

fn title(asked: &Asked, found: &Found) -> String {
    let accounts = say_count("accounts.count", found.span.total);
    if asked.is_narrowed() {
        return say_with("accounts.found", &[("accounts", &accounts)]);
    }
    match found.keys {
        0 => accounts,
        keys => say_count("accounts.of_key", keys).replace("{accounts}", &accounts),
    }
}

fn columns(asked: &Asked) -> Vec<Column> {
    vec![
        asked.column("name", say("accounts.account")),
        asked.column("reference", say("accounts.reference")),
        asked.column("class", say("accounts.class")).lead(),
        asked.column("country", say("accounts.country")).quiet(),
        Column::text("team", say("accounts.team")),
    ]
}

fn row(account: &Account, team: Option<&String>) -> Row {
    let key = account.class.as_deref().is_some_and(is_key);
    let team = match team {
        Some(names) => text(names),
        None if key => lamp(Hazard::Watch, say("accounts.nobody")),
        None => none(),
    };
    Row::new(vec![
        record_link(&account.name, &href(account.id)),
        text(&account.reference),
        account.class.as_ref().map_or_else(none, |class| text(class_words(class))),
        account.country.as_ref().map_or_else(none, text),
        team,
    ])
}

fn filter(asked: &Asked, classes: &[String]) -> Filter {
    let mut choices = vec![Choice::new("", say("accounts.any_class"))];
    if asked.filter == ANY_KEY || classes.iter().filter(|class| is_key(class)).count() > 1 {
        choices.push(Choice::new(ANY_KEY, say("accounts.any_key")));
    }
    choices.extend(classes.iter().map(|class| Choice::new(class, class_words(class))));
    asked.narrowing(say("accounts.class"), choices)
}

fn empty(caller: &Caller, scope: &Scope, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return asked.nothing_found(say("accounts.none_found"), say("accounts.none_found_why"));
    }
    match scope.accounts() {
        Extent::Only(_) => Empty::new(say("accounts.none_yours"), say("accounts.none_yours_why")),
        Extent::All if caller.viewer.holds(crate::foundation::facts::IMPORT) => {
            Empty::new(say("accounts.none"), say("accounts.none_why")).action(Button::link(say("accounts.import"), "/facts/import"))
        }
        Extent::All => Empty::new(say("accounts.none"), say("accounts.none_why")),
    }
}

/// The same answer as a file, in the columns that an import reads.
pub(super) async fn file(caller: Caller, Params(params): Query) -> Answer {
    let scope = caller.may(SEE)?;
    let asked = LIST.asked(&params);
    let mut tx = caller.app.db.read().await?;
    let found = found(&mut tx, &scope, &asked).await?;
    let accounts = store::list_all(&mut tx, &scope, &found.which, asked.order).await?;
    let parents = accounts
        .iter()
        .filter_map(|account| account.parent)
        .filter(|parent| scope.accounts().holds(parent))
        .collect();
    let parents = labels(&mut tx, &parents).await?;
    drop(tx);
    let rows = accounts.into_iter().map(|account| {
        let parent = account
            .parent
            .and_then(|parent| parents.get(&parent))
            .map(|label| label.reference.clone());
        let Account {
            reference,
            name,
            class,
            country,
            ..
        } = account;
        vec![
            reference,
            name,
            parent.unwrap_or_default(),
            class.unwrap_or_default(),
            country.unwrap_or_default(),
        ]
    });
    spreadsheet::csv("accounts.csv", &["reference", "name", "parent", "class", "country"], rows)
}
