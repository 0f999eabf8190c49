//! What came of a job: a sentence of the catalogue with its values, and where to look.

use crate::look::format;
use crate::texts::say_with;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What came of a job that ended well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    sentence: String,
    values: BTreeMap<String, String>,
    /// The names of the values that count something.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    counts: BTreeSet<String>,
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

    /// Fills a hole with how many there are: grouped for people, plain for programs.
    #[must_use]
    pub fn count(mut self, name: &'static str, count: u64) -> Self {
        self.counts.insert(name.to_owned());
        self.with(name, count)
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
        let shown = |(name, value): (&String, &String)| {
            let count = value.parse().ok().filter(|_| self.counts.contains(name));
            (name.clone(), count.map_or_else(|| value.clone(), format::count))
        };
        let values: Vec<(String, String)> = self.values.iter().map(shown).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
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
