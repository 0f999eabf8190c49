//! Rules that hold for every chapter: who may open what, how pages behave, what refusals say, which index a list uses.

mod contents;
mod errors;
mod files;
mod firm;
mod indexes;
mod matrix;
mod pages;
mod papers;
mod places;
pub(crate) mod samples;
mod search;
mod source;
mod texts;
