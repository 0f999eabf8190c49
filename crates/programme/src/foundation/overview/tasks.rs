//! The tasks that wait for the viewer, whatever chapter their records are of.

use super::{Shown, Step};
use platform::Result;
use platform::chapter::Later;
use platform::look::format;
use platform::notes::tasks::{Waiting, waiting};
use platform::texts::{say, say_with};
use platform::web::Caller;

/// Steps for the viewer: overdue tasks first.
pub fn tasks<'a>(caller: &'a Caller) -> Later<'a, Result<Shown>> {
    Box::pin(async move {
        let steps = waiting(caller).await?.iter().map(step).collect();
        Ok(Shown {
            steps,
            sections: Vec::new(),
        })
    })
}

fn step(one: &Waiting) -> Step {
    let day = one.due.map(format::day_short).unwrap_or_default();
    let values = [("task", one.words.as_str()), ("record", &one.record), ("day", &day)];
    let sentence = match (one.due, one.overdue) {
        (None, _) => say_with("overview.task", &values),
        (Some(_), false) => say_with("overview.task_due", &values),
        (Some(_), true) => say_with("overview.task_overdue", &values),
    };
    Step {
        sentence,
        act: say("overview.open_task").to_owned(),
        href: one.href.clone(),
    }
}
