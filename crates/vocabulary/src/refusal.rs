//! A rule said no: which rule, at which field, and what to do about it.

use std::fmt;

/// Shown beside the field on a page, as problem+json by the API, and as a line by the command line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refusal {
    /// Stable and public: `incentives.period_closed`.
    pub code: String,
    /// The form field it is about, if it is about one.
    pub field: Option<String>,
    /// What happened, why, and what to do; for the person who asked.
    pub sentence: String,
}

impl Refusal {
    pub fn new(code: impl Into<String>, sentence: impl Into<String>) -> Refusal {
        Refusal {
            code: code.into(),
            field: None,
            sentence: sentence.into(),
        }
    }

    /// The same refusal, shown beside a field.
    #[must_use]
    pub fn on(self, field: impl Into<String>) -> Refusal {
        Refusal {
            field: Some(field.into()),
            ..self
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}
