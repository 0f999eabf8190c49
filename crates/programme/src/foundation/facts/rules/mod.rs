//! The rules of imports: how a file is read, what its rows become, what is refused and what
//! contradicts itself. Bytes in, plain values out.

pub mod adventureworks;
mod cells;
mod characters;
pub mod content;
mod damage;
pub mod dialect;
pub mod finding;
pub mod numbers;
pub mod profile;
pub mod reading;
pub mod ready;
pub mod records;
pub mod reject;
mod table;
pub mod target;
#[cfg(test)]
mod tests;
