//! What is sought, and how well a name answers to it.

use crate::database::{Bind, Query};
use crate::web::listing::{after, anywhere, fold, plain};

/// More words than these name nothing better.
const WORDS_MAX: usize = 8;

/// How well a record answers, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The words are its number or code.
    Code,
    /// Its name or number begins with the words.
    Beginning,
    /// Each of the words begins a word of its name.
    Words,
    /// Each of the words stands somewhere in its name or number.
    Inside,
}

/// What somebody seeks, in folded words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    typed: String,
    whole: String,
    words: Vec<String>,
    limit: i64,
}

impl Sought {
    /// What was typed, and how many records of a kind are shown. Nothing when no word is left.
    #[must_use]
    pub fn new(typed: &str, limit: i64) -> Option<Self> {
        let typed = plain(typed);
        let words: Vec<String> = fold(&typed)
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(WORDS_MAX)
            .map(str::to_owned)
            .collect();
        (!words.is_empty()).then(|| Self {
            whole: words.join(" "),
            typed,
            words,
            limit,
        })
    }

    /// As it was typed.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The folded words.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The folded words, joined by a space.
    #[must_use]
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Whether it is a single word.
    #[must_use]
    pub fn is_one_word(&self) -> bool {
        self.words.len() == 1
    }

    /// The folded texts that begin with the words are at least the first and less than the second.
    #[must_use]
    pub fn range(&self) -> [String; 2] {
        [self.whole.clone(), after(&self.whole)]
    }

    /// How many rows a finder reads: one more than is shown, which tells that there are more.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.limit + 1
    }

    /// How many records of a kind are shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        usize::try_from(self.limit).unwrap_or_default()
    }

    /// Adds a condition for each word; each place of `text` takes the pattern of the word anywhere, with the escape `!`.
    #[must_use]
    pub fn each_word(&self, mut query: Query, text: &'static str) -> Query {
        let places = text.matches("{}").count();
        for word in &self.words {
            let pattern = anywhere(word);
            let pattern: &dyn Bind = &pattern;
            query = query.with(text, &vec![pattern; places]);
        }
        query
    }

    /// Orders names in which the first word begins a word before those that only contain it. `text` has two places.
    #[must_use]
    pub fn begun_first(&self, query: Query, text: &'static str) -> Query {
        let first = self.words.first().map(String::as_str).unwrap_or_default();
        let pattern = anywhere(first);
        let begins = pattern.trim_start_matches('%').to_owned();
        let inside = format!("% {begins}");
        query.with(text, &[&begins, &inside])
    }

    /// How well a name with its codes answers, if it does.
    #[must_use]
    pub fn rank(&self, name: &str, codes: &[&str]) -> Option<Rank> {
        let name = fold(name);
        let codes: Vec<String> = codes.iter().map(|code| fold(code)).collect();
        if codes.contains(&self.whole) {
            return Some(Rank::Code);
        }
        if std::iter::once(&name).chain(&codes).any(|text| text.starts_with(&self.whole)) {
            return Some(Rank::Beginning);
        }
        let begins = |word: &String| name.split(|c: char| !c.is_alphanumeric()).any(|own| own.starts_with(word.as_str()));
        if self.words.iter().all(begins) {
            return Some(Rank::Words);
        }
        let inside = |word: &String| std::iter::once(&name).chain(&codes).any(|text| text.contains(word.as_str()));
        self.words.iter().all(inside).then_some(Rank::Inside)
    }

    /// A record that answers, by its name and codes; nothing when it does not.
    #[must_use]
    pub fn hit(&self, name: &str, codes: &[&str], href: impl Into<String>) -> Option<Hit> {
        let rank = self.rank(name, codes)?;
        Some(Hit {
            rank,
            name: name.to_owned(),
            code: String::new(),
            about: String::new(),
            href: href.into(),
        })
    }
}

/// A record that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// How well.
    pub rank: Rank,
    /// What people call it.
    pub name: String,
    /// Its number or code, as the firm writes it.
    pub code: String,
    /// What tells it from others of the same name, in a few words.
    pub about: String,
    /// Its page.
    pub href: String,
}

impl Hit {
    /// With its number or code.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }

    /// With what tells it from others of the same name.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }
}

/// Puts the hits in order, and says whether there were more than are shown.
pub(super) fn best(sought: &Sought, mut hits: Vec<Hit>) -> (Vec<Hit>, bool) {
    hits.sort_by_cached_key(|hit| (hit.rank, fold(&hit.name), hit.code.clone(), hit.href.clone()));
    hits.dedup_by(|one, other| one.href == other.href && one.name == other.name);
    let more = hits.len() > sought.shown();
    hits.truncate(sought.shown());
    (hits, more)
}
