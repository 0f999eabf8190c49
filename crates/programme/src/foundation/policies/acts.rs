//! What can be done with a policy: set a new value from a day on, with the reason.

use super::rules::{self, Version};
use super::{CHANGE, SEE, policy, store};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{Day, PolicyId};

/// What somebody says of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidValue<'a> {
    /// The new value.
    pub value: &'a str,
    /// The first day on which it counts.
    pub from: Day,
    /// Why.
    pub because: &'a str,
    /// The version that was set last when the form was opened; none when there was none.
    pub seen: Option<PolicyId>,
}

/// Sets a value from a day on. Earlier values stay, and past results stay on the version they were made with.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a value that has not the form of the default; a missing reason.
pub async fn set(tx: &mut Tx, viewer: &Viewer, name: &str, said: SaidValue<'_>) -> Result<PolicyId> {
    viewer.may(CHANGE)?;
    let policy = policy(name).ok_or(Error::NotFound { what: "policy" })?;
    store::take_turn(tx).await?;
    let versions = store::list_of(tx, name).await?;
    if rules::newest(&versions) != said.seen {
        return Err(Error::Changed { what: "policy" });
    }
    let before = rules::in_force(policy, &versions, said.from, None);
    let new = Version {
        id: PolicyId::new(tx.ids()),
        name: name.to_owned(),
        value: rules::checked_value(policy, said.value)?,
        from: said.from,
        recorded: tx.now(),
        by: viewer.user.map_or_else(|| viewer.name.clone(), |user| user.to_string()),
        because: rules::checked_reason(said.because)?,
    };
    rules::is_another(&before, &new)?;
    store::insert(tx, &new).await?;
    let body = json!({ "before": before.value, "after": new.value, "from": new.from.to_string(), "because": new.because });
    note(tx, viewer, "policy_set", ("policy", name.to_owned()), &body)?;
    Ok(new.id)
}

/// The history of a policy, the latest first.
///
/// # Errors
/// Forbidden; not found.
pub async fn history(tx: &mut Tx, viewer: &Viewer, name: &str) -> Result<Vec<Version>> {
    viewer.may(SEE)?;
    policy(name).ok_or(Error::NotFound { what: "policy" })?;
    store::list_of(tx, name).await
}
