//! The answers kept for a repeated write are forgotten after a day, as a job of the house.

use super::{keeping, store};
use crate::Result;
use crate::chapter::Later;
use crate::jobs::{Asked, Handle, Kind, Outcome, Payload};
use crate::web::AppRef;

/// The jobs of the chapter.
pub const JOBS: &[Kind] = &[Kind {
    word: "api.sweep",
    name: "api.job",
    asked: Asked::Daily,
    run: sweep,
}];

fn sweep(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let mut tx = app.db.write().await?;
        let until = tx.now().plus_seconds(-keeping::KEPT_SECONDS);
        let forgotten = store::delete_all_old(&mut tx, until).await?;
        handle.confirm(&mut tx).await?;
        tx.commit().await?;
        Ok(Outcome::new("api.job_done").with("n", forgotten))
    })
}
