//! What a sum is made of: one bar in depths of blue, each part labelled directly.

use vocabulary::Ratio;

use super::labels::{spread_right, width_of};
use super::scale::Scale;
use super::svg::{Anchor, Svg, Tenths};
use super::{About, Room, figure, paper};
use crate::look::Markup;
use crate::look::components::{Column, Row, Table, unknown};
use crate::look::text;
use crate::texts::say;

/// A part of the sum.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub label: String,
    /// How much; parts that take away are not drawn here but in [`super::RankedBars`].
    pub value: Ratio,
    /// The value as it is written; for an unknown part, the reason.
    pub shown: Result<String, String>,
}

/// A composition bar, in the order given, largest first by habit.
#[derive(Clone, Debug)]
pub struct Composition {
    /// What the chart is.
    pub about: About,
    /// The parts.
    pub parts: Vec<Part>,
}

const DEPTHS: [&str; 6] = ["d-5", "d-4", "d-3", "d-q", "d-2", "d-1"];

impl Composition {
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

    /// Left and right edge of each part.
    fn edges(&self, width: Tenths) -> Vec<(Tenths, Tenths)> {
        let total: Ratio = self.parts.iter().map(|part| part.value.clone().max(Ratio::zero())).sum();
        let along = Scale::new(&Ratio::zero(), &total, 0, width);
        let mut at = Ratio::zero();
        let mut edges = Vec::new();
        for part in &self.parts {
            let next = &at + &part.value.clone().max(Ratio::zero());
            edges.push((along.at(&at), along.at(&next)));
            at = next;
        }
        edges
    }

    fn draw(&self, room: Room) -> Markup {
        let width = room.width() * 10;
        let edges = self.edges(width);
        let starts = self.label_starts(&edges, width).filter(|_| room == Room::Wide);
        let lines = i64::try_from(self.parts.len()).unwrap_or(0);
        let height = if starts.is_some() { 48 } else { 20 + lines * 22 };
        let mut svg = Svg::chart(&self.about, room, height);
        for ((part, class), (from, to)) in self.parts.iter().zip(DEPTHS.iter().cycle()).zip(&edges) {
            let gap = if *to < width { 20 } else { 0 };
            let size = ((to - from - gap).max(10), 120);
            match &part.shown {
                Ok(_) => svg.rect(class, (*from, 0), size),
                Err(_) => svg.hatched(&self.about, room, (*from, 0), size),
            }
        }
        match starts {
            Some(starts) => {
                // A label that had to move away from its part shows the part's depth.
                let moved = starts.iter().zip(&edges).any(|(start, edge)| start.abs_diff(edge.0) > 40);
                for ((part, class), start) in self.parts.iter().zip(DEPTHS.iter().cycle()).zip(starts) {
                    svg.words("ti big", (start, 290), Anchor::Start, part.words());
                    if moved {
                        self.swatch(&mut svg, room, (part, class), (start, 360));
                    }
                    svg.words("", (start + if moved { 130 } else { 0 }, 440), Anchor::Start, &part.label);
                }
            }
            None => self.legend(&mut svg, room, width),
        }
        svg.finish()
    }

    /// Where the labels start when all of them fit below the bar: at their part or pushed aside a little.
    fn label_starts(&self, edges: &[(Tenths, Tenths)], width: Tenths) -> Option<Vec<Tenths>> {
        let widths = self
            .parts
            .iter()
            .map(|part| width_of(&part.label).max(width_of(part.words()) * 13 / 10) + 200);
        let places: Vec<(Tenths, Tenths)> = edges.iter().map(|edge| edge.0).zip(widths).collect();
        let starts = spread_right(&places, width + 180)?;
        let near = starts.iter().zip(edges).all(|(start, (from, _))| start.abs_diff(*from) < 2000);
        near.then_some(starts)
    }

    fn swatch(&self, svg: &mut Svg, room: Room, (part, class): (&Part, &str), corner: (Tenths, Tenths)) {
        match &part.shown {
            Ok(_) => svg.rect(class, corner, (80, 80)),
            Err(_) => svg.hatched(&self.about, room, corner, (80, 80)),
        }
    }

    fn legend(&self, svg: &mut Svg, room: Room, width: Tenths) {
        for (place, (part, class)) in (0..).zip(self.parts.iter().zip(DEPTHS.iter().cycle())) {
            let y = 320 + place * 220;
            self.swatch(svg, room, (part, class), (0, y - 80));
            svg.words("t2", (160, y), Anchor::Start, &part.label);
            svg.words("ti", (width.min(3280), y), Anchor::End, part.words());
        }
    }

    fn table(&self) -> Table {
        let columns = vec![
            Column::text("label", say("look.chart_label")),
            Column::number("value", say("look.chart_value")),
        ];
        let rows = self.parts.iter().map(|part| {
            let value = part.shown.as_ref().map_or_else(|because| unknown(because), text);
            Row::new(vec![text(&part.label), value])
        });
        Table::new(&self.about.title, columns).rows(rows.collect()).tight()
    }
}

impl Part {
    fn words(&self) -> &str {
        self.shown.as_deref().unwrap_or_else(|_| say("look.unknown"))
    }
}
