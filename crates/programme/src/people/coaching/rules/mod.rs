//! The nouns and decisions of coaching: sessions, segments, pitfalls, plans, requests, the order of a week. Pure.

pub mod form;
pub mod month;
pub mod pitfalls;
pub mod plan;
pub mod programme;
pub mod quality;
pub mod request;
pub mod segment;
pub mod session;
pub mod week;
