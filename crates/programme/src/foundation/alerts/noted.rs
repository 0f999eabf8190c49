//! Notes stand on alerts; they are as private as the alert: whoever owns it or is informed sees them, and searching finds none.

use super::{SEE, reading};
use platform::notes::{Kind, Seen, ids_of};
use vocabulary::AlertId;

/// On what notes can stand.
pub const NOTED: &[Kind] = &[Kind {
    word: "alerts",
    name: "alerts.noted",
    place: "/alerts/",
    needs: SEE,
    searched: false,
    seen: Seen::ByItsReaders,
    names: |tx, viewer, ids| Box::pin(async { reading::names(tx, &viewer.may(SEE)?, &ids_of(ids, AlertId::parse)).await }),
    reading: None,
}];
