//! The tests of coaching.
