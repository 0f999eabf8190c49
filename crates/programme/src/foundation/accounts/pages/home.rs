//! Accounts at home: to whoever holds some, what each brought in; to whoever leads, how the key accounts stand and which lose the most.

use super::super::rules::is_key;
use super::super::store::{self, Account, Wanted};
use super::{PLACE, href};
use crate::foundation::accounts::{self, CHANGE, FOLLOW, Label, SEE};
use crate::foundation::facts::{self, revenue};
use crate::foundation::overview::{Panel, Step};
use crate::foundation::staff;
use hypertext::prelude::*;
use platform::access::Viewer;
use platform::chapter::Later;
use platform::look::components::{Column, Figure, Hazard, Row, Section, Table, figures, lamp, none, note, record_link, unknown};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{AppRef, Caller};
use platform::{Error, Result};
use revenue::Revenue;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, Currency, Day, Ratio};

/// So many of one's own accounts are shown; the list has the others.
const SHOWN: usize = 12;
/// So many of the key accounts that lose are shown.
const LOSING: usize = 5;
/// Of more accounts than these nothing is added up at home.
const ADDED_MAX: usize = 200;

/// The numbers of the accounts that the viewer holds, or else of those that the viewer follows.
pub const HOME: Panel = Panel {
    steps: Some(|app, viewer| Box::pin(async move { Ok(unplaced(app, viewer).await?.into_iter().collect()) })),
    sections,
};

fn sections(caller: &Caller) -> Later<'_, Result<Vec<Markup>>> {
    Box::pin(async move {
        Ok(match own(caller).await? {
            Some(own) => vec![own],
            None => followed(caller).await?.into_iter().collect(),
        })
    })
}

/// Contacts that wait for somebody to say where they belong.
async fn unplaced(app: &AppRef, viewer: &Viewer) -> Result<Option<Step>> {
    let Ok(scope) = viewer.may(CHANGE) else { return Ok(None) };
    let mut tx = app.db.read().await?;
    let waiting = store::contacts::count_unplaced(&mut tx, &scope, false).await?;
    let sentence = say_count("accounts.home_unplaced", waiting);
    Ok((waiting > 0).then(|| Step {
        in_mail: sentence.clone(),
        sentence,
        act: say("accounts.home_place").to_owned(),
        href: super::unplaced::UNPLACED.to_owned(),
    }))
}

/// What some accounts brought in.
struct Brought {
    /// By reference; accounts without a line are absent.
    by_account: BTreeMap<String, Revenue>,
    /// Why nothing is known.
    damaged: Option<String>,
    /// The last day of the months.
    last: Day,
}

impl Brought {
    /// Reads it; none while the store holds nothing that counts.
    async fn read(caller: &Caller, references: BTreeSet<String>) -> Result<Option<Self>> {
        let Some(ground) = revenue::ground(&caller.app).await? else {
            return Ok(None);
        };
        let last = ground.end.prev();
        let (by_account, damaged) = match revenue::of_accounts(&caller.app, &ground, references).await {
            Ok(found) => (found, None),
            Err(Error::Refused(refusal)) => (BTreeMap::new(), Some(refusal.sentence)),
            Err(other) => return Err(other),
        };
        Ok(Some(Self { by_account, damaged, last }))
    }

    fn is_of_one_currency(&self) -> bool {
        let currencies: BTreeSet<Currency> = self.by_account.values().map(|revenue| revenue.currency).collect();
        currencies.len() < 2
    }

    fn row(&self, name: &str, id: AccountId, reference: &str, more: Option<Markup>) -> Row {
        let mut cells = vec![record_link(name, &href(id))];
        cells.extend(more);
        cells.extend(match (self.by_account.get(reference), &self.damaged) {
            (Some(revenue), _) => [
                format::with_unit(&format::number(&revenue.sum(), 0), revenue.currency.code()),
                facts::revenue_change(revenue),
                facts::revenue_spark(revenue),
            ],
            (None, Some(reason)) => [unknown(reason), none(), none()],
            (None, None) => [none(), none(), none()],
        });
        Row::new(cells)
    }
}

fn columns(more: Option<Column>) -> Vec<Column> {
    let mut columns = vec![Column::text("account", say("accounts.account"))];
    columns.extend(more);
    columns.extend([
        Column::number("revenue", say("accounts.home_revenue")).lead(),
        Column::number("change", say("accounts.home_change")),
        Column::text("trend", say("accounts.home_trend")),
    ]);
    columns
}

async fn own(caller: &Caller) -> Result<Option<Markup>> {
    let (Some(person), Ok(scope)) = (caller.viewer.person, caller.may(SEE)) else {
        return Ok(None);
    };
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let held = staff::held_by(&mut tx, person, today).await?;
    let mine: BTreeSet<AccountId> = held
        .iter()
        .map(|held| held.account)
        .filter(|id| scope.accounts().holds(id))
        .collect();
    if mine.is_empty() || mine.len() > ADDED_MAX {
        return Ok(None);
    }
    let labels = accounts::labels(&mut tx, &mine).await?;
    drop(tx);
    let references = labels.values().map(|label| label.reference.clone()).collect();
    let Some(brought) = Brought::read(caller, references).await? else {
        return Ok(None);
    };
    let share = |label: &Label| Some(brought.by_account.get(&label.reference)?.change()?.share);
    let mut sorted: Vec<(Option<Ratio>, AccountId, &Label)> = labels.iter().map(|(id, label)| (share(label), *id, label)).collect();
    // Those without a change come last.
    sorted.sort_by(|(one, ..), (other, ..)| one.is_none().cmp(&other.is_none()).then_with(|| one.cmp(other)));
    let rows = sorted.iter().take(SHOWN);
    let rows = rows.map(|(_, id, label)| brought.row(&label.name, *id, &label.reference, None));
    let title = say_count("accounts.home_mine", u64::try_from(labels.len()).unwrap_or_default());
    let table = Table::new(&title, columns(None)).rows(rows.collect());
    let about = say_with("accounts.home_about", &[("day", &format::day(brought.last))]);
    let section = Section::new(&title, table).about(about);
    Ok(Some(section.end(record_link(say("accounts.home_all"), PLACE)).memoize()))
}

async fn followed(caller: &Caller) -> Result<Option<Markup>> {
    let Ok(scope) = caller.may(FOLLOW) else { return Ok(None) };
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let classes = store::classes(&mut tx, &scope).await?;
    let keys = Wanted {
        classes: Some(classes.into_iter().filter(|class| is_key(class)).collect()),
        ..Wanted::default()
    };
    let limit = i64::try_from(ADDED_MAX + 1).unwrap_or(i64::MAX);
    let all = store::list_after(&mut tx, &scope, &keys, "", limit).await?;
    if all.is_empty() || all.len() > ADDED_MAX {
        return Ok(None);
    }
    let ids: Vec<AccountId> = all.iter().map(|account| account.id).collect();
    let teams = super::looked_after(staff::teams_of(&mut tx, &ids, today).await?);
    drop(tx);
    let Some(brought) = Brought::read(caller, all.iter().map(|account| account.reference.clone()).collect()).await? else {
        return Ok(None);
    };
    let title = say_count("accounts.home_followed", u64::try_from(all.len()).unwrap_or_default());
    let body = match &brought.damaged {
        Some(reason) => note(unknown(reason)),
        None => join([figures(&together(&all, &teams, &brought)), losing(&all, &teams, &brought)]),
    };
    let about = say_with("accounts.home_followed_about", &[("day", &format::day(brought.last))]);
    let end = record_link(say("accounts.home_keys"), &format!("{PLACE}?class={}", super::list::ANY_KEY));
    Ok(Some(Section::new(&title, body).about(about).end(end).memoize()))
}

/// What the accounts brought in together, in each of their currencies, and how many nobody looks after.
fn together(all: &[Account], teams: &BTreeMap<AccountId, String>, brought: &Brought) -> Vec<Figure> {
    let mut by_currency: BTreeMap<Currency, Vec<&Revenue>> = BTreeMap::new();
    for revenue in brought.by_account.values() {
        by_currency.entry(revenue.currency).or_default().push(revenue);
    }
    let mut figures: Vec<Figure> = by_currency
        .iter()
        .map(|(currency, revenues)| {
            let sum: Ratio = revenues
                .iter()
                .map(|revenue| revenue.sum())
                .fold(Ratio::zero(), |sum, one| &sum + &one);
            Figure {
                name: say("accounts.home_revenue").to_owned(),
                value: format::with_unit(&format::number(&sum, 0), currency.code()),
                remark: Some(match revenue::change_of(revenues) {
                    Some(change) => say_with("accounts.home_against", &[("change", &facts::change_words(&change.share))]),
                    None => say("accounts.home_no_year").to_owned(),
                }),
            }
        })
        .collect();
    let falling = falling(all, brought).len();
    if falling > 0 {
        figures.push(Figure {
            name: say("accounts.home_falling").to_owned(),
            value: text(falling.to_string()),
            remark: Some(
                say(if brought.is_of_one_currency() {
                    "accounts.home_falling_order"
                } else {
                    "accounts.home_falling_share"
                })
                .to_owned(),
            ),
        });
    }
    let nobody = all.iter().filter(|account| !teams.contains_key(&account.id)).count();
    if nobody > 0 {
        figures.push(Figure {
            name: say("accounts.home_nobody").to_owned(),
            value: text(nobody.to_string()),
            remark: Some(say("accounts.home_nobody_why").to_owned()),
        });
    }
    figures
}

/// The accounts that bring in less than a year before, those that lose the most money first. Money of two currencies has no order:
/// there it is those that lose the largest part.
fn falling<'a>(all: &'a [Account], brought: &Brought) -> Vec<&'a Account> {
    let fall = |account: &Account| {
        let change = brought.by_account.get(&account.reference)?.change()?;
        let loss = if brought.is_of_one_currency() { change.more } else { change.share };
        loss.is_negative().then_some(loss)
    };
    let mut falling: Vec<(Ratio, &Account)> = all.iter().filter_map(|account| Some((fall(account)?, account))).collect();
    falling.sort_by(|(one, _), (other, _)| one.cmp(other));
    falling.into_iter().map(|(_, account)| account).collect()
}

fn losing(all: &[Account], teams: &BTreeMap<AccountId, String>, brought: &Brought) -> Markup {
    let falling = falling(all, brought);
    if falling.is_empty() {
        return note(text(say("accounts.home_none_falls")));
    }
    let team = |account: &Account| match teams.get(&account.id) {
        Some(names) => text(names),
        None => lamp(Hazard::Watch, say("accounts.nobody")),
    };
    let rows = falling.iter().take(LOSING);
    let rows = rows.map(|account| brought.row(&account.name, account.id, &account.reference, Some(team(account))));
    let columns = columns(Some(Column::text("team", say("accounts.team"))));
    Table::new(say("accounts.home_falling"), columns).rows(rows.collect()).memoize()
}
