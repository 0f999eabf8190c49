//! What a notice is.

use crate::texts::say_with;
use std::collections::BTreeMap;
use vocabulary::{Instant, UserId};

crate::record_id! {
    /// A notice to a user. Those told later are larger.
    NoticeId of "notification"
}

/// A kind of notice. Its chapter declares it, and the table of contents lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its word, which begins with that of its chapter: `alerts.given`.
    pub word: &'static str,
    /// The key of what a user is asked when they choose what to be told: "An alert becomes mine".
    pub name: &'static str,
}

/// What happened: a sentence of the catalogue with its values, and the page to look at. What only some may read belongs on that page,
/// which asks for their rights, and never here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    pub(super) sentence: &'static str,
    pub(super) said: BTreeMap<&'static str, String>,
    pub(super) href: String,
    pub(super) about: Option<String>,
}

/// The hole of a sentence in which the record stands that a notice is about.
const RECORD: &str = "record";

impl Happened {
    /// A sentence of the catalogue, by its key, and the page to look at.
    #[must_use]
    pub fn new(sentence: &'static str, href: impl Into<String>) -> Self {
        Self {
            sentence,
            said: BTreeMap::new(),
            href: href.into(),
            about: None,
        }
    }

    /// Fills a hole of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.said.insert(name, value.to_string());
        self
    }

    /// Says which record it is about, by its page. The hole `{record}` is filled with the record's name where the reader sees the record
    /// when they read the notice, and else with these words: "an account".
    #[must_use]
    pub fn about(mut self, page: &str, otherwise: &str) -> Self {
        self.about = Some(page.to_owned());
        self.with(RECORD, otherwise)
    }
}

/// A notice as it is kept for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The id.
    pub id: NoticeId,
    /// Who is told.
    pub user: UserId,
    /// The word of its kind.
    pub kind: String,
    /// The key of its sentence.
    pub sentence: String,
    /// The values of the sentence.
    pub said: BTreeMap<String, String>,
    /// The page to look at.
    pub href: String,
    /// The page of the record that it is about.
    pub about: Option<String>,
    /// When it happened.
    pub at: Instant,
    /// When it was marked as read, if it was.
    pub read: Option<Instant>,
}

impl Notice {
    /// Names the record that it is about, if its reader sees that record now.
    pub(super) fn name(&mut self, names: &BTreeMap<String, String>) {
        if let Some(name) = self.about.as_ref().and_then(|page| names.get(page)) {
            self.said.insert(RECORD.to_owned(), name.clone());
        }
    }

    /// The sentence as people read it.
    #[must_use]
    pub fn say(&self) -> String {
        let values: Vec<(&str, &str)> = self.said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        say_with(&self.sentence, &values)
    }
}
