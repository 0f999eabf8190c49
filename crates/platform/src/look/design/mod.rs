//! The page at `/design`: every component and chart in every state, the reference that screenshots are compared with.
//!
//! Its people, firms and figures are invented samples and not sentences of the interface, so they stand here and not
//! in the text catalogue.

mod coaching;
mod ledgers;
mod notes;
mod parts;
mod pictures;
mod reach;
mod sessions;

use hypertext::prelude::*;

use super::Markup;
use super::components::{Chip, Evidence, Head};

/// The body of the page.
#[must_use]
pub fn page() -> Markup {
    maud! {
        (Head::new("The look of Mainstay")
            .chip(Chip::new("Reference").evidence(Evidence::Confirmed))
            .sub("Solid or filled is confirmed, dashed or open is assumed or still to come, hatched is unknown. Magenta is the pencil: the question behind a figure, you are here, the next step, focus."))
        (parts::figures_and_signs())
        (pictures::charts())
        (ledgers::with_why())
        (ledgers::working_list())
        (ledgers::empty_list())
        (parts::alerts())
        (coaching::week())
        (coaching::six_lights())
        (coaching::pictures())
        (parts::forms())
        (sessions::phone())
        (sessions::record())
        (parts::surfaces())
        (reach::finding())
        (reach::views())
        (reach::notifications())
        (notes::notes())
        (parts::progress())
    }
    .memoize()
}
