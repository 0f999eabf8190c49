//! Coaching on the home page and on a person's page: what waits for the coach, and the coachee's own next step.

use super::{hours, quarter_words, record_href};
use crate::foundation::overview::{Panel, Step};
use crate::foundation::staff;
use crate::people::coaching::rules::month::{credited, hours as of_minutes, last_month, last_quarter, name_of};
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, SEE, SEE_MINUTES, SEE_PROGRAMME, policy, reading};
use hypertext::prelude::*;
use platform::Result;
use platform::access::Viewer;
use platform::chapter::Later;
use platform::look::components::{Figure, Section, figures, record_link};
use platform::look::why::figure_link;
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{AppRef, Caller};
use vocabulary::PersonId;

/// Steps and numbers for the viewer.
pub const HOME: Panel = Panel {
    steps: Some(|app, viewer| Box::pin(steps(app, viewer))),
    sections,
};

fn sections(caller: &Caller) -> Later<'_, Result<Vec<Markup>>> {
    Box::pin(async move {
        let mut sections = Vec::new();
        sections.extend(programme(caller).await?);
        if let Some(me) = caller.viewer.person.filter(|_| caller.viewer.holds(SEE)) {
            sections.extend(received(caller, me).await?);
        }
        Ok(sections)
    })
}

/// Their sentences quote what somebody wrote; a mail says only that something waits.
async fn steps(app: &AppRef, viewer: &Viewer) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let Some(me) = viewer.person.filter(|_| viewer.holds(SEE)) else {
        return Ok(steps);
    };
    let sight = Sight::of(viewer)?;
    let mut tx = app.db.read().await?;
    let today = tx.today();
    if viewer.holds(COACH) {
        let team = staff::reports_of(&mut tx, &[me], today).await?.remove(&me).unwrap_or_default();
        for request in store::requests::list_waiting(&mut tx, &sight, me, &team).await? {
            let due = request.due.map(format::day_short).unwrap_or_default();
            steps.push(Step {
                sentence: say_with("coaching.step_request", &[("words", &request.words), ("day", &due)]),
                in_mail: say_with("coaching.mail_request", &[("day", &due)]),
                act: say("coaching.answer").to_owned(),
                href: format!("{}#requests", record_href(request.coachee)),
            });
        }
        for one in store::appointments::list_of_coach(&mut tx, &sight, me, today).await? {
            if one.day == today {
                steps.push(Step {
                    sentence: say_with("coaching.step_session", &[("starts", &one.starts), ("topic", &one.topic)]),
                    in_mail: say_with("coaching.mail_session", &[("starts", &one.starts)]),
                    act: say("coaching.open_session").to_owned(),
                    href: format!("{}/new?coachee={}&appointment={}", super::SESSIONS, one.coachee, one.id),
                });
            }
        }
    }
    // What nobody spoke of for longer is history.
    let lately = (last_month(today).start(), today);
    for session in store::sessions::list_due(&mut tx, &sight, me, lately).await? {
        steps.push(Step {
            sentence: say_with("coaching.step_commitment", &[("words", &session.said.commitment)]),
            in_mail: say("coaching.mail_commitment").to_owned(),
            act: say("coaching.say_what_became").to_owned(),
            href: format!("{}#commitment", super::session_href(&session)),
        });
    }
    Ok(steps)
}

/// Coaching as a whole in the last quarter, for whoever follows the programme; nothing while nobody was coached.
async fn programme(caller: &Caller) -> Result<Option<Markup>> {
    if !caller.viewer.holds(SEE_PROGRAMME) {
        return Ok(None);
    }
    let mut tx = caller.app.db.read().await?;
    let quarter = last_quarter(tx.today());
    let sums = reading::sums(&mut tx, &caller.viewer, &quarter).await?;
    drop(tx);
    let Some(all) = &sums.all else { return Ok(None) };
    // The page of the programme says of which teams and on what.
    let why = |words: String| figure_link(text(words), "/coaching/programme", false);
    let amount = |minutes: i64| why(format::count(u64::try_from(minutes).unwrap_or_default()));
    let hidden = sums.teams.iter().filter(|(.., team)| team.is_none()).count();
    let none = sums
        .teams
        .iter()
        .filter(|(.., team)| team.as_ref().is_some_and(|team| team.all() == 0))
        .count();
    let mut shown = vec![
        Figure {
            name: say("coaching.home_minutes").to_owned(),
            value: amount(all.all()),
            remark: Some(say_count("coaching.home_people", all.people)),
        },
        Figure {
            name: say("coaching.home_skill").to_owned(),
            value: amount(all.skill()),
            remark: Some(say("coaching.home_skill_of").to_owned()),
        },
    ];
    if none > 0 {
        shown.push(Figure {
            name: say("coaching.home_teams_none").to_owned(),
            value: why(none.to_string()),
            remark: Some(say_count(
                "coaching.home_teams",
                u64::try_from(sums.teams.len() - hidden).unwrap_or_default(),
            )),
        });
    }
    let title = say_with("coaching.home_programme", &[("quarter", &quarter_words(&quarter))]);
    let end = record_link(say("coaching.programme_place"), "/coaching/programme");
    Ok(Some(Section::new(title, figures(&shown)).end(end).memoize()))
}

/// The hours somebody received in the last full month; nothing for whoever is coached by nobody.
async fn received(caller: &Caller, person: PersonId) -> Result<Option<Markup>> {
    let scope = caller.may(SEE_MINUTES);
    let Ok(scope) = scope else { return Ok(None) };
    if !scope.people().holds(&person) {
        return Ok(None);
    }
    let mut tx = caller.app.db.read().await?;
    let month = last_month(tx.today());
    let minutes = reading::minutes_of(&mut tx, &scope, person, &month).await?;
    if minutes.is_empty() {
        return Ok(None);
    }
    let numbers = reading::Numbers::load(&mut tx, &month).await?;
    let trend = platform::figures::spark(
        &mut tx,
        &caller.app.book,
        &caller.viewer,
        "coaching.credited_hours",
        &person.to_string(),
    )
    .await?;
    drop(tx);
    let all = of_minutes(minutes.iter().map(|session| session.minutes).sum());
    let counts = credited(&all, &numbers.number(policy::MAX_CREDIT_H));
    let href = format!("/figures/coaching.credited_hours/{person}?period={}", name_of(&month));
    let figure = Figure {
        name: say_with("coaching.received_in", &[("month", &super::month_words(month.start()))]),
        value: join([Some(figure_link(text(hours(&counts)), &href, false)), trend].into_iter().flatten()),
        remark: (counts != all).then(|| say_with("coaching.of_received", &[("hours", &hours(&all))])),
    };
    let section = Section::new(say("coaching.place"), figures(&[figure]));
    let end = caller.may(SEE).is_ok_and(|scope| scope.people().holds(&person));
    Ok(Some(if end {
        section.end(record_link(say("coaching.to_record"), &record_href(person))).memoize()
    } else {
        section.memoize()
    }))
}

/// The part of coaching on a person's page: hours for whoever may see them, the way to the record for whoever may read it.
pub fn panel<'a>(caller: &'a Caller, person: PersonId) -> Later<'a, Result<Option<Markup>>> {
    Box::pin(received(caller, person))
}
