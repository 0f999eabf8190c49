//! The payout curve with its rate bands and the thread "you are here": what growth pays, and where you stand.

use vocabulary::Ratio;

use super::labels::{Label, Placed, width_of};
use super::scale::{Scale, round_ticks};
use super::svg::{Anchor, Svg, Tenths};
use super::{About, Room, figure, paper};
use crate::look::components::{Column, Row, Table};
use crate::look::{Markup, format, text};
use crate::texts::say_with;

/// A bend of the curve.
#[derive(Clone, Debug)]
pub struct CurvePoint {
    /// Achievement.
    pub x: Ratio,
    /// What it pays, in major units.
    pub y: Ratio,
    /// What to write at it: "18,000 at quota".
    pub label: Option<String>,
}

/// A stretch with one rate.
#[derive(Clone, Debug)]
pub struct Band {
    /// Where it begins.
    pub from: Ratio,
    /// Where it ends; the last ends where the drawing does.
    pub to: Ratio,
    /// The rate: "6 %".
    pub label: String,
    /// How high the rate is among the bands, 0 to 3: depth of blue.
    pub depth: u8,
}

/// Where the reader stands.
#[derive(Clone, Debug)]
pub struct Here {
    /// Achievement.
    pub x: Ratio,
    /// What it pays.
    pub y: Ratio,
    /// At the axis: "115 %".
    pub x_label: String,
    /// At the thread: "28,800".
    pub y_label: String,
}

/// What happens right of the drawing.
#[derive(Clone, Debug)]
pub enum CurveEnd {
    /// "goes on, no cap".
    GoesOn(String),
    /// "capped at 60,000"; the curve runs flat.
    Capped(String),
}

impl CurveEnd {
    fn words(&self) -> &str {
        match self {
            Self::GoesOn(words) | Self::Capped(words) => words,
        }
    }
}

/// The achievement axis.
#[derive(Clone, Debug)]
pub struct Axis {
    /// "growth as a share of quota (1,200,000 EUR)".
    pub name: String,
    /// The currency or unit of the payout.
    pub unit: String,
    /// Whether achievement is a share, written as percent.
    pub percent: bool,
}

/// A payout curve.
#[derive(Clone, Debug)]
pub struct PayoutCurve {
    /// What the chart is.
    pub about: About,
    /// Its axes.
    pub axis: Axis,
    /// The bends in order, the first and last being the ends of the drawing. A jump is two bends at one place.
    pub points: Vec<CurvePoint>,
    /// The rates.
    pub bands: Vec<Band>,
    /// Where the reader stands, if known.
    pub here: Option<Here>,
    /// What happens beyond.
    pub end: CurveEnd,
}

struct Plot {
    room: Room,
    left: Tenths,
    top: Tenths,
    right: Tenths,
    bottom: Tenths,
    ticks: Vec<Ratio>,
    along: Scale,
    up: Scale,
}

impl PayoutCurve {
    /// The same for a paper.
    #[must_use]
    pub fn printed(&self) -> document::Chart {
        paper::printed(&self.about, self.draw(Room::Wide), &self.table())
    }

    /// Both drawings and the table of bends.
    #[must_use]
    pub fn figure(&self) -> Markup {
        figure(|room| self.draw(room), &self.table())
    }

    fn plot(&self, room: Room) -> Plot {
        let zero = Ratio::zero();
        let here = self.here.iter().map(|here| &here.y);
        let high = self.points.iter().map(|point| &point.y).chain(here).max().unwrap_or(&zero);
        let low = self
            .points
            .iter()
            .map(|point| &point.y)
            .min()
            .unwrap_or(&zero)
            .clone()
            .min(Ratio::zero());
        let ticks = round_ticks(&low, high, 5);
        let widest = ticks.iter().map(|tick| width_of(&format::compact(tick))).max().unwrap_or(0);
        let left = widest + 120;
        let (right, bottom) = match room {
            Room::Wide => (room.width() * 10 - width_of(self.end.words()) - 90, 2500),
            Room::Narrow => (room.width() * 10 - 60, 2200),
        };
        let top = if room == Room::Narrow { 460 } else { 240 };
        let first = self.points.first().map_or(&zero, |point| &point.x);
        let last = self.points.last().map_or(&zero, |point| &point.x);
        let along = Scale::new(first, last, left, right);
        let up = Scale::new(ticks.first().unwrap_or(&zero), ticks.last().unwrap_or(&zero), bottom, top);
        Plot {
            room,
            left,
            top,
            right,
            bottom,
            ticks,
            along,
            up,
        }
    }

    fn draw(&self, room: Room) -> Markup {
        let plot = self.plot(room);
        let mut svg = Svg::chart(&self.about, room, plot.bottom / 10 + 38);
        let mut placed = Placed::new(room.width() * 10);
        self.ground(&mut svg, &plot);
        let curve: Vec<_> = self.points.iter().map(|point| plot.place(&point.x, &point.y)).collect();
        svg.path("curve", &curve);
        placed.keep_off(&curve);
        self.thread(&mut svg, &plot, &mut placed);
        self.band_rates(&mut svg, &plot, &mut placed);
        self.bends(&mut svg, &plot, &mut placed);
        self.knot(&mut svg, &plot);
        self.achievements(&mut svg, &plot, &mut placed);
        svg.words(
            "",
            ((plot.left + plot.right) / 2, plot.bottom + 340),
            Anchor::Middle,
            &self.axis.name,
        );
        svg.finish()
    }

    fn ground(&self, svg: &mut Svg, plot: &Plot) {
        for band in &self.bands {
            let (from, to) = (plot.along.at(&band.from), plot.along.at(&band.to).min(plot.right));
            let class = ["b-0", "b-1", "b-2", "b-3"].get(usize::from(band.depth)).unwrap_or(&"b-3");
            svg.rect(class, (from, plot.top), (to - from, plot.bottom - plot.top));
        }
        for tick in &plot.ticks {
            let y = plot.up.at(tick);
            svg.line(if tick.is_zero() { "axis" } else { "grid" }, (plot.left, y), (plot.right, y));
            svg.words("", (plot.left - 80, y + 40), Anchor::End, &format::compact(tick));
        }
        svg.words("", (plot.left - 80, plot.top - 110), Anchor::End, &self.axis.unit);
    }

    /// "You are here": from the axis up to the curve, and across to the payout.
    fn thread(&self, svg: &mut Svg, plot: &Plot, placed: &mut Placed) {
        let Some(here) = &self.here else { return };
        let (x, y) = plot.place(&here.x, &here.y);
        let thread = [(x, plot.bottom), (x, y), (plot.left, y)];
        svg.path("thread", &thread);
        let words = say_with("look.you_are_here", &[("value", &here.y_label)]);
        let (class, places) = match plot.room {
            Room::Wide => {
                let above = ((plot.left + 80, y - 70), Anchor::Start);
                let below = ((plot.left + 80, y + 160), Anchor::Start);
                ("tp big halo", if y + 200 < plot.bottom { vec![above, below] } else { vec![above] })
            }
            Room::Narrow => ("tp big", vec![((0, 130), Anchor::Start)]),
        };
        placed.write(
            svg,
            &Label {
                class,
                words: &words,
                places,
            },
        );
        placed.keep_off(&thread);
        placed.reserve([plot.left, y - 20, x + 60, y + 20]);
        placed.reserve([x - 60, y - 60, x + 60, y + 60]);
        let half = width_of(&here.x_label) / 2;
        placed.reserve([x - half, plot.bottom + 60, x + half, plot.bottom + 200]);
        svg.words("tp", (x, plot.bottom + 170), Anchor::Middle, &here.x_label);
    }

    /// The knot of the thread; last, because it lies over the bends.
    fn knot(&self, svg: &mut Svg, plot: &Plot) {
        if let Some(here) = &self.here {
            svg.circle("kn", plot.place(&here.x, &here.y), 55);
        }
    }

    fn band_rates(&self, svg: &mut Svg, plot: &Plot, placed: &mut Placed) {
        for band in &self.bands {
            let (from, to) = (plot.along.at(&band.from), plot.along.at(&band.to).min(plot.right));
            if to - from > width_of(&band.label) + 40 {
                let at = ((from + to) / 2, plot.top + 150);
                placed.write(
                    svg,
                    &Label {
                        class: "t2 halo",
                        words: &band.label,
                        places: vec![(at, Anchor::Middle)],
                    },
                );
            }
        }
    }

    fn bends(&self, svg: &mut Svg, plot: &Plot, placed: &mut Placed) {
        let end = self.points.last().map(|point| plot.place(&point.x, &point.y));
        let goes_on = match (plot.room, end) {
            (Room::Wide, Some((x, y))) => vec![((x + 70, y + 40), Anchor::Start)],
            (Room::Narrow, Some(_)) => vec![((plot.right, 300), Anchor::End)],
            (Room::Wide | Room::Narrow, None) => Vec::new(),
        };
        placed.write(
            svg,
            &Label {
                class: "t2",
                words: self.end.words(),
                places: goes_on,
            },
        );
        for point in &self.points {
            let Some(words) = &point.label else { continue };
            let (x, y) = plot.place(&point.x, &point.y);
            svg.circle("bend", (x, y), 35);
            placed.write(
                svg,
                &Label {
                    class: "t2 halo",
                    words,
                    places: self.beside(plot, (x, y)),
                },
            );
        }
    }

    /// Where the words of a bend can stand: over it, beside it, beyond the thread where that rises close by, or lower.
    fn beside(&self, plot: &Plot, (x, y): (Tenths, Tenths)) -> Vec<((Tenths, Tenths), Anchor)> {
        let above = ((x - 100, y - 70), Anchor::End);
        let right = |from: Tenths, down: Tenths| ((from + 90, y + down), Anchor::Start);
        let thread = self.here.iter().map(|here| plot.along.at(&here.x)).filter(|thread| *thread > x);
        let mut places = vec![above, right(x, 130)];
        places.extend(thread.map(|thread| right(thread, 130)));
        places.extend([right(x, 260), ((x - 90, y + 150), Anchor::End), ((x + 60, y - 90), Anchor::Start)]);
        places
    }

    /// The places of the bends along the axis, as far as their labels do not touch.
    fn achievements(&self, svg: &mut Svg, plot: &Plot, placed: &mut Placed) {
        // The ends first: they must be read even where the bends between them have no room.
        let (first, rest) = self
            .points
            .split_first()
            .map_or((None, [].as_slice()), |(first, rest)| (Some(first), rest));
        let (last, between) = rest.split_last().map_or((None, rest), |(last, between)| (Some(last), between));
        for point in first.into_iter().chain(last).chain(between) {
            let x = plot.along.at(&point.x);
            let words = if self.axis.percent {
                format::percent(&point.x)
            } else {
                format::compact(&point.x)
            };
            let place = ((x, plot.bottom + 170), Anchor::Middle);
            let inside = ((plot.room.width() * 10, plot.bottom + 170), Anchor::End);
            let at_edge = x + 400 > plot.room.width() * 10;
            let places = if at_edge { vec![place, inside] } else { vec![place] };
            svg.line("axis", (x, plot.bottom), (x, plot.bottom + 40));
            placed.write(
                svg,
                &Label {
                    class: "",
                    words: &words,
                    places,
                },
            );
        }
    }

    fn table(&self) -> Table {
        let columns = vec![Column::text("x", &self.axis.name), Column::number("y", &self.axis.unit)];
        let here = self.here.iter().map(|here| {
            let words = say_with("look.you_are_here", &[("value", &here.x_label)]);
            (here.x.clone(), Row::new(vec![text(words), text(format::number(&here.y, 2))]))
        });
        let bends = self.points.iter().map(|point| {
            let x = if self.axis.percent {
                format::percent(&point.x)
            } else {
                format::number(&point.x, 2)
            };
            (point.x.clone(), Row::new(vec![text(x), text(format::number(&point.y, 2))]))
        });
        let mut rows: Vec<_> = bends.chain(here).collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        Table::new(&self.about.title, columns)
            .rows(rows.into_iter().map(|(_, row)| row).collect())
            .tight()
    }
}

impl Plot {
    fn place(&self, x: &Ratio, y: &Ratio) -> (Tenths, Tenths) {
        (self.along.at(x), self.up.at(y))
    }
}
