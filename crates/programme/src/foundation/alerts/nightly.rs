//! Every alert evaluated once on each day of the firm, as a job of the house. To run it again changes nothing.

use super::acts::{self, Evaluated};
use platform::Result;
use platform::chapter::Later;
use platform::jobs::{Asked, Handle, Kind, Outcome, Payload};
use platform::web::AppRef;

/// The jobs of the chapter.
pub const JOBS: &[Kind] = &[Kind {
    word: "alerts.evaluate",
    name: "alerts.job",
    asked: Asked::Daily,
    run: evaluate,
}];

fn evaluate(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let mut tx = app.db.write().await?;
        let Some(done) = acts::evaluate_daily(&mut tx).await? else {
            return Ok(Outcome::new("alerts.job_known"));
        };
        handle.confirm(&mut tx).await?;
        tx.commit().await?;
        let Evaluated {
            raised,
            closed,
            open,
            unowned,
        } = done;
        tracing::info!(raised, closed, open, unowned, "the alerts were evaluated");
        let outcome = Outcome::new(if unowned > 0 { "alerts.job_unowned" } else { "alerts.job_done" })
            .count("raised", raised)
            .count("closed", closed)
            .count("open", open)
            .count("unowned", unowned);
        Ok(outcome)
    })
}
