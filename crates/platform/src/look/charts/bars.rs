//! Bars over time: this period as bars, the comparison as an ink stroke, unknown hatched, assumed dashed.

use vocabulary::Ratio;

use super::labels::{every, width_of};
use super::scale::{Scale, bounds_with_zero, round_ticks};
use super::svg::{Anchor, Svg, Tenths};
use super::{About, Room, figure, paper};
use crate::look::components::{Column, Evidence, Row, Table, none, unknown};
use crate::look::{Markup, format, text};
use crate::texts::say;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it stands over: "J", "Q1", "Varnholm Papier".
    pub label: String,
    /// How much, or why that is not known.
    pub value: Result<Ratio, String>,
    /// The value as it is written in the table and beside the bar.
    pub shown: String,
    /// Last year, plan, target: an ink stroke across.
    pub compare: Option<Ratio>,
    /// Assumed bars are dashed.
    pub evidence: Evidence,
}

/// Vertical bars, for values over time.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// What the chart is.
    pub about: About,
    /// The unit at the axis: "thousand EUR".
    pub unit: String,
    /// What the strokes are, such as "2026"; empty when there are none.
    pub compare: String,
    /// The bars in order.
    pub bars: Vec<Bar>,
    /// The bar that is now.
    pub here: Option<usize>,
}

struct Plot {
    left: Tenths,
    top: Tenths,
    right: Tenths,
    bottom: Tenths,
    ticks: Vec<Ratio>,
    up: Scale,
}

impl BarChart {
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

    fn plot(&self, room: Room) -> Plot {
        let known = self.bars.iter().filter_map(|bar| bar.value.as_ref().ok());
        let (low, high) = bounds_with_zero(known.chain(self.bars.iter().filter_map(|bar| bar.compare.as_ref())));
        let ticks = round_ticks(&low, &high, 4);
        let widest = ticks.iter().map(|tick| width_of(&format::compact(tick))).max().unwrap_or(0);
        let (left, top, right, bottom) = (widest + 80, 240, room.width() * 10 - 20, 1980);
        let bounds = (ticks.first(), ticks.last());
        let zero = Ratio::zero();
        let up = Scale::new(bounds.0.unwrap_or(&zero), bounds.1.unwrap_or(&zero), bottom, top);
        Plot {
            left,
            top,
            right,
            bottom,
            ticks,
            up,
        }
    }

    fn draw(&self, room: Room) -> Markup {
        let mut svg = Svg::chart(&self.about, room, 220);
        let plot = self.plot(room);
        for tick in &plot.ticks {
            let y = plot.up.at(tick);
            let class = if tick.is_zero() { "axis" } else { "grid" };
            svg.line(class, (plot.left, y), (plot.right, y));
            svg.words("", (plot.left - 80, y + 40), Anchor::End, &format::compact(tick));
        }
        svg.words("", (0, 110), Anchor::Start, &self.heading());
        let count = i64::try_from(self.bars.len()).unwrap_or(1).max(1);
        let slot = (plot.right - plot.left) / count;
        let labels: Vec<String> = self.bars.iter().map(|bar| bar.label.clone()).collect();
        let step = every(&labels, slot);
        for (place, (bar, x)) in self.bars.iter().zip((0..).map(|n| plot.left + n * slot)).enumerate() {
            self.bar(&mut svg, room, (&plot, bar), (x, slot));
            let here = self.here == Some(place);
            if here || (place.is_multiple_of(step) && !self.crowds(place, step)) {
                let class = if here { "tp" } else { "" };
                svg.words(class, (x + slot / 2, 2140), Anchor::Middle, &bar.label);
            }
            if here && let Ok(value) = &bar.value {
                let above = plot.up.at(value).min(plot.up.at(&Ratio::zero())) - 60;
                svg.words("ti halo", (x + slot / 2, above), Anchor::Middle, &bar.shown);
            }
        }
        svg.finish()
    }

    /// Whether a thinned-out label would touch the label of "here", which is always written.
    fn crowds(&self, place: usize, step: usize) -> bool {
        self.here.is_some_and(|here| here != place && here.abs_diff(place) < step)
    }

    fn heading(&self) -> String {
        if self.compare.is_empty() {
            self.unit.clone()
        } else {
            format!("{}; {} {}", self.unit, say("look.chart_stroke"), self.compare)
        }
    }

    fn bar(&self, svg: &mut Svg, room: Room, (plot, bar): (&Plot, &Bar), (x, slot): (Tenths, Tenths)) {
        let gap = (slot / 6).clamp(10, 160);
        let (left, wide) = (x + gap / 2, slot - gap);
        match &bar.value {
            Ok(value) => {
                let (end, zero) = (plot.up.at(value), plot.up.at(&Ratio::zero()));
                let class = match bar.evidence {
                    Evidence::Confirmed => "i-mark",
                    Evidence::Assumed => "i-mark guess",
                };
                svg.rect(class, (left, end.min(zero)), (wide, (end - zero).abs()));
            }
            Err(_) => svg.hatched(&self.about, room, (left, plot.top), (wide, plot.bottom - plot.top)),
        }
        if let Some(compare) = &bar.compare {
            let y = plot.up.at(compare);
            svg.line("stroke-halo", (x, y), (x + slot, y));
            svg.line("stroke", (x + gap / 4, y), (x + slot - gap / 4, y));
        }
    }

    fn table(&self) -> Table {
        let mut columns = vec![Column::text("label", say("look.chart_label")), Column::number("value", &self.unit)];
        if !self.compare.is_empty() {
            columns.push(Column::number("compare", &self.compare));
        }
        let rows = self.bars.iter().map(|bar| {
            let value = bar.value.as_ref().map_or_else(|because| unknown(because), |_| text(&bar.shown));
            let compare = bar.compare.as_ref().map_or_else(none, |compare| text(format::number(compare, 2)));
            Row::new(vec![text(&bar.label), value, compare])
        });
        Table::new(&self.about.title, columns).rows(rows.collect()).tight()
    }
}
