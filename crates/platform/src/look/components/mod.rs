//! The parts that pages are made of. Each exists once; a page that needs another adds it here and to `/design`.

mod buttons;
mod fields;
mod forms;
mod layout;
mod ledger;
mod progress;
mod signs;
mod surfaces;

pub use buttons::Button;
pub use fields::{Choice, Field};
pub use forms::Form;
pub use layout::{Figure, Head, Section, SumLine, SumList, columns, figures, hero, lead, note};
pub use ledger::{Align, Column, Filter, Paging, Row, Sorted, Table};
pub use progress::{Chain, ChainLink, ChainState, Gauge, Moment, MomentState, Timeline};
pub use signs::{Chip, Evidence, Hazard, assumed, avatar, claim, dim, initials, knot, lamp, none, provenance, record_link, unknown};
pub use surfaces::{Alert, Dialog, Empty, Menu, MenuItem, Notice, Tab, Tabs, Tone};
