//! What the engine promises, tested through its public functions on real files.

mod damage;
mod examples;
mod foreign;
mod months;
mod oracle;
mod properties;
mod rules;
pub(crate) mod shelf;
mod versions;
