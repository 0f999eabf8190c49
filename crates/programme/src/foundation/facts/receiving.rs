//! The rows that are no facts: given to the chapters that keep them, in the transaction of the import.

use super::pouring::Settled;
use super::recognition::{Unit, Work};
use super::rules::content::Content;
use super::rules::finding::Finding;
use super::rules::target::Target;
use super::{Kept, Receiver};
use crate::foundation::{accounts, staff};
use platform::access::Viewer;
use platform::database::Tx;
use platform::texts::{say, say_with};
use platform::web::say_permission;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Refusal;

/// What the chapters that receive rows did with them, or why they refuse.
pub(super) type Outcomes = BTreeMap<Unit, Result<Kept, Refusal>>;

/// How the records of other chapters stand after they took their rows.
pub(super) struct Received {
    pub(super) outcomes: Outcomes,
    /// What the facts name and nobody knows.
    pub(super) findings: Vec<Finding>,
}

/// The first file, by its name, that a chapter refuses.
pub(super) fn first_refusal<'a>(work: &'a Work, outcomes: &'a Outcomes) -> Option<(&'a str, &'a Refusal)> {
    let refused = outcomes
        .iter()
        .find_map(|((place, _), outcome)| Some((place, outcome.as_ref().err()?)))?;
    Some((work.taken.get(*refused.0).map_or("", |taken| taken.file.as_str()), refused.1))
}

/// People before the accounts and positions they hold, accounts before the assignments to them.
fn turn(target: Target) -> u8 {
    match target {
        Target::Staff => 0,
        Target::Accounts => 1,
        Target::Assignments => 2,
        Target::Positions => 3,
        Target::Quotas => 4,
        Target::Rates => 5,
        Target::OpeningBalances => 6,
        Target::CoachingSessions => 7,
        Target::Contacts => 8,
        Target::Products => 9,
        Target::ExchangeRates => 10,
        Target::Holidays => 11,
        Target::Facts(_) => 12,
    }
}

/// Gives the rows that are no facts to the chapters that keep them.
pub(super) async fn hand_over(tx: &mut Tx, viewer: &Viewer, work: &Work, settled: &Settled) -> Result<Received> {
    let mut units: Vec<(u8, Unit, &Receiver, &Content)> = Vec::new();
    for (place, taken) in work.taken.iter().enumerate() {
        for (at, reading) in taken.readings.iter().enumerate() {
            let receiver = crate::RECEIVERS.iter().find(|receiver| receiver.target == reading.target);
            match receiver {
                Some(_) if reading.content.count() == 0 => {}
                Some(receiver) => units.push((turn(reading.target), (place, at), receiver, &reading.content)),
                None if matches!(reading.target, Target::Facts(_)) => {}
                None => return Err(Error::Failed(anyhow::anyhow!("no chapter receives {}", reading.target.name()))),
            }
        }
    }
    units.sort_by_key(|(turn, unit, _, _)| (*turn, *unit));
    let mut outcomes = Outcomes::new();
    for (_, unit, receiver, content) in units {
        let outcome = match (receiver.keep)(tx, viewer, content).await {
            Ok(kept) => Ok(kept),
            Err(Error::Refused(refusal)) => Err(refusal),
            Err(Error::Forbidden { permission }) => Err(Refusal::new(
                "facts.not_yours",
                say_with("facts.not_yours", &[("act", say_permission(permission))]),
            )),
            Err(other @ (Error::NotFound { .. } | Error::Changed { .. } | Error::Failed(_))) => return Err(other),
        };
        outcomes.insert(unit, outcome);
    }
    Ok(Received {
        outcomes,
        findings: strangers(tx, settled).await?,
    })
}

/// Accounts and sellers that facts name and nobody knows: the facts are kept, and the sender is told.
async fn strangers(tx: &mut Tx, settled: &Settled) -> Result<Vec<Finding>> {
    if settled.accounts.is_empty() {
        return Ok(Vec::new());
    }
    let accounts: BTreeSet<String> = accounts::references(tx).await?.into_values().collect();
    let people: BTreeSet<String> = staff::people(tx).await?.into_iter().map(|person| person.reference).collect();
    let found = [
        stranger("accounts_unknown", &settled.accounts, &accounts),
        stranger("sellers_unknown", &settled.sellers, &people),
    ];
    Ok(found.into_iter().flatten().collect())
}

fn stranger(code: &str, named: &BTreeMap<String, u64>, known: &BTreeSet<String>) -> Option<Finding> {
    let unknown = || named.iter().filter(|(name, _)| !known.contains(*name));
    let count = unknown().fold(0_u64, |all, (_, count)| all.saturating_add(*count));
    (count > 0).then(|| Finding::new(code, count, say(&format!("facts.{code}")), unknown().map(|(name, _)| name.clone())))
}
