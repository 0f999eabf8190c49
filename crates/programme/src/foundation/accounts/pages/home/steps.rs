//! What waits for somebody among the accounts: contacts that belong nowhere, a key account that nobody looks after, and for a sponsor
//! an account that falls.

use super::super::unplaced::UNPLACED;
use super::{Brought, Followed, href};
use crate::foundation::accounts::{self, CHANGE, SEE, store};
use crate::foundation::overview::Step;
use crate::foundation::staff;
use platform::Result;
use platform::access::{Role, Viewer};
use platform::look::format;
use platform::texts::{say, say_count, say_with};
use platform::web::AppRef;
use vocabulary::Ratio;

/// Everything that waits, what is quickest to do first.
pub(super) async fn steps(app: &AppRef, viewer: &Viewer) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    steps.extend(unplaced(app, viewer).await?);
    steps.extend(alone(app, viewer).await?);
    steps.extend(falling(app, viewer).await?);
    Ok(steps)
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
        href: UNPLACED.to_owned(),
    }))
}

/// A key account that nobody looks after: whoever may name somebody does, and whoever follows the programme asks for it.
async fn alone(app: &AppRef, viewer: &Viewer) -> Result<Option<Step>> {
    let Some(followed) = Followed::read(app, viewer).await? else {
        return Ok(None);
    };
    let alone = followed.alone();
    let Some(first) = alone.first() else { return Ok(None) };
    let n = u64::try_from(alone.len()).unwrap_or(u64::MAX);
    let (act, place) = if viewer.holds(staff::CHANGE) {
        let account = platform::web::address("/staff/assignments/new", &[("account", &first.reference)]);
        ("accounts.home_name_somebody", account)
    } else {
        ("accounts.home_ask_for_somebody", format!("{}#notes", href(first.id)))
    };
    Ok(Some(Step {
        sentence: say_count("accounts.home_alone", n).replace("{account}", &first.name),
        in_mail: say_count("accounts.home_alone_mail", n),
        act: say(act).to_owned(),
        href: place,
    }))
}

/// To the sponsor of an account: that it brings in less than a year before, the one that falls most.
async fn falling(app: &AppRef, viewer: &Viewer) -> Result<Option<Step>> {
    let (Some(person), Ok(scope)) = (viewer.person, viewer.may(SEE)) else {
        return Ok(None);
    };
    if !viewer.roles.contains(&Role::ExecutiveSponsor) {
        return Ok(None);
    }
    let mut tx = app.db.read().await?;
    let today = tx.today();
    let mine = super::held_by(&mut tx, &scope, person, today).await?;
    let labels = accounts::labels(&mut tx, &mine).await?;
    drop(tx);
    let references = labels.values().map(|label| label.reference.clone()).collect();
    let Some(brought) = Brought::read(app, references).await? else {
        return Ok(None);
    };
    let share = |reference: &str| Some(brought.by_account.get(reference)?.change()?.share);
    let falls = labels.iter().filter_map(|(id, label)| {
        let share: Ratio = share(&label.reference).filter(Ratio::is_negative)?;
        Some((share, *id, label))
    });
    let Some((share, id, label)) = falls.min_by(|(one, ..), (other, ..)| one.cmp(other)) else {
        return Ok(None);
    };
    let values = [("account", label.name.as_str()), ("share", &format::percent(&share.abs()))];
    Ok(Some(Step {
        sentence: say_with("accounts.home_sponsored_falls", &values),
        in_mail: say("accounts.home_sponsored_falls_mail").to_owned(),
        act: say("accounts.home_ask_why").to_owned(),
        href: format!("{}#notes", href(id)),
    }))
}
