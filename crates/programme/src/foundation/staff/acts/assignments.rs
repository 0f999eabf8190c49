//! What can be done with assignments: begin one, end one, keep an imported list. No share of an account is ever given twice.

use super::super::rules::{self, Part, SaidAssignment};
use super::super::store;
use super::super::{Assignment, CHANGE, Person};
use crate::foundation::accounts::{self, Named};
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{AssignmentRow, Placed};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, AssignmentId, Day, Interval, PersonId, together};

/// The same person in the same role of the same account from the same day is the same assignment.
type Key = (AccountId, PersonId, String, Day);

fn key(held: &Assignment) -> Key {
    (held.account, held.person.id, held.role.clone(), held.interval.start())
}

/// Keeps an imported list of assignments. The same list again changes nothing; what the list leaves out stays.
///
/// # Errors
/// Forbidden; an account or person that does not exist, with the line; shares of more than the whole, with account, role and day.
pub async fn keep_assignments(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<AssignmentRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let accounts = accounts::names(tx, rows.iter().map(|placed| &placed.row.account)).await?;
    let people = super::super::by_reference(tx, rows.iter().map(|placed| &placed.row.person)).await?;
    let mut roles = store::roles(tx).await?;
    let touched: BTreeSet<AccountId> = accounts.values().map(|named| named.id).collect();
    let touched: Vec<AccountId> = touched.into_iter().collect();
    let mut held: BTreeMap<Key, Assignment> = store::list_of_accounts(tx, &touched, None)
        .await?
        .into_iter()
        .map(|held| (key(&held), held))
        .collect();
    let (mut kept, mut new, mut changed) = (Kept::default(), BTreeSet::new(), BTreeMap::new());
    for placed in rows {
        let said = said(&placed.row);
        let on_line = |refusal| rules::on_line(placed.line, refusal);
        let interval = rules::checked_assignment(&said).map_err(on_line)?;
        let account = accounts
            .get(&said.account)
            .ok_or_else(|| unknown(placed.line, "account", &said.account))?;
        let person = people
            .get(&said.person)
            .ok_or_else(|| unknown(placed.line, "person", &said.person))?;
        let role = rules::spelled(&said.role, &roles);
        roles.insert(role.clone());
        let key = (account.id, person.id, role.clone(), said.from);
        match held.get_mut(&key) {
            Some(known) if known.share == said.share && known.interval == interval => kept.unchanged += 1,
            Some(known) => {
                if !new.contains(&key) {
                    changed.entry(key).or_insert_with(|| known.clone());
                }
                known.share = said.share;
                known.interval = interval;
            }
            None => {
                let id = AssignmentId::new(tx.ids());
                let person = person.clone();
                new.insert(key.clone());
                held.insert(
                    key,
                    Assignment {
                        id,
                        account: account.id,
                        person,
                        role,
                        share: said.share,
                        interval,
                        version: 1,
                    },
                );
            }
        }
    }
    nothing_twice(&accounts, held.values())?;
    let created: Vec<Assignment> = new.iter().filter_map(|key| held.get(key)).cloned().collect();
    store::insert_assignments(tx, &created).await?;
    for (key, before) in &changed {
        let Some(after) = held.get(key) else { continue };
        store::update_assignment(tx, after).await?;
        let bodies = json!({ "before": body(before), "after": body(after) });
        note(tx, viewer, "assignment_changed", ("person", after.person.id.to_string()), &bodies)?;
    }
    kept.created = u64::try_from(created.len()).unwrap_or(u64::MAX);
    kept.changed = u64::try_from(changed.len()).unwrap_or(u64::MAX);
    note(tx, viewer, "assignments_imported", ("import", "assignments".to_owned()), &kept)?;
    Ok(kept)
}

fn said(row: &AssignmentRow) -> SaidAssignment {
    let AssignmentRow {
        account,
        person,
        role,
        share,
        from,
        to,
    } = row.clone();
    SaidAssignment {
        account,
        person,
        role,
        share,
        from,
        to,
    }
}

fn unknown(line: u64, field: &'static str, reference: &str) -> Error {
    let key = if field == "account" {
        "staff.no_account_on_line"
    } else {
        "staff.no_person_on_line"
    };
    Error::refused_on(field, key, say_with(key, &[("line", &line.to_string()), ("reference", reference)]))
}

/// Refuses shares of an account and role that come to more than the whole on some day.
pub(super) fn nothing_twice<'a>(accounts: &BTreeMap<String, Named>, held: impl Iterator<Item = &'a Assignment>) -> Result<()> {
    let mut splits: BTreeMap<(AccountId, &str), Vec<Part>> = BTreeMap::new();
    for held in held {
        let part = Part {
            share: held.share.clone(),
            interval: held.interval,
        };
        splits.entry((held.account, held.role.as_str())).or_default().push(part);
    }
    let names: BTreeMap<AccountId, String> = accounts
        .iter()
        .map(|(reference, named)| (named.id, format!("{} ({reference})", named.name)))
        .collect();
    for ((account, role), parts) in splits {
        let name = names.get(&account).cloned().unwrap_or_else(|| account.to_string());
        rules::fits(&name, role, &parts)?;
    }
    Ok(())
}

pub(super) fn body(held: &Assignment) -> Value {
    json!({
        "assignment": held.id.to_string(), "account": held.account.to_string(), "role": held.role, "share": held.share.to_string(),
        "from": held.interval.start().to_string(), "to": held.interval.end().map(|day| day.to_string()),
    })
}

/// Gives a person a share of an account in a role, from a day on.
///
/// # Errors
/// Forbidden; an account or person that does not exist; the same assignment again; shares of more than the whole.
pub async fn assign(tx: &mut Tx, viewer: &Viewer, said: SaidAssignment) -> Result<PersonId> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let accounts: BTreeMap<String, Named> = accounts::meant(tx, &said.account).await?.into_iter().collect();
    let no_account = || {
        Error::refused_on(
            "account",
            "staff.no_account",
            say_with("staff.no_account", &[("reference", &said.account)]),
        )
    };
    let account = accounts.values().next().map(|account| account.id).ok_or_else(no_account);
    let no_person = || {
        Error::refused_on(
            "person",
            "staff.no_person",
            say_with("staff.no_person", &[("reference", &said.person)]),
        )
    };
    let person = super::super::meant(tx, &said.person).await?;
    let checked = rules::checked_assignment(&said).map_err(Error::from);
    let (account, person, interval): (AccountId, Person, Interval) = together((account, person.ok_or_else(no_person), checked))?;
    let role = rules::spelled(&said.role, &store::roles(tx).await?);
    let id = AssignmentId::new(tx.ids());
    let new = Assignment {
        id,
        account,
        person: person.clone(),
        role,
        share: said.share,
        interval,
        version: 1,
    };
    let mut held = store::list_of_accounts(tx, &[account], None).await?;
    not_twice(&held, &new)?;
    held.push(new.clone());
    nothing_twice(&accounts, held.iter())?;
    store::insert_assignments(tx, std::slice::from_ref(&new)).await?;
    note(tx, viewer, "assignment_begun", ("person", person.id.to_string()), &body(&new))?;
    Ok(person.id)
}

/// Refuses that a person holds a role of an account a second time on some day.
pub(super) fn not_twice(held: &[Assignment], new: &Assignment) -> Result<()> {
    let same = |other: &&Assignment| other.person.id == new.person.id && other.role == new.role;
    if held.iter().filter(same).any(|other| other.interval.overlaps(&new.interval)) {
        let sentence = say_with("staff.twice", &[("person", &new.person.name), ("role", &new.role)]);
        return Err(Error::refused_on("from", "staff.twice", sentence));
    }
    Ok(())
}

/// Ends an assignment: on the day it no longer holds. One that ends on its first day never held and is taken away.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a day before its first; a later end that would make shares of more than the whole.
pub async fn end(tx: &mut Tx, viewer: &Viewer, id: AssignmentId, version: i64, day: Day) -> Result<PersonId> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let before = store::find_assignment(tx, id).await?;
    if before.version != version {
        return Err(Error::Changed { what: "assignment" });
    }
    let subject = ("person", before.person.id.to_string());
    if day == before.interval.start() {
        store::delete_assignment(tx, &before).await?;
        note(tx, viewer, "assignment_removed", subject, &body(&before))?;
        return Ok(before.person.id);
    }
    let after = Assignment {
        interval: rules::interval(before.interval.start(), Some(day))?,
        ..before.clone()
    };
    let labels = accounts::labels(tx, &BTreeSet::from([before.account])).await?;
    let named = labels
        .into_iter()
        .map(|(id, label)| (label.reference, Named { id, name: label.name }))
        .collect();
    let others = store::list_of_accounts(tx, &[before.account], None).await?;
    nothing_twice(&named, others.iter().filter(|held| held.id != id).chain(std::iter::once(&after)))?;
    store::update_assignment(tx, &after).await?;
    note(
        tx,
        viewer,
        "assignment_ended",
        subject,
        &json!({ "before": body(&before), "after": body(&after) }),
    )?;
    Ok(before.person.id)
}
