//! The rules of imports: how a file is read, what its rows become, what is refused and what
//! contradicts itself. Bytes in, plain values out.

pub mod adventureworks;
mod blocks;
mod calendar;
pub mod cells;
mod characters;
pub mod content;
mod damage;
pub mod days;
pub mod dialect;
mod dress;
mod evidence;
pub mod finding;
pub mod harvest;
pub mod notation;
pub mod numbers;
pub mod picking;
pub mod profile;
pub mod reading;
pub mod ready;
pub mod records;
pub mod reject;
pub mod sheet;
pub mod table;
pub mod target;
#[cfg(test)]
mod tests;
pub mod text;
