//! The sums over the key accounts that somebody follows, each with the accounts it was added up from.

use super::{Brought, Followed, falling, href};
use crate::foundation::accounts::store::Account;
use crate::foundation::facts::{self, revenue};
use crate::foundation::overview::{open_sum, sum};
use hypertext::prelude::*;
use platform::look::components::Figure;
use platform::look::why::Why;
use platform::look::{Markup, format, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::Caller;
use revenue::Revenue;
use std::collections::BTreeMap;
use vocabulary::{AccountId, Cell, Currency, Link, Ratio, Trace};

/// So many accounts stand below a sum; the others are added up.
const LISTED: usize = 40;
const FALLING: &str = "falling";
const NOBODY: &str = "nobody";

/// The word of a sum in an address: `revenue-EUR`.
fn word_of(currency: Currency) -> String {
    format!("revenue-{}", currency.code())
}

fn added(revenues: &BTreeMap<&str, &Revenue>) -> Ratio {
    revenues.values().map(|revenue| revenue.sum()).sum()
}

/// What the accounts brought in together, in each of their currencies, how many fall, and how many nobody looks after.
pub(super) fn together(caller: &Caller, followed: &Followed, brought: &Brought) -> Vec<Figure> {
    let in_currency = |(currency, revenues): (&Currency, &BTreeMap<&str, &Revenue>)| {
        let all: Vec<&Revenue> = revenues.values().copied().collect();
        let shown = format::with_unit(&format::number(&added(revenues), 0), currency.code());
        Figure {
            name: say("accounts.home_revenue").to_owned(),
            value: sum(caller, &word_of(*currency), shown),
            remark: Some(match revenue::change_of(&all) {
                Some(change) => say_with("accounts.home_against", &[("change", &facts::change_words(&change.share))]),
                None => say("accounts.home_no_year").to_owned(),
            }),
        }
    };
    let mut figures: Vec<Figure> = brought.in_currencies().iter().map(in_currency).collect();
    let falling = falling(&followed.all, brought).len();
    if falling > 0 {
        let order = if brought.is_of_one_currency() {
            "accounts.home_falling_order"
        } else {
            "accounts.home_falling_share"
        };
        figures.push(Figure {
            name: say("accounts.home_falling").to_owned(),
            value: sum(caller, FALLING, text(falling.to_string())),
            remark: Some(say(order).to_owned()),
        });
    }
    let alone = followed.alone().len();
    if alone > 0 {
        figures.push(Figure {
            name: say("accounts.home_nobody").to_owned(),
            value: sum(caller, NOBODY, text(alone.to_string())),
            remark: Some(say("accounts.home_nobody_why").to_owned()),
        });
    }
    figures
}

/// What the sum that stands open was added up from.
pub(super) fn why(caller: &Caller, followed: &Followed, brought: &Brought) -> Markup {
    let Some(trace) = open_sum(caller).and_then(|word| trace(word, followed, brought)) else {
        return nothing();
    };
    let addresses = |link: &Link| AccountId::parse(&link.id).ok().map(href);
    Why::new(&trace, &addresses).close("/").memoize()
}

fn line(account: &Account, value: Cell) -> Trace {
    Trace::new(&account.name, value).link(Link::new("account", account.id.to_string(), &account.name))
}

fn trace(word: &str, followed: &Followed, brought: &Brought) -> Option<Trace> {
    if word == FALLING {
        let falling = falling(&followed.all, brought);
        let share = |account: &Account| Some(brought.by_account.get(&account.reference)?.change()?.share);
        let lines = falling
            .iter()
            .map(|account| line(account, share(account).map_or(Cell::Empty, Cell::Percent)));
        let all = Trace::new(say("accounts.home_falling"), counted(falling.len()));
        return Some(all.formula(say("accounts.home_falling_means")).inputs(lines));
    }
    if word == NOBODY {
        let alone = followed.alone();
        let lines = alone.iter().map(|account| line(account, Cell::Empty));
        let all = Trace::new(say("accounts.home_nobody"), counted(alone.len()));
        return Some(all.formula(say("accounts.home_nobody_means")).inputs(lines));
    }
    let all = brought.in_currencies();
    let (currency, revenues) = all.iter().find(|(currency, _)| word_of(**currency) == word)?;
    Some(of_currency(*currency, revenues, followed, brought))
}

fn counted(n: usize) -> Cell {
    Cell::Count(u64::try_from(n).unwrap_or(u64::MAX))
}

/// What the accounts brought in in a currency, the largest first.
fn of_currency(currency: Currency, revenues: &BTreeMap<&str, &Revenue>, followed: &Followed, brought: &Brought) -> Trace {
    let amount = |value: Ratio| Cell::Amount { value, currency };
    let mut ranked: Vec<(Ratio, &Account)> = followed
        .all
        .iter()
        .filter_map(|account| Some((revenues.get(account.reference.as_str())?.sum(), account)))
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.cmp(one));
    let listed = ranked.iter().take(LISTED).map(|(sum, account)| line(account, amount(sum.clone())));
    let rest: Ratio = ranked.iter().skip(LISTED).map(|(sum, _)| sum.clone()).sum();
    let further = ranked.len().saturating_sub(LISTED);
    let further = (further > 0).then(|| {
        let n = u64::try_from(further).unwrap_or(u64::MAX);
        Trace::new(say_count("accounts.home_further", n), amount(rest))
    });
    let day = format::day(brought.last);
    let values = [("day", day.as_str()), ("currency", currency.code())];
    let what = say_with("accounts.home_revenue_of", &values);
    let trace = Trace::new(what, amount(added(revenues)))
        .formula(say_with("accounts.home_revenue_means", &values))
        .inputs(listed)
        .inputs(further);
    let all: Vec<&Revenue> = revenues.values().copied().collect();
    match revenue::change_of(&all) {
        Some(change) => {
            let more = format::number(&change.more.abs(), 0);
            let key = if change.more.is_negative() {
                "accounts.home_revenue_less"
            } else {
                "accounts.home_revenue_more"
            };
            let months = change.months.to_string();
            trace.note(say_with(key, &[("amount", &more), ("currency", currency.code()), ("n", &months)]))
        }
        None => trace,
    }
}
