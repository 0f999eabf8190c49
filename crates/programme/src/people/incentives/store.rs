//! Plans, periods, quotas, rates, runs and their lines in SQL.

mod lines;
mod openings;
mod periods;
mod plans;
mod quotas;
mod runs;

pub(super) use lines::list_people_paid;
pub use lines::{
    ClosedAttainment, Line, find_line_body, insert_line, list_closed_attainments, list_lines, list_lines_of, list_lines_of_year, list_paid,
    list_people_of, list_plans_of, list_plans_seen, list_posted,
};
pub use openings::{insert_opening, list_openings, list_openings_of};
pub use periods::{PlanPeriod, find_period, insert_period, list_all_periods, list_periods, update_period};
pub use plans::{
    PlanTitle, PlanVersion, find_plan, insert_plan, list_plan_titles, list_plans, lock_plan, look_up_plan, update_plan_approval,
};
pub use quotas::{Quota, Rate, insert_quota, insert_rate, list_quota_changes, list_quotas, list_rates};
pub use runs::{Run, batches_pinned, find_run, insert_run, list_run_batches, list_run_names, next_run_number};

use platform::{Error, Result};
use vocabulary::Currency;

fn currency(code: &str) -> Result<Currency> {
    Currency::parse(code).map_err(|_no_id| Error::Failed(anyhow::anyhow!("{code} is no currency")))
}
