//! Lines over time: each named at its end, gaps hatched, the forecast dashed, the target an ink stroke.

use vocabulary::Ratio;

use super::labels::{every, spread, width_of};
use super::scale::{Scale, bounds, round_ticks};
use super::svg::{Anchor, Svg, Tenths};
use super::{About, Ink, Room, figure, paper};
use crate::look::components::{Column, Row, Table, unknown};
use crate::look::{Markup, format, text};
use crate::texts::say;

/// One line.
#[derive(Clone, Debug)]
pub struct Series {
    /// Written at its end.
    pub name: String,
    /// A value for each label; a gap is unknown.
    pub values: Vec<Option<Ratio>>,
    /// Its colour.
    pub ink: Ink,
    /// From this place on it is assumed or forecast, and dashed.
    pub assumed_from: Option<usize>,
}

/// A level to compare with.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name: "Target 97 %".
    pub name: String,
    /// Its level.
    pub value: Ratio,
}

/// Lines over time.
#[derive(Clone, Debug)]
pub struct LineChart {
    /// What the chart is.
    pub about: About,
    /// The unit at the axis.
    pub unit: String,
    /// The time axis: "Jan", "Feb", …
    pub labels: Vec<String>,
    /// The lines; the one the chart is about first.
    pub series: Vec<Series>,
    /// The level to compare with.
    pub target: Option<Target>,
    /// The place that is now.
    pub here: Option<usize>,
    /// Whether the axis starts at zero; a level that never comes near zero may show its range instead.
    pub from_zero: bool,
    /// Whether values are shares, written as percent.
    pub percent: bool,
}

struct Plot {
    left: Tenths,
    right: Tenths,
    ticks: Vec<Ratio>,
    up: Scale,
    slots: i64,
}

const TOP: Tenths = 260;
const BOTTOM: Tenths = 2080;

impl Plot {
    fn x(&self, place: usize) -> Tenths {
        let place = i64::try_from(place).unwrap_or(0);
        self.left + place * (self.right - self.left) / self.slots
    }
}

impl LineChart {
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

    fn shown(&self, value: &Ratio) -> String {
        if self.percent {
            format::percent(value)
        } else {
            format::compact(value)
        }
    }

    fn plot(&self, room: Room) -> Plot {
        let zero = Ratio::zero();
        let values = self.series.iter().flat_map(|series| series.values.iter().flatten());
        let levels = values.chain(self.target.iter().map(|target| &target.value));
        let (low, high) = bounds(levels.chain(self.from_zero.then_some(&zero)));
        let ticks = round_ticks(&low, &high, 4);
        let widest = ticks.iter().map(|tick| width_of(&self.shown(tick))).max().unwrap_or(0);
        let names = self.series.iter().map(|series| width_of(&series.name)).max().unwrap_or(0);
        let margin = match room {
            Room::Wide => names.max(self.target.as_ref().map_or(0, |target| width_of(&target.name))) + 120,
            Room::Narrow => 60,
        };
        let up = Scale::new(ticks.first().unwrap_or(&zero), ticks.last().unwrap_or(&zero), BOTTOM, TOP);
        let slots = i64::try_from(self.labels.len().saturating_sub(1)).unwrap_or(1).max(1);
        Plot {
            left: widest + 100,
            right: room.width() * 10 - margin,
            ticks,
            up,
            slots,
        }
    }

    fn draw(&self, room: Room) -> Markup {
        let lines = i64::try_from(self.series.len()).unwrap_or(0);
        let below = if room == Room::Narrow && self.series.len() > 1 {
            lines * 18 + 8
        } else {
            0
        };
        let mut svg = Svg::chart(&self.about, room, 232 + below);
        let plot = self.plot(room);
        svg.words("", (0, 110), Anchor::Start, &self.unit);
        for tick in &plot.ticks {
            let y = plot.up.at(tick);
            svg.line(if tick.is_zero() { "axis" } else { "grid" }, (plot.left, y), (plot.right, y));
            svg.words("", (plot.left - 80, y + 40), Anchor::End, &self.shown(tick));
        }
        self.gaps(&mut svg, room, &plot);
        self.time(&mut svg, &plot);
        if let Some(target) = &self.target {
            let y = plot.up.at(&target.value);
            svg.line("stroke", (plot.left, y), (plot.right, y));
        }
        for series in self.series.iter().rev() {
            draw_series(&mut svg, &plot, series);
        }
        self.here(&mut svg, &plot);
        match room {
            Room::Wide => self.names(&mut svg, &plot),
            Room::Narrow => self.legend(&mut svg, &plot),
        }
        svg.finish()
    }

    /// Hatches the places where the first series is unknown.
    fn gaps(&self, svg: &mut Svg, room: Room, plot: &Plot) {
        let Some(series) = self.series.first() else { return };
        let half = (plot.right - plot.left) / plot.slots / 2;
        for (place, value) in series.values.iter().enumerate() {
            if value.is_none() {
                let left = (plot.x(place) - half).max(plot.left);
                let right = (plot.x(place) + half).min(plot.right);
                svg.hatched(&self.about, room, (left, TOP), (right - left, BOTTOM - TOP));
            }
        }
    }

    fn time(&self, svg: &mut Svg, plot: &Plot) {
        let step = every(&self.labels, (plot.right - plot.left) / plot.slots);
        for (place, label) in self.labels.iter().enumerate() {
            let near_here = self.here.is_some_and(|here| here != place && here.abs_diff(place) < step);
            if self.here == Some(place) || (place.is_multiple_of(step) && !near_here) {
                let class = if self.here == Some(place) { "tp" } else { "" };
                svg.words(class, (plot.x(place), BOTTOM + 170), Anchor::Middle, label);
            }
        }
    }

    fn here(&self, svg: &mut Svg, plot: &Plot) {
        let Some(place) = self.here else { return };
        let Some(value) = self.series.first().and_then(|series| series.values.get(place)?.as_ref()) else {
            return;
        };
        let (x, y) = (plot.x(place), plot.up.at(value));
        svg.line("thread", (x, BOTTOM), (x, y));
        svg.circle("kn", (x, y), 50);
        svg.words("tp halo", (x - 80, y - 90), Anchor::End, &self.shown(value));
    }

    /// Names at the ends of the lines, pushed apart where lines end close together; a stroke leads to each.
    fn names(&self, svg: &mut Svg, plot: &Plot) {
        let target = self
            .target
            .iter()
            .map(|target| ("t2", "", (plot.right, plot.up.at(&target.value)), &target.name));
        let ends = self.series.iter().filter_map(|series| {
            let place = series.values.iter().rposition(Option::is_some)?;
            let value = series.values.get(place)?.as_ref()?;
            Some((
                name_class(series.ink),
                series.ink.class(),
                (plot.x(place), plot.up.at(value)),
                &series.name,
            ))
        });
        let mut ends: Vec<_> = ends.chain(target).collect();
        ends.sort_by_key(|end| end.2.1);
        let levels = spread(ends.iter().map(|end| end.2.1).collect(), 140, BOTTOM);
        for ((class, ink, end, name), level) in ends.into_iter().zip(levels) {
            if !ink.is_empty() && self.series.len() > 1 {
                svg.path(&format!("lead-line {ink}"), &[end, (plot.right + 60, level)]);
            }
            svg.words(class, (plot.right + 90, level + 40), Anchor::Start, name);
        }
    }

    fn legend(&self, svg: &mut Svg, plot: &Plot) {
        if self.series.len() < 2 {
            return;
        }
        for (place, series) in (0..).zip(&self.series) {
            let y = BOTTOM + 400 + place * 180;
            svg.line(
                &format!("ln {}", series.ink.class()),
                (plot.left, y - 40),
                (plot.left + 160, y - 40),
            );
            svg.words("t2", (plot.left + 240, y), Anchor::Start, &series.name);
        }
    }

    fn table(&self) -> Table {
        let mut columns = vec![Column::text("label", say("look.chart_label"))];
        columns.extend(self.series.iter().map(|series| Column::number(&series.name, &series.name)));
        let cell = |value: &Ratio| {
            text(if self.percent {
                format::percent(value)
            } else {
                format::number(value, 2)
            })
        };
        let rows = self.labels.iter().enumerate().map(|(place, label)| {
            let values = self
                .series
                .iter()
                .map(|series| series.values.get(place).and_then(Option::as_ref).map_or_else(|| unknown(""), cell));
            Row::new(std::iter::once(text(label)).chain(values).collect())
        });
        Table::new(&self.about.title, columns).rows(rows.collect()).tight()
    }
}

fn name_class(ink: Ink) -> &'static str {
    match ink {
        Ink::Mark | Ink::Watch => "ti",
        Ink::Quiet => "",
        Ink::Category(_) => "t2",
    }
}

/// Draws the runs of known values; a run of one is a dot.
fn draw_series(svg: &mut Svg, plot: &Plot, series: &Series) {
    let sure = format!("ln {}", series.ink.class());
    let guess = format!("ln guess {}", series.ink.class());
    let border = series.assumed_from.unwrap_or(usize::MAX);
    let mut run: Vec<(Tenths, Tenths)> = Vec::new();
    for (place, value) in series.values.iter().enumerate() {
        let point = value.as_ref().map(|value| (plot.x(place), plot.up.at(value)));
        if place == border {
            let last = run.last().copied();
            draw_run(svg, &sure, &run);
            run = last.into_iter().collect();
        }
        if let Some(point) = point {
            run.push(point);
        } else {
            draw_run(svg, if place > border { &guess } else { &sure }, &run);
            run.clear();
        }
    }
    draw_run(svg, if series.values.len() > border { &guess } else { &sure }, &run);
}

fn draw_run(svg: &mut Svg, class: &str, run: &[(Tenths, Tenths)]) {
    match run {
        [] => {}
        [only] => svg.circle(class, *only, 15),
        _ => svg.path(class, run),
    }
}
