//! What can go wrong, in five kinds. Pages, API and command line render the same error each in its own way.

use crate::access::Permission;
use vocabulary::{Fault, Refusal};

/// The result of everything that can fail in a chapter.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One error, three renderers: page, problem+json, command line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the viewer may not know that it does.
    #[error("{what} was not found")]
    NotFound {
        /// The noun, in the words of the interface: "account".
        what: &'static str,
    },
    /// The viewer lacks a permission.
    #[error("this needs the permission {}", permission.name())]
    Forbidden {
        /// The permission that would have opened it.
        permission: Permission,
    },
    /// A rule said no: code, field, sentence.
    #[error("{0}")]
    Refused(Refusal),
    /// Somebody else saved the same record first.
    #[error("{what} was changed by somebody else in the meantime")]
    Changed {
        /// The noun, in the words of the interface.
        what: &'static str,
    },
    /// Our own fault; logged once, where it is rendered, with a reference number.
    #[error("{0:#}")]
    Failed(anyhow::Error),
}

impl Error {
    /// A rule's refusal by its stable code and its sentence.
    pub fn refused(code: &str, sentence: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, sentence))
    }

    /// A refusal that belongs to one field of a form.
    pub fn refused_on(field: &str, code: &str, sentence: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, sentence).on(field))
    }

    /// The HTTP status. Exhaustive on purpose: our fault never becomes the user's.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound { .. } => 404,
            Self::Forbidden { .. } => 403,
            Self::Refused(_) => 422,
            Self::Changed { .. } => 409,
            Self::Failed(_) => 500,
        }
    }

    /// The stable code that programs may rely on.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::Forbidden { .. } => "forbidden",
            Self::Refused(refusal) => &refusal.code,
            Self::Changed { .. } => "changed",
            Self::Failed(_) => "failed",
        }
    }

    /// Adds what was being done to an error of our own; other kinds pass unchanged.
    #[must_use]
    pub fn context(self, doing: &'static str) -> Self {
        match self {
            Self::Failed(fault) => Self::Failed(fault.context(doing)),
            other @ (Self::NotFound { .. } | Self::Forbidden { .. } | Self::Refused(_) | Self::Changed { .. }) => other,
        }
    }
}

/// Refusals are told together. Anything else speaks alone: a form is of no use to whoever may not send it.
impl Fault for Error {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refused(first), Self::Refused(second)) => Self::Refused(first.and(second)),
            (Self::Refused(_), other) => other,
            (other @ (Self::NotFound { .. } | Self::Forbidden { .. } | Self::Changed { .. } | Self::Failed(_)), _) => other,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<anyhow::Error> for Error {
    fn from(fault: anyhow::Error) -> Self {
        Self::Failed(fault)
    }
}
