//! The tests of coaching.

mod acts;
mod api;
mod back;
mod figures;
mod firm;
mod imports;
mod pages;
mod privacy;
mod rules;
mod speaking;
