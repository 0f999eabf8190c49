//! Accounts at home: to whoever holds some, what each brought in; to whoever leads, how the key accounts stand and which lose the most.

use super::super::rules::is_key;
use super::super::store::{self, Account, Wanted};
use super::{PLACE, href};
use crate::foundation::accounts::{self, FOLLOW, Label, SEE};
use crate::foundation::facts::{self, revenue};
use crate::foundation::overview::Panel;
use crate::foundation::staff;
use hypertext::prelude::*;
use platform::access::{Scope, Viewer};
use platform::chapter::Later;
use platform::database::Tx;
use platform::look::components::{Column, Hazard, Row, Section, Table, figures, lamp, none, note, record_link, unknown};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{AppRef, Caller};
use platform::{Error, Result};
use revenue::Revenue;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, Currency, Day, PersonId, Ratio};

mod steps;
mod sums;

/// So many of one's own accounts are shown; the list has the others.
const SHOWN: usize = 12;
/// So many of the key accounts that lose are shown.
const LOSING: usize = 5;
/// Of more accounts than these nothing is added up at home.
const ADDED_MAX: usize = 200;

/// The numbers of the accounts that the viewer holds, or else of those that the viewer follows.
pub const HOME: Panel = Panel {
    steps: Some(|app, viewer| Box::pin(steps::steps(app, viewer))),
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
    async fn read(app: &AppRef, references: BTreeSet<String>) -> Result<Option<Self>> {
        let Some(ground) = revenue::ground(app).await? else {
            return Ok(None);
        };
        let last = ground.end.prev();
        let (by_account, damaged) = match revenue::of_accounts(app, &ground, references).await {
            Ok(found) => (found, None),
            Err(Error::Refused(refusal)) => (BTreeMap::new(), Some(refusal.sentence)),
            Err(other) => return Err(other),
        };
        Ok(Some(Self { by_account, damaged, last }))
    }

    fn is_of_one_currency(&self) -> bool {
        self.in_currencies().len() < 2
    }

    /// What each account brought in in each of its currencies, by currency.
    fn in_currencies(&self) -> BTreeMap<Currency, BTreeMap<&str, &Revenue>> {
        let mut all: BTreeMap<Currency, BTreeMap<&str, &Revenue>> = BTreeMap::new();
        for (reference, revenue) in &self.by_account {
            for one in revenue.in_each_currency() {
                all.entry(one.currency).or_default().insert(reference, one);
            }
        }
        all
    }

    fn row(&self, name: &str, id: AccountId, reference: &str, more: Option<Markup>) -> Row {
        let mut cells = vec![record_link(name, &href(id))];
        cells.extend(more);
        cells.extend(match (self.by_account.get(reference), &self.damaged) {
            (Some(revenue), _) => [
                facts::revenue_sum(revenue),
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

/// The accounts inside a scope that a person has on a day.
async fn held_by(tx: &mut Tx, scope: &Scope, person: PersonId, day: Day) -> Result<BTreeSet<AccountId>> {
    let held = staff::held_by(tx, person, day).await?;
    let mine = held.iter().map(|held| held.account).filter(|id| scope.accounts().holds(id));
    Ok(mine.collect())
}

async fn own(caller: &Caller) -> Result<Option<Markup>> {
    let (Some(person), Ok(scope)) = (caller.viewer.person, caller.may(SEE)) else {
        return Ok(None);
    };
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let mine = held_by(&mut tx, &scope, person, today).await?;
    if mine.is_empty() || mine.len() > ADDED_MAX {
        return Ok(None);
    }
    let labels = accounts::labels(&mut tx, &mine).await?;
    drop(tx);
    let references = labels.values().map(|label| label.reference.clone()).collect();
    let Some(brought) = Brought::read(&caller.app, references).await? else {
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
    let day = format::day(brought.last);
    let all = format::count(u64::try_from(labels.len()).unwrap_or_default());
    let (about, end) = if labels.len() > SHOWN {
        let values = [("day", day.as_str()), ("shown", &SHOWN.to_string()), ("n", &all)];
        (
            say_with("accounts.home_some", &values),
            say_with("accounts.home_all_of", &[("n", &all)]),
        )
    } else {
        (
            say_with("accounts.home_about", &[("day", &day)]),
            say("accounts.home_all").to_owned(),
        )
    };
    Ok(Some(
        Section::new(&title, table).about(about).end(record_link(&end, PLACE)).memoize(),
    ))
}

/// The key accounts that the viewer follows, and who looks after each.
struct Followed {
    all: Vec<Account>,
    teams: BTreeMap<AccountId, String>,
}

impl Followed {
    /// Reads them; none where there are none, or too many to be added up.
    async fn read(app: &AppRef, viewer: &Viewer) -> Result<Option<Self>> {
        let Ok(scope) = viewer.may(FOLLOW) else { return Ok(None) };
        let mut tx = app.db.read().await?;
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
        let today = tx.today();
        let teams = super::looked_after(staff::teams_of(&mut tx, &ids, today).await?);
        Ok(Some(Self { all, teams }))
    }

    /// Those that nobody looks after.
    fn alone(&self) -> Vec<&Account> {
        self.all.iter().filter(|account| !self.teams.contains_key(&account.id)).collect()
    }
}

async fn followed(caller: &Caller) -> Result<Option<Markup>> {
    let Some(followed) = Followed::read(&caller.app, &caller.viewer).await? else {
        return Ok(None);
    };
    let references = followed.all.iter().map(|account| account.reference.clone()).collect();
    let Some(brought) = Brought::read(&caller.app, references).await? else {
        return Ok(None);
    };
    let title = say_count("accounts.home_followed", u64::try_from(followed.all.len()).unwrap_or_default());
    let body = match &brought.damaged {
        Some(reason) => note(unknown(reason)),
        None => join([
            figures(&sums::together(caller, &followed, &brought)),
            sums::why(caller, &followed, &brought),
            losing(&followed, &brought),
        ]),
    };
    let about = say_with("accounts.home_followed_about", &[("day", &format::day(brought.last))]);
    let end = record_link(say("accounts.home_keys"), &format!("{PLACE}?class={}", super::list::ANY_KEY));
    Ok(Some(Section::new(&title, body).about(about).end(end).memoize()))
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

fn losing(followed: &Followed, brought: &Brought) -> Markup {
    let falling = falling(&followed.all, brought);
    if falling.is_empty() {
        return note(text(say("accounts.home_none_falls")));
    }
    let team = |account: &Account| match followed.teams.get(&account.id) {
        Some(names) => text(names),
        None => lamp(Hazard::Watch, say("accounts.nobody")),
    };
    let rows = falling.iter().take(LOSING);
    let rows = rows.map(|account| brought.row(&account.name, account.id, &account.reference, Some(team(account))));
    let columns = columns(Some(Column::text("team", say("accounts.team"))));
    Table::new(say("accounts.home_falling"), columns).rows(rows.collect()).memoize()
}
