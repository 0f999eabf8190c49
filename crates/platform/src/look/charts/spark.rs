//! The sparkline: a trend as small as a word, with its last value as a dot.

use vocabulary::Ratio;

use super::scale::{Scale, bounds};
use super::svg::{Svg, Tenths};
use crate::look::Markup;

/// A trend of values in order; gaps stay gaps. The description says what it shows: "12 months, rising to 399,000".
#[must_use]
pub fn sparkline(values: &[Option<Ratio>], description: &str) -> Markup {
    let mut svg = Svg::plain("spark", description);
    let (low, high) = bounds(values.iter().flatten());
    let up = Scale::new(&low, &high, 180, 20);
    let last_place = i64::try_from(values.len().saturating_sub(1)).unwrap_or(1).max(1);
    let mut run: Vec<(Tenths, Tenths)> = Vec::new();
    let mut end = None;
    for (place, value) in (0..).zip(values) {
        let x = 20 + place * 800 / last_place;
        if let Some(value) = value {
            let level = if low == high { 100 } else { up.at(value) };
            run.push((x, level));
            end = Some((x, level));
        } else {
            svg.path("", &run);
            run.clear();
        }
    }
    svg.path("", &run);
    if let Some(end) = end {
        svg.circle("", end, 20);
    }
    svg.finish()
}
