//! The decisions of incentive pay, pure: states of a period, what a run reads, what it computes, what is posted.

pub mod compute;
pub mod crediting;
pub mod design;
pub mod opening;
pub mod period;
pub mod posting;
pub mod titles;
