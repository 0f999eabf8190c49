//! Which value of a policy is in force, and what may become one. Pure decisions.

use super::Policy;
use platform::texts::{say, say_with};
use vocabulary::{Day, Instant, PolicyId, Ratio, Refusal};

/// The longest value and the longest reason.
const TEXT_MAX: usize = 400;

/// A value that somebody set. Invariant: it is never changed or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The id, which results keep.
    pub id: PolicyId,
    /// The policy.
    pub name: String,
    /// The value.
    pub value: String,
    /// The first day on which it counts.
    pub from: Day,
    /// When it was set.
    pub recorded: Instant,
    /// The id of the user who set it, or `operator`.
    pub by: String,
    /// Why.
    pub because: String,
}

/// A value in force.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Valued {
    /// The value as text, in the form of the default.
    pub value: String,
    /// The version it is; none for the default.
    pub version: Option<PolicyId>,
    /// Since when it counts; none for the default.
    pub from: Option<Day>,
}

impl Valued {
    /// Whether a result computed with this value is the first under it, given the version of the result before.
    #[must_use]
    pub fn is_new_since(&self, before: Option<PolicyId>) -> bool {
        self.version != before
    }

    /// The value as an exact number; 20% is 1/5. None for words.
    #[must_use]
    pub fn number(&self) -> Option<Ratio> {
        number(&self.value)
    }
}

/// What a value looks like; the default shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `20%`.
    Percent,
    /// `5`.
    Whole,
    /// `0.50`.
    Number,
    /// Anything else.
    Words,
}

impl Form {
    /// The form of a policy's values.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        if policy.default.ends_with('%') {
            Self::Percent
        } else {
            match number(policy.default) {
                Some(_) if policy.default.contains('.') => Self::Number,
                Some(_) => Self::Whole,
                None => Self::Words,
            }
        }
    }
}

fn number(text: &str) -> Option<Ratio> {
    if text.ends_with('%') {
        Ratio::parse_percent(text).ok()
    } else {
        Ratio::parse(text).ok()
    }
}

/// The value in force on a day, as it is known now or was known at an instant.
///
/// Of the versions that begin by that day the one that begins last counts, and of those that begin together the one set last.
#[must_use]
pub fn in_force(policy: &Policy, versions: &[Version], on: Day, known_at: Option<Instant>) -> Valued {
    let known = versions.iter().filter(|version| known_at.is_none_or(|at| version.recorded <= at));
    match known
        .filter(|version| version.from <= on)
        .max_by_key(|version| (version.from, version.recorded, version.id))
    {
        Some(version) => Valued {
            value: version.value.clone(),
            version: Some(version.id),
            from: Some(version.from),
        },
        None => Valued {
            value: policy.default.to_owned(),
            version: None,
            from: None,
        },
    }
}

/// Whether a policy is a part of a whole, which its name says.
fn is_share(policy: &Policy) -> bool {
    policy.name.ends_with("_SHARE")
}

/// Checks a new value: it has the form of the default and is not negative, and a share is at most the whole.
///
/// # Errors
/// A refusal on the field `value`.
pub fn checked_value(policy: &Policy, text: &str) -> Result<String, Refusal> {
    let refuse = |key: &str| Refusal::new(key, say_with(key, &[("default", &policy.say(policy.default))])).on("value");
    let text = checked_text("value", text)?;
    let compact = text.replace([' ', '\u{a0}'], "");
    let value = number(&compact).filter(|number| !number.is_negative());
    match (Form::of(policy), value) {
        (Form::Percent, Some(number)) if is_share(policy) && number > Ratio::one() => Err(refuse("policies.no_share")),
        (Form::Percent, Some(_)) if compact.ends_with('%') => Ok(compact),
        (Form::Percent, _) => Err(refuse("policies.no_percent")),
        (Form::Whole, Some(number)) if number.is_whole() && !compact.contains(['%', '/', '.']) => Ok(compact),
        (Form::Whole, _) => Err(refuse("policies.no_whole")),
        (Form::Number, Some(_)) if !compact.contains(['%', '/']) => Ok(compact),
        (Form::Number, _) => Err(refuse("policies.no_number")),
        (Form::Words, _) => Ok(text),
    }
}

/// Checks the reason of a change.
///
/// # Errors
/// A refusal on the field `because`.
pub fn checked_reason(text: &str) -> Result<String, Refusal> {
    checked_text("because", text)
}

fn checked_text(field: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let key = if text.is_empty() {
        "policies.missing"
    } else if text.chars().count() > TEXT_MAX {
        "policies.too_long"
    } else if text.contains(char::is_control) {
        "policies.control"
    } else {
        return Ok(text.to_owned());
    };
    Err(Refusal::new(key, say(key)).on(field))
}

/// The version that was set last, whenever it counts from.
#[must_use]
pub fn newest(versions: &[Version]) -> Option<PolicyId> {
    versions
        .iter()
        .max_by_key(|version| (version.recorded, version.id))
        .map(|version| version.id)
}

/// Refuses to set what is in force anyway.
///
/// # Errors
/// A refusal on the field `value`.
pub fn is_another(before: &Valued, new: &Version) -> Result<(), Refusal> {
    if before.value != new.value {
        return Ok(());
    }
    Err(Refusal::new("policies.same", say_with("policies.same", &[("value", &new.value)])).on("value"))
}
