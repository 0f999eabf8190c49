//! The crediting engine: facts in immutable, checksummed batches, and the kernel that credits them to people.
//! Plain data goes in and comes out; every sum is exact, and the same for any order or cut of the batches and any number of threads.

mod assignment;
mod batch;
mod cells;
mod condition;
mod credit;
mod crediting;
mod drill;
mod exact;
mod fact;
mod facts;
mod foreign;
mod holding;
mod kernel;
mod lens;
mod lines;
mod months;
mod problem;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod versions;

pub use batch::read::Pinned;
pub use batch::write::{BatchFile, BatchTotal};
pub use condition::{Comparison, Condition, TextField};
pub use credit::table::{CreditTotal, CreditTotals};
pub use crediting::{
    ControlTotal, CreditTo, CreditedLine, Crediting, CreditingRule, Credits, Reason, UNCREDITED_LISTED_MAX, Uncredited, UncreditedTotal,
};
pub use drill::CreditWanted;
pub use fact::{Fact, FactKind};
pub use facts::{FactRow, Facts};
pub use foreign::ForeignTable;
pub use holding::{Holding, Holdings};
pub use lines::{LineFilter, LinePage};
pub use months::MonthSum;
pub use problem::EngineProblem;
pub use store::FactStore;
