//! People: scorecards, rewards, coaching, and what else makes an account team able and willing.

pub mod coaching;
pub mod incentives;
