//! The tasks that wait for the viewer, whatever chapter their records are of.

use super::{Panel, Step};
use platform::Result;
use platform::access::Viewer;
use platform::look::format;
use platform::notes::tasks::{Waiting, waiting};
use platform::texts::{say, say_with};
use platform::web::AppRef;

/// Steps for the viewer: overdue tasks first.
pub const TASKS: Panel = Panel {
    steps: Some(|app, viewer| Box::pin(steps(app, viewer))),
    sections: |_| Box::pin(async { Ok(Vec::new()) }),
};

async fn steps(app: &AppRef, viewer: &Viewer) -> Result<Vec<Step>> {
    Ok(waiting(app, viewer).await?.iter().map(step).collect())
}

fn step(one: &Waiting) -> Step {
    let day = one.due.map(format::day_short).unwrap_or_default();
    let values = [("task", one.words.as_str()), ("record", &one.record), ("day", &day)];
    let (sentence, in_mail) = match (one.due, one.overdue) {
        (None, _) => (say_with("overview.task", &values), say("overview.task_mail").to_owned()),
        (Some(_), false) => (say_with("overview.task_due", &values), say_with("overview.task_due_mail", &values)),
        (Some(_), true) => (
            say_with("overview.task_overdue", &values),
            say_with("overview.task_overdue_mail", &values),
        ),
    };
    Step {
        sentence,
        in_mail,
        act: say("overview.open_task").to_owned(),
        href: one.href.clone(),
    }
}
