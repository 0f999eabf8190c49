//! Where it went: a table whose cells are as deep as they weigh, and two sums against each other.

use std::collections::BTreeSet;

use hypertext::Buffer;
use hypertext::prelude::*;
use vocabulary::Ratio;

use super::none;
use crate::look::charts::{Svg, share_of_width};
use crate::look::{Markup, format, text};
use crate::texts::{say, say_with};

/// From so many columns on, the table may scroll sideways even on a desk, so the keyboard must reach it.
const COLUMNS_SCROLLING: usize = 9;

/// A row of a heat table: a quantity in each column, or why it is not known.
#[derive(Clone, Debug)]
pub struct HeatRow {
    /// "Core, 5".
    pub label: String,
    /// As many as the table has heads.
    pub cells: Vec<Result<u64, String>>,
    /// The row's sum, bold and without depth: digits, a why-link or an unknown.
    pub sum: Option<Markup>,
}

/// Quantities in two directions, shaded by their share of the largest one.
#[derive(Clone, Debug)]
pub struct Heat {
    /// Read aloud and not seen, because the section's heading stands above.
    pub caption: String,
    /// What stands over the labels: "Minutes".
    pub row_head: String,
    /// The columns.
    pub heads: Vec<String>,
    /// What stands over the sums, when rows have one: "All".
    pub sum_head: Option<String>,
    /// The rows.
    pub rows: Vec<HeatRow>,
    /// The sums below, bold and without depth.
    pub total: Option<HeatRow>,
}

impl Heat {
    fn deepest(&self) -> u64 {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.filter_map(|cell| cell.as_ref().ok()).copied().max().unwrap_or(0)
    }

    fn reasons(&self) -> String {
        let rows = self.rows.iter().chain(&self.total);
        let reasons: BTreeSet<&str> = rows
            .flat_map(|row| &row.cells)
            .filter_map(|cell| cell.as_ref().err())
            .map(String::as_str)
            .collect();
        reasons.into_iter().collect::<Vec<_>>().join("; ")
    }

    /// One row; the total has no depth, so `deepest` is nothing for it.
    fn row(&self, row: &HeatRow, deepest: Option<u64>) -> Markup {
        maud! {
            tr role="row" class=[deepest.is_none().then_some("t")] {
                th scope="row" role="rowheader" { (row.label) }
                @for (head, cell) in self.heads.iter().zip(&row.cells) {
                    @let class = deepest.map_or_else(|| cell.is_err().then_some("u"), |deepest| Some(depth(cell, deepest)));
                    td class=[class] role="cell" data-head=(head) { (shown(cell)) }
                }
                @if let Some(head) = &self.sum_head { td.t role="cell" data-head=(head) { (row.sum) } }
            }
        }
        .memoize()
    }
}

impl Renderable for Heat {
    fn render_to(&self, buffer: &mut Buffer) {
        let reasons = self.reasons();
        let scrolls = self.heads.len() >= COLUMNS_SCROLLING;
        let deepest = self.deepest();
        maud! {
            div .heat tabindex=[scrolls.then_some("0")] role=[scrolls.then_some("group")] aria-label=[scrolls.then_some(&self.caption)] {
                table role="table" {
                    caption.vh { (self.caption) }
                    thead role="rowgroup" {
                        tr role="row" {
                            th scope="col" role="columnheader" { (self.row_head) }
                            @for head in self.heads.iter().chain(&self.sum_head) { th scope="col" role="columnheader" { (head) } }
                        }
                    }
                    tbody role="rowgroup" {
                        @for row in &self.rows { (self.row(row, Some(deepest))) }
                        @if let Some(total) = &self.total { (self.row(total, None)) }
                    }
                }
                @if !reasons.is_empty() { p.note { (say_with("look.heat_unknown", &[("reasons", &reasons)])) } }
            }
        }
        .render_to(buffer);
    }
}

fn shown(cell: &Result<u64, String>) -> Markup {
    match cell {
        Ok(0) => none(),
        Ok(n) => text(format::count(*n)),
        Err(because) => maud! { span title=(because) { (say("look.unknown")) } }.memoize(),
    }
}

/// How deep a cell is, by its share of the largest one: below a tenth 0, below 30 % 1, below half 2, below three
/// quarters 3, then 5. Depth 4 is left out because no ink can be read on it.
///
/// Example: of a largest cell of 1,140 minutes, 90 has depth 0, 150 has 1, 420 has 2, 660 has 3 and 1,020 has 5.
fn depth(cell: &Result<u64, String>, deepest: u64) -> &'static str {
    let Ok(n) = cell else { return "u" };
    let per_thousand = u128::from(*n) * 1000 / u128::from(deepest.max(1));
    match per_thousand {
        0..100 => "d0",
        100..300 => "d1",
        300..500 => "d2",
        500..750 => "d3",
        750.. => "d5",
    }
}

/// Two sums against each other: the one that should be more, and what it is held against.
#[derive(Clone, Debug)]
pub struct Duel {
    /// In the ink of the thing itself.
    pub first: (String, u64),
    /// In quiet ink.
    pub second: (String, u64),
}

impl Renderable for Duel {
    fn render_to(&self, buffer: &mut Buffer) {
        let whole = ratio(self.first.1.max(self.second.1));
        maud! {
            dl.duel {
                @for (name, n) in [&self.first, &self.second] {
                    div { dt { (name) } dd { (bar(*n, &whole)) b { (format::count(*n)) } } }
                }
            }
        }
        .render_to(buffer);
    }
}

fn bar(n: u64, whole: &Ratio) -> Markup {
    let width = share_of_width(&ratio(n), whole);
    let mut svg = Svg::plain("", "");
    svg.tag("rect", &[("width", &width), ("height", "10")]);
    svg.finish()
}

fn ratio(n: u64) -> Ratio {
    Ratio::whole(i128::from(n))
}
