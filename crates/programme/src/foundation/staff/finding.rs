//! What can be found of the staff: people and positions inside the viewer's scope.

use super::{SEE, pages, store};
use platform::search::Finder;

/// The finders of people and positions.
pub const FINDERS: &[Finder] = &[
    Finder {
        word: "staff",
        name: "staff.place",
        needs: Some(SEE),
        list: Some("/staff"),
        find: |tx, viewer, words| Box::pin(async { store::list_people_sought(tx, &viewer.may(SEE)?, words, pages::href).await }),
    },
    Finder {
        word: "staff.positions",
        name: "staff.positions",
        needs: Some(SEE),
        list: Some("/staff/positions"),
        find: |tx, viewer, words| {
            Box::pin(async { store::list_positions_sought(tx, &viewer.may(SEE)?, words, pages::position_href).await })
        },
    },
];
