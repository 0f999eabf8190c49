//! Horizontal bars from a common zero line: who or what adds, and who or what takes away.

use vocabulary::Ratio;

use super::bars::Bar;
use super::labels::{shortened, width_of};
use super::scale::{Scale, bounds_with_zero};
use super::svg::{Anchor, Svg, Tenths};
use super::{About, Room, figure, paper};
use crate::look::Markup;
use crate::look::components::{Column, Evidence, Row, Table, unknown};
use crate::look::text;
use crate::texts::say;

/// Bars side by side from zero, positive to the right; the value stands at the end of the line.
#[derive(Clone, Debug)]
pub struct RankedBars {
    /// What the chart is.
    pub about: About,
    /// The unit of the values, in the table's head.
    pub unit: String,
    /// The bars in order, usually the longest first.
    pub bars: Vec<Bar>,
    /// The bar that this page is about.
    pub here: Option<usize>,
}

/// Where the parts of a line stand.
struct Lines {
    left: Tenths,
    right: Tenths,
    height: Tenths,
    /// From the top of a line to its bar.
    drop: Tenths,
}

impl RankedBars {
    /// The same for a paper.
    #[must_use]
    pub fn printed(&self) -> document::Chart {
        paper::printed(&self.about, self.draw(Room::Wide), &self.table())
    }

    /// Both drawings and the table.
    #[must_use]
    pub fn figure(&self) -> Markup {
        figure(|room| self.draw(room), &self.table())
    }

    fn lines(&self, room: Room) -> Lines {
        let values = self.bars.iter().map(|bar| width_of(&bar.shown)).max().unwrap_or(0);
        let width = room.width() * 10;
        match room {
            Room::Wide => {
                let names = self.bars.iter().map(|bar| width_of(&bar.label)).max().unwrap_or(0).min(2200);
                Lines {
                    left: names + 120,
                    right: width - values - 120,
                    height: 280,
                    drop: 90,
                }
            }
            Room::Narrow => Lines {
                left: 0,
                right: width,
                height: 400,
                drop: 220,
            },
        }
    }

    fn draw(&self, room: Room) -> Markup {
        let lines = self.lines(room);
        let count = i64::try_from(self.bars.len()).unwrap_or(0);
        let mut svg = Svg::chart(&self.about, room, count * lines.height / 10 + 4);
        let known = self.bars.iter().filter_map(|bar| bar.value.as_ref().ok());
        let (low, high) = bounds_with_zero(known.chain(self.bars.iter().filter_map(|bar| bar.compare.as_ref())));
        let along = Scale::new(&low, &high, lines.left, lines.right);
        let zero = along.at(&Ratio::zero());
        for (place, (bar, top)) in self.bars.iter().zip((0..).map(|n| n * lines.height)).enumerate() {
            let name = if self.here == Some(place) { "tp" } else { "t2" };
            let base = match room {
                Room::Wide => top + lines.drop + 90,
                Room::Narrow => top + 150,
            };
            svg.words(name, (0, base), Anchor::Start, &shortened(&bar.label, lines.left.max(2000)));
            svg.words("ti", (room.width() * 10, base), Anchor::End, &bar.shown);
            match &bar.value {
                Ok(value) => {
                    let end = along.at(value);
                    svg.rect(bar_class(bar, value), (end.min(zero), top + lines.drop), ((end - zero).abs(), 100));
                }
                Err(_) => svg.hatched(&self.about, room, (zero, top + lines.drop), (lines.right - zero, 100)),
            }
            if let Some(compare) = &bar.compare {
                let at = along.at(compare);
                svg.line("stroke", (at, top + lines.drop - 30), (at, top + lines.drop + 130));
            }
            if room == Room::Wide {
                svg.line("axis", (zero, top + 20), (zero, top + lines.height - 20));
            } else {
                svg.line("axis", (zero, top + lines.drop - 30), (zero, top + lines.drop + 130));
            }
        }
        svg.finish()
    }

    fn table(&self) -> Table {
        let columns = vec![Column::text("label", say("look.chart_label")), Column::number("value", &self.unit)];
        let rows = self.bars.iter().map(|bar| {
            let value = bar.value.as_ref().map_or_else(|because| unknown(because), |_| text(&bar.shown));
            Row::new(vec![text(&bar.label), value])
        });
        Table::new(&self.about.title, columns).rows(rows.collect()).tight()
    }
}

fn bar_class(bar: &Bar, value: &Ratio) -> &'static str {
    match (bar.evidence, value.is_negative()) {
        (Evidence::Assumed, _) => "i-mark guess",
        (Evidence::Confirmed, true) => "i-quiet",
        (Evidence::Confirmed, false) => "i-mark",
    }
}
