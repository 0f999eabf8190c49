//! Ended jobs go after a while, so that the list stays one of work and not of history. The journal keeps who asked for what.

use super::{Asked, Handle, Kind, Outcome, Payload, store};
use crate::Result;
use crate::access::Viewer;
use crate::chapter::Later;
use crate::journal::note;
use crate::web::AppRef;
use serde_json::json;

/// The jobs of the chapter.
pub const JOBS: &[Kind] = &[Kind {
    word: "jobs.sweep",
    name: "jobs.sweep",
    asked: Asked::Daily,
    run,
}];

fn run(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let mut tx = app.db.write().await?;
        let before = tx.now().plus_seconds(app.config.job_seconds_kept.saturating_neg());
        let gone = store::delete_ended(&mut tx, before).await?;
        if gone > 0 {
            let house = Viewer::operator(&app.book.access);
            note(
                &mut tx,
                &house,
                "jobs_swept",
                ("jobs", "ended".to_owned()),
                &json!({ "jobs": gone }),
            )?;
        }
        handle.confirm(&mut tx).await?;
        tx.commit().await?;
        Ok(Outcome::new("jobs.swept").count("n", gone))
    })
}
