//! What is wrong with a plan, where it stands and what to change, in sentences for the analyst who wrote it.

use serde::{Deserialize, Serialize};

/// At most this many problems are collected; beyond it a plan is better rewritten than corrected.
const PROBLEMS_MAX: usize = 100;

/// One thing an analyst must change before the plan can be read.
///
/// Lines and columns start at 1. `path` names the place in the document, for example `components.2.tiers.mode`.
/// `lint` carries the rule of good plan design that the problem breaks, where there is one (L23, L24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Problem {
    pub line: usize,
    pub column: usize,
    pub path: String,
    pub message: String,
    pub suggestion: Option<String>,
    pub lint: Option<String>,
}

/// A place in the plan's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// The problems found so far, in the order of the text once the reading ends.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    pub(crate) fn add(&mut self, place: Place, path: &str, message: impl Into<String>) {
        self.keep(Problem::at(place, path, message.into()));
    }

    /// Adds a problem that a rule of good plan design names, such as L24 for a field that must be chosen.
    pub(crate) fn add_lint(&mut self, lint: &str, place: Place, path: &str, message: impl Into<String>) {
        self.keep(Problem {
            lint: Some(lint.to_owned()),
            ..Problem::at(place, path, message.into())
        });
    }

    /// Adds a problem with the known name nearest to the one that was written.
    pub(crate) fn add_unknown(&mut self, place: Place, path: &str, message: String, (written, known): (&str, &[&str])) {
        let suggestion = nearest(written, known).map(str::to_owned);
        let message = match &suggestion {
            Some(name) => format!("{message} Did you mean `{name}`?"),
            None if known.is_empty() => message,
            None => format!("{message} Known here: {}.", known.join(", ")),
        };
        self.keep(Problem {
            suggestion,
            ..Problem::at(place, path, message)
        });
    }

    /// Adds a problem whose nearest known name was already looked for.
    pub(crate) fn add_suggesting(&mut self, place: Place, path: &str, message: String, suggestion: Option<String>) {
        let message = match &suggestion {
            Some(name) => format!("{message}. Did you mean `{name}`?"),
            None => message,
        };
        self.keep(Problem {
            suggestion,
            ..Problem::at(place, path, message)
        });
    }

    fn keep(&mut self, problem: Problem) {
        if self.found.len() < PROBLEMS_MAX {
            self.found.push(problem);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| (problem.line, problem.column));
        self.found
    }
}

impl Problem {
    fn at(place: Place, path: &str, message: String) -> Problem {
        Problem {
            line: place.line,
            column: place.column,
            path: path.to_owned(),
            message,
            suggestion: None,
            lint: None,
        }
    }
}

/// The known name that needs the fewest typing corrections, if that is few enough to be a slip.
pub(crate) fn nearest<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    let allowed = 1 + written.chars().count() / 4;
    known
        .iter()
        .map(|name| (corrections(written, name), *name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance: the fewest insertions, deletions and replacements between two names.
fn corrections(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    // A name of a thousand letters is no slip; only its beginning is compared.
    for (i, letter) in from.chars().take(64).enumerate() {
        let mut next = vec![i + 1];
        let mut left = i + 1;
        for (other, pair) in to.iter().zip(row.windows(2)) {
            let (diagonal, above) = match pair {
                [diagonal, above] => (*diagonal, *above),
                _ => (0, 0),
            };
            let replaced = diagonal + usize::from(letter != *other);
            left = replaced.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
