//! The foundation: what every part of the programme stands on.

pub mod accounts;
pub mod alerts;
pub mod calendars;
pub mod currencies;
pub mod facts;
pub mod overview;
pub(crate) mod paging;
pub mod policies;
pub mod products;
pub mod staff;
