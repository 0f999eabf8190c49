//! How a record came to be as it is: each change that the journal knows, how it stood on a day, and the way back from the latest.

use crate::api::Listed;
use crate::database::{Query, Tx};
use crate::look::components::{Button, Column, Empty, Field, Form, Head, Notice, Row, Section, Table, none, note};
use crate::look::{Markup, format, join, nothing, text};
use crate::texts::{say, say_with};
use crate::users;
use crate::web::done;
use crate::web::{Caller, Fields};
use crate::{Error, Result};
use hypertext::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Instant, UserId};

/// So many changes are read; what is older is not shown.
const READ_MAX: i64 = 500;
/// For so many minutes the page after a change offers to undo it.
const OFFERED_MINUTES: i64 = 10;

/// Which entries of the journal are changes of one kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The kind of the record: `account`.
    pub subject: &'static str,
    /// The entry of its making, which holds what was said: `account_created`; none where records are made many at once.
    pub created: Option<&'static str>,
    /// The entry of a change, which holds what stood `before` and what stood `after`: `account_changed`.
    pub changed: &'static str,
    /// The fields that a reader may see, and the keys of their labels.
    pub fields: &'static [(&'static str, &'static str)],
}

/// One change of a record, or its making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Instant,
    /// By which user; none by the command line.
    pub by: Option<UserId>,
    /// What stood before; none where the record was made, or where it was erased.
    pub before: Option<BTreeMap<String, String>>,
    /// What stood after; none where it was erased.
    pub after: Option<BTreeMap<String, String>>,
}

impl Change {
    /// What differs: the key of the label, before and after.
    fn differing(&self, kept: &Kept) -> Vec<(&'static str, String, String)> {
        let value = |side: &Option<BTreeMap<String, String>>, name: &str| {
            let value = side.as_ref().and_then(|values| values.get(name));
            value.cloned().unwrap_or_default()
        };
        let fields = kept
            .fields
            .iter()
            .map(|(name, label)| (*label, value(&self.before, name), value(&self.after, name)));
        fields.filter(|(_, before, after)| before != after).collect()
    }
}

/// The changes of a record, the latest first. Whoever asks has asked for the right to see the record.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx, kept: &Kept, id: &str) -> Result<Vec<Change>> {
    read(tx, kept, id, READ_MAX).await
}

/// The latest change of a record.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(tx: &mut Tx, kept: &Kept, id: &str) -> Result<Option<Change>> {
    Ok(read(tx, kept, id, 1).await?.pop())
}

async fn read(tx: &mut Tx, kept: &Kept, id: &str, limit: i64) -> Result<Vec<Change>> {
    let query = Query::new("select e.at, e.actor, e.kind, b.body from journal_entry e left join journal_body b on b.entry = e.id")
        .with("where e.subject_kind = {} and e.subject = {}", &[&kept.subject, &id])
        .with(
            "and e.kind in ({}, {}) order by e.number desc limit {}",
            &[&kept.created.unwrap_or(kept.changed), &kept.changed, &limit],
        );
    let rows = tx.all(&query).await?;
    let change = |row: &crate::database::Row| {
        let (actor, kind): (String, String) = (row.get(1)?, row.get(2)?);
        let body: Option<String> = row.get(3)?;
        let body: Option<Map<String, Value>> = body.and_then(|body| serde_json::from_str(&body).ok());
        let side = |name: &str| body.as_ref().and_then(|body| body.get(name)).and_then(Value::as_object).map(values);
        let made = Some(kind.as_str()) == kept.created;
        Ok(Change {
            at: row.get(0)?,
            by: UserId::parse(&actor).ok(),
            before: side("before"),
            after: if made { body.as_ref().map(values) } else { side("after") },
        })
    };
    rows.iter().map(change).collect()
}

/// A body's values as a form's texts; what was empty is absent.
fn values(body: &Map<String, Value>) -> BTreeMap<String, String> {
    let words = |value: &Value| match value {
        Value::String(words) => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    body.iter()
        .filter_map(|(name, value)| Some((name.clone(), words(value)?)))
        .collect()
}

/// How a record stood at the end of a day: what stands now, with every change taken away that came after. `None` when it was
/// made later, or when a change since was erased.
#[must_use]
pub fn stood(now: &BTreeMap<String, String>, changes: &[Change], after: impl Fn(Instant) -> bool) -> Option<BTreeMap<String, String>> {
    let mut then = now.clone();
    for change in changes.iter().take_while(|change| after(change.at)) {
        let before = change.before.as_ref()?;
        for name in change.after.iter().flat_map(BTreeMap::keys) {
            then.remove(name);
        }
        then.extend(before.clone());
    }
    Some(then)
}

/// What has to be said to undo the latest change of a record: what stood before it.
///
/// # Errors
/// A refusal when there is nothing to undo: no change yet, or it was erased.
pub async fn before_latest(tx: &mut Tx, kept: &Kept, id: &str) -> Result<Fields> {
    let before = latest(tx, kept, id).await?.and_then(|change| change.before);
    let before = before.ok_or_else(|| Error::refused("form.nothing_to_undo", say("form.nothing_to_undo")))?;
    Ok(Fields::of(before))
}

/// The day that an address asks for; none where it asks for none.
///
/// # Errors
/// A refusal when it is no day.
pub fn asked_day(params: &BTreeMap<String, String>) -> Result<Option<Day>> {
    match params.get("day").map(|day| day.trim()).filter(|day| !day.is_empty()) {
        None => Ok(None),
        Some(day) => Day::parse(day)
            .map(Some)
            .map_err(|_no_day| Error::refused_on("day", "form.no_day", say("form.no_day"))),
    }
}

/// A record of which the history is shown.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Which entries are its changes.
    pub kept: &'a Kept,
    /// Its name.
    pub name: &'a str,
    /// The address of its page; the history stands below it.
    pub href: &'a str,
    /// What stands now, as its form shows it.
    pub now: &'a Fields,
    /// For optimistic locking.
    pub version: i64,
    /// Whether the viewer may change it.
    pub may_change: bool,
}

impl Record<'_> {
    fn undo(&self, caller: &Caller) -> Markup {
        Form::post(format!("{}/undo", self.href))
            .csrf(Some(caller.csrf()))
            .hidden("version", self.version.to_string())
            .inline()
            .button(Button::submit(say("form.undo")))
            .memoize()
    }

    fn sentence(&self, change: &Change) -> Markup {
        let differing = change.differing(self.kept);
        if change.after.is_none() {
            return note(text(say("history.erased")));
        }
        if change.before.is_none() {
            return text(say("history.made"));
        }
        let part = |(label, before, after): &(&'static str, String, String)| {
            let side = |words: &str| {
                if words.is_empty() {
                    say("history.empty").to_owned()
                } else {
                    words.to_owned()
                }
            };
            maud! { li { b { (say(label)) } " " (side(before)) " → " (side(after)) } }.memoize()
        };
        let parts = join(differing.iter().map(part));
        maud! { ul .plain { (parts) } }.memoize()
    }

    /// The page of the history: how it stood on the day that is asked for, and each change.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn shown(&self, caller: &Caller, tx: &mut Tx, id: &str, day: Option<Day>) -> Result<Markup> {
        let changes = list(tx, self.kept, id).await?;
        let users: BTreeSet<UserId> = changes.iter().filter_map(|change| change.by).collect();
        let names = users::store::list_names(tx, &users).await?;
        let today = tx.today();
        let zone = &caller.app.config.zone;
        let title = say_with("history.history_of", &[("name", self.name)]);
        let sub = say_with(
            "history.changes",
            &[("n", &format::count(u64::try_from(changes.len()).unwrap_or_default()))],
        );
        let stood = day.map(|day| match day > today {
            true => not_yet(day),
            false => self.on(&changes, day, |at| at.day_in(zone) > day),
        });
        let who = |change: &Change| match change.by {
            None => text(say("history.by_command_line")),
            Some(user) => names.get(&user).map_or_else(none, text),
        };
        let rows = changes.iter().enumerate().map(|(place, change)| {
            let undo = if place == 0 && self.may_change && change.before.is_some() {
                self.undo(caller)
            } else {
                nothing()
            };
            Row::new(vec![
                text(format::moment(change.at, zone)),
                who(change),
                self.sentence(change),
                undo,
            ])
        });
        let columns = vec![
            Column::text("when", say("history.when")),
            Column::text("who", say("history.who")),
            Column::text("what", say("history.what")).lead(),
            Column::text("act", ""),
        ];
        let empty = Empty::new(say("history.none"), say("history.none_why"));
        let table = Table::new(say("history.place"), columns).rows(rows.collect()).empty(empty);
        Ok(join(
            [
                Some(Head::new(title).sub(text(sub)).memoize()),
                Some(self.choose(day, today)),
                stood,
                Some(Section::new(say("history.place"), table).memoize()),
            ]
            .into_iter()
            .flatten(),
        ))
    }

    fn choose(&self, day: Option<Day>, today: Day) -> Markup {
        let action = format!("{}/history", self.href);
        let field = Field::date("day", say("history.day")).value(day.unwrap_or(today).to_string());
        let form = maud! {
            form .filter action=(action) method="get" data-send-on-change {
                div { (field) }
                div.acts { (Button::submit(say("history.show"))) }
            }
        };
        Section::new(say("history.as_it_stood"), form).memoize()
    }

    fn on(&self, changes: &[Change], day: Day, after: impl Fn(Instant) -> bool) -> Markup {
        let title = say_with("history.on_day", &[("day", &format::day(day))]);
        let now: BTreeMap<String, String> = self
            .kept
            .fields
            .iter()
            .map(|(name, _)| ((*name).to_owned(), self.now.text(name).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let Some(then) = stood(&now, changes, after) else {
            return Section::new(title, note(text(say("history.not_known_then")))).memoize();
        };
        let shown = |values: &BTreeMap<String, String>, name: &str| values.get(name).map_or_else(none, text);
        let rows = self.kept.fields.iter().map(|(name, label)| {
            let row = Row::new(vec![text(say(label)), shown(&then, name), shown(&now, name)]);
            if then.get(*name) == now.get(*name) { row.dim() } else { row }
        });
        let columns = vec![
            Column::text("field", say("form.field")),
            Column::text("then", say("history.then")).lead(),
            Column::text("now", say("history.now")),
        ];
        let table = Table::new(&title, columns).rows(rows.collect());
        Section::new(&title, table).memoize()
    }
}

/// The latest change of a record, when the viewer made it a moment ago and it can be undone.
///
/// # Errors
/// When the database does not answer.
pub async fn own_latest(tx: &mut Tx, caller: &Caller, kept: &Kept, id: &str) -> Result<Option<Change>> {
    let latest = latest(tx, kept, id).await?;
    let now = tx.now().micros();
    let fresh = |change: &Change| now - change.at.micros() < OFFERED_MINUTES * 60 * 1_000_000;
    Ok(latest.filter(|change| change.by == caller.viewer.user && change.before.is_some() && fresh(change)))
}

/// What a page opens with just after the viewer changed a record, whose page stands at `href`: what was changed, and the way back. Whoever
/// asks has asked for the right to change it.
///
/// # Errors
/// When the database does not answer.
pub async fn offer(tx: &mut Tx, caller: &Caller, kept: &Kept, (id, href): (&str, &str), version: i64) -> Result<Option<Notice>> {
    let Some(change) = own_latest(tx, caller, kept, id).await? else {
        return Ok(None);
    };
    let labels: Vec<&str> = change.differing(kept).iter().map(|(label, ..)| say(label)).collect();
    let sentence = say_with("history.you_changed", &[("fields", &labels.join(", "))]);
    let notice = || done::notice(caller, sentence, &format!("{href}/undo"), version);
    Ok((!labels.is_empty()).then(notice))
}

/// A day that has not come says nothing of how the record will stand; what stands now would be taken for it.
fn not_yet(day: Day) -> Markup {
    let title = say_with("history.on_day", &[("day", &format::day(day))]);
    Section::new(title, note(text(say("history.not_yet")))).memoize()
}

/// A change of a record for programs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Change")]
pub struct ChangeShown {
    /// When, in UTC.
    pub at: String,
    /// The user who did it; none by the command line.
    pub by: Option<UserId>,
    /// What stood before, by field; none where the record was made, or where it was erased.
    pub before: Option<BTreeMap<String, String>>,
    /// What stood after.
    pub after: Option<BTreeMap<String, String>>,
}

/// The changes of a record for programs, the latest first. Whoever asks has asked for the right to see the record.
///
/// # Errors
/// When the database does not answer.
pub async fn listed(tx: &mut Tx, kept: &Kept, id: &str) -> Result<Listed<ChangeShown>> {
    let changes = list(tx, kept, id).await?;
    Ok(Listed::whole(
        changes.into_iter().map(|change| ChangeShown::new(kept, change)).collect(),
    ))
}

impl ChangeShown {
    fn new(kept: &Kept, change: Change) -> Self {
        let seen = |values: BTreeMap<String, String>| {
            let fields = values
                .into_iter()
                .filter(|(name, _)| kept.fields.iter().any(|(field, _)| field == name));
            fields.collect()
        };
        Self {
            at: change.at.to_string(),
            by: change.by,
            before: change.before.map(seen),
            after: change.after.map(seen),
        }
    }
}
