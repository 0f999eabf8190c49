//! The alerts of the viewer: all of them on their own page, the first few at home.

mod one;

use super::SEE;
use super::reading::{Mine, mine};
use super::rules::{self, Alert};
use hypertext::prelude::*;
use platform::Result;
use platform::access::Viewer;
use platform::look::components::{Alert as Shown, Button, Column, Empty, Hazard, Head, Row, Section, Table, lamp, none, record_link};
use platform::look::why::figure_link;
use platform::look::{Markup, format, join, text};
use platform::mail::Line;
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, AppRef, Caller, Guard, Routes, View};
use vocabulary::{AlertId, Day};

const PLACE: &str = "/alerts";
/// How many alerts stand at home; the rest wait behind a link.
const AT_HOME_MAX: usize = 5;

/// The routes of alerts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/alerts", Guard::May(SEE), show_list)
        .get("/alerts/{alert}", Guard::May(SEE), one::show)
}

/// The page of an alert.
pub(super) fn href(id: AlertId) -> String {
    format!("{PLACE}/{id}")
}

/// What home shows of alerts.
pub struct AtHome {
    /// How many open alerts the viewer owns, those behind the link included.
    pub owned: usize,
    /// The first of them; its first button is the primary one of the page. None when there is nothing to say.
    pub section: Option<Markup>,
}

/// The viewer's first alerts, for the home page.
///
/// # Errors
/// When the database does not answer.
pub async fn at_home(caller: &Caller) -> Result<AtHome> {
    if !caller.viewer.holds(SEE) {
        return Ok(AtHome { owned: 0, section: None });
    }
    let mine = mine(&caller.app, &caller.viewer, false).await?;
    let owned = mine.owned.len();
    if owned == 0 && mine.informed.is_empty() {
        return Ok(AtHome { owned, section: None });
    }
    let waiting = owned.saturating_sub(AT_HOME_MAX);
    let body = if owned == 0 {
        let link = record_link(&say_count("alerts.informed_of", count(mine.informed.len())), PLACE);
        maud! { p { (link) } }.memoize()
    } else {
        list(caller, &mine, AT_HOME_MAX)
    };
    let end = if waiting > 0 {
        say_count("alerts.more", count(waiting))
    } else {
        say("alerts.all").to_owned()
    };
    let section = Section::new(say("alerts.place"), body).end(record_link(&end, PLACE)).memoize();
    Ok(AtHome {
        owned,
        section: Some(section),
    })
}

/// The viewer's first alerts for the daily mail, in the order of home, and how many there are.
///
/// # Errors
/// When the database does not answer.
pub async fn in_mail(app: &AppRef, viewer: &Viewer) -> Result<(Vec<Line>, usize)> {
    if !viewer.holds(SEE) {
        return Ok((Vec::new(), 0));
    }
    let mine = mine(app, viewer, false).await?;
    let kinds = super::every();
    let line = |alert: &Alert| {
        let kind = kinds.iter().find(|kind| kind.code == alert.code);
        Line {
            sentence: say(kind.map_or("alerts.in_mail", |kind| kind.in_mail)).to_owned(),
            due: Some(alert.due),
            act: say(&alert.found.act).to_owned(),
            href: alert.found.href.clone(),
        }
    };
    Ok((mine.owned.iter().take(AT_HOME_MAX).map(line).collect(), mine.owned.len()))
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// The alerts that the viewer owns, at most so many; the first one's button is the primary one.
fn list(caller: &Caller, mine: &Mine, at_most: usize) -> Markup {
    let today = caller.app.db.today();
    let shown: Vec<Shown> = mine
        .owned
        .iter()
        .take(at_most)
        .enumerate()
        .map(|(place, alert)| {
            let action = Button::link(say(&alert.found.act), &alert.found.href);
            Shown {
                hazard: alert.found.hazard,
                about: mine.name(Some(alert.subject)).to_owned(),
                sentence: alert.found.sentence.clone(),
                href: href(alert.id),
                stake: stake(caller, alert),
                age: age(caller, alert, today),
                due: due(alert, today),
                owner: mine.name(alert.found.owner).to_owned(),
                action: if place == 0 { action.primary() } else { action },
            }
        })
        .collect();
    Shown::list(&shown)
}

/// The money at stake as a link to the figure, where the viewer may open it: who is informed may not read every figure.
fn stake(caller: &Caller, alert: &Alert) -> Markup {
    let Some(money) = alert.found.stake else { return none() };
    let money = format::with_unit(&format::money_whole(&money), money.currency().code());
    if may_read(caller, alert, &alert.found.figure) {
        figure_link(money, &figure_href(alert, &alert.found.figure), false)
    } else {
        money
    }
}

fn figure_href(alert: &Alert, figure: &str) -> String {
    format!("/figures/{figure}/{}", alert.subject)
}

fn may_read(caller: &Caller, alert: &Alert, figure: &str) -> bool {
    let figure = caller.app.book.figure(figure);
    let scope = figure.and_then(|figure| caller.viewer.may(figure.needs).ok());
    scope.is_some_and(|scope| scope.people().holds(&alert.subject))
}

fn age(caller: &Caller, alert: &Alert, today: Day) -> String {
    match rules::age(alert, today, &caller.app.config.zone) {
        0 => say("alerts.today").to_owned(),
        days => say_with("alerts.days", &[("n", &days.to_string())]),
    }
}

fn due(alert: &Alert, today: Day) -> String {
    let day = format::day_short(alert.due);
    if alert.due < today {
        say_with("alerts.late", &[("day", &day)])
    } else {
        day
    }
}

async fn show_list(caller: Caller) -> Answer {
    let mine = mine(&caller.app, &caller.viewer, true).await?;
    let title = match mine.owned.len() {
        0 => say("alerts.none_yours").to_owned(),
        n => say_count("alerts.yours", count(n)),
    };
    let own = if mine.owned.is_empty() {
        let next = Button::link(say("alerts.look"), "/figures");
        Empty::new(say("alerts.belong"), say("alerts.none")).action(next).memoize()
    } else {
        let list = list(&caller, &mine, usize::MAX);
        Section::new(say("alerts.mine"), list).about(say("alerts.mine_about")).memoize()
    };
    let mut parts = vec![Head::new(title).sub(text(say("alerts.sub"))).memoize(), own];
    if !mine.informed.is_empty() {
        let table = others(&caller, &mine);
        parts.push(
            Section::new(say("alerts.informed"), table)
                .about(say("alerts.informed_about"))
                .memoize(),
        );
    }
    if !mine.closed.is_empty() {
        let table = closed(&caller, &mine);
        parts.push(
            Section::new(say("alerts.closed"), table)
                .about(say("alerts.closed_about"))
                .memoize(),
        );
    }
    Ok(caller.page(View::new(say("alerts.place"), PLACE, join(parts))))
}

/// What others own has no button here: the act is theirs.
fn others(caller: &Caller, mine: &Mine) -> Table {
    let today = caller.app.db.today();
    let columns = vec![
        Column::text("who", say("alerts.who")).lead(),
        Column::text("what", say("alerts.what")),
        Column::number("stake", say("alerts.stake")),
        Column::number("age", say("alerts.age")),
        Column::text("due", say("alerts.due")),
        Column::text("owner", say("alerts.owner")),
    ];
    let row = |alert: &Alert| {
        Row::new(vec![
            text(mine.name(Some(alert.subject))),
            what(alert),
            stake(caller, alert),
            text(age(caller, alert, today)),
            text(due(alert, today)),
            text(mine.name(alert.found.owner)),
        ])
    };
    Table::new(say("alerts.informed"), columns).rows(mine.informed.iter().map(row).collect())
}

/// What happened, which leads to the alert's page.
fn what(alert: &Alert) -> Markup {
    let href = href(alert.id);
    maud! { a.link href=(href) { (lamp(hazard_shown(alert), &alert.found.sentence)) } }.memoize()
}

fn hazard_shown(alert: &Alert) -> Hazard {
    if alert.closed.is_some() {
        Hazard::Clear
    } else {
        alert.found.hazard
    }
}

fn closed(caller: &Caller, mine: &Mine) -> Table {
    let columns = vec![
        Column::text("who", say("alerts.who")).lead(),
        Column::text("what", say("alerts.what")),
        Column::number("stake", say("alerts.stake")),
        Column::text("closed", say("alerts.day_closed")),
        Column::text("owner", say("alerts.owner")).quiet(),
    ];
    let row = |alert: &Alert| {
        let day = alert.closed.map(|at| format::day_short(at.day_in(&caller.app.config.zone)));
        Row::new(vec![
            text(mine.name(Some(alert.subject))),
            what(alert),
            stake(caller, alert),
            text(day.unwrap_or_default()),
            text(mine.name(alert.found.owner)),
        ])
    };
    Table::new(say("alerts.closed"), columns).rows(mine.closed.iter().map(row).collect())
}
