//! The list of accounts, as a page and as a file.

use super::super::rules::is_key;
use super::super::store::{self, Account, Order, Wanted};
use super::super::{CHANGE, SEE, labels};
use super::{PLACE, class_words, href};
use crate::foundation::staff;
use hypertext::prelude::*;
use platform::Result;
use platform::access::{Extent, Scope};
use platform::database::Tx;
use platform::look::components::{Button, Choice, Column, Empty, Field, Filter, Hazard, Head, Row, Table, lamp, none, record_link};
use platform::look::{Markup, join, text};
use platform::texts::say_count;
use platform::texts::{say, say_with};
use platform::web::listing::{Asked, Span};
use platform::web::spreadsheet;
use platform::web::{Answer, Caller, Params, View};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::AccountId;

const SORTS: &[&str] = &["name", "reference", "class", "country"];
/// The value of the class filter that means any class of key account.
const ANY_KEY: &str = "*key";

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
    if total == 0 && !asked.words.is_empty() && !asked.inside {
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

fn asked(params: &BTreeMap<String, String>) -> Asked {
    Asked::read(params, PLACE, "class", SORTS)
}

fn order(asked: &Asked) -> Order<'_> {
    Order {
        by: asked.sort,
        descending: asked.descending,
    }
}

/// The page.
pub(super) async fn show(caller: Caller, Params(params): Query) -> Answer {
    let scope = caller.may(SEE)?;
    let asked = asked(&params);
    let mut tx = caller.app.db.read().await?;
    let found = found(&mut tx, &scope, &asked).await?;
    let accounts = store::list(&mut tx, &scope, &found.which, order(&asked), found.span).await?;
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let today = tx.today();
    let mut teams: BTreeMap<AccountId, BTreeSet<String>> = BTreeMap::new();
    for held in staff::teams_of(&mut tx, &ids, today).await? {
        teams.entry(held.account).or_default().insert(held.person.name);
    }
    drop(tx);
    let rows = accounts.iter().map(|account| row(account, teams.get(&account.id))).collect();
    let mut table = Table::new(say("accounts.place"), columns(&asked))
        .rows(rows)
        .filter(filter(&asked, &found.classes))
        .empty(empty(&caller, &scope, &asked));
    if found.span.total > 0 {
        table = table.file(say("accounts.csv"), asked.file("/accounts.csv"));
    }
    if let Some(paging) = asked.paging(found.span) {
        table = table.paging(paging);
    }
    let mut head = Head::new(title(&asked, &found)).sub(remark(&asked, &found));
    if caller.viewer.holds(CHANGE) {
        head = head.action(Button::link(say("accounts.new"), "/accounts/new").primary());
    }
    Ok(caller.page(View::new(say("accounts.place"), PLACE, join([head.memoize(), table.memoize()]))))
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

/// What the words were taken for, and the other way to look.
fn remark(asked: &Asked, found: &Found) -> Markup {
    if asked.words.is_empty() {
        return text(say("accounts.about"));
    }
    let words = [("words", asked.words.as_str())];
    if !found.which.inside {
        let link = record_link(say("accounts.inside_too"), &asked.inside_too());
        return maud! { (say_with("accounts.begins", &words)) " " (link) }.memoize();
    }
    text(say_with(
        if asked.inside {
            "accounts.contains"
        } else {
            "accounts.contains_only"
        },
        &words,
    ))
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

fn row(account: &Account, team: Option<&BTreeSet<String>>) -> Row {
    let key = account.class.as_deref().is_some_and(is_key);
    let team = match team {
        Some(names) => text(names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
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
    if classes.iter().filter(|class| is_key(class)).count() > 1 {
        choices.push(Choice::new(ANY_KEY, say("accounts.any_key")));
    }
    choices.extend(classes.iter().map(|class| Choice::new(class, class_words(class))));
    // A class that nobody has is still what the page shows, so the list of choices must say so.
    if !asked.filter.is_empty() && asked.filter != ANY_KEY && !classes.contains(&asked.filter) {
        choices.push(Choice::new(&asked.filter, &asked.filter));
    }
    Filter {
        action: PLACE.to_owned(),
        fields: vec![
            Field::search("q", say("accounts.search")).value(&asked.words),
            Field::select("class", say("accounts.class"), choices).value(&asked.filter),
        ],
        hidden: asked.hidden(),
        clear: asked.is_narrowed().then(|| PLACE.to_owned()),
    }
}

fn empty(caller: &Caller, scope: &Scope, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return Empty::new(say("accounts.none_found"), say("accounts.none_found_why"))
            .action(Button::link(say("accounts.show_all"), PLACE));
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
    let asked = asked(&params);
    let mut tx = caller.app.db.read().await?;
    let found = found(&mut tx, &scope, &asked).await?;
    let accounts = store::list_all(&mut tx, &scope, &found.which, order(&asked)).await?;
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
