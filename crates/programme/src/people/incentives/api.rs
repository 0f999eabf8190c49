//! Incentive pay for programs: plans and their periods, runs, the people of a year, one statement, one figure with its thread.

mod paper;
mod plans;
mod statements;

pub use statements::{StatementJson, statement_json};

use super::{APPROVE, RUN, SEE, SEE_PLANS};
use paper::find_paper;
use plans::{
    approve_period, approve_plan, close_period, create_plan, find_plan, find_replay, find_run, list_periods, list_plans, run_period,
};
use platform::api::{Input, Operation, Operations};
use platform::web::Guard;
use platform::{Error, Result};
use statements::{find_statement, find_why, list_openings, list_statements};
use vocabulary::PersonId;

/// The longest document of a plan, in characters.
const DOCUMENT_MAX: usize = 400_000;

const OF_YEAR: &[Input] = &[
    Input::text("plan", "incentives.api_plan"),
    Input::text("year", "incentives.api_year"),
];
const YEAR: &[Input] = &[Input::text("year", "incentives.api_year")];
const WHY: &[Input] = &[
    Input::text("component", "incentives.api_component").needed(),
    Input::text("period", "incentives.api_period").needed(),
    Input::text("account", "incentives.api_account"),
];
const DOCUMENT: &[Input] = &[Input::long("source", "incentives.api_source", DOCUMENT_MAX).needed()];
const APPROVAL: &[Input] = &[Input::id("run", "incentives.api_run").needed()];
const CLOSING: &[Input] = &[Input::text("name", "incentives.api_closing").needed()];

/// What programs can do with incentive pay.
pub(super) fn operations(api: Operations) -> Operations {
    let (see, plans) = (Guard::May(SEE), Guard::May(SEE_PLANS));
    let (run, approve) = (Guard::May(RUN), Guard::May(APPROVE));
    api.and(Operation::list("list_statements", "/incentives/statements", see, list_statements).query(OF_YEAR))
        .and(Operation::find("find_statement", "/incentives/statements/{person}", see, find_statement).query(YEAR))
        .and(Operation::find("find_statement_paper", "/incentives/statements/{person}/paper", see, find_paper).query(paper::ASKED))
        .and(Operation::find("find_why", "/incentives/statements/{person}/why", see, find_why).query(WHY))
        .and(Operation::list_whole(
            "list_opening_balances",
            "/incentives/opening-balances/{person}",
            see,
            list_openings,
        ))
        .and(Operation::list_whole("list_plans", "/incentives/plans", plans, list_plans))
        .and(Operation::create("create_plan", "/incentives/plans", run, create_plan).body(DOCUMENT))
        .and(Operation::find("find_plan", "/incentives/plans/{plan}", plans, find_plan))
        .and(Operation::act(
            "approve_plan",
            "/incentives/plans/{plan}/approval",
            approve,
            approve_plan,
        ))
        .and(Operation::list_whole(
            "list_periods",
            "/incentives/plans/{plan}/periods",
            plans,
            list_periods,
        ))
        .and(Operation::act(
            "run_period",
            "/incentives/periods/{plan}/{period}/run",
            run,
            run_period,
        ))
        .and(
            Operation::act(
                "approve_period",
                "/incentives/periods/{plan}/{period}/approval",
                approve,
                approve_period,
            )
            .body(APPROVAL),
        )
        .and(Operation::act("close_period", "/incentives/periods/{plan}/{period}/closing", run, close_period).body(CLOSING))
        .and(Operation::find("find_run", "/incentives/runs/{run}", plans, find_run))
        .and(Operation::find("find_replay", "/incentives/runs/{run}/replay", plans, find_replay))
}

fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).map_err(|_no_id| Error::NotFound { what: "statement" })
}
