//! The lights of a coach: each pitfall with its figure, quiet while it is clear.

use hypertext::prelude::*;

use super::Hazard;
use super::signs::shape;
use crate::look::Markup;

/// One light.
#[derive(Clone, Debug)]
pub struct Light {
    /// "3 Start and finish".
    pub name: String,
    /// Raised is act or watch, clear is clear, not judged is none.
    pub hazard: Hazard,
    /// The figure it rests on: a link to its why, or an unknown.
    pub figure: Markup,
    /// What the figure is, and against what.
    pub about: String,
    /// The state as it is read aloud: raised, clear, not judged.
    pub state: String,
}

/// Lights side by side: six across, three on a tablet, a list on a phone.
#[must_use]
pub fn lights(all: &[Light]) -> Markup {
    maud! {
        ul.lights {
            @for light in all {
                li class=(light.hazard.class()) {
                    h3 { (shape(light.hazard)) span { (light.name) span.vh { ", " (light.state) } } }
                    p { (light.figure) }
                    small { (light.about) }
                }
            }
        }
    }
    .memoize()
}
