//! What can be done with accounts: make one, change one, keep an imported list. Each is one act, whichever way in.

use super::rules::{self, Said, Step};
use super::store::{self, Account};
use super::{CHANGE, SEE};
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{AccountRow, Content, Placed};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::history;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vocabulary::{AccountId, together};

/// The receiver of imported accounts.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        let Content::Accounts(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!("rows of another kind were handed to the accounts")));
        };
        keep_rows(tx, viewer, rows).await
    })
}

/// Keeps an imported list. The same list again changes nothing.
///
/// # Errors
/// Forbidden; a row that cannot be kept, with its line; accounts that would stand above one another in a circle.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<AccountRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let every = store::list_every(tx).await?;
    let mut ids: BTreeMap<String, AccountId> = every.iter().map(|account| (account.reference.clone(), account.id)).collect();
    let known = known(&every);
    let rows: Vec<(u64, Said)> = rows.iter().map(|placed| (placed.line, said(&placed.row))).collect();
    let plan = rules::plan(&known, &rows)?;
    let before: BTreeMap<&str, &Account> = every.iter().map(|account| (account.reference.as_str(), account)).collect();
    let (mut created, mut changed) = (Vec::new(), Vec::new());
    for step in &plan.steps {
        if let Step::Create(said) = step {
            ids.insert(said.reference.clone(), AccountId::new(tx.ids()));
        }
    }
    for step in plan.steps {
        let id = ids.get(&step.said().reference).copied();
        let id = id.ok_or_else(|| Error::Failed(anyhow::anyhow!("an imported account has no id")))?;
        let parent = step.said().parent.as_ref().and_then(|parent| ids.get(parent)).copied();
        match step {
            Step::Create(said) => created.push(account(id, said, parent, 1)),
            Step::Change { before: was, after } => {
                let version = before.get(after.reference.as_str()).map_or(1, |account| account.version);
                changed.push((was, after.clone(), account(id, after, parent, version)));
            }
        }
    }
    store::insert(tx, &created).await?;
    for (before, after, account) in &changed {
        store::update(tx, account).await?;
        note(
            tx,
            viewer,
            "account_changed",
            ("account", account.id.to_string()),
            &json!({ "before": body(before), "after": body(after) }),
        )?;
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let kept = Kept {
        created: count(created.len()),
        changed: count(changed.len()),
        unchanged: plan.unchanged,
    };
    note(tx, viewer, "accounts_imported", ("import", "accounts".to_owned()), &kept)?;
    Ok(kept)
}

fn known(every: &[Account]) -> BTreeMap<String, Said> {
    let references: BTreeMap<AccountId, &String> = every.iter().map(|account| (account.id, &account.reference)).collect();
    let said = |account: &Account| Said {
        reference: account.reference.clone(),
        name: account.name.clone(),
        parent: account
            .parent
            .and_then(|parent| references.get(&parent))
            .map(|parent| (*parent).clone()),
        class: account.class.clone(),
        country: account.country.clone(),
    };
    every.iter().map(|account| (account.reference.clone(), said(account))).collect()
}

fn said(row: &AccountRow) -> Said {
    let AccountRow {
        reference,
        name,
        parent,
        class,
        country,
        owner: _,
    } = row.clone();
    Said {
        reference,
        name,
        parent,
        class,
        country,
    }
}

fn account(id: AccountId, said: Said, parent: Option<AccountId>, version: i64) -> Account {
    Account {
        id,
        reference: said.reference,
        name: said.name,
        parent,
        class: said.class,
        country: said.country,
        version,
    }
}

fn body(said: &Said) -> Value {
    json!({ "reference": said.reference, "name": said.name, "parent": said.parent, "class": said.class, "country": said.country })
}

/// A new account.
///
/// # Errors
/// Forbidden; a reference that is taken; an account above that does not exist.
pub async fn create(tx: &mut Tx, viewer: &Viewer, said: Said) -> Result<AccountId> {
    viewer.may(CHANGE)?;
    let (free, parent) = (is_free(tx, &said).await, parent(tx, &said).await);
    let (said, (), parent) = together((rules::checked(said).map_err(Error::from), free, parent))?;
    let new = account(AccountId::new(tx.ids()), said.clone(), parent.map(|parent| parent.id), 1);
    store::insert(tx, std::slice::from_ref(&new)).await?;
    note(tx, viewer, "account_created", ("account", new.id.to_string()), &body(&said))?;
    Ok(new.id)
}

async fn is_free(tx: &mut Tx, said: &Said) -> Result<()> {
    let reference = said.reference.trim();
    let Some(taken) = store::look_up(tx, reference).await? else {
        return Ok(());
    };
    let sentence = say_with("accounts.taken", &[("reference", reference), ("account", &taken.name)]);
    Err(Error::refused_on("reference", "accounts.taken", sentence))
}

async fn parent(tx: &mut Tx, said: &Said) -> Result<Option<Account>> {
    let reference = said.parent.as_deref().map(str::trim).filter(|reference| !reference.is_empty());
    let Some(reference) = reference else { return Ok(None) };
    let found = store::look_up(tx, reference).await?;
    found.map(Some).ok_or_else(|| {
        Error::refused_on(
            "parent",
            "accounts.no_parent",
            say_with("accounts.no_parent", &[("parent", reference)]),
        )
    })
}

/// Changes an account; its reference stays, because the facts name it.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; an account above that does not exist or stands below.
pub async fn update(tx: &mut Tx, viewer: &Viewer, id: AccountId, version: i64, said: Said) -> Result<()> {
    let scope = viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let before = store::find(tx, &scope, id).await?;
    if before.version != version {
        return Err(Error::Changed { what: "account" });
    }
    let parent = parent(tx, &said).await;
    let said = rules::checked(Said {
        reference: before.reference.clone(),
        ..said
    });
    let (said, parent) = together((said.map_err(Error::from), parent))?;
    if let Some(parent) = &parent {
        let mut way = vec![parent.clone()];
        way.extend(store::list_above(tx, &scope, parent.id).await?);
        if let Some(place) = way.iter().position(|account| account.id == id) {
            let circle = std::iter::once(&before).chain(way.iter().take(place));
            return Err(rules::circle_refusal(circle.map(|account| format!("{} ({})", account.name, account.reference))).into());
        }
    }
    let after = account(id, said.clone(), parent.map(|parent| parent.id), version);
    if after == before {
        return Ok(());
    }
    store::update(tx, &after).await?;
    let above: Vec<AccountId> = before.parent.into_iter().collect();
    let above = store::labels(tx, &above).await?.into_values().next().map(|label| label.reference);
    let was = json!({ "name": before.name, "parent": above, "class": before.class, "country": before.country });
    note(
        tx,
        viewer,
        "account_changed",
        ("account", id.to_string()),
        &json!({ "before": was, "after": body(&said) }),
    )
}

/// Undoes the latest change of an account, whoever made it; to undo that again brings it back.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; nothing to undo; what an update refuses.
pub async fn undo(tx: &mut Tx, viewer: &Viewer, id: AccountId, version: i64) -> Result<()> {
    let scope = viewer.may(CHANGE)?;
    store::find(tx, &scope, id).await?;
    let before = history::before_latest(tx, &super::HISTORY, &id.to_string()).await?;
    update(tx, viewer, id, version, super::pages::said(&before)).await
}

/// An account that the viewer may see.
///
/// # Errors
/// Not found, in the same words whether it does not exist or is not theirs.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: AccountId) -> Result<Account> {
    let scope = viewer.may(SEE)?;
    store::find(tx, &scope, id).await
}
