//! The home page.

use super::Step;
use hypertext::prelude::*;
use platform::look::components::{Button, Column, Empty, Head, Row, Section, Table};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Guard, Routes, View};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/", Guard::SignedIn, show_home)
}

async fn show_home(caller: Caller) -> Answer {
    let mut steps = Vec::new();
    let mut sections = Vec::new();
    for panel in crate::HOME {
        let shown = panel(&caller).await?;
        steps.extend(shown.steps);
        sections.extend(shown.sections);
    }
    let title = match steps.len() {
        0 => say("overview.nothing_waits").to_owned(),
        n => say_count("overview.waits", u64::try_from(n).unwrap_or_default()),
    };
    let day = format::day(caller.app.db.today());
    let sub = say_with(
        "overview.greeting",
        &[("name", &caller.viewer.name), ("day", &day), ("firm", &caller.app.config.firm_name)],
    );
    let mut parts = vec![Head::new(title).sub(text(sub)).memoize()];
    if !steps.is_empty() {
        parts.push(waiting(&steps));
    }
    if sections.is_empty() && steps.is_empty() {
        parts.push(Empty::new(say("overview.belongs"), say("overview.empty")).memoize());
    }
    parts.extend(sections);
    Ok(caller.page(View::new(say("overview.place"), "/", join(parts))))
}

fn waiting(steps: &[Step]) -> Markup {
    let columns = vec![
        Column::text("what", say("overview.what")),
        Column::text("act", say("overview.act")).lead(),
    ];
    let rows = steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let button = Button::link(&step.act, &step.href);
            let button = if place == 0 { button.primary() } else { button };
            Row::new(vec![text(&step.sentence), button.memoize()])
        })
        .collect();
    Section::new(say("overview.waiting"), Table::new(say("overview.waiting"), columns).rows(rows)).memoize()
}
