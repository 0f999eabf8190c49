//! Which conditions texts meet, to be asked for thousands of texts at a time.

use std::collections::BTreeMap;

/// Texts with the marks of the conditions that they meet. Every other text meets none.
/// They are found by eight of their bytes as one number; only where those are equal, texts are compared.
pub(super) struct Marked<'a> {
    /// How all of them begin.
    common: &'a str,
    /// The bytes after that, in order.
    keys: Vec<u64>,
    /// In the order of the keys, then of the texts.
    texts: Vec<(&'a str, u64)>,
}

impl<'a> Marked<'a> {
    pub(super) fn of(marks: BTreeMap<&'a str, u64>) -> Marked<'a> {
        let first = marks.keys().next().copied().unwrap_or_default();
        let last = marks.keys().next_back().copied().unwrap_or_default();
        // In order, so what the first and the last have in common all have.
        let alike = first.char_indices().zip(last.chars()).find(|((_, one), other)| one != other);
        let shorter = first.len().min(last.len());
        let common = first.get(..alike.map_or(shorter, |((at, _), _)| at)).unwrap_or_default();
        let mut all: Vec<(u64, &str, u64)> = marks.into_iter().map(|(text, marks)| (key(text, common), text, marks)).collect();
        all.sort_unstable();
        Marked {
            common,
            keys: all.iter().map(|(key, _, _)| *key).collect(),
            texts: all.into_iter().map(|(_, text, marks)| (text, marks)).collect(),
        }
    }

    /// The marks of a text.
    pub(super) fn marks(&self, text: &str) -> u64 {
        if !text.starts_with(self.common) {
            return 0;
        }
        let key = key(text, self.common);
        let first = self.keys.partition_point(|known| *known < key);
        let alike = self.keys.get(first..).unwrap_or_default();
        if alike.first() != Some(&key) {
            return 0;
        }
        let alike = alike.partition_point(|known| *known == key);
        let alike = self.texts.get(first..first + alike).unwrap_or_default();
        let found = alike.binary_search_by(|(known, _)| (*known).cmp(text)).ok();
        found.and_then(|found| alike.get(found)).map_or(0, |(_, marks)| *marks)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The eight bytes after the common beginning.
fn key(text: &str, common: &str) -> u64 {
    let rest = text.as_bytes().get(common.len()..).unwrap_or_default();
    let mut key = [0; 8];
    for (byte, from) in key.iter_mut().zip(rest) {
        *byte = *from;
    }
    u64::from_be_bytes(key)
}

#[cfg(test)]
mod tests {
    use super::Marked;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn every_text_has_its_marks_and_no_other_has_any(
            begin in "[a-c]{0,3}",
            known in proptest::collection::btree_map("[\u{0}ab\u{e9}]{0,12}", 1..9_u64, 0..30),
            others in proptest::collection::vec("[\u{0}ab\u{e9}]{0,12}", 0..30),
        ) {
            let marks: BTreeMap<String, u64> = known.into_iter().map(|(text, marks)| (format!("{begin}{text}"), marks)).collect();
            let marked = Marked::of(marks.iter().map(|(text, marks)| (text.as_str(), *marks)).collect());
            for text in marks.keys().cloned().chain(others.iter().map(|text| format!("{begin}{text}"))).chain(others.iter().cloned()) {
                prop_assert_eq!(marked.marks(&text), marks.get(&text).copied().unwrap_or_default());
            }
        }
    }
}
