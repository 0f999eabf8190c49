//! A list: what it is asked for (words, a filter, an order, a page), and the table that answers with the addresses to ask again.
//!
//! A chapter says once where its [`List`] stands and by what it is filtered and sorted. Then: `LIST.asked(&params)`, count, look
//! inside names when nothing begins with the words ([`Asked::looks_inside`]), read the rows of [`Asked::span`], show them in
//! [`Asked::table`]. As a file it gives all its rows, see [`crate::look::offered`]; a program walks the list with a [`Cursor`].
//! An address is taken as far as it makes sense: an unknown order is the usual one, a page beyond the last is the last.

use crate::look::components::{Button, Choice, Column, Empty, Field, Filter, Paging, Sorted, Table, record_link};
use crate::look::offered::{FILE, FILE_ROWS_MAX};
use crate::look::{Markup, text};
use crate::texts::{say, say_with};
use hypertext::prelude::*;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;
use vocabulary::Refusal;

/// How many rows stand on a page.
pub const PER_PAGE: u64 = 50;
/// The longest text that is searched for; what is longer names nothing.
const WORDS_MAX: usize = 200;

/// A list of a chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// Where it stands.
    pub path: &'static str,
    /// The name of its filter in the address.
    pub filter: &'static str,
    /// The columns by which it can be sorted; the first is the usual order.
    pub sorts: &'static [&'static str],
    /// Where the same answer stands as a file, if it does.
    pub file: Option<&'static str>,
}

/// A list as somebody asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    list: List,
    /// What is searched for, as typed.
    pub words: String,
    /// Whether the words may stand inside a name and not only at its beginning.
    pub inside: bool,
    /// The value of the filter; empty means all.
    pub filter: String,
    /// The order.
    pub order: Order,
    /// The page, from one.
    pub page: u64,
    /// All rows, because they go into a file.
    pub whole: bool,
    /// The saved view it began with; empty for none.
    pub view: String,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub by: &'static str,
    /// Largest first.
    pub descending: bool,
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
    /// How many rows are read at most.
    pub rows: u64,
}

impl Span {
    /// How many rows are read, and how many before them are passed over.
    #[must_use]
    pub fn limit_and_offset(self) -> [i64; 2] {
        [self.rows, self.skip].map(|number| i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl List {
    /// Reads the address of the list.
    #[must_use]
    pub fn asked(self, params: &BTreeMap<String, String>) -> Asked {
        let text = |name: &str| params.get(name).map(|value| plain(value)).unwrap_or_default();
        let order = text("sort");
        let (key, descending) = order.strip_prefix('-').map_or((order.as_str(), false), |key| (key, true));
        let sort = self.sorts.iter().find(|known| **known == key).copied();
        Asked {
            list: self,
            words: text("q"),
            inside: text("inside") == "yes",
            filter: text(self.filter),
            order: Order {
                descending: descending && sort.is_some(),
                by: sort.or(self.sorts.first().copied()).unwrap_or_default(),
            },
            page: text("page").parse().unwrap_or(1).max(1),
            whole: params.contains_key(FILE),
            view: text("view"),
        }
    }
}

impl Asked {
    /// Whether anything is left out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.words.is_empty() || !self.filter.is_empty()
    }

    /// The rows of the page that was asked for, or of the last one there is.
    #[must_use]
    pub fn span(&self, total: u64) -> Span {
        let rows = if self.whole { FILE_ROWS_MAX } else { PER_PAGE };
        let page = if self.whole {
            1
        } else {
            self.page.min(total.div_ceil(rows).max(1))
        };
        Span {
            page,
            skip: (page - 1) * rows,
            total,
            rows,
        }
    }

    /// Whether to look inside names too, because nothing begins with the words.
    #[must_use]
    pub fn looks_inside(&self, found: u64) -> bool {
        found == 0 && !self.words.is_empty() && !self.inside
    }

    /// The line under the title: what the words were taken for, and the other way to look; without words, what the list is about.
    /// `inside` says where they were found.
    #[must_use]
    pub fn remark(&self, about: &str, inside: bool) -> Markup {
        if self.words.is_empty() {
            return text(about);
        }
        let words = [("words", self.words.as_str())];
        if !inside {
            let link = record_link(say("list.inside_too"), &self.inside_too());
            return maud! { (say_with("list.begins", &words)) " " (link) }.memoize();
        }
        text(say_with(if self.inside { "list.contains" } else { "list.contains_only" }, &words))
    }

    /// The line above the table: words, and a choice of the filter's values.
    #[must_use]
    pub fn narrowing(&self, label: &str, mut choices: Vec<Choice>) -> Filter {
        // A value that nobody has is still what the page shows, so the list of choices must say so.
        if !self.filter.is_empty() && choices.iter().all(|choice| choice.value() != self.filter) {
            choices.push(Choice::new(&self.filter, &self.filter));
        }
        Filter {
            action: self.list.path.to_owned(),
            fields: vec![
                Field::search("q", say("list.search")).value(&self.words),
                Field::select(self.list.filter, label, choices).value(&self.filter),
            ],
            hidden: self.hidden(),
            clear: self.is_narrowed().then(|| self.list.path.to_owned()),
        }
    }

    /// What stays as it is when the filter is sent: the order, and the saved view.
    #[must_use]
    pub fn hidden(&self) -> Vec<(String, String)> {
        let mut hidden = vec![("sort".to_owned(), word(self.order))];
        if !self.view.is_empty() {
            hidden.push(("view".to_owned(), self.view.clone()));
        }
        hidden
    }

    /// Words, filter and order as they stand in an address: what a saved view keeps.
    #[must_use]
    pub fn query(&self) -> String {
        let plain = Self {
            view: String::new(),
            ..self.clone()
        };
        plain
            .at_page(1)
            .split_once('?')
            .map(|(_, query)| query.to_owned())
            .unwrap_or_default()
    }

    /// The table of the list, still without rows: its filter, its pages, and its file as long as there is anything in it.
    #[must_use]
    pub fn table(&self, caption: &str, columns: Vec<Column>, span: Span, mut filter: Filter) -> Table {
        self.offer_orders(&columns, &mut filter);
        let mut table = Table::new(caption, columns).filter(filter);
        if let Some(file) = self.list.file.filter(|_| span.total > 0) {
            table = table.file(say("list.csv"), self.address(file, self.order, None));
        }
        match self.paging(span) {
            Some(paging) => table.paging(paging),
            None => table,
        }
    }

    /// Where a ledger has no heads to press, on a phone, its filter offers the orders; elsewhere it keeps the order unseen.
    fn offer_orders(&self, columns: &[Column], filter: &mut Filter) {
        let orders = |column: &Column| {
            let by = self.list.sorts.iter().find(|by| **by == column.key())?;
            let choice = |descending, text| Choice::new(word(Order { by, descending }), say_with(text, &[("head", column.head())]));
            Some([choice(false, "list.ascending"), choice(true, "list.descending")])
        };
        let orders: Vec<Choice> = columns.iter().filter_map(orders).flatten().collect();
        if orders.iter().any(|choice| choice.value() == word(self.order)) {
            filter.hidden.retain(|(name, _)| name != "sort");
            filter
                .fields
                .push(Field::select("sort", say("list.sort"), orders).value(word(self.order)).required());
        }
    }

    /// What stands in the table when nothing answers to what was asked, with the way to everything.
    #[must_use]
    pub fn nothing_found(&self, title: &str, why: &str) -> Empty {
        Empty::new(title, why).action(Button::link(say("list.show_all"), self.list.path))
    }

    /// A column whose head sorts: first smallest first, then the other way round.
    #[must_use]
    pub fn column(&self, key: &'static str, head: &str) -> Column {
        let current = self.order.by == key;
        let sorted = match (current, self.order.descending) {
            (false, _) => Sorted::No,
            (true, false) => Sorted::Ascending,
            (true, true) => Sorted::Descending,
        };
        let next = Order {
            by: key,
            descending: current && !self.order.descending,
        };
        Column::text(key, head).sortable(self.address(self.list.path, next, None), sorted)
    }

    /// The address of another page of the same answer.
    #[must_use]
    pub fn at_page(&self, page: u64) -> String {
        self.address(self.list.path, self.order, Some(page))
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

    /// The line under the table; none while everything fits on one page.
    fn paging(&self, span: Span) -> Option<Paging> {
        let last = span.total.div_ceil(span.rows);
        (last > 1).then(|| Paging {
            from: span.skip + 1,
            to: (span.skip + span.rows).min(span.total),
            total: span.total,
            previous: (span.page > 1).then(|| self.at_page(span.page - 1)),
            next: (span.page < last).then(|| self.at_page(span.page + 1)),
        })
    }

    fn address(&self, path: &str, order: Order, page: Option<u64>) -> String {
        let mut pairs = Vec::new();
        if !self.words.is_empty() {
            pairs.push(("q", self.words.clone()));
        }
        if self.inside {
            pairs.push(("inside", "yes".to_owned()));
        }
        if !self.filter.is_empty() {
            pairs.push((self.list.filter, self.filter.clone()));
        }
        pairs.push(("sort", word(order)));
        if !self.view.is_empty() {
            pairs.push(("view", self.view.clone()));
        }
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

/// An order as it stands in an address.
fn word(order: Order) -> String {
    format!("{}{}", if order.descending { "-" } else { "" }, order.by)
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

/// The key under which names are searched and sorted: capitals, repeated spaces and accents do not matter. `Zürich` is found as
/// `zurich`, and `Ångström` stands beside `Angstrom`.
#[must_use]
pub fn fold(text: &str) -> String {
    let lower = text.to_lowercase();
    let plain = if lower.is_ascii() { lower } else { unaccented(&lower) };
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Small letters without the accents of Latin, Greek and Cyrillic. The signs of other scripts belong to their letters and stay.
fn unaccented(lower: &str) -> String {
    let mut plain = String::with_capacity(lower.len());
    for letter in lower.nfkd() {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            other => plain.push(other),
        }
    }
    plain
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
pub(crate) const LIMIT_MAX: i64 = 200;

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
}
