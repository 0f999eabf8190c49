//! The seats of the account managers of the made-up firm: two were handed over to somebody new, one is vacant.

use super::people::{KAM, KAM_AMERICAS};
use crate::foundation::staff::rules::positions::SaidPosition;

/// Who holds a seat, each with the first day and the first day no longer.
type Held = &'static [(&'static str, &'static str, &'static str)];

/// A seat.
pub(super) struct Seat {
    reference: &'static str,
    name: &'static str,
    title: &'static str,
    /// One after the other; nobody when empty.
    pub(super) held: Held,
}

impl Seat {
    pub(super) fn said(&self) -> SaidPosition {
        SaidPosition {
            reference: self.reference.to_owned(),
            name: self.name.to_owned(),
            title: Some(self.title.to_owned()),
        }
    }
}

/// The seats, each for a part of the market.
pub(super) const SEATS: [Seat; 25] = [
    seat("KA-01", "Key accounts Nordics", &[("HI-101", "2018-08-01", "")]),
    seat("KA-02", "Key accounts Benelux", &[("HI-102", "2015-04-01", "")]),
    seat("KA-03", "Key accounts Ireland", &[("HI-103", "2022-01-10", "")]),
    seat(
        "KA-04",
        "Key accounts Germany, Austria, Switzerland",
        &[("HI-104", "2012-10-01", "")],
    ),
    seat("KA-05", "Key accounts Poland", &[("HI-105", "2021-03-15", "")]),
    seat("KA-06", "Key accounts France", &[("HI-106", "2019-09-01", "")]),
    seat("KA-07", "Key accounts Italy", &[("HI-107", "2023-06-01", "")]),
    seat(
        "KA-08",
        "Key accounts Spain and Portugal",
        &[("HI-106", "2024-01-01", "2025-04-01"), ("HI-108", "2025-04-01", "")],
    ),
    seat("KA-09", "Key accounts Great Britain", &[]),
    seat("KA-10", "Key accounts Finland and Estonia", &[("HI-109", "2020-08-17", "")]),
    seat("KA-11", "Key accounts Czechia and Slovakia", &[("HI-110", "2023-09-01", "")]),
    seat("KA-12", "Key accounts Greece and Cyprus", &[("HI-111", "2021-05-03", "")]),
    seat("KA-13", "Key accounts France South", &[("HI-112", "2017-10-01", "")]),
    seat("KA-14", "Key accounts Italy South", &[("HI-113", "2020-01-15", "")]),
    seat("KA-15", "Key accounts Spain East", &[("HI-114", "2022-11-01", "")]),
    seat("KA-16", "Key accounts Romania", &[("HI-115", "2020-04-01", "")]),
    seat("KA-17", "Key accounts Croatia and Slovenia", &[("HI-116", "2021-07-01", "")]),
    seat("KA-18", "Key accounts Hungary", &[("HI-117", "2022-03-01", "")]),
    seat("KA-19", "Key accounts Bulgaria", &[("HI-118", "2023-02-01", "")]),
    americas("KA-20", "Key accounts Northeast and Canada", &[("HI-119", "2018-03-05", "")]),
    americas("KA-21", "Key accounts Midwest", &[("HI-120", "2020-10-12", "")]),
    americas("KA-22", "Key accounts South and Mexico", &[("HI-121", "2019-05-20", "")]),
    americas("KA-23", "Key accounts Mountain West", &[("HI-122", "2022-02-14", "")]),
    americas("KA-24", "Key accounts Pacific", &[("HI-123", "2023-08-07", "")]),
    americas(
        "KA-25",
        "Key accounts Mid-Atlantic",
        &[("HI-125", "2022-04-01", "2026-04-01"), ("HI-124", "2026-05-04", "")],
    ),
];

const fn seat(reference: &'static str, name: &'static str, held: Held) -> Seat {
    Seat {
        reference,
        name,
        title: KAM,
        held,
    }
}

const fn americas(reference: &'static str, name: &'static str, held: Held) -> Seat {
    Seat {
        title: KAM_AMERICAS,
        ..seat(reference, name, held)
    }
}
