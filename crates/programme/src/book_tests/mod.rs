//! Rules that hold for every chapter: who may open what, how pages behave, what refusals say, which index a list uses.

mod api;
mod colleagues;
mod contents;
mod errors;
mod files;
mod firm;
mod indexes;
pub(crate) mod mails;
mod matrix;
mod pages;
mod papers;
mod places;
mod requests;
pub(crate) mod samples;
mod schemas;
mod search;
mod source;
mod texts;
mod undo;
