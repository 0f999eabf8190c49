//! Profiles: how files with certain columns are read, kept under a name by a person and recognised the next time.

pub mod acts;
pub(super) mod store;

use super::told::{TableTold, Told};
use platform::secret::digest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{BatchId, IdSource, Instant, UserId};

/// One profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct ProfileId(BatchId);

impl ProfileId {
    /// A new id from the source.
    pub fn new(ids: &dyn IdSource) -> Self {
        Self(BatchId::new(ids))
    }

    /// Reads the hyphenated form.
    ///
    /// # Errors
    /// When the text is no id.
    pub fn parse(text: &str) -> Result<Self, vocabulary::IdProblem> {
        BatchId::parse(text).map(Self)
    }
}

impl std::fmt::Display for ProfileId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

platform::text_column!(ProfileId);

/// What a profile says about the files it recognises.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ProfileContent")]
pub struct Said {
    /// About the table and its columns.
    pub table: TableTold,
    /// What all rows have in common.
    pub given: BTreeMap<String, String>,
    /// The headings it was made from, for people to read.
    pub headings: Vec<String>,
}

/// A profile as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ImportProfile")]
pub struct SavedProfile {
    /// The profile.
    pub id: ProfileId,
    /// Its name, unlike every other.
    pub name: String,
    /// The columns it recognises.
    pub fingerprint: String,
    /// What it says.
    pub said: Said,
    /// Who kept it; none for the command line.
    pub by: Option<UserId>,
    /// When it was kept or last changed.
    pub at: Instant,
    /// Counts its changes.
    pub version: i64,
}

/// The same for the same headings in any order and case.
#[must_use]
pub fn fingerprint(headings: &[String]) -> String {
    let plain: BTreeSet<String> = headings
        .iter()
        .map(|heading| {
            heading
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        })
        .collect();
    digest(&plain.into_iter().collect::<Vec<String>>().join("\n"))
}

impl SavedProfile {
    /// Adds what the profile says about a table; what the sender says about all files wins.
    fn apply(&self, told: &mut Told, table: &str) {
        let said = self.as_told();
        told.tables.insert(table.to_owned(), said);
        self.apply_given(told);
    }

    fn apply_given(&self, told: &mut Told) {
        for (field, value) in &self.said.given {
            told.given.entry(field.clone()).or_insert_with(|| value.clone());
        }
    }

    fn as_told(&self) -> TableTold {
        TableTold {
            profile: Some(self.name.clone()),
            ..self.said.table.clone()
        }
    }
}
