//! Names for rows: one type per kind of thing, so that an account's id cannot be taken for a person's.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

pub use uuid::Uuid;

use crate::text::{excerpt, serde_as_text};

/// Where new ids come from. Everything else receives them as arguments.
pub trait IdSource: Send + Sync {
    fn next(&self) -> Uuid;
}

/// Ids ordered by time of creation (UUID version 7), unique without a central counter.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the IdSource everybody else has to ask")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// `00000000-0000-0000-0000-000000000001` and so on, for tests and demo data.
#[derive(Debug, Default)]
pub struct NumberedIds(AtomicU64);

impl NumberedIds {
    pub fn new() -> NumberedIds {
        NumberedIds::default()
    }

    /// The next id carries the number after this one.
    pub fn after(number: u64) -> NumberedIds {
        NumberedIds(AtomicU64::new(number))
    }
}

impl IdSource for NumberedIds {
    fn next(&self) -> Uuid {
        let before = self.0.fetch_add(1, Ordering::SeqCst);
        Uuid::from_u128(u128::from(before) + 1)
    }
}

/// A text is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not an id; it has 32 hexadecimal digits in groups of 8-4-4-4-12")]
pub struct IdProblem {
    text: String,
}

fn read(text: &str) -> Result<Uuid, IdProblem> {
    // Uuid alone would also take braces, a urn: prefix, or no hyphens.
    const HYPHENATED: usize = 36;
    Some(text)
        .filter(|text| text.len() == HYPHENATED)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| IdProblem { text: excerpt(text) })
}

macro_rules! typed_id {
    ($($(#[doc = $doc:literal])+ $name:ident),+ $(,)?) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from the source.
            pub fn new(ids: &dyn IdSource) -> $name {
                $name(ids.next())
            }

            /// Reads the hyphenated form only.
            pub fn parse(text: &str) -> Result<$name, IdProblem> {
                read(text).map($name)
            }

            pub fn from_uuid(uuid: Uuid) -> $name {
                $name(uuid)
            }

            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdProblem;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $name::parse(text)
            }
        }

        serde_as_text!($name, "uuid");
    )+};
}

typed_id!(
    /// A key account.
    AccountId,
    /// An employee or manager, whether or not they sign in.
    PersonId,
    /// A place in the organisation, held by one person at a time.
    PositionId,
    /// What a position is called and paid as.
    TitleId,
    /// Who serves an account in which role, and when.
    AssignmentId,
    /// Somebody who signs in.
    UserId,
    /// One sign-in.
    SessionId,
    /// A committed import of facts.
    BatchId,
    /// A quota of a position and measure.
    QuotaId,
    /// One approved wording of an incentive plan.
    PlanVersionId,
    /// A pay run.
    RunId,
    /// A line of the journal.
    EntryId,
    /// A version of a policy.
    PolicyId,
    /// Something that somebody must know of, from the day it began to the day it ended.
    AlertId,
    /// A person on the customer's side.
    ContactId,
    /// A payee's statement for a period.
    StatementId,
    /// A coaching session of one coachee.
    CoachingSessionId,
    /// A coaching plan of one to three areas.
    CoachingPlanId,
    /// Something asked of a coach: a resource, or to get involved.
    CoachingRequestId,
    /// A session that is to come.
    CoachingAppointmentId,
    /// A recurring programme of coaching.
    CoachingProgrammeId,
    /// A form by which sessions are scored.
    CoachingFormId,
    /// A record of a kind that one chapter alone knows; the chapter gives the kind a type of its own around it.
    RecordId,
);
