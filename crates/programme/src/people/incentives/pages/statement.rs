//! The statement: what the year earned, where one stands on the curve, and the thread from each figure to its orders.
//! Page and paper are made of the same reading, by the same tables, sums, curves and threads.

use super::{PLACE, Query, asked, person_id};
use crate::people::incentives::reading::{self, ComponentRow, Explanation, Question, Wording, YearStatement};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::store::{Line, PlanPeriod};
use crate::people::incentives::{SEE, acts};
use hypertext::prelude::*;
use platform::Result;
use platform::look::charts::{About, Composition, Part};
use platform::look::components::{
    Button, Chip, Column, Evidence, Head, Menu, MenuItem, Row, Section, SumLine, SumList, Table, columns, hero, none, note, unknown,
};
use platform::look::why::{Why, figure_link};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Path, View, address};
use vocabulary::{Link, Money, PersonId, Ratio, Zone};

mod curve;
mod lines;
mod paper;
mod readers;

pub(super) use lines::show_lines;
pub(in super::super) use paper::document as printed;
pub(super) use paper::show_paper;

/// So many periods stand beside the components without crowding them.
const PERIODS_BESIDE_MAX: usize = 6;

/// The statement that was asked for, with the figure that stands open.
async fn read(caller: &Caller, person: PersonId, query: &Query) -> Result<(YearStatement, Option<Explanation>)> {
    let mut tx = caller.app.db.read().await?;
    let (plan, year) = (asked(query, "plan"), asked(query, "year"));
    let statement = reading::year_statement(&mut tx, &caller.viewer, person, plan, year).await?;
    drop(tx);
    let explanation = match &open_question(&statement, query) {
        Some(question) => Some(reading::explain(&caller.app, &caller.viewer, question).await?),
        None => None,
    };
    Ok((statement, explanation))
}

pub(super) async fn show_one(caller: Caller, Path(person): Path<String>, query: Query) -> Answer {
    let person = person_id(&person)?;
    let (statement, explanation) = match read(&caller, person, &query).await {
        Err(platform::Error::NotFound { .. }) if asked(&query, "year").is_empty() && caller.viewer.person == Some(person) => {
            return Ok(nothing_yet(&caller));
        }
        other => other?,
    };
    let what = explanation.as_ref().map_or("statement", |open| open.line.result.component.as_str());
    acts::log_reading(&caller.app, &caller.viewer, person, what).await?;
    let readers = readers::section(&caller, person).await?;
    let openings = super::openings::section(&caller, person).await?.unwrap_or_else(nothing);
    let page = Page {
        statement: &statement,
        open: explanation.as_ref(),
        account: asked(&query, "account"),
        zone: &caller.app.config.zone,
    };
    let title = say_with("incentives.statement_title", &[("year", &statement.label)]);
    let view = View::new(title, PLACE, join([page.body(), openings, readers]));
    let own = caller.viewer.may(SEE)?.people().holds(&statement.person.id) && caller.viewer.person == Some(statement.person.id);
    let view = if own {
        view
    } else {
        view.under(&statement.person.name, page.address(None, ""))
            .under(say("incentives.place"), PLACE)
    };
    Ok(caller.page(view))
}

fn nothing_yet(caller: &Caller) -> platform::web::Response {
    let empty = platform::look::components::Empty::new(say("incentives.own_belongs"), say("incentives.own_empty"));
    let body = join([Head::new(say("incentives.own_none")).memoize(), empty.memoize()]);
    caller.page(View::new(say("incentives.place"), PLACE, body))
}

/// `?why=component@period` asks for one figure; an unknown component or period opens nothing.
fn open_question(statement: &YearStatement, query: &Query) -> Option<Question> {
    let (component, period) = asked(query, "why").split_once('@')?;
    let row = statement.rows.iter().find(|row| row.id == component)?;
    row.lines.get(period)?;
    Some(Question {
        person: statement.person.id,
        plan: statement.version.id,
        component: component.to_owned(),
        period: period.to_owned(),
        account: asked(query, "account").to_owned(),
    })
}

struct Page<'a> {
    statement: &'a YearStatement,
    open: Option<&'a Explanation>,
    account: &'a str,
    zone: &'a Zone,
}

impl Page<'_> {
    /// This page with another question open.
    fn address(&self, why: Option<(&str, &str)>, account: &str) -> String {
        self.address_of("", why, account)
    }

    /// The same on paper, with the question that stands open.
    fn paper_address(&self) -> String {
        let open = self
            .open
            .map(|open| (open.line.result.component.as_str(), open.period.name.as_str()));
        self.address_of("/statement.pdf", open, self.account)
    }

    fn address_of(&self, file: &str, why: Option<(&str, &str)>, account: &str) -> String {
        let why = why.map(|(component, period)| format!("{component}@{period}")).unwrap_or_default();
        let path = format!("/incentives/statements/{}{file}", self.statement.person.id);
        let plan = self.statement.version.id.to_string();
        address(
            &path,
            &[("plan", &plan), ("year", &self.statement.year), ("why", &why), ("account", account)],
        )
    }

    fn currency(&self) -> &'static str {
        self.statement.version.currency.code()
    }

    fn body(&self) -> Markup {
        let mut parts = vec![self.head(), columns(self.answer(), self.sum())];
        parts.extend(self.statement.rows.iter().filter_map(|row| curve::section(self.statement, row)));
        parts.push(self.earned());
        if self.beside().is_empty() {
            parts.push(Section::new(say("incentives.earned_by_period"), self.by_period()).memoize());
        }
        join(parts)
    }

    /// The periods that stand beside the components; none when they are too many, and then they have a table of their own.
    fn beside(&self) -> &[PlanPeriod] {
        if self.statement.periods.len() > PERIODS_BESIDE_MAX {
            &[]
        } else {
            &self.statement.periods
        }
    }

    /// A year of months: a row for each, the components beside one another.
    fn by_period(&self) -> Table {
        let statement = self.statement;
        let mut heads = vec![
            Column::text("period", say("incentives.period")),
            Column::text("state", say("incentives.state")).quiet(),
        ];
        heads.extend(statement.rows.iter().map(|row| Column::number(&row.id, row.name())));
        let rows = statement.periods.iter().map(|period| {
            let open = self.open.filter(|open| open.period.name == period.name);
            let mut cells = vec![text(&period.label), text(super::say_state(period.state))];
            for row in &statement.rows {
                let is_open = open.is_some_and(|open| open.line.result.component == row.id);
                cells.push(
                    row.lines
                        .get(&period.name)
                        .map_or_else(none, |line| self.posting(row, period, line, is_open)),
                );
            }
            let component = open.and_then(|open| statement.rows.iter().find(|row| row.id == open.line.result.component));
            match open.zip(component) {
                Some((open, row)) => Row::new(cells).why(&row.id, self.why(row, open, |why| why.memoize())),
                None => Row::new(cells),
            }
        });
        Table::new(say("incentives.earned_by_period"), heads).rows(rows.collect())
    }

    /// Who and which plan.
    fn sub(&self) -> String {
        let statement = self.statement;
        let person = &statement.person;
        let version = statement.version.number.to_string();
        let title = person.title_name.clone().unwrap_or_else(|| say("incentives.no_title").to_owned());
        let values = [
            ("name", person.name.as_str()),
            ("title", &title),
            ("plan", &statement.version.name),
            ("version", &version),
            ("currency", self.currency()),
        ];
        say_with("incentives.statement_sub", &values)
    }

    /// Whether every period is closed, in the reader's word.
    fn finality(&self) -> (&'static str, Evidence) {
        let statement = self.statement;
        let calculated: Vec<&PlanPeriod> = statement.periods.iter().filter(|period| period.run.is_some()).collect();
        let all_closed = calculated.len() == statement.periods.len() && calculated.iter().all(|period| period.state == PeriodState::Closed);
        if all_closed {
            (say("incentives.final"), Evidence::Confirmed)
        } else {
            (say("incentives.provisional"), Evidence::Assumed)
        }
    }

    fn head(&self) -> Markup {
        let statement = self.statement;
        let person = &statement.person;
        let (final_or_not, evidence) = self.finality();
        let items = statement
            .years
            .iter()
            .map(|year| MenuItem {
                label: format!("{}, {}", year.label, year.plan_name),
                href: address(
                    &format!("/incentives/statements/{}", person.id),
                    &[("plan", &year.plan.to_string()), ("year", &year.year)],
                ),
            })
            .collect();
        let title = say_with("incentives.statement_title", &[("year", &statement.label)]);
        Head::new(title)
            .chip(Chip::new(final_or_not).evidence(evidence))
            .control(Menu {
                id: "years".to_owned(),
                label: say("incentives.other_year").to_owned(),
                items,
            })
            .action(Button::link(say("look.pdf"), self.paper_address()).quiet())
            .sub(text(self.sub()))
            .memoize()
    }

    /// What the year has earned: the figure, its unit, and its sentence.
    fn key_figure(&self) -> (Markup, &'static str, String) {
        let statement = self.statement;
        let closed = statement
            .periods
            .iter()
            .filter(|period| period.state == PeriodState::Closed)
            .count();
        let through = statement.through().map(|period| period.label.clone()).unwrap_or_default();
        let states = say_with(
            "incentives.closed_of",
            &[("closed", &closed.to_string()), ("all", &statement.periods.len().to_string())],
        );
        let sentence = say_with("incentives.hero", &[("year", &statement.label), ("through", &through)]);
        let figure = match &statement.total.unknown {
            Some(because) => unknown(because),
            None => text(format::money(&statement.total.known)),
        };
        let unit = if statement.total.unknown.is_some() { "" } else { self.currency() };
        (figure, unit, format!("{sentence} {states}"))
    }

    fn answer(&self) -> Markup {
        let (figure, unit, spoken) = self.key_figure();
        let composition = self.composition().map_or_else(nothing, |composition| composition.figure());
        join([hero(figure, unit, text(spoken)), composition])
    }

    /// What the components have to do with the sum, where there are several.
    fn composition(&self) -> Option<Composition> {
        if self.statement.rows.len() < 2 {
            return None;
        }
        let part = |row: &ComponentRow| Part {
            label: row.name(),
            value: row.earned.known.to_ratio(),
            shown: match &row.earned.unknown {
                Some(because) => Err(because.clone()),
                None => Ok(format::money(&row.earned.known)),
            },
        };
        let summary: Vec<String> = self
            .statement
            .rows
            .iter()
            .map(|row| format!("{} {}", row.name(), format::money(&row.earned.known)))
            .collect();
        let about = About {
            id: "composition".to_owned(),
            title: say("incentives.composition").to_owned(),
            summary: summary.join(", "),
        };
        Some(Composition {
            about,
            parts: self.statement.rows.iter().map(part).collect(),
        })
    }

    fn sum(&self) -> SumList {
        let statement = self.statement;
        let mut lines: Vec<SumLine> = Vec::new();
        for period in &statement.periods {
            let of_period: Vec<&Line> = statement.rows.iter().filter_map(|row| row.lines.get(&period.name)).collect();
            let shown = match period_sum(&of_period, statement) {
                Some(Ok(money)) => text(format::money(&money)),
                Some(Err(because)) => unknown(&because),
                None => none(),
            };
            let state = super::say_state(period.state);
            let value = maud! { (shown) }.memoize();
            lines.push(SumLine::new(format!("{}, {state}", period.label), value));
        }
        let total = match &statement.total.unknown {
            Some(because) => unknown(because),
            None => format::money_unit(&statement.total.known),
        };
        SumList::new(lines).total(SumLine::new(say("incentives.together"), total))
    }

    fn earned(&self) -> Markup {
        let body = join([self.by_component().memoize(), note(text(say("incentives.earned_note")))]);
        Section::new(say("incentives.earned_by_component"), body)
            .about(say_with("incentives.earned_about", &[("currency", self.currency())]))
            .id("earned")
            .memoize()
    }

    fn by_component(&self) -> Table {
        let statement = self.statement;
        let mut heads = vec![
            Column::text("component", say("incentives.component")),
            Column::number("target", say("incentives.target")).quiet(),
            Column::number("measure", say("incentives.measure")).quiet(),
            Column::number("quota", say("incentives.quota")).quiet(),
            Column::number("result", say("incentives.attainment")),
        ];
        heads.extend(
            self.beside()
                .iter()
                .map(|period| Column::number(&period.name, period_head(&period.label))),
        );
        heads.push(Column::number("earned", say("incentives.earned")).lead());
        let rows = statement.rows.iter().map(|row| self.component(row)).collect();
        let mut totals = vec![text(say("incentives.together")), nothing(), nothing(), nothing(), nothing()];
        for period in self.beside() {
            let of_period: Vec<&Line> = statement.rows.iter().filter_map(|row| row.lines.get(&period.name)).collect();
            totals.push(match period_sum(&of_period, statement) {
                Some(Ok(money)) => text(format::money(&money)),
                Some(Err(because)) => unknown(&because),
                None => none(),
            });
        }
        totals.push(text(format::money(&statement.total.known)));
        Table::new(say("incentives.earned_by_component"), heads).rows(rows).totals(totals)
    }

    fn component(&self, row: &ComponentRow) -> Row {
        let statement = self.statement;
        let latest = row.latest(&statement.periods);
        let exact =
            |value: Option<&Ratio>| value.map_or_else(none, |value| text(format::amount_in_ledger(value, statement.version.currency)));
        let name = maud! { b { (row.name()) } @if let Some(words) = &row.text { small { (words) } } }.memoize();
        let mut cells = vec![
            name,
            latest
                .and_then(|line| line.target)
                .map_or_else(none, |target| text(format::money(&target))),
            exact(latest.and_then(|line| line.measure.as_ref())),
            exact(latest.and_then(|line| line.quota.as_ref())),
            super::attainment(&statement.plan, &row.id, latest.and_then(|line| line.attainment.as_ref())),
        ];
        let open = self.open.filter(|open| open.line.result.component == row.id);
        for period in self.beside() {
            let is_open = open.is_some_and(|open| open.period.name == period.name);
            cells.push(
                row.lines
                    .get(&period.name)
                    .map_or_else(none, |line| self.posting(row, period, line, is_open)),
            );
        }
        cells.push(match &row.earned.unknown {
            Some(because) => unknown(because),
            None => text(format::money(&row.earned.known)),
        });
        match open.filter(|_| !self.beside().is_empty()) {
            Some(open) => Row::new(cells).why(&open.period.name, self.why(row, open, |why| why.memoize())),
            None => Row::new(cells),
        }
    }

    /// What a period posted, as a figure that can be asked.
    fn posting(&self, row: &ComponentRow, period: &PlanPeriod, line: &Line, open: bool) -> Markup {
        let href = if open {
            self.address(None, "")
        } else {
            self.address(Some((&row.id, &period.name)), "") + "#why"
        };
        match (line.earned, &line.unknown_because) {
            (Some(earned), _) => figure_link(text(format::money(&earned)), &href, open),
            (None, Some(because)) => maud! { a .link href=(href) { (unknown(because)) } }.memoize(),
            (None, None) => none(),
        }
    }

    /// The thread of the figure that stands open, shown on the page or on paper.
    fn why<T>(&self, row: &ComponentRow, open: &Explanation, shown: impl FnOnce(Why<'_>) -> T) -> T {
        let here = (row.id.as_str(), open.period.name.as_str());
        let addresses = |link: &Link| match link.kind.as_str() {
            "account_lines" => Some(self.address(Some(here), &link.id) + "#why"),
            "account" => Some(format!("/accounts/{}", link.id)),
            _ => None,
        };
        let digest: String = open.version.digest.chars().take(8).collect();
        let plan = format!("{} v{}, {digest}", open.version.name, open.version.number);
        let run = say_with(
            "incentives.run_of",
            &[
                ("number", &open.run.number.to_string()),
                ("day", &format::moment(open.run.at, self.zone)),
            ],
        );
        let lines = address(
            &format!("/incentives/statements/{}/lines.csv", self.statement.person.id),
            &[
                ("plan", &self.statement.version.id.to_string()),
                ("component", &row.id),
                ("period", &open.period.name),
            ],
        );
        let all = maud! { a .link href=(lines) { (say("incentives.all_lines")) } };
        let facts = u64::try_from(open.run.facts).unwrap_or_default();
        let late = open.line.from_closed.filter(|money| !money.is_zero());
        let trace = Wording::of(&self.statement.plan, &self.statement.periods).trace(&open.trace);
        let mut why = Why::new(&trace, &addresses)
            .from(say("incentives.component"), text(row.name()))
            .from(say("incentives.plan"), text(plan))
            .from(say("incentives.run"), text(run))
            .from(say("incentives.source"), text(say_count("incentives.facts", facts)))
            .from(say("incentives.lines_file"), all)
            .close(self.address(None, "") + "#earned")
            .in_row();
        if let Some(late) = late {
            let words = say_with(
                "incentives.from_closed",
                &[("money", &format::money_change(&late)), ("currency", self.currency())],
            );
            why = why.beside(note(text(words)));
        } else if self.account.is_empty() {
            why = why.beside(note(text(say("incentives.why_hint"))));
        }
        shown(why)
    }
}

/// `Q1 FY 2022/23` stands under its year already: `Q1`.
fn period_head(label: &str) -> String {
    label.split(' ').next().unwrap_or(label).to_owned()
}

/// The sum of a period's lines: nothing when none was calculated, the reason when one is unknown.
fn period_sum(lines: &[&Line], statement: &YearStatement) -> Option<Result<Money, String>> {
    if lines.is_empty() {
        return None;
    }
    let mut sum = Money::zero(statement.version.currency);
    for line in lines {
        match (line.earned, &line.unknown_because) {
            (Some(earned), _) => sum = sum.checked_add(earned).ok()?,
            (None, Some(because)) => return Some(Err(because.clone())),
            (None, None) => return None,
        }
    }
    Some(Ok(sum))
}
