//! The tests of coaching.

mod rules;
