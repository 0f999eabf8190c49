//! What a list is asked for: words, a filter, an order, a page; and the addresses that ask for it again, a little changed.
//!
//! Whatever the address says is taken as far as it makes sense: an unknown order is the usual one, a page beyond the last is the last.

use crate::look::components::{Column, Paging, Sorted};
use crate::texts::say;
use std::collections::BTreeMap;
use vocabulary::Refusal;

/// How many rows stand on a page.
pub const PER_PAGE: u64 = 50;
/// The longest text that is searched for; what is longer names nothing.
const WORDS_MAX: usize = 200;

/// A list as somebody asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Where the list stands.
    path: &'static str,
    /// The name of its filter in the address.
    filter_name: &'static str,
    /// What is searched for, as typed.
    pub words: String,
    /// Whether the words may stand inside a name and not only at its beginning.
    pub inside: bool,
    /// The value of the filter; empty means all.
    pub filter: String,
    /// The column of the order.
    pub sort: &'static str,
    /// Largest first.
    pub descending: bool,
    /// The page, from one.
    pub page: u64,
}

/// Which rows of the answer stand on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The page that is shown, at most the last.
    pub page: u64,
    /// How many rows stand before it.
    pub skip: u64,
    /// How many rows there are.
    pub total: u64,
}

impl Asked {
    /// Reads the address of a list. `sorts` are its columns; the first is the usual order.
    #[must_use]
    pub fn read(params: &BTreeMap<String, String>, path: &'static str, filter_name: &'static str, sorts: &'static [&'static str]) -> Self {
        let text = |name: &str| params.get(name).map(|value| plain(value)).unwrap_or_default();
        let order = text("sort");
        let (key, descending) = order.strip_prefix('-').map_or((order.as_str(), false), |key| (key, true));
        let sort = sorts.iter().find(|known| **known == key).copied();
        Self {
            path,
            filter_name,
            words: text("q"),
            inside: text("inside") == "yes",
            filter: text(filter_name),
            descending: descending && sort.is_some(),
            sort: sort.or(sorts.first().copied()).unwrap_or_default(),
            page: text("page").parse().unwrap_or(1).max(1),
        }
    }

    /// Whether anything is left out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.words.is_empty() || !self.filter.is_empty()
    }

    /// The rows of the page that was asked for, or of the last one there is.
    #[must_use]
    pub fn span(&self, total: u64) -> Span {
        let last = total.div_ceil(PER_PAGE).max(1);
        let page = self.page.min(last);
        Span {
            page,
            skip: (page - 1) * PER_PAGE,
            total,
        }
    }

    /// The address of another page of the same answer.
    #[must_use]
    pub fn at_page(&self, page: u64) -> String {
        self.address(self.path, self.descending, self.sort, Some(page))
    }

    /// The address of the same answer as a file.
    #[must_use]
    pub fn file(&self, path: &str) -> String {
        self.address(path, self.descending, self.sort, None)
    }

    /// The address of the same answer with the words looked for inside names too.
    #[must_use]
    pub fn inside_too(&self) -> String {
        Self {
            inside: true,
            ..self.clone()
        }
        .at_page(1)
    }

    /// A column whose head sorts: first smallest first, then the other way round.
    #[must_use]
    pub fn column(&self, key: &'static str, head: &str) -> Column {
        let current = self.sort == key;
        let sorted = match (current, self.descending) {
            (false, _) => Sorted::No,
            (true, false) => Sorted::Ascending,
            (true, true) => Sorted::Descending,
        };
        Column::text(key, head).sortable(self.address(self.path, current && !self.descending, key, None), sorted)
    }

    /// What the filter form sends along unseen: the order.
    #[must_use]
    pub fn hidden(&self) -> Vec<(String, String)> {
        vec![("sort".to_owned(), self.order(self.sort, self.descending))]
    }

    /// The line under the table; none while everything fits on one page.
    #[must_use]
    pub fn paging(&self, span: Span) -> Option<Paging> {
        let last = span.total.div_ceil(PER_PAGE);
        (last > 1).then(|| Paging {
            from: span.skip + 1,
            to: (span.skip + PER_PAGE).min(span.total),
            total: span.total,
            previous: (span.page > 1).then(|| self.at_page(span.page - 1)),
            next: (span.page < last).then(|| self.at_page(span.page + 1)),
        })
    }

    fn order(&self, key: &str, descending: bool) -> String {
        format!("{}{key}", if descending { "-" } else { "" })
    }

    fn address(&self, path: &str, descending: bool, sort: &str, page: Option<u64>) -> String {
        let mut pairs = Vec::new();
        if !self.words.is_empty() {
            pairs.push(("q", self.words.clone()));
        }
        if self.inside {
            pairs.push(("inside", "yes".to_owned()));
        }
        if !self.filter.is_empty() {
            pairs.push((self.filter_name, self.filter.clone()));
        }
        pairs.push(("sort", self.order(sort, descending)));
        if let Some(page) = page.filter(|page| *page > 1) {
            pairs.push(("page", page.to_string()));
        }
        let query: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={}", encoded(&value)))
            .collect();
        format!("{path}?{}", query.join("&"))
    }
}

/// The words of an address: trimmed, without control characters, at most 200 characters.
#[must_use]
pub fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
    kept.trim().to_owned()
}

/// A text as it may stand in the query of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The key under which names are searched and sorted: capitals and repeated spaces do not matter.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The end of the names that begin with a folded text: no text that begins so is larger.
#[must_use]
pub fn after(beginning: &str) -> String {
    format!("{beginning}\u{10FFFF}")
}

/// The pattern of a text anywhere inside another; `%` and `_` stand for themselves, behind the escape `!`.
#[must_use]
pub fn anywhere(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// What the API was asked for: words, the last reference of the page before, how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// What is searched for.
    pub words: String,
    /// The reference after which the page begins; empty for the first.
    pub after: String,
    /// How many are wanted, 1 to 200.
    pub limit: i64,
}

/// The most that one answer of the API holds.
const LIMIT_MAX: i64 = 200;

impl Cursor {
    /// Reads the address of a list of the API. Unlike a person, a program is told when it asks for nonsense.
    ///
    /// # Errors
    /// A refusal on `limit`.
    pub fn read(params: &BTreeMap<String, String>) -> Result<Self, Refusal> {
        let text = |name: &str| params.get(name).map(|value| plain(value)).unwrap_or_default();
        let limit = match text("limit").as_str() {
            "" => Some(50),
            number => number.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit)),
        };
        let refused = || Refusal::new("form.limit", say("form.limit")).on("limit");
        Ok(Self {
            words: text("q"),
            after: text("cursor"),
            limit: limit.ok_or_else(refused)?,
        })
    }

    /// Where the next page begins: none when this one was not full.
    #[must_use]
    pub fn next(&self, shown: usize, last: Option<&String>) -> Option<String> {
        let full = i64::try_from(shown).is_ok_and(|shown| shown >= self.limit);
        last.filter(|_| full).cloned()
    }
}
