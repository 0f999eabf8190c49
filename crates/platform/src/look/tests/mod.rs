//! What the look must keep: safe words, exact formats, round ticks, no inline style or script, a text for each picture.

mod coaching;
mod files;
mod formats;
mod pictures;
mod safety;

use hypertext::prelude::*;
use vocabulary::Ratio;

fn ratio(words: &str) -> Ratio {
    Ratio::parse(words).unwrap()
}

fn html(part: impl Renderable) -> String {
    part.render().into_inner()
}
