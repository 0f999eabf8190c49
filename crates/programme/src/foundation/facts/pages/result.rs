//! `/facts/{import}`: what an import would do or did; the refusals as a file to correct; keep it or throw it away.

use super::{PLACE, amount, count, name_of, names, say_kind};
use crate::foundation::facts::acts;
use crate::foundation::facts::api::import_id;
use crate::foundation::facts::background::{self, Asking};
use crate::foundation::facts::recognition::say_target;
use crate::foundation::facts::report::{FileReport, ImportId, Report, State};
use crate::foundation::facts::rules::reject::{Reject, rejects_csv};
use crate::foundation::facts::rules::target::Target;
use crate::foundation::facts::taking_back::{take_back, until};
use crate::foundation::facts::{IMPORT, store};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Chip, Column, Empty, Evidence, Form, Head, Notice, Paging, Row, Section, Table, Tone, dim, none, note, provenance,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Fields, Params, Path, StatusCode, View, attachment, page_asked, redirect};
use platform::{Error, Result, jobs};
use std::collections::BTreeMap;

/// Refusals on a page.
const PAGE_ROWS: u64 = 50;

pub(super) async fn show(caller: Caller, Path(import): Path<String>, Params(asked): Params<BTreeMap<String, String>>) -> Answer {
    view(&caller, &import, page_asked(&asked, PAGE_ROWS), None).await
}

async fn view(caller: &Caller, import: &str, (page, rows_most): (u64, u64), refusal: Option<&str>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let report = acts::find(&mut tx, &caller.viewer, import_id(import)?).await?;
    let offset = (page - 1) * PAGE_ROWS;
    let limits = (
        i64::try_from(offset).unwrap_or(i64::MAX),
        i64::try_from(rows_most).unwrap_or(i64::MAX),
    );
    let rejects = acts::rejects(&mut tx, &caller.viewer, &report, None, limits).await?;
    let names = names(&mut tx, std::slice::from_ref(&report)).await?;
    let taken_back = store::taken_back_by(&mut tx, report.id).await?;
    let keeping = match report.state {
        State::Tried => background::keeping(&mut tx, &caller.viewer, report.id).await?,
        State::Done => None,
    };
    drop(tx);
    let body = join([
        head(caller, &report, name_of(&names, report.by)),
        keeping.map_or_else(nothing, |job| jobs::shown(&caller.app.book, &job)),
        totals(&report),
        by_files(&report, &rejects, page),
        batches(&report),
        taking_back(caller, &report, taken_back),
    ]);
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let mut view = View::new(title(&report), PLACE, body).notice(notice(&report, refusal, taken_back));
    let at = format::moment(report.at, &caller.app.config.zone);
    view.crumbs = vec![
        (say("facts.place").to_owned(), Some(PLACE.to_owned())),
        (say_with("facts.import_of", &[("day", &at)]), None),
    ];
    Ok(caller.page_with(status, view))
}

fn title(report: &Report) -> String {
    let (created, changed) = (format::count(report.kept.created), format::count(report.kept.changed));
    let counts = [("created", created.as_str()), ("changed", changed.as_str())];
    match report.state {
        State::Done if report.takes_back.is_some() => say_count("facts.did_take_back", report.kept.changed),
        State::Done if report.put_together.is_some() => {
            let batches = format::count(report.put_together.unwrap_or_default());
            say_with("facts.put_together_n", &[("n", &batches)])
        }
        State::Tried if report.refusal().is_some() => say("facts.would_be_refused").to_owned(),
        State::Tried if report.asks() && !report.has_rows() => say("facts.waits_for_answer").to_owned(),
        State::Tried if !report.has_rows() => say("facts.nothing_usable").to_owned(),
        State::Tried if report.changes_nothing() => say("facts.would_change_nothing").to_owned(),
        State::Tried => say_with("facts.would_keep", &counts),
        State::Done if report.changes_nothing() => say("facts.changed_nothing").to_owned(),
        State::Done => say_with("facts.did_keep", &counts),
    }
}

fn notice(report: &Report, refusal: Option<&str>, taken_back: Option<ImportId>) -> Option<Notice> {
    let refusal = refusal.or_else(|| report.refusal());
    let to = |import: ImportId| Button::link(say("facts.see_import"), format!("/facts/{import}"));
    match report.state {
        State::Done if refusal.is_some() => refusal.map(|sentence| Notice::new(Tone::Problem, sentence)),
        State::Done if taken_back.is_some() => taken_back.map(|by| Notice::new(Tone::Watch, say("facts.was_taken_back")).control(to(by))),
        State::Done if report.takes_back.is_some() => {
            let earlier = report.takes_back;
            earlier.map(|earlier| Notice::new(Tone::Info, say("facts.takes_back")).control(to(earlier)))
        }
        State::Tried if refusal.is_some() => refusal.map(|sentence| Notice::new(Tone::Problem, sentence)),
        State::Tried if report.asks() => {
            let answer = Button::link(say("facts.answer"), format!("/facts/{}/columns", report.id)).primary();
            Some(Notice::new(Tone::Watch, say("facts.asks")).control(answer))
        }
        State::Tried if report.refused > 0 && report.has_rows() => {
            Some(Notice::new(Tone::Watch, say_count("facts.tried_refused", report.refused)))
        }
        State::Tried if report.has_rows() => Some(Notice::new(Tone::Info, say("facts.nothing_kept"))),
        State::Tried => Some(Notice::new(Tone::Problem, say("facts.nothing_to_import"))),
        State::Done if report.refused > 0 => {
            let again = Button::link(say("facts.import_again"), "/facts/import");
            Some(Notice::new(Tone::Watch, say_count("facts.done_refused", report.refused)).control(again))
        }
        State::Done => None,
    }
}

fn head(caller: &Caller, report: &Report, by: &str) -> Markup {
    let at = format::moment(report.at, &caller.app.config.zone);
    let head = Head::new(title(report)).sub(text(say_with("facts.at_by", &[("at", &at), ("by", by)])));
    match report.state {
        State::Done => head.chip(Chip::new(say("facts.kept")).evidence(Evidence::Confirmed)).memoize(),
        State::Tried => {
            let mut import = Button::submit(say("facts.keep")).primary();
            if !report.has_rows() {
                import = import.disabled(say("facts.nothing_to_import"));
            } else if report.refusal().is_some() {
                import = import.disabled(say("facts.refused_whole"));
            }
            let form = |to: &str| Form::post(format!("/facts/{}/{to}", report.id)).csrf(Some(caller.csrf())).inline();
            head.chip(Chip::new(say("facts.tried")).evidence(Evidence::Assumed))
                .control(columns_link(report))
                .control(form("keeping").button(import))
                .control(form("discarding").button(Button::submit(say("facts.discard")).quiet()))
                .memoize()
        }
    }
}

/// The way to the columns, where there are some to choose.
fn columns_link(report: &Report) -> Markup {
    if report.files.iter().any(|file| file.mappable) {
        Button::link(say("facts.columns"), format!("/facts/{}/columns", report.id)).memoize()
    } else {
        nothing()
    }
}

/// What the files became; taking an import back and putting batches together have none.
fn by_files(report: &Report, rejects: &[Reject], page: u64) -> Markup {
    if report.takes_back.is_some() || report.put_together.is_some() {
        return nothing();
    }
    join([files(report), refused(report, rejects, page), findings(report), recognition(report)])
}

/// The files that become something, or should have.
fn files(report: &Report) -> Markup {
    let columns = vec![
        Column::text("file", say("facts.file")),
        Column::text("target", say("facts.target")).lead(),
        Column::number("rows", say("facts.rows")),
        Column::number("accepted", say("facts.accepted")),
        Column::number("refused", say("facts.refused")),
        Column::number("created", say("facts.created")),
        Column::number("changed", say("facts.changed")),
        Column::number("unchanged", say("facts.unchanged")),
        Column::number("total", say("facts.control_total")),
    ];
    let used = report.files.iter().filter(|file| file.target.is_some() || file.rejects > 0);
    let table = Table::new(say("facts.files"), columns).rows(used.map(file_row).collect());
    let table = table.empty(Empty::new(say("facts.no_files_used"), say("facts.no_files_used_why")));
    Section::new(say("facts.files"), table).memoize()
}

fn file_row(file: &FileReport) -> Row {
    let numbers = [
        file.rows,
        file.accepted,
        file.rejects,
        file.kept.created,
        file.kept.changed,
        file.kept.unchanged,
    ];
    let numbers = numbers.into_iter().map(|n| text(format::count(n)));
    let words = match &file.target {
        Some(name) => text(Target::named(name).map_or(name.as_str(), |target| say_target(target))),
        None => dim(say("facts.target_none")),
    };
    let totals = file.totals.iter().map(|total| amount(&total.amount, total.currency));
    let totals: Vec<Markup> = totals.collect();
    let totals = if totals.is_empty() {
        none()
    } else {
        // Each currency has a line of its own.
        maud! { span { @for (place, total) in totals.iter().enumerate() { @if place > 0 { br; } (total) } } }.memoize()
    };
    let row = Row::new([text(&file.name), words].into_iter().chain(numbers).chain([totals]).collect());
    if file.rejects > 0 || file.refusal.is_some() {
        row.act()
    } else {
        row
    }
}

/// Why each file was taken for what it is, and why some are not needed.
fn recognition(report: &Report) -> Markup {
    let columns = vec![
        Column::text("file", say("facts.file")),
        Column::text("target", say("facts.target")).lead(),
        Column::text("because", say("facts.because")),
    ];
    let rows = report.files.iter().map(|file| {
        let words = file.target.as_deref().map_or(say("facts.target_none"), |name| {
            Target::named(name).map_or("", |target| say_target(target))
        });
        let row = Row::new(vec![text(&file.name), text(words), text(&file.recognised_because)]);
        if file.target.is_some() { row } else { row.dim() }
    });
    let table = Table::new(say("facts.recognition"), columns).rows(rows.collect());
    Section::new(say("facts.recognition"), table)
        .about(say("facts.recognition_about"))
        .memoize()
}

fn totals(report: &Report) -> Markup {
    if report.totals.is_empty() {
        return nothing();
    }
    let columns = vec![
        Column::text("kind", say("facts.kind")),
        Column::number("count_before", say("facts.count_before")).quiet(),
        Column::number("count_after", say("facts.count_after")),
        Column::number("before", say("facts.amount_before")),
        Column::number("change", say("facts.amount_change")),
        Column::number("after", say("facts.amount_after")).lead(),
    ];
    let rows = report.totals.iter().map(|total| {
        let change = &total.amount_after - &total.amount_before;
        Row::new(vec![
            text(say_kind(total.kind)),
            count(total.count_before),
            count(total.count_after),
            amount(&total.amount_before, total.currency),
            amount(&change, total.currency),
            amount(&total.amount_after, total.currency),
        ])
    });
    let table = Table::new(say("facts.totals"), columns).rows(rows.collect());
    Section::new(say("facts.totals"), table).about(say("facts.totals_about")).memoize()
}

fn refused(report: &Report, rejects: &[Reject], page: u64) -> Markup {
    if report.refused == 0 {
        return nothing();
    }
    let columns = vec![
        Column::text("file", say("facts.file")),
        Column::number("line", say("facts.line")),
        Column::text("column", say("facts.column")),
        Column::text("value", say("facts.value")),
        Column::text("reason", say("facts.reason")),
        Column::text("fix", say("facts.fix")),
    ];
    let rows = rejects.iter().map(|reject| {
        let column = reject.column.as_ref().map_or_else(none, text);
        let value = if reject.value.is_empty() { none() } else { text(&reject.value) };
        Row::new(vec![
            text(&reject.file),
            text(format::count(reject.line)),
            column,
            value,
            text(&reject.reason),
            text(&reject.fix),
        ])
    });
    let mut table = Table::new(say("facts.refusals"), columns)
        .rows(rows.collect())
        .empty(Empty::new(say("facts.refusals"), say("facts.no_refusals_here")));
    // A file that could not be opened has no rows to correct.
    for file in report.files.iter().filter(|file| file.rejects > 0 && !file.columns.is_empty()) {
        let href = format!("/facts/{}/rejects/{}", report.id, file.place);
        table = table.file(say_with("facts.csv_of", &[("file", &file.name)]), href);
    }
    if report.refused > PAGE_ROWS {
        let offset = (page - 1) * PAGE_ROWS;
        let shown = u64::try_from(rejects.len()).unwrap_or_default();
        let href = |page: u64| format!("/facts/{}?page={page}#refused", report.id);
        table = table.paging(Paging {
            from: offset + u64::from(shown > 0),
            to: offset + shown,
            total: report.refused,
            previous: (page > 1).then(|| href(page - 1)),
            next: (offset + shown < report.refused).then(|| href(page + 1)),
        });
    }
    Section::new(say("facts.refusals"), table)
        .about(say("facts.refusals_about"))
        .id("refused")
        .end(if report.state == State::Tried {
            columns_link(report)
        } else {
            nothing()
        })
        .memoize()
}

fn findings(report: &Report) -> Markup {
    if report.findings.is_empty() {
        return nothing();
    }
    let columns = vec![
        Column::text("finding", say("facts.finding")),
        Column::number("count", say("facts.times")).lead(),
        Column::text("examples", say("facts.examples")),
        Column::text("file", say("facts.file")).quiet(),
    ];
    let rows = report.findings.iter().map(|found| {
        let file = found.file.as_ref().map_or_else(|| text(say("facts.between_files")), text);
        let examples = text(found.finding.examples.join("; "));
        Row::new(vec![
            text(&found.finding.sentence),
            text(format::count(found.finding.count)),
            examples,
            file,
        ])
    });
    let table = Table::new(say("facts.findings"), columns).rows(rows.collect());
    Section::new(say("facts.findings"), table)
        .about(say("facts.findings_about"))
        .memoize()
}

fn batches(report: &Report) -> Markup {
    if report.batches.is_empty() {
        return match report.state {
            State::Done => note(text(say("facts.no_batch"))),
            State::Tried => nothing(),
        };
    }
    let shown = report.batches.iter().map(|batch| {
        provenance(&[
            (say("facts.batch"), text(&batch.name)),
            (say("facts.sha256"), text(&batch.sha256)),
            (say("facts.facts"), text(format::count(batch.rows))),
            (say("facts.bytes"), text(format::count(batch.bytes))),
        ])
        .memoize()
    });
    let body = join(shown.collect::<Vec<_>>());
    Section::new(say("facts.evidence"), body)
        .about(say("facts.evidence_about"))
        .memoize()
}

/// The button that takes the import back and until when it can be pressed, for whoever may import.
fn taking_back(caller: &Caller, report: &Report, taken_back: Option<ImportId>) -> Markup {
    let until = until(&caller.app.config, report).filter(|_| report.state == State::Done && taken_back.is_none());
    let Some(until) = until.filter(|_| caller.viewer.holds(IMPORT)) else {
        return nothing();
    };
    let day = format::moment(until, &caller.app.config.zone);
    if until <= caller.app.db.now() {
        let over = note(text(say_with("facts.taking_back_over", &[("until", &day)])));
        return Section::new(say("facts.taking_back"), over).memoize();
    }
    let form = Form::post(format!("/facts/{}/taking-back", report.id))
        .csrf(Some(caller.csrf()))
        .inline()
        .button(Button::submit(say("facts.take_back")));
    let about = say_with("facts.taking_back_about", &[("until", &day)]);
    let body = join([note(text(about)), form.memoize()]);
    Section::new(say("facts.taking_back"), body).memoize()
}

pub(super) async fn submit_taking_back(caller: Caller, Path(import): Path<String>, _fields: Fields) -> Answer {
    match take_back(&caller.app, &caller.viewer, import_id(&import)?).await {
        Ok(report) => Ok(redirect(&format!("/facts/{}", report.id))),
        Err(Error::Refused(refusal)) => view(&caller, &import, (1, PAGE_ROWS), Some(&refusal.sentence)).await,
        Err(other) => Err(other),
    }
}

pub(super) async fn rejects_file(caller: Caller, Path((import, place)): Path<(String, String)>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let report = acts::find(&mut tx, &caller.viewer, import_id(&import)?).await?;
    let at = place.parse::<i64>().ok().ok_or(Error::NotFound { what: "file" })?;
    let place = u64::try_from(at).ok().ok_or(Error::NotFound { what: "file" })?;
    let here = || report.files.iter().filter(|file| file.place == place);
    let name = here()
        .next()
        .map(|file| file.name.clone())
        .ok_or(Error::NotFound { what: "file" })?;
    let columns = here()
        .find(|file| !file.columns.is_empty())
        .map(|file| file.columns.clone())
        .unwrap_or_default();
    let rejects = acts::rejects(&mut tx, &caller.viewer, &report, Some(at), (0, i64::MAX)).await?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    Ok(attachment(
        "text/csv; charset=utf-8",
        &format!("{stem}-refused.csv"),
        rejects_csv(&columns, &rejects),
    ))
}

pub(super) async fn submit_keeping(caller: Caller, Path(import): Path<String>, _fields: Fields) -> Answer {
    match background::accept(&caller.app, &caller.viewer, import_id(&import)?).await {
        Ok(Asking::Done(report)) => Ok(redirect(&format!("/facts/{}", report.id))),
        Ok(Asking::Job(job)) => Ok(redirect(&format!("/jobs/{job}"))),
        Err(Error::Refused(refusal)) => view(&caller, &import, (1, PAGE_ROWS), Some(&refusal.sentence)).await,
        Err(other) => Err(other),
    }
}

pub(super) async fn submit_discarding(caller: Caller, Path(import): Path<String>, _fields: Fields) -> Answer {
    let done: Result<()> = acts::discard(&caller.app, &caller.viewer, import_id(&import)?).await;
    done.map(|()| redirect("/facts/import"))
}
