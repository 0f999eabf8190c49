//! The figures of incentive pay.

use platform::figures::Figure;

/// What this chapter computes for others.
pub const FIGURES: &[Figure] = &[];
