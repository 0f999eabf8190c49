//! Work beside the requests that failed lately: one's own, or everybody's for whoever sees those.

use super::{Shown, Step};
use platform::Result;
use platform::chapter::Later;
use platform::jobs::{self, State};
use platform::texts::{say, say_count};
use platform::web::Caller;

/// For so many days a failed job is a step.
const DAYS: i64 = 7;
/// More are not counted.
const COUNTED: i64 = 100;

/// What failed.
pub fn home<'a>(caller: &'a Caller) -> Later<'a, Result<Shown>> {
    Box::pin(async move {
        if caller.viewer.user.is_none() {
            return Ok(Shown::default());
        }
        let mut tx = caller.app.db.read().await?;
        let since = tx.now().plus_seconds(-DAYS * 24 * 60 * 60);
        let failed = jobs::acts::list(&mut tx, &caller.viewer, &[State::Failed], [COUNTED, 0]).await?;
        let lately = failed.iter().filter(|job| job.ended.is_some_and(|ended| ended > since)).count();
        let step = Step {
            sentence: say_count("overview.failed", u64::try_from(lately).unwrap_or_default()),
            act: say("overview.see_why").to_owned(),
            href: "/jobs?state=failed".to_owned(),
        };
        Ok(Shown {
            steps: if lately > 0 { vec![step] } else { Vec::new() },
            sections: Vec::new(),
        })
    })
}
