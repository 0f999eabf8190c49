//! Single rows of a text, by their lines.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::blocks::{Gather, gather};
use super::profile::Profile;
use super::reading::dialect_of;
use super::records::Record;
use super::reject::Reject;
use super::text::Text;

/// The cells of the rows that begin on some lines.
pub fn pick(file: &str, text: &dyn Text, profile: &Profile, lines: &BTreeSet<u64>) -> BTreeMap<u64, Vec<String>> {
    let mut picked = BTreeMap::new();
    let last = lines.last().copied().unwrap_or_default();
    let make = || Picker {
        lines,
        picked: Vec::new(),
        seen: 0,
    };
    let take = |part: Picker<'_>, _: usize| {
        picked.extend(part.picked.into_iter().map(|record| (record.line, record.fields)));
        if part.seen >= last {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    gather(file, text, &dialect_of(text, profile), make, take);
    picked
}

struct Picker<'a> {
    lines: &'a BTreeSet<u64>,
    picked: Vec<Record>,
    /// The last line so far.
    seen: u64,
}

impl Gather for Picker<'_> {
    fn plain(&mut self, line: u64, cells: &[&str]) {
        self.seen = line;
        if self.lines.contains(&line) {
            self.picked.push(Record::of(line, cells));
        }
    }

    fn careful(&mut self, record: Result<Record, Reject>) {
        if let Ok(record) = record {
            self.seen = record.line;
            if self.lines.contains(&record.line) {
                self.picked.push(record);
            }
        }
    }
}
