//! How far each one reaches: a stem and a knot per person, against a band that some of them should reach.

use vocabulary::Ratio;

use super::labels::{every, shortened, width_of};
use super::scale::{Scale, bounds_with_zero, round_ticks};
use super::svg::{Anchor, Svg, Tenths};
use super::{About, Ink, Room, figure, paper};
use crate::look::components::{Column, Row, Table, none, unknown};
use crate::look::{Markup, format, text};
use crate::texts::{say, say_with};

/// One person, team or account.
#[derive(Clone, Debug)]
pub struct ReachRow {
    /// Who.
    pub name: String,
    /// Where they belong: "Core". Rows of a group stand together; a stronger rule separates groups.
    pub group: String,
    /// Where they stand: "97". May be empty.
    pub standing: String,
    /// How much, or why that is not known.
    pub value: Result<Ratio, String>,
    /// How much of it counts: beyond it the stem is dashed and the knot open.
    pub credited: Option<Ratio>,
    /// Mark by habit, quiet outside the band's group, watch where a person should look.
    pub ink: Ink,
}

/// A chart of rows in the order given, with a band such as "3 to 5 hours for the core".
#[derive(Clone, Debug)]
pub struct Reach {
    /// What the chart is.
    pub about: About,
    /// The unit after the last number of the axis: "h".
    pub unit: String,
    /// What stands over the standings: "2027 attainment, %".
    pub standing_head: String,
    /// From, to, and what the band is.
    pub band: Option<(Ratio, Ratio, String)>,
    /// The rows.
    pub rows: Vec<ReachRow>,
}

/// The width of the drawing for half a page, in tenths.
const HALF: Tenths = 5200;

/// Where the parts of a row stand.
struct Places {
    width: Tenths,
    /// Where standings end, where groups and names start.
    standing: Tenths,
    group: Tenths,
    name: Tenths,
    left: Tenths,
    right: Tenths,
    /// The first row's upper edge, a row's height, and from its upper edge to its stem.
    top: Tenths,
    height: Tenths,
    drop: Tenths,
}

impl Places {
    fn row(&self, place: usize) -> Tenths {
        let row = i64::try_from(place).unwrap_or(0);
        self.top + row * self.height
    }
}

impl Reach {
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

    fn places(&self, room: Room) -> Places {
        let widest = |of: fn(&ReachRow) -> Tenths, most: Tenths| self.rows.iter().map(of).max().unwrap_or(0).min(most);
        let values = widest(|row| row.value.as_ref().map_or(0, |value| width_of(&shown(value))), 1000) + 140;
        let standing = widest(|row| width_of(&row.standing), 600);
        let group = widest(|row| width_of(&row.group), 800);
        match room {
            Room::Wide => {
                let group_at = standing + if standing > 0 { 60 } else { 0 };
                let name = group_at + group + if group_at + group > 0 { 80 } else { 0 };
                let left = name + widest(|row| width_of_name(&row.name), 1500) + 60;
                Places {
                    width: HALF,
                    standing,
                    group: group_at,
                    name,
                    left,
                    right: HALF - values.max(200),
                    top: 280,
                    height: 320,
                    drop: 160,
                }
            }
            Room::Narrow => {
                let width = room.width() * 10;
                Places {
                    width,
                    standing: width,
                    group: width,
                    name: 0,
                    left: 0,
                    right: width - values.max(200),
                    top: 200,
                    height: 460,
                    drop: 310,
                }
            }
        }
    }

    fn draw(&self, room: Room) -> Markup {
        let mut places = self.places(room);
        let known = self.rows.iter().filter_map(|row| row.value.as_ref().ok());
        let (low, high) = bounds_with_zero(known.chain(self.band.iter().map(|(_, to, _)| to)));
        let ticks = round_ticks(&low, &high, 6);
        let zero = Ratio::zero();
        let along = Scale::new(
            ticks.first().unwrap_or(&zero),
            ticks.last().unwrap_or(&zero),
            places.left,
            places.right,
        );
        let label = self.band_label(&places, &along);
        let heading = width_of(&self.standing_head);
        let crowded = match room {
            Room::Wide => label.is_some_and(|(left, _)| left < heading + 120),
            Room::Narrow => label.is_some_and(|(_, right)| right + 120 > places.width - heading),
        };
        // A heading that would touch the band's label stands on a line of its own above it.
        places.top += if crowded && heading > 0 { 160 } else { 0 };
        // Without words above the rows there is no room kept for them.
        places.top -= if self.band.is_none() && heading == 0 { 160 } else { 0 };
        let bottom = places.row(self.rows.len());
        let mut svg = match room {
            Room::Wide => Svg::drawing(&self.about, room, "chart half", (HALF / 10, bottom / 10 + 26)),
            Room::Narrow => Svg::chart(&self.about, room, bottom / 10 + 26),
        };
        if let Some((from, to, words)) = &self.band {
            let (from, to) = (along.at(from), along.at(to));
            svg.rect("band", (from, places.top), (to - from, bottom - places.top));
            let start = label.map_or(from, |(left, _)| left);
            svg.words("t2", (start, places.top - 80), Anchor::Start, words);
        }
        let above = places.top - 80 - if crowded { 160 } else { 0 };
        match room {
            Room::Wide => svg.words("", (0, above), Anchor::Start, &self.standing_head),
            Room::Narrow => svg.words("", (places.width, above), Anchor::End, &self.standing_head),
        }
        for (place, row) in self.rows.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| self.rows.get(before));
            self.row(&mut svg, (&places, room, &along), (place, row, before));
        }
        self.axis(&mut svg, &places, (&ticks, &along), bottom);
        svg.finish()
    }

    /// Where the band's label starts and ends: over the band, inside the drawing.
    fn band_label(&self, places: &Places, along: &Scale) -> Option<(Tenths, Tenths)> {
        let (from, to, words) = self.band.as_ref()?;
        let wide = width_of(words);
        let middle = i64::midpoint(along.at(from), along.at(to));
        let start = (middle - wide / 2).min(places.width - wide).max(0);
        Some((start, start + wide))
    }

    fn row(
        &self,
        svg: &mut Svg,
        (places, room, along): (&Places, Room, &Scale),
        (place, row, before): (usize, &ReachRow, Option<&ReachRow>),
    ) {
        let top = places.row(place);
        let first = before.is_none_or(|before| before.group != row.group);
        let edge = match room {
            Room::Wide => places.right,
            Room::Narrow => places.width,
        };
        if before.is_some() {
            svg.line(if first { "axis" } else { "grid" }, (0, top), (edge, top));
        }
        match room {
            Room::Wide => {
                let base = top + places.drop + 40;
                svg.words("t2", (places.standing, base), Anchor::End, &shortened(&row.standing, 600));
                if first {
                    svg.words("t2", (places.group, base), Anchor::Start, &shortened(&row.group, 800));
                }
                let room = (places.left - places.name - 40) * 11 / 13;
                svg.words("tn", (places.name, base), Anchor::Start, &shortened(&row.name, room));
            }
            Room::Narrow => {
                let standing = shortened(&[row.group.as_str(), &row.standing].map(str::trim).join(" "), 1400);
                let room = (places.width - width_of(&standing) - 120) * 11 / 13;
                svg.words("tn", (0, top + 170), Anchor::Start, &shortened(&row.name, room));
                svg.words("t2", (places.width, top + 170), Anchor::End, &standing);
            }
        }
        self.stem(svg, (places, room, along), (top + places.drop, row));
    }

    fn stem(&self, svg: &mut Svg, (places, room, along): (&Places, Room, &Scale), (y, row): (Tenths, &ReachRow)) {
        let zero = along.at(&Ratio::zero());
        let value = match &row.value {
            Ok(value) => value,
            Err(because) => {
                svg.hatched(&self.about, room, (zero, y - 90), (places.right - zero, 180));
                let words = say_with("look.unknown_because", &[("because", because)]);
                svg.words(
                    "t2 halo",
                    (zero + 80, y + 40),
                    Anchor::Start,
                    &shortened(&words, places.right - zero - 160),
                );
                return;
            }
        };
        let (end, ink) = (along.at(value), row.ink.class());
        let counted = row
            .credited
            .as_ref()
            .filter(|credited| *credited < value)
            .map(|credited| along.at(credited));
        svg.line(&format!("ln {ink}"), (zero, y), (counted.unwrap_or(end), y));
        if let Some(counted) = counted {
            svg.line(&format!("ln guess {ink}"), (counted, y), (end, y));
        }
        let open = if counted.is_some() { "ln open" } else { "ln" };
        svg.circle(&format!("{open} {ink}"), (end, y), 35);
        let class = if row.ink == Ink::Watch { "ti" } else { "t2" };
        svg.words(class, (end.max(zero) + 100, y + 40), Anchor::Start, &shown(value));
    }

    fn axis(&self, svg: &mut Svg, places: &Places, (ticks, along): (&[Ratio], &Scale), bottom: Tenths) {
        let count = i64::try_from(ticks.len()).unwrap_or(1).saturating_sub(1).max(1);
        let labels: Vec<String> = ticks.iter().map(format::compact).collect();
        let step = every(&labels, (places.right - places.left) / count);
        for (place, (tick, label)) in ticks.iter().zip(&labels).enumerate() {
            let last = place + 1 == ticks.len();
            if !last && !place.is_multiple_of(step) {
                continue;
            }
            let anchor = if place == 0 && places.left == 0 {
                Anchor::Start
            } else {
                Anchor::Middle
            };
            let unit = if last && !self.unit.is_empty() {
                format!("{label}{}{}", format::NO_BREAK, self.unit)
            } else {
                label.clone()
            };
            svg.words("", (along.at(tick), bottom + 180), anchor, &unit);
        }
    }

    /// The table has a column for what at least one row has.
    fn table(&self) -> Table {
        let has = |of: fn(&ReachRow) -> bool| self.rows.iter().any(of);
        let (grouped, stands, counted) = (
            has(|row| !row.group.is_empty()),
            has(|row| !row.standing.is_empty()),
            has(|row| row.credited.is_some()),
        );
        let group = grouped.then(|| Column::text("group", say("look.reach_group")));
        let standing = stands.then(|| Column::number("standing", &self.standing_head));
        let value = Column::number("value", &self.unit).lead();
        let credited = counted.then(|| Column::number("credited", say_with("look.reach_credited", &[("unit", &self.unit)])));
        let columns = [
            Some(Column::text("name", say("look.reach_name"))),
            group,
            standing,
            Some(value),
            credited,
        ];
        let rows = self.rows.iter().map(|row| {
            let value = row
                .value
                .as_ref()
                .map_or_else(|because| unknown(because), |value| text(shown(value)));
            let credited = || row.credited.as_ref().map_or_else(none, |credited| text(shown(credited)));
            let (group, standing) = (grouped.then(|| text(&row.group)), stands.then(|| text(&row.standing)));
            let cells = [Some(text(&row.name)), group, standing, Some(value), counted.then(credited)];
            Row::new(cells.into_iter().flatten().collect())
        });
        Table::new(&self.about.title, columns.into_iter().flatten().collect())
            .rows(rows.collect())
            .tight()
    }
}

fn shown(value: &Ratio) -> String {
    format::number(value, 2)
}

/// The width of a name, which is written at 13 px.
fn width_of_name(row: &str) -> Tenths {
    width_of(row) * 13 / 11
}
