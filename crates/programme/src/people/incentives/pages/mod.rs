//! The pages of incentive pay: who earned what, the statement with its thread, periods, runs, plans.

mod home;
mod list;
mod openings;
mod periods;
mod plans;
mod runs;
mod statement;

pub use home::HOME;
pub use openings::panel;
pub(super) use statement::printed;

use super::{APPROVE, RUN, SEE, SEE_PLANS};
use platform::look::components::{none, unknown};
use platform::look::{Markup, format, text};
use platform::texts::say;
use platform::web::{Guard, Params, Routes};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{PersonId, PlanVersionId, RunId};

const PLACE: &str = "/incentives";
const PERIODS: &str = "/incentives/periods";
const PLANS: &str = "/incentives/plans";

type Query = Params<BTreeMap<String, String>>;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/incentives", Guard::May(SEE), list::show_list)
        .get("/incentives/statements.csv", Guard::May(SEE), list::show_csv)
        .get("/incentives/statements/{person}", Guard::May(SEE), statement::show_one)
        .get(
            "/incentives/statements/{person}/statement.pdf",
            Guard::May(SEE),
            statement::show_paper,
        )
        .get("/incentives/statements/{person}/lines.csv", Guard::May(SEE), statement::show_lines)
        .get("/incentives/periods", Guard::May(SEE_PLANS), periods::show_list)
        .post("/incentives/periods/{plan}/{period}/run", Guard::May(RUN), periods::submit_run)
        .post(
            "/incentives/periods/{plan}/{period}/approval",
            Guard::May(APPROVE),
            periods::submit_approval,
        )
        .get(
            "/incentives/periods/{plan}/{period}/closing",
            Guard::May(RUN),
            periods::show_closing,
        )
        .post(
            "/incentives/periods/{plan}/{period}/closing",
            Guard::May(RUN),
            periods::submit_closing,
        )
        .get("/incentives/runs/{run}", Guard::May(SEE_PLANS), runs::show_one)
        .post("/incentives/runs/{run}/replay", Guard::May(SEE_PLANS), runs::submit_replay)
        .get("/incentives/plans", Guard::May(SEE_PLANS), plans::show_list)
        .get("/incentives/plans/new", Guard::May(RUN), plans::show_new)
        .post("/incentives/plans", Guard::May(RUN), plans::submit_new)
        .get("/incentives/plans/{plan}", Guard::May(SEE_PLANS), plans::show_one)
        .get("/incentives/plans/{plan}/source.yaml", Guard::May(SEE_PLANS), plans::show_source)
        .post("/incentives/plans/{plan}/approval", Guard::May(APPROVE), plans::submit_approval)
}

fn asked<'a>(Params(query): &'a Query, name: &str) -> &'a str {
    query.get(name).map_or("", String::as_str)
}

fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).map_err(|_no_id| Error::NotFound { what: "statement" })
}

fn plan_id(text: &str) -> Result<PlanVersionId> {
    PlanVersionId::parse(text).map_err(|_no_id| Error::NotFound { what: "plan" })
}

fn run_id(text: &str) -> Result<RunId> {
    RunId::parse(text).map_err(|_no_id| Error::NotFound { what: "run" })
}

/// The state of a period in the reader's words.
fn say_state(state: super::rules::period::PeriodState) -> &'static str {
    match state {
        super::rules::period::PeriodState::Open => say("incentives.open"),
        super::rules::period::PeriodState::Calculated => say("incentives.calculated"),
        super::rules::period::PeriodState::Approved => say("incentives.approved"),
        super::rules::period::PeriodState::Closed => say("incentives.closed"),
    }
}

/// Attainment in a column: the percentage, *none* where the measure has no quota by its plan, and else why it is unknown.
fn attainment(plan: &payplan::Plan, component: &str, ratio: Option<&vocabulary::Ratio>) -> Markup {
    let measure = plan.component(component).and_then(|component| plan.measure(&component.measure));
    match ratio {
        Some(ratio) => text(format::percent_in_ledger(ratio)),
        None if measure.is_some_and(|measure| measure.quota.is_some()) => unknown(say("incentives.no_quota")),
        None => none(),
    }
}
