//! Texts of many facts, without an allocation for each.

use hashbrown::HashTable;
use twox_hash::XxHash64;

/// The place of an end of text among others; a list of texts holds at most 4 GiB.
type End = u32;

/// Texts one behind the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    letters: String,
    ends: Vec<End>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.letters.push_str(text);
        self.ends
            .push(End::try_from(self.letters.len()).expect("a table of facts is cut long before its texts reach 4 GiB"));
    }

    pub(crate) fn get(&self, at: usize) -> &str {
        let before = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or_default();
        let end = self.ends.get(at).copied().unwrap_or(before);
        self.letters.get(index(before)..index(end)).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes the letters take.
    pub(crate) fn bytes(&self) -> usize {
        self.letters.len()
    }

    pub(crate) fn append(&mut self, other: &Texts) {
        let before = self.letters.len();
        self.letters.push_str(&other.letters);
        let moved = |end: &End| End::try_from(before + index(*end)).expect("a table of facts is cut long before its texts reach 4 GiB");
        self.ends.extend(other.ends.iter().map(moved));
    }
}

/// A number of 32 bits as a place in a list.
pub(crate) fn index(number: u32) -> usize {
    usize::try_from(number).expect("a platform counts to 32 bits at least")
}

/// What stands for a text that is missing.
pub(crate) const NONE: u32 = u32::MAX;

/// A column of texts that repeat: each different text once, and a number for each row.
///
/// Numbers are given in the order in which texts come, so that equal rows give equal columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coded {
    known: Texts,
    places: HashTable<u32>,
    codes: Vec<u32>,
    /// How often each text occurs.
    counts: Vec<u64>,
    /// The row before usually says the same.
    last: Option<u32>,
}

fn hash(text: &str) -> u64 {
    XxHash64::oneshot(0, text.as_bytes())
}

impl Coded {
    pub(crate) fn push(&mut self, text: Option<&str>) {
        let code = text.map_or(NONE, |text| self.code(text));
        self.push_code(code, 1);
    }

    fn push_code(&mut self, code: u32, times: u64) {
        self.codes.push(code);
        if code != NONE {
            self.last = Some(code);
            if let Some(count) = self.counts.get_mut(index(code)) {
                *count += times;
            }
        }
    }

    /// The number of a text, a new one if it is new.
    fn code(&mut self, text: &str) -> u32 {
        if let Some(last) = self.last
            && self.known.get(index(last)) == text
        {
            return last;
        }
        let (known, hash) = (&self.known, hash(text));
        if let Some(code) = self.places.find(hash, |code| known.get(index(*code)) == text) {
            return *code;
        }
        let code = u32::try_from(self.known.len()).expect("a table of facts has fewer than 2^32 rows");
        self.known.push(text);
        self.counts.push(0);
        let known = &self.known;
        self.places.insert_unique(hash, code, |code| self::hash(known.get(index(*code))));
        code
    }

    pub(crate) fn text(&self, row: usize) -> Option<&str> {
        self.code_at(row).map(|code| self.known.get(index(code)))
    }

    /// The number of a row's text; none where it is missing.
    pub(crate) fn code_at(&self, row: usize) -> Option<u32> {
        self.codes.get(row).copied().filter(|code| *code != NONE)
    }

    /// The text of a number.
    pub(crate) fn name(&self, code: u32) -> &str {
        self.known.get(index(code))
    }

    /// How many different texts there are.
    pub(crate) fn distinct(&self) -> usize {
        self.known.len()
    }

    /// Each different text and how many rows have it.
    pub(crate) fn counted(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().enumerate().map(|(at, count)| (self.known.get(at), *count))
    }

    /// For each number its place among all texts in their order.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.known.len()).map(|at| u32::try_from(at).unwrap_or(NONE)).collect();
        order.sort_unstable_by(|one, other| self.name(*one).cmp(self.name(*other)));
        let mut ranks = vec![0; order.len()];
        for (rank, code) in (0_u32..).zip(order) {
            if let Some(place) = ranks.get_mut(index(code)) {
                *place = rank;
            }
        }
        ranks
    }

    pub(crate) fn append(&mut self, other: &Coded) {
        let told: Vec<u32> = (0..other.known.len()).map(|at| self.code(other.known.get(at))).collect();
        for (code, count) in told.iter().zip(&other.counts) {
            if let Some(known) = self.counts.get_mut(index(*code)) {
                *known += count;
            }
        }
        let moved = |code: &u32| told.get(index(*code)).copied().unwrap_or(NONE);
        self.codes.extend(other.codes.iter().map(moved));
    }

    pub(crate) fn bytes(&self) -> usize {
        self.known.bytes()
    }
}
