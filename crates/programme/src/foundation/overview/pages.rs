//! The home page.

use super::Step;
use crate::foundation::alerts;
use hypertext::prelude::*;
use platform::look::components::{Button, Column, Empty, Head, Row, Section, Table};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Guard, Routes, View};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/", Guard::SignedIn, show_home)
}

async fn show_home(caller: Caller) -> Answer {
    let steps = super::steps(&caller.app, &caller.viewer).await?;
    let mut sections = Vec::new();
    for panel in crate::HOME {
        sections.extend((panel.sections)(&caller).await?);
    }
    let alerts = alerts::at_home(&caller).await?;
    let title = match alerts.owned + steps.len() {
        0 => say("overview.nothing_waits").to_owned(),
        n => say_count("overview.waits", u64::try_from(n).unwrap_or_default()),
    };
    let day = format::day(caller.app.db.today());
    let sub = say_with(
        "overview.greeting",
        &[("name", &caller.viewer.name), ("day", &day), ("firm", &caller.app.config.firm_name)],
    );
    let mut parts = vec![Head::new(title).sub(text(sub)).memoize()];
    let nothing_else = alerts.section.is_none() && steps.is_empty();
    parts.extend(alerts.section);
    if !steps.is_empty() {
        parts.push(waiting(&steps, alerts.owned == 0));
    }
    if sections.is_empty() && nothing_else {
        parts.push(Empty::new(say("overview.belongs"), say("overview.empty")).memoize());
    }
    parts.extend(sections);
    Ok(caller.page(View::new(say("overview.place"), "/", join(parts))))
}

/// The steps; the first is the primary one of the page unless an alert is.
fn waiting(steps: &[Step], is_first: bool) -> Markup {
    let columns = vec![
        Column::text("what", say("overview.what")),
        Column::text("act", say("overview.act")).lead(),
    ];
    let rows = steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let button = Button::link(&step.act, &step.href);
            let button = if is_first && place == 0 { button.primary() } else { button };
            Row::new(vec![text(&step.sentence), button.memoize()])
        })
        .collect();
    Section::new(
        say("overview.waiting"),
        Table::new(say("overview.waiting"), columns).rows(rows).aside(),
    )
    .memoize()
}
