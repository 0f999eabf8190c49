//! Why: the thread from a figure down to the rows it was made of.
//!
//! The question is a link (`?why=…`), so it works without script and can be sent to a colleague. The panel shows the
//! formula in words, the inputs, their source rows, and the plan and run; the last knot is filled because it rests on a
//! record. What could not be computed says so, hatched, with its reason. The number that a rule has in the specification
//! stays in the trace, for programs: the formula says the rule to people.

use hypertext::Buffer;
use hypertext::prelude::*;
use vocabulary::{Cell, Currency, Explained, Link, Trace, TraceTable};

use super::components::{Column, Row, Table, provenance, record_link, unknown};
use super::{Markup, format, text, words};
use crate::texts::{say, say_with};

/// A space as wide as a digit.
const DIGIT_WIDE: &str = "\u{2007}";
/// A space as wide as a point.
const POINT_WIDE: &str = "\u{2008}";
/// How deep a panel goes before it offers a link instead: no real figure needs more, a faulty one must not hang a page.
const DEPTH_MAX: usize = 12;

/// A computed figure as a control: dotted pencil underline, `aria-expanded` while its panel is open.
#[must_use]
pub fn figure_link(figure: impl Renderable, href: &str, open: bool) -> Markup {
    let expanded = if open { "true" } else { "false" };
    maud! { a .fig href=(href) aria-expanded=(expanded) { (figure) } }.memoize()
}

/// An explained value as it stands in a page: a figure that can be asked, or the hatched reason why it is unknown.
#[must_use]
pub fn explained<T>(value: &Explained<T>, shown: impl FnOnce(&T) -> Markup, href: &str, open: bool) -> Markup {
    match &value.value {
        Ok(known) => figure_link(shown(known), href, open),
        Err(gap) => maud! { a .fig-unk href=(href) { (unknown(&gap.because)) } }.memoize(),
    }
}

/// Where the records of an explanation live: from a link to its address, or nothing when there is no page for it.
pub type Addresses<'a> = &'a dyn Fn(&Link) -> Option<String>;

/// The panel that opens below a figure.
pub struct Why<'a> {
    id: String,
    trace: &'a Trace,
    addresses: Addresses<'a>,
    beside: Option<Markup>,
    from: Vec<(String, Markup)>,
    close: Option<String>,
    in_row: bool,
}

impl<'a> Why<'a> {
    /// The panel of a trace. It stands free below a key figure; see [`Why::in_row`].
    pub fn new(trace: &'a Trace, addresses: Addresses<'a>) -> Self {
        Self {
            id: "why".to_owned(),
            trace,
            addresses,
            beside: None,
            from: Vec::new(),
            close: None,
            in_row: false,
        }
    }

    /// Another anchor than `why`, when two panels stand open on a page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// What would change it, or how it is paid: stands beside the formula.
    #[must_use]
    pub fn beside(mut self, beside: impl Renderable) -> Self {
        self.beside = Some(beside.memoize());
        self
    }

    /// A part of the closing line: rule, plan, run, source.
    #[must_use]
    pub fn from(mut self, what: impl Into<String>, value: impl Renderable) -> Self {
        self.from.push((what.into(), value.memoize()));
        self
    }

    /// The address without the question.
    #[must_use]
    pub fn close(mut self, href: impl Into<String>) -> Self {
        self.close = Some(href.into());
        self
    }

    /// For [`Row::why`]: the thread arrives from the row's figure, wherever its column is.
    #[must_use]
    pub fn in_row(mut self) -> Self {
        self.in_row = true;
        self
    }

    /// The same thread for a paper: what it says, without its links.
    #[must_use]
    pub fn printed(&self) -> document::Part {
        let steps = self.steps();
        let last = steps.len().saturating_sub(1);
        let steps = steps.iter().enumerate().map(|(place, (trace, depth))| {
            let mut step = printed(trace, *depth);
            if place == last {
                let parts = self
                    .from
                    .iter()
                    .filter(|(what, value)| !what.is_empty() && !words(value).is_empty());
                step.notes.extend(parts.map(|(what, value)| format!("{what}: {}", words(value))));
            }
            step
        });
        document::Part::Thread { steps: steps.collect() }
    }

    /// The steps of the thread, depth first: what the figure is, then what it was made of.
    fn steps(&self) -> Vec<(&'a Trace, usize)> {
        let mut steps = Vec::new();
        let mut open = vec![(self.trace, 0)];
        while let Some((trace, depth)) = open.pop() {
            steps.push((trace, depth));
            if depth < DEPTH_MAX {
                // An input that explains nothing further is a line of its parent's sum, not a step of its own.
                let further = trace.inputs.iter().filter(|input| !is_leaf(input));
                let mut further: Vec<_> = further.map(|input| (input, depth + 1)).collect();
                further.reverse();
                open.append(&mut further);
            }
        }
        steps
    }

    fn step(&self, trace: &Trace) -> Markup {
        let lines = &trace.inputs;
        maud! {
            h3 {
                (self.name(trace)) @if !matches!(trace.value, Cell::Empty) { " " b.val { (format::cell(&trace.value)) } }
            }
            @if let Some(formula) = &trace.formula { p.formula { (formula) } }
            @if let Some(table) = &trace.table { (rows(&trace.what, table)) }
            @if lines.len() > 1 || lines.iter().any(is_leaf) { (self.inputs(lines)) }
            @if let Some(note) = &trace.note { p.note { (note) } }
            @if let Some(place) = &trace.place { (provenance(&[(say("look.why_place"), text(place))])) }
        }
        .memoize()
    }

    fn inputs(&self, lines: &[Trace]) -> Markup {
        let alike = alike(lines);
        maud! {
            dl .sum .inputs {
                @for line in lines {
                    div {
                        dt {
                            (self.name(line))
                            @if let Some(note) = line.note.as_ref().filter(|_| is_leaf(line)) { " " span.note { (note) } }
                        }
                        dd { (bare(&line.value, alike)) }
                    }
                }
            }
        }
        .memoize()
    }

    /// What a step is, with the record behind it: the name itself is the link when both say the same.
    fn name(&self, trace: &Trace) -> Markup {
        let Some(link) = &trace.link else { return text(&trace.what) };
        let href = (self.addresses)(link).unwrap_or_default();
        if link.label.is_empty() || link.label == trace.what {
            record_link(&trace.what, &href)
        } else {
            maud! { (trace.what) " " (record_link(&link.label, &href)) }.memoize()
        }
    }
}

impl Renderable for Why<'_> {
    fn render_to(&self, buffer: &mut Buffer) {
        let steps = self.steps();
        let class = if self.in_row { "why row" } else { "why" };
        let parts: Vec<(&str, Markup)> = self.from.iter().map(|(what, value)| (what.as_str(), value.clone())).collect();
        maud! {
            div #(self.id) class=(class) role="region" aria-label=(say_with("look.why", &[("what", &self.trace.what)])) {
                @if let Some(href) = &self.close { a .close href=(href) aria-label=(say("look.close")) { "×" } }
                ol {
                    @for (place, (trace, depth)) in steps.iter().enumerate() {
                        li class={ "d" (depth.min(&3)) } {
                            @if place == 0 && let Some(beside) = &self.beside {
                                div.tiers { div { (self.step(trace)) } div.if { (beside) } }
                            } @else {
                                (self.step(trace))
                            }
                            @if place + 1 == steps.len() && !parts.is_empty() { (provenance(&parts)) }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

/// A step of the thread for a paper.
fn printed(trace: &Trace, depth: usize) -> document::Step {
    let alike = alike(&trace.inputs);
    let shows_inputs = trace.inputs.len() > 1 || trace.inputs.iter().any(is_leaf);
    let inputs = trace.inputs.iter().filter(|_| shows_inputs).map(|input| {
        let note = input.note.as_ref().filter(|_| is_leaf(input));
        let term = note.map_or_else(|| input.what.clone(), |note| format!("{}\n{note}", input.what));
        document::Line::new(term, words(&bare(&input.value, alike)))
    });
    let written = trace.place.as_ref().map(|place| format!("{}: {place}", say("look.why_place")));
    document::Step {
        depth,
        what: trace.what.clone(),
        value: words(&format::cell(&trace.value)),
        formula: trace.formula.clone().unwrap_or_default(),
        inputs: inputs.collect(),
        table: trace.table.as_ref().map(|table| rows(&trace.what, table).printed()),
        notes: trace.note.iter().cloned().chain(written).collect(),
    }
}

/// The places behind the point that amounts of one currency take below each other.
fn alike(lines: &[Trace]) -> Option<usize> {
    one_currency(lines.iter().map(|line| &line.value)).map(|_one| decimals(lines.iter().map(|line| &line.value)))
}

fn is_leaf(trace: &Trace) -> bool {
    trace.inputs.is_empty() && trace.table.is_none() && trace.formula.is_none()
}

/// The rows of an explanation as a ledger: a column is numeric when its first filled cell is, and names its currency
/// once, in its head, when all its money is in one.
fn rows(caption: &str, table: &TraceTable) -> Table {
    let mut alike = Vec::new();
    let mut columns = Vec::new();
    for (place, head) in table.heads.iter().enumerate() {
        let cells = table.rows.iter().chain(&table.total).filter_map(|row| row.get(place));
        let currency = one_currency(cells.clone());
        let words = currency.map_or_else(|| head.clone(), |currency| format!("{head}, {}", currency.code()));
        let first = cells
            .filter(|cell| !matches!(cell, Cell::Empty))
            .find(|cell| !matches!(cell, Cell::Unknown(_)));
        let key = place.to_string();
        let numeric = first.is_some_and(format::is_number);
        columns.push(if numeric {
            Column::number(key, words)
        } else {
            Column::text(key, words)
        });
        alike.push(currency.map(|_one| decimals(table.rows.iter().chain(&table.total).filter_map(|row| row.get(place)))));
    }
    let shown = |row: &[Cell]| {
        let cells = row.iter().zip(&alike);
        cells.map(|(cell, alike)| bare(cell, *alike)).collect()
    };
    let rows = table.rows.iter().map(|row| Row::new(shown(row))).collect();
    let ledger = Table::new(caption, columns).rows(rows).tight();
    match &table.total {
        Some(total) => ledger.totals(shown(total)),
        None => ledger,
    }
}

/// The currency of cells that are all money of one currency, apart from empty and unknown ones.
fn one_currency<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<Currency> {
    let mut found = None;
    for cell in cells {
        let currency = match cell {
            Cell::Money(amount) => amount.currency(),
            Cell::Amount { currency, .. } => *currency,
            Cell::Empty | Cell::Unknown(_) => continue,
            Cell::Text(_) | Cell::Number(_) | Cell::Percent(_) | Cell::Day(_) | Cell::Count(_) => return None,
        };
        if found.is_some_and(|other| other != currency) {
            return None;
        }
        found = Some(currency);
    }
    found
}

/// The most decimals that one of these amounts shows.
fn decimals<'c>(cells: impl Iterator<Item = &'c Cell>) -> usize {
    cells
        .filter_map(without_currency)
        .map(|shown| places(&shown))
        .max()
        .unwrap_or_default()
}

/// How many decimals stand behind the point of an amount.
fn places(shown: &str) -> usize {
    shown.split_once('.').map_or(0, |(_, digits)| digits.chars().count())
}

fn without_currency(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Money(amount) => Some(format::money(amount)),
        Cell::Amount { value, currency } => Some(format::amount(value, *currency)),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Percent(_) | Cell::Day(_) | Cell::Count(_) | Cell::Unknown(_) => None,
    }
}

/// A cell of a column whose head names its currency. An amount shows the decimals that it has; the room of those that others have
/// beyond them stays empty, so that the points stand below each other.
fn bare(cell: &Cell, decimals: Option<usize>) -> Markup {
    let (Some(wanted), Some(shown)) = (decimals, without_currency(cell)) else {
        return format::cell(cell);
    };
    let missing = wanted.saturating_sub(places(&shown));
    let point = if missing > 0 && !shown.contains('.') { POINT_WIDE } else { "" };
    text(format!("{shown}{point}{}", DIGIT_WIDE.repeat(missing)))
}
