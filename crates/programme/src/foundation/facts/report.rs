//! What an import did, or would do: file by file, what was refused, what contradicts itself, and the totals to reconcile.

use super::Kept;
use super::rules::finding::Finding;
use super::rules::notation::Question;
use super::rules::reject::Reject;
use engine::{BatchFile, FactKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{BatchId, Currency, IdSource, Instant, Ratio, UserId};

/// One import, tried or kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct ImportId(BatchId);

impl ImportId {
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

impl std::fmt::Display for ImportId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

platform::text_column!(ImportId);

/// Whether an import was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ImportState")]
pub enum State {
    /// Only tried: nothing of it is in the records.
    Tried,
    /// Kept.
    Done,
}

impl State {
    /// The name in records and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tried => "tried",
            Self::Done => "done",
        }
    }
}

/// The answer to a sender: page, API and command line show the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "Import")]
pub struct Report {
    /// The import.
    pub id: ImportId,
    /// Tried or kept.
    pub state: State,
    /// When it was tried or kept.
    pub at: Instant,
    /// By whom; none for the command line.
    pub by: Option<UserId>,
    /// What each file became; a file that becomes two things stands here twice.
    pub files: Vec<FileReport>,
    /// How many refusals there are; rows, cells or whole files.
    pub refused: u64,
    /// Every refusal with file, line, column, value, reason and fix. Empty in lists of imports.
    #[serde(default)]
    pub rejects: Vec<Reject>,
    /// What contradicts itself.
    pub findings: Vec<Contradiction>,
    /// All files together.
    pub kept: Kept,
    /// The batches of facts; none when no fact was new or changed, or the import was only tried.
    #[schemars(with = "Vec<BTreeMap<String, serde_json::Value>>")]
    pub batches: Vec<BatchFile>,
    /// The earlier import that this one took back; it has no files then.
    #[serde(default)]
    pub takes_back: Option<ImportId>,
    /// Until when its facts can be taken back, as the firm's setting says; none when it brought none.
    #[serde(default)]
    pub take_back_until: Option<Instant>,
    /// How many batches were put together by it; it has no files then.
    #[serde(default)]
    pub put_together: Option<u64>,
    /// What the fact store holds before and after, for every kind and currency that the import touches.
    pub totals: Vec<StoreTotal>,
}

impl Report {
    /// An act upon the store that brings no files.
    #[must_use]
    pub fn without_files(id: ImportId, at: Instant, by: Option<UserId>, batches: Vec<BatchFile>) -> Self {
        Self {
            id,
            state: State::Done,
            at,
            by,
            files: Vec::new(),
            refused: 0,
            rejects: Vec::new(),
            findings: Vec::new(),
            kept: Kept::default(),
            batches,
            takes_back: None,
            take_back_until: None,
            put_together: None,
            totals: Vec::new(),
        }
    }

    /// Whether every row said what was known already.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.kept.created == 0 && self.kept.changed == 0
    }

    /// Why the import as a whole would be refused, if so.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        self.files.iter().find_map(|file| file.refusal.as_deref())
    }

    /// Whether a file waits for an answer of the sender.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.files.iter().any(|file| !file.questions.is_empty())
    }

    /// Whether there is anything to import.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        self.files.iter().any(|file| file.accepted > 0)
    }
}

/// What one file became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FileReport {
    /// The file's place among those sent, from 0.
    pub place: u64,
    /// The file as the sender named it.
    pub name: String,
    /// What its rows become: `accounts`, `order` …; none when it becomes nothing.
    pub target: Option<String>,
    /// How it was recognised, in sentences.
    pub recognised_because: String,
    /// Rows behind the header.
    pub rows: u64,
    /// Rows that could be read.
    pub accepted: u64,
    /// Refusals: a row may have several.
    pub rejects: u64,
    /// What the accepted rows did to the records.
    pub kept: Kept,
    /// Exact sums of the accepted amounts, to compare with the source.
    pub totals: Vec<FileTotal>,
    /// Why the chapter that takes these rows refuses them all, if it does.
    pub refusal: Option<String>,
    /// The columns as the file names them.
    pub columns: Vec<String>,
    /// What the sender has to answer before a row of it is read.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Whether its columns can be mapped by hand.
    #[serde(default)]
    pub mappable: bool,
    /// Whether sums and refusals are left out, because the reader may not see such rows.
    #[serde(default)]
    pub hidden: bool,
}

/// A control total of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FileTotal {
    /// The currency.
    pub currency: Currency,
    /// The exact sum.
    pub amount: Ratio,
}

/// A finding and the file it is about; none when it is about several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Contradiction {
    /// The file.
    pub file: Option<String>,
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
}

/// The facts of one kind and currency in the store, newest versions only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StoreTotal {
    /// The kind.
    #[schemars(with = "String")]
    pub kind: FactKind,
    /// The currency.
    pub currency: Currency,
    /// Facts before the import.
    pub count_before: i64,
    /// Their exact sum.
    pub amount_before: Ratio,
    /// Facts after it.
    pub count_after: i64,
    /// Their exact sum.
    pub amount_after: Ratio,
}
