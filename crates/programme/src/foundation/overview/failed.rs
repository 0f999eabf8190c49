//! Work beside the requests that failed lately: one's own, or everybody's for whoever sees those.

use super::{Panel, Step};
use platform::Result;
use platform::access::Viewer;
use platform::jobs::{self, State};
use platform::texts::{say, say_count};
use platform::web::AppRef;

/// For so many days a failed job is a step.
const DAYS: i64 = 7;
/// More are not counted.
const COUNTED: i64 = 100;

/// What failed.
pub const HOME: Panel = Panel {
    steps: Some(|app, viewer| Box::pin(steps(app, viewer))),
    sections: |_| Box::pin(async { Ok(Vec::new()) }),
};

async fn steps(app: &AppRef, viewer: &Viewer) -> Result<Vec<Step>> {
    if viewer.user.is_none() {
        return Ok(Vec::new());
    }
    let mut tx = app.db.read().await?;
    let since = tx.now().plus_seconds(-DAYS * 24 * 60 * 60);
    let failed = jobs::acts::list(&mut tx, viewer, &[State::Failed], [COUNTED, 0]).await?;
    let lately = failed.iter().filter(|job| job.ended.is_some_and(|ended| ended > since)).count();
    if lately == 0 {
        return Ok(Vec::new());
    }
    let sentence = say_count("overview.failed", u64::try_from(lately).unwrap_or_default());
    Ok(vec![Step {
        in_mail: sentence.clone(),
        sentence,
        act: say("overview.see_why").to_owned(),
        href: "/jobs?state=failed".to_owned(),
    }])
}
