//! What statements show: the year of a person, the people of a year, and the thread from a figure to its orders.
//! Page, API and command line read the same.

mod orders;
mod people;
mod statement;
mod thread;
mod wording;

pub use people::{PersonYear, YearList, plan_years, year_list};
pub use statement::{ComponentRow, PlanYear, Tally, YearStatement, brought_by, plan_of_period, year_statement};
pub use thread::{Explanation, Question, credited_lines, explain};
pub use wording::{Wording, unbroken};

use super::store::PlanVersion;
use payplan::Plan;
use platform::Result;

pub(super) fn plan_of(version: &PlanVersion) -> Result<Plan> {
    super::acts::read_plan(&version.source)
}
