//! The page of an alert: what happened and the one act, how its figure stands, how it went with it, and what came before.

use super::{PLACE, age, count, due, figure_href, hazard_shown, href, may_read, stake};
use crate::foundation::alerts::reading::{self, Happened, One, alert_id};
use crate::foundation::alerts::rules::{Alert, Event};
use hypertext::prelude::*;
use platform::Result;
use platform::look::components::{
    Button, Chip, Column, Figure, Head, Moment, MomentState, Row, Section, Table, Timeline, figures, note, record_link,
};
use platform::look::why::figure_link;
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Path, View};
use vocabulary::{Day, PersonId};

/// The page.
pub(super) async fn show(caller: Caller, Path(alert): Path<String>) -> Answer {
    let one = reading::one(&caller.app, &caller.viewer, alert_id(&alert)?).await?;
    let stands = stands(&caller, &one).await?;
    let title = format!("{} {}", one.name(Some(one.alert.subject)), one.alert.found.sentence);
    let body = join([
        head(&one, &title),
        facts(&caller, &one),
        stands,
        course(&caller, &one),
        alike(&caller, &one),
    ]);
    let view = View::new(&title, PLACE, body).under(say("alerts.place"), PLACE);
    Ok(caller.page(view))
}

/// The sentence, whether it is open, and the one act where it is the viewer's.
fn head(one: &One, title: &str) -> Markup {
    let (alert, open) = (&one.alert, one.alert.closed.is_none());
    let state = say(if open { "alerts.is_open" } else { "alerts.is_closed" });
    let head = Head::new(title)
        .chip(Chip::new(state).hazard(hazard_shown(alert)))
        .sub(text(whose(one)));
    if open && one.owned {
        return head
            .action(Button::link(say(&alert.found.act), &alert.found.href).primary())
            .memoize();
    }
    head.memoize()
}

/// Whose it is, who is informed, and how it ends.
fn whose(one: &One) -> String {
    let found = &one.alert.found;
    let owner = if one.owned {
        say("alerts.one_yours").to_owned()
    } else {
        say_with("alerts.one_others", &[("name", one.name(found.owner))])
    };
    let named = |person: PersonId| one.name(Some(person)).to_owned();
    let informed: Vec<String> = found.informed.iter().copied().map(named).collect();
    let informed = if informed.is_empty() {
        say("alerts.nobody_informed").to_owned()
    } else {
        say_with("alerts.are_informed", &[("names", &informed.join(", "))])
    };
    let ends = say(if one.alert.closed.is_none() {
        "alerts.one_closes"
    } else {
        "alerts.one_closed"
    });
    format!("{owner} {informed} {ends}")
}

/// At stake, by when, since when.
fn facts(caller: &Caller, one: &One) -> Markup {
    let (alert, today) = (&one.alert, caller.app.db.today());
    let fact = |name: &str, value: Markup, remark: Option<String>| Figure {
        name: say(name).to_owned(),
        value,
        remark,
    };
    let day = |at: vocabulary::Instant| at.day_in(&caller.app.config.zone);
    let mut facts = Vec::new();
    if alert.found.stake.is_some() {
        let figure = caller.app.book.figure(&alert.found.figure);
        let remark = figure.map(|figure| say(figure.title).to_owned());
        facts.push(fact("alerts.stake", stake(caller, alert), remark));
    }
    let raised = say_with("alerts.since", &[("day", &format::day(day(alert.opened)))]);
    match alert.closed {
        None => {
            facts.push(fact("alerts.due", text(due(alert, today)), None));
            facts.push(fact("alerts.age", text(age(caller, alert, today)), Some(raised)));
        }
        Some(at) => facts.push(fact("alerts.day_closed", text(format::day_short(day(at))), Some(raised))),
    }
    figures(&facts)
}

/// The figure that it watches, with its why and how it went, where the viewer may read it.
async fn stands(caller: &Caller, one: &One) -> Result<Markup> {
    let name = one.figure();
    let Some(figure) = caller.app.book.figure(name).filter(|_| may_read(caller, &one.alert, name)) else {
        return Ok(nothing());
    };
    let why = figure_link(text(say("alerts.why")), &figure_href(&one.alert, name), false);
    let went = platform::figures::went(caller, name, &one.alert.subject.to_string()).await?;
    let went = went.unwrap_or_else(|| note(text(say("alerts.nothing_kept"))));
    let section = Section::new(say_with("alerts.stands", &[("figure", say(figure.title))]), went);
    Ok(section.about(say("alerts.stands_about")).end(why).memoize())
}

/// What happened to it, the latest first; before that, by when it is due.
fn course(caller: &Caller, one: &One) -> Markup {
    let (alert, today) = (&one.alert, caller.app.db.today());
    let moment = |happened: &Happened| Moment {
        when: format::day(happened.at.day_in(&caller.app.config.zone)),
        what: text(happened.event.say()),
        note: happened.because.map(|because| text(because.say())),
        state: MomentState::Past,
    };
    let ahead = (alert.closed.is_none() && today <= alert.due).then(|| Moment {
        when: format::day(alert.due),
        what: text(say("alerts.falls_due")),
        note: None,
        state: MomentState::Ahead,
    });
    let mut moments: Vec<Moment> = ahead.into_iter().chain(one.course.iter().map(moment)).collect();
    let raised = one.course.iter().any(|happened| happened.event == Event::Raised);
    if !raised {
        moments.push(moment(&Happened {
            at: alert.opened,
            event: Event::Raised,
            because: None,
        }));
    }
    Section::new(say("alerts.course"), Timeline(moments)).id("course").memoize()
}

/// The others of its kind about the same person.
fn alike(caller: &Caller, one: &One) -> Markup {
    if one.alike.is_empty() {
        return nothing();
    }
    let columns = vec![
        Column::text("raised", say("alerts.day_raised")).lead(),
        Column::text("what", say("alerts.what")),
        Column::text("closed", say("alerts.day_closed")),
        Column::number("lasted", say("alerts.lasted")),
    ];
    let zone = &caller.app.config.zone;
    let row = |other: &Alert| {
        let raised = other.opened.day_in(zone);
        let closed: Option<Day> = other.closed.map(|at| at.day_in(zone));
        let lasted = raised.days_until(closed.unwrap_or_else(|| caller.app.db.today()));
        Row::new(vec![
            record_link(&format::day(raised), &href(other.id)),
            text(&other.found.sentence),
            text(closed.map_or_else(|| say("alerts.is_open").to_owned(), format::day)),
            text(say_with(
                "alerts.days",
                &[("n", &format::count(u64::try_from(lasted).unwrap_or_default()))],
            )),
        ])
    };
    let title = platform::texts::say_count("alerts.alike", count(one.alike.len()));
    let table = Table::new(say("alerts.alike_table"), columns).rows(one.alike.iter().map(row).collect());
    Section::new(title, table)
        .about(say_with("alerts.alike_about", &[("code", &one.alert.code)]))
        .memoize()
}
