//! The parts that pages are made of. Each exists once; a page that needs another adds it here and to `/design`.

mod buttons;
mod choices;
mod encounters;
mod fields;
mod finds;
mod forms;
mod heat;
mod layout;
mod ledger;
mod lights;
mod notes;
mod progress;
mod signs;
mod surfaces;

pub use buttons::Button;
pub use choices::{Choice, Rating};
pub use encounters::{Encounter, Said, encounters, quotation};
pub use fields::Field;
pub use finds::{Find, Finds};
pub use forms::Form;
pub use heat::{Duel, Heat, HeatRow};
pub use layout::{Figure, Head, Section, SumLine, SumList, columns, figures, folded, halves, hero, lead, note};
pub use ledger::{Align, Column, Filter, Paging, Row, Sorted, Table};
pub use lights::{Light, lights};
pub use notes::Remark;
pub use progress::{Chain, ChainLink, ChainState, Gauge, Moment, MomentState, Progress, Timeline};
pub use signs::{
    Chip, Evidence, Hazard, assumed, avatar, claim, dim, initials, knot, knotted, lamp, none, provenance, record_link, unknown,
};
pub use surfaces::{Alert, Dialog, Empty, Menu, MenuItem, Notice, Tab, Tabs, Tone};
