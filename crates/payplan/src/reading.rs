//! From the document to the typed plan. Every key is known, every choice that changes money is made,
//! and whatever the engine does not compute yet is named instead of ignored.

mod agreement;
mod attachments;
mod components;
mod crediting;
mod document;
mod evidence;
mod examples;
mod fields;
mod measures;
mod names;
mod pay_terms;
mod positions;
mod scalars;
mod terms;

pub(crate) use document::plan;
pub(crate) use evidence::evidence;
