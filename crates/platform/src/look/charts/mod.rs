//! Charts: drawn here as SVG from labels and exact numbers, the same for the page, the PDF and the mail.
//!
//! Each chart comes in two drawings, one for wide places and one for phones, so that labels keep their size; the
//! style sheet shows the one that fits. Each has a title, a text alternative and the table of its data. Bars start
//! at zero, unknown is hatched, assumed is dashed, "you are here" is the only pencil.

mod bars;
mod composition;
mod labels;
mod line;
mod paper;
mod payout;
mod ranked;
mod reach;
mod scale;
mod spark;
mod svg;

pub use bars::{Bar, BarChart};
pub use composition::{Composition, Part};
pub use line::{LineChart, Series, Target};
pub use payout::{Axis, Band, CurveEnd, CurvePoint, Here, PayoutCurve};
pub use ranked::RankedBars;
pub use reach::{Reach, ReachRow};
pub use scale::{round_ticks, share_of_width};
pub use spark::sparkline;
pub use svg::Svg;

use hypertext::prelude::*;

use super::Markup;
use super::components::Table;
use crate::texts::say;

/// What a chart is, in words.
#[derive(Clone, Debug)]
pub struct About {
    /// Unique on the page.
    pub id: String,
    /// What is drawn: "Payout curve of the growth commission".
    pub title: String,
    /// What the picture shows, for those who do not see it: one or two sentences with the numbers that matter.
    pub summary: String,
}

/// The colour of a series. Data is ink-blue; a comparison is quieter; categories are labelled directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// This period, the thing itself.
    Mark,
    /// Last year, the comparison.
    Quiet,
    /// Where a person should look: never a series of its own.
    Watch,
    /// One of six categories, from one.
    Category(u8),
}

impl Ink {
    fn class(self) -> &'static str {
        match self {
            Self::Mark | Self::Category(0) => "i-mark",
            Self::Quiet => "i-quiet",
            Self::Watch => "i-watch",
            Self::Category(1) => "i-1",
            Self::Category(2) => "i-2",
            Self::Category(3) => "i-3",
            Self::Category(4) => "i-4",
            Self::Category(5) => "i-5",
            Self::Category(_) => "i-6",
        }
    }
}

/// The room a drawing has: phones get their own drawing, not a smaller one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Wide,
    Narrow,
}

impl Room {
    /// Width in pixels.
    fn width(self) -> i64 {
        match self {
            Self::Wide => 696,
            Self::Narrow => 328,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Wide => "chart wide",
            Self::Narrow => "chart narrow",
        }
    }

    /// What makes ids of the two drawings differ.
    fn suffix(self) -> &'static str {
        match self {
            Self::Wide => "w",
            Self::Narrow => "n",
        }
    }
}

/// Both drawings and the table behind them.
fn figure(draw: impl Fn(Room) -> Markup, table: &Table) -> Markup {
    maud! {
        figure.chartbox {
            (draw(Room::Wide)) (draw(Room::Narrow))
            details.data { summary { (say("look.as_table")) } (table) }
        }
    }
    .memoize()
}
