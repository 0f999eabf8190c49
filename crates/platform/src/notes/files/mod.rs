//! Files on records, as evidence: what was agreed, sent or measured, as it was. Nothing of them is ever opened here.

mod acts;
mod api;
mod pages;
mod rules;
mod section;
mod shelf;
mod store;
#[cfg(test)]
mod tests;

pub(super) use acts::sweep;
pub use acts::{Sent, delete, keep, restore};
pub(super) use api::operations;
pub(super) use pages::routes;
pub use rules::{Evidence, EvidenceId};
pub(super) use section::{DELETED, section};
