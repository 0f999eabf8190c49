//! The ledger: a table with heads that sort, a filter, a total under the ink rule, pages and files.
//!
//! On a phone every row becomes a block: the first cell is its heading, the lead figure stands beside it, the other
//! cells follow as a label and a value, and quiet columns stay away.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::{Empty, Field};
use crate::look::offered::{offer, said};
use crate::look::{Markup, format, words};
use crate::texts::{say, say_with};

/// From so many columns on, rows become blocks already on a tablet.
const COLUMNS_MANY: usize = 7;

/// From so many columns on, the ledger may scroll sideways even on a desk, so the keyboard must reach it.
const COLUMNS_SCROLLING: usize = 10;

/// Where a column's words end or begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Start,
    /// Numbers, aligned by their last digit.
    End,
}

/// The order a column is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// By another column, or not at all.
    No,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A column of a ledger.
#[derive(Clone, Debug)]
pub struct Column {
    key: String,
    head: String,
    align: Align,
    sort: Option<(String, Sorted)>,
    class: &'static str,
    picture: bool,
}

impl Column {
    /// A column of words.
    pub fn text(key: impl Into<String>, head: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            head: head.into(),
            align: Align::Start,
            sort: None,
            class: "",
            picture: false,
        }
    }

    /// A column of numbers.
    pub fn number(key: impl Into<String>, head: impl Into<String>) -> Self {
        Self {
            align: Align::End,
            ..Self::text(key, head)
        }
    }

    /// The head becomes a link that sorts.
    #[must_use]
    pub fn sortable(mut self, href: impl Into<String>, sorted: Sorted) -> Self {
        self.sort = Some((href.into(), sorted));
        self
    }

    /// The figure that stands beside the row's heading on a phone; one a table.
    #[must_use]
    pub fn lead(mut self) -> Self {
        self.class = " lead";
        self
    }

    /// Stays away on a phone.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.class = " quiet";
        self
    }

    /// Holds small drawings, which a file and a paper leave out.
    #[must_use]
    pub fn picture(mut self) -> Self {
        self.picture = true;
        self
    }

    /// The key by which it is known.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What stands above it.
    #[must_use]
    pub fn head(&self) -> &str {
        &self.head
    }

    pub(in crate::look) fn align(&self) -> Align {
        self.align
    }

    /// Whether its cells are words or numbers: not drawings, and not buttons, whose column has no head.
    fn says_something(&self) -> bool {
        !self.picture && !self.head.is_empty()
    }

    fn cell_class(&self) -> String {
        let align = match self.align {
            Align::Start => "",
            Align::End => "r",
        };
        format!("{align}{}", self.class).trim().to_owned()
    }
}

/// A row: as many cells as the table has columns.
#[derive(Clone, Debug, Default)]
pub struct Row {
    cells: Vec<Markup>,
    id: Option<String>,
    class: &'static str,
    why: Option<(String, Markup)>,
}

impl Row {
    /// A row of finished cells.
    pub fn new(cells: Vec<Markup>) -> Self {
        Self { cells, ..Self::default() }
    }

    /// The row's anchor.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Quiet ink: nothing happened here.
    #[must_use]
    pub fn dim(mut self) -> Self {
        self.class = "dim";
        self
    }

    /// Marked as needing a person.
    #[must_use]
    pub fn act(mut self) -> Self {
        self.class = "act";
        self
    }

    /// Opens the Why panel below this row; the thread is pulled from the figure in the column with this key.
    #[must_use]
    pub fn why(mut self, column_key: impl Into<String>, panel: impl Renderable) -> Self {
        self.why = Some((column_key.into(), panel.memoize()));
        self
    }
}

/// The filter line above a ledger; its fields send themselves when script is there, by the button when not.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Where the answer stands; the form is sent with GET.
    pub action: String,
    /// The fields, of few words each.
    pub fields: Vec<Field>,
    /// What stays as it is, such as the order.
    pub hidden: Vec<(String, String)>,
    /// Where everything is shown again; given only while something is filtered.
    pub clear: Option<String>,
}

/// Which rows of how many are shown.
#[derive(Clone, Debug)]
pub struct Paging {
    /// The number of the first row shown, from one.
    pub from: u64,
    /// The number of the last row shown.
    pub to: u64,
    /// How many rows there are.
    pub total: u64,
    /// The page before this one.
    pub previous: Option<String>,
    /// The page after this one.
    pub next: Option<String>,
}

/// A ledger.
#[derive(Clone, Debug)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    totals: Option<Vec<Markup>>,
    filter: Option<Filter>,
    paging: Option<Paging>,
    files: Vec<(String, String)>,
    empty: Option<Empty>,
    tight: bool,
    aside: bool,
}

impl Table {
    /// A ledger; the caption is read aloud and not seen, because the section's heading stands above.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            totals: None,
            filter: None,
            paging: None,
            files: Vec::new(),
            empty: None,
            tight: false,
            aside: false,
        }
    }

    /// The rows, in the order they are shown.
    #[must_use]
    pub fn rows(mut self, rows: Vec<Row>) -> Self {
        self.rows = rows;
        self
    }

    /// The total under the ink rule: as many cells as columns.
    #[must_use]
    pub fn totals(mut self, cells: Vec<Markup>) -> Self {
        self.totals = Some(cells);
        self
    }

    /// The filter line.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// The page line.
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// The same rows as a file: `file("CSV", "/accounts.csv?…")`.
    #[must_use]
    pub fn file(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.files.push((label.into(), href.into()));
        self
    }

    /// What stands in the place of the first row when there is none.
    #[must_use]
    pub fn empty(mut self, empty: Empty) -> Self {
        self.empty = Some(empty);
        self
    }

    /// Closer rows, inside a Why panel.
    #[must_use]
    pub fn tight(mut self) -> Self {
        self.tight = true;
        self
    }

    /// Something to do or to look up rather than data: its foot offers no file.
    #[must_use]
    pub fn aside(mut self) -> Self {
        self.aside = true;
        self
    }

    pub(in crate::look) fn caption(&self) -> &str {
        &self.caption
    }

    /// The columns of words and numbers.
    pub(in crate::look) fn said_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.says_something())
    }

    /// How many rows there are, if some of them are not in this ledger.
    pub(in crate::look) fn rows_missing(&self) -> Option<u64> {
        let total = self.paging.as_ref()?.total;
        let here = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        (here < total).then_some(total)
    }

    /// The same ledger for a paper: its words without links, drawings and buttons.
    #[must_use]
    pub fn printed(&self) -> document::Table {
        let says = |cells: &[Markup]| {
            let said_by = self.columns.iter().zip(cells).filter(|(column, _)| column.says_something());
            said(said_by.map(|(_, cell)| cell))
        };
        let columns = self.said_columns().map(|column| document::Column {
            head: column.head.clone(),
            number: column.align == Align::End,
        });
        document::Table {
            caption: self.caption.clone(),
            columns: columns.collect(),
            rows: self.rows.iter().map(|row| says(&row.cells)).collect(),
            total: self.totals.as_deref().map(says),
            empty: self.empty.as_ref().map(|empty| words(&empty.memoize())).unwrap_or_default(),
        }
    }

    fn head(&self, buffer: &mut Buffer) {
        maud! {
            thead role="rowgroup" {
                tr role="row" {
                    @for column in &self.columns {
                        // A column of buttons has no heading, and an empty heading is no heading.
                        @if column.head.is_empty() {
                            td class=(column.cell_class()) role="cell" {}
                        } @else {
                            th class=(column.cell_class()) role="columnheader" scope="col" aria-sort=[order(column)] {
                                @match &column.sort {
                                    Some((href, sorted)) => a .sort href=(href) { (column.head) (arrow(*sorted)) },
                                    None => (column.head),
                                }
                            }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }

    fn row(&self, row: &Row, buffer: &mut Buffer) {
        let open = row.why.as_ref().map(|(key, _)| key.as_str());
        let class = if open.is_some() {
            format!("{} pulled", row.class)
        } else {
            row.class.to_owned()
        };
        maud! {
            tr id=[row.id.as_deref()] class=(class.trim()) role="row" {
                @for (column, cell) in self.columns.iter().zip(&row.cells) {
                    @let pull = if open == Some(column.key.as_str()) { " pull" } else { "" };
                    td class={ (column.cell_class()) (pull) } role="cell" data-head=(column.head) { (cell) }
                }
            }
            @if let Some((_, panel)) = &row.why {
                tr .whyrow role="row" { td colspan=(self.columns.len()) role="cell" { (panel) } }
            }
        }
        .render_to(buffer);
    }

    fn foot(&self, cells: &[Markup], buffer: &mut Buffer) {
        maud! {
            tfoot role="rowgroup" {
                tr role="row" {
                    @for (column, cell) in self.columns.iter().zip(cells) {
                        td class=(column.cell_class()) role="cell" data-head=(column.head) { (cell) }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Renderable for Table {
    fn render_to(&self, buffer: &mut Buffer) {
        let class = match (self.aside, self.tight) {
            (true, _) => "led aside",
            (false, true) => "led tight",
            (false, false) => "led",
        };
        let scrolls = self.columns.len() >= COLUMNS_SCROLLING;
        let room = if self.columns.len() >= COLUMNS_MANY {
            "ledger many"
        } else {
            "ledger"
        };
        if let Some(filter) = &self.filter {
            filter.render_to(buffer);
        }
        let offered = if self.aside || self.rows.is_empty() {
            Vec::new()
        } else {
            offer(self)
        };
        maud! {
            div class=(room) tabindex=[scrolls.then_some("0")] role=[scrolls.then_some("group")] aria-label=[scrolls.then_some(&self.caption)] {
                table class=(class) role="table" {
                    caption.vh { (self.caption) }
                    (Piece(|out: &mut Buffer| self.head(out)))
                    tbody role="rowgroup" {
                        @if self.rows.is_empty() && let Some(empty) = &self.empty {
                            tr role="row" { td .none colspan=(self.columns.len()) role="cell" { (empty) } }
                        }
                        @for row in &self.rows { (Piece(|out: &mut Buffer| self.row(row, out))) }
                    }
                    @if let Some(cells) = &self.totals { (Piece(|out: &mut Buffer| self.foot(cells, out))) }
                }
            }
            @if self.paging.is_some() || !self.files.is_empty() || !offered.is_empty() {
                div.under {
                    (self.paging)
                    @if !self.files.is_empty() || !offered.is_empty() {
                        p.files {
                            @for (label, href) in &self.files { a.link href=(href) download { (label) } " " }
                            @for (label, full, href) in &offered { a.link href=(href) aria-label=(full) download { (label) } " " }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Renderable for Filter {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            form .filter action=(self.action) method="get" data-send-on-change {
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                @for field in &self.fields { div class=[(field.name() == "sort").then_some("order")] { (field) } }
                div.acts {
                    button.btn type="submit" { (say("look.filter")) }
                    @if let Some(href) = &self.clear { a .btn .quiet href=(href) { (say("look.show_all")) } }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Renderable for Paging {
    fn render_to(&self, buffer: &mut Buffer) {
        let (from, to, total) = (format::count(self.from), format::count(self.to), format::count(self.total));
        let shown = if self.from == self.to {
            say_with("look.row_shown", &[("at", &to), ("total", &total)])
        } else {
            say_with("look.rows_shown", &[("from", &from), ("to", &to), ("total", &total)])
        };
        maud! {
            nav .paging aria-label=(say("look.pages")) {
                span { (shown) }
                @if let Some(href) = &self.previous { a.btn href=(href) rel="prev" { (say("look.previous")) } }
                @if let Some(href) = &self.next { a.btn href=(href) rel="next" { (say("look.next")) } }
            }
        }
        .render_to(buffer);
    }
}

/// A piece of a table that writes itself.
struct Piece<F: Fn(&mut Buffer)>(F);

impl<F: Fn(&mut Buffer)> Renderable for Piece<F> {
    fn render_to(&self, buffer: &mut Buffer) {
        (self.0)(buffer);
    }
}

fn order(column: &Column) -> Option<&'static str> {
    match column.sort.as_ref()?.1 {
        Sorted::No => None,
        Sorted::Ascending => Some("ascending"),
        Sorted::Descending => Some("descending"),
    }
}

fn arrow(sorted: Sorted) -> &'static str {
    match sorted {
        Sorted::No => "",
        Sorted::Ascending => "\u{a0}↑",
        Sorted::Descending => "\u{a0}↓",
    }
}
