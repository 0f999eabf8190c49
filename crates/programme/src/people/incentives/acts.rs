//! What is done with plans, quotas, periods and runs. Page, API and command line call the same acts.

mod imports;
mod openings;
mod periods;
mod plans;
mod readings;
mod runs;

pub use imports::{keep_quotas, keep_rates};
pub use openings::keep_opening_balances;
pub use periods::{approve_period, close_period};
pub use plans::{Checked, add_plan, approve_plan, check_plan, check_plan_here, read_plan};
pub use readings::{READ, log_reading, log_reading_of_all};
pub use runs::{Control, Replayed, replay, run};
pub(super) use runs::{crediting_of, fact_store_fault, inputs_of};
