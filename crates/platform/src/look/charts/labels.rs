//! Where labels go: beside what they name, and never over another label.

use super::svg::{Anchor, Svg, Tenths};
use crate::texts::say_with;

/// The width that words take at 11 px, generously: system fonts differ.
pub(super) fn width_of(words: &str) -> Tenths {
    i64::try_from(words.chars().count()).map_or(1_000_000, |letters| letters.saturating_mul(68).min(1_000_000))
}

/// Words that would run into what stands beside them end in an ellipsis; the table has them whole.
pub(super) fn shortened(words: &str, room: Tenths) -> String {
    if width_of(words) <= room {
        return words.to_owned();
    }
    let letters = usize::try_from(room / 68).unwrap_or(0).saturating_sub(1);
    let kept: String = words.chars().take(letters).collect();
    say_with("look.chart_shortened", &[("words", kept.trim_end())])
}

/// A label that could stand somewhere.
#[derive(Clone, Debug)]
pub(super) struct Label<'a> {
    pub(super) class: &'a str,
    pub(super) words: &'a str,
    /// Places in order of preference.
    pub(super) places: Vec<((Tenths, Tenths), Anchor)>,
}

/// The labels that stand already, the lines that are drawn, and the room there is.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    boxes: Vec<[Tenths; 4]>,
    lines: Vec<[(Tenths, Tenths); 2]>,
    width: Tenths,
}

impl Placed {
    pub(super) fn new(width: Tenths) -> Self {
        Self {
            boxes: Vec::new(),
            lines: Vec::new(),
            width,
        }
    }

    /// Keeps a box free: `[left, top, right, bottom]`.
    pub(super) fn reserve(&mut self, taken: [Tenths; 4]) {
        self.boxes.push(taken);
    }

    /// Keeps labels off a line where they have another place.
    pub(super) fn keep_off(&mut self, line: &[(Tenths, Tenths)]) {
        let ends = line.iter().zip(line.iter().skip(1));
        self.lines.extend(ends.map(|(from, to)| [*from, *to]));
    }

    /// Writes a label at the first place where it touches nothing, else at the first where no other label stands; whether there was one.
    pub(super) fn write(&mut self, svg: &mut Svg, label: &Label<'_>) -> bool {
        let wide = width_of(label.words);
        let taken = |(at, anchor): &((Tenths, Tenths), Anchor)| {
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - wide / 2,
                Anchor::End => at.0 - wide,
            };
            [left, at.1 - 90, left + wide, at.1 + 30]
        };
        let fits = |taken: &[Tenths; 4]| taken[0] >= 0 && taken[2] <= self.width && self.boxes.iter().all(|other| apart(taken, other));
        let free = label.places.iter().filter(|place| fits(&taken(place)));
        let clear = free
            .clone()
            .find(|place| self.lines.iter().all(|line| !crosses(line, &taken(place))));
        let Some((at, anchor)) = clear.or_else(|| free.clone().next()) else {
            return false;
        };
        let (at, anchor, taken) = (*at, *anchor, taken(&(*at, *anchor)));
        self.boxes.push(taken);
        svg.words(label.class, at, anchor, label.words);
        true
    }
}

/// How near a line may come to a label.
const CLEAR: Tenths = 20;

/// Whether a line runs through a box or close by it: where all its corners lie on one side, it does not.
fn crosses([from, to]: &[(Tenths, Tenths); 2], [left, top, right, bottom]: &[Tenths; 4]) -> bool {
    let (left, top, right, bottom) = (left - CLEAR, top - CLEAR, right + CLEAR, bottom + CLEAR);
    let beside = from.0.max(to.0) < left || from.0.min(to.0) > right || from.1.max(to.1) < top || from.1.min(to.1) > bottom;
    let side = |(x, y): (Tenths, Tenths)| ((to.0 - from.0) * (y - from.1) - (to.1 - from.1) * (x - from.0)).signum();
    let sides = [(left, top), (right, top), (right, bottom), (left, bottom)].map(side);
    let is_one_sided = sides.iter().all(|side| *side > 0) || sides.iter().all(|side| *side < 0);
    !(beside || is_one_sided)
}

fn apart(one: &[Tenths; 4], other: &[Tenths; 4]) -> bool {
    let [left, top, right, bottom] = one;
    let [other_left, other_top, other_right, other_bottom] = other;
    right + 40 <= *other_left || other_right + 40 <= *left || bottom <= other_top || other_bottom <= top
}

/// Pushes positions apart so that each is at least `gap` below the one before; the order stays.
pub(super) fn spread(mut places: Vec<Tenths>, gap: Tenths, lowest: Tenths) -> Vec<Tenths> {
    let mut floor = i64::MIN / 2;
    for place in &mut places {
        *place = (*place).max(floor);
        floor = *place + gap;
    }
    let mut ceiling = lowest;
    for place in places.iter_mut().rev() {
        *place = (*place).min(ceiling);
        ceiling = *place - gap;
    }
    places
}

/// Every which label of an axis is written so that neighbours do not touch.
pub(super) fn every(labels: &[String], slot: Tenths) -> usize {
    let widest = labels.iter().map(|label| width_of(label)).max().unwrap_or(0) + 60;
    let slots = (widest + slot.max(1) - 1) / slot.max(1);
    usize::try_from(slots).unwrap_or(1).max(1)
}

/// Starts of labels in a line, from their wished start and width: pushed right, then back from the end; nothing when
/// they do not all fit.
pub(super) fn spread_right(wishes: &[(Tenths, Tenths)], width: Tenths) -> Option<Vec<Tenths>> {
    let needed: Tenths = wishes.iter().map(|(_, wide)| wide).sum();
    if needed > width {
        return None;
    }
    let mut starts = Vec::new();
    let mut floor = 0;
    for (wish, wide) in wishes {
        let start = (*wish).max(floor);
        starts.push(start);
        floor = start + wide;
    }
    let mut ceiling = width;
    for (start, (_, wide)) in starts.iter_mut().zip(wishes).rev() {
        *start = (*start).min(ceiling - wide);
        ceiling = *start;
    }
    Some(starts)
}

#[cfg(test)]
mod tests {
    use super::crosses;

    #[test]
    fn a_line_crosses_a_box_that_it_runs_through_and_none_that_it_passes() {
        let label = [1000, 500, 2000, 600];
        for (line, expected, why) in [
            ([(900, 400), (2100, 700)], true, "through it"),
            ([(1500, 0), (1500, 900)], true, "straight down through it"),
            ([(0, 610), (3000, 610)], true, "closer than two pixels below it"),
            ([(0, 700), (3000, 700)], false, "below it"),
            ([(900, 700), (2500, 720)], false, "below it and rising"),
            (
                [(0, 400), (1400, 1200)],
                false,
                "past its corner, although the boxes around both overlap",
            ),
            ([(1200, 540), (1300, 560)], true, "inside it"),
        ] {
            assert_eq!(crosses(&line, &label), expected, "{why}");
        }
    }
}
