//! What came of a job: a sentence of the catalogue with its values, and where to look.

use crate::texts::say_with;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What came of a job that ended well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    sentence: String,
    values: BTreeMap<String, String>,
    href: Option<String>,
}

impl Outcome {
    /// A sentence of the catalogue, by its key.
    #[must_use]
    pub fn new(sentence: &'static str) -> Self {
        Self {
            sentence: sentence.to_owned(),
            ..Self::default()
        }
    }

    /// Fills a hole of the sentence. Programs read the value by its name.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// Where to look: a page of our own.
    #[must_use]
    pub fn leads_to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// The sentence as people read it.
    #[must_use]
    pub fn say(&self) -> String {
        let values: Vec<(&str, &str)> = self.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        say_with(&self.sentence, &values)
    }

    /// The values by name.
    #[must_use]
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// Where to look.
    #[must_use]
    pub fn href(&self) -> Option<&str> {
        self.href.as_deref()
    }
}
