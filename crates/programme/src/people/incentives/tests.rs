//! Incentive pay from imported orders to closed statements, on both databases and on real data.

mod adventureworks;
mod design;
mod families;
mod firm;
mod lifecycle;
mod openings;
mod privacy;
mod rules;
mod titles;
