//! What a file says that contradicts itself or another file: kept, shown and never mended silently.

use serde::{Deserialize, Serialize};

/// The most examples a finding shows.
const EXAMPLES_MAX: usize = 8;

/// One kind of contradiction or gap, with how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// Stable name for programs, such as `lines_against_totals`.
    pub code: String,
    pub count: u64,
    /// What was found, how often, and what Mainstay does about it.
    pub sentence: String,
    /// At most eight places.
    pub examples: Vec<String>,
}

impl Finding {
    /// Keeps the first examples only.
    pub fn new(code: &str, count: u64, sentence: impl Into<String>, examples: impl IntoIterator<Item = String>) -> Self {
        Self {
            code: code.to_owned(),
            count,
            sentence: sentence.into(),
            examples: examples.into_iter().take(EXAMPLES_MAX).collect(),
        }
    }
}

/// The length of a list as a count.
pub(super) fn count_of<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).expect("a list in memory is shorter than 2^64")
}
