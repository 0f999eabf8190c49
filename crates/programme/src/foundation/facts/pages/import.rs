//! `/facts/import`: choose files and try them first.

use super::PLACE;
use crate::foundation::facts::Told;
use crate::foundation::facts::acts::FILES_MAX;
use crate::foundation::facts::background::{self, Asking};
use crate::foundation::facts::recognition::say_target;
use crate::foundation::facts::rules::target::Target;
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Column, Field, Form, Head, Row, Section, Table};
use platform::look::{join, text};
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Fields, Response, StatusCode, Upload, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::Refusal;

pub(super) async fn show(caller: Caller) -> Response {
    view(&caller, &Fields::default(), None)
}

fn view(caller: &Caller, fields: &Fields, refusal: Option<&Refusal>) -> Response {
    let said_of = |field: Option<&str>| {
        let mut all = refusal.into_iter().flat_map(Refusal::all);
        let found = all.find(|one| one.field.as_deref() == field);
        found.map(|one| one.sentence.as_str())
    };
    let on = |field: &str| said_of(Some(field));
    let general = said_of(None);
    let mib = caller.app.config.upload_bytes_max >> 20;
    let hint = say_with("facts.files_hint", &[("n", &FILES_MAX.to_string()), ("mib", &mib.to_string())]);
    let mut choices = vec![Choice::new("", say("facts.recognise"))];
    choices.extend(
        Target::all()
            .into_iter()
            .map(|target| Choice::new(target.name(), say_target(target))),
    );
    let form = Form::post("/facts/import")
        .csrf(Some(caller.csrf()))
        .get(say("facts.import_get"))
        .refusal(general)
        .field(
            Field::files("files", say("facts.files"), ".csv,.txt,.tsv,.tab,.xlsx,.xlsm,.xls,.ods,.parquet")
                .hint(hint)
                .required()
                .error(on("files")),
        )
        .field(
            Field::select("target", say("facts.target"), choices)
                .value(fields.text("target"))
                .hint(say("facts.target_hint"))
                .error(on("target")),
        )
        .fields(vec![
            Field::text("source", say("facts.source"))
                .value(fields.text("source"))
                .hint(say("facts.source_hint"))
                .error(on("source")),
            Field::text("currency", say("facts.currency"))
                .value(fields.text("currency"))
                .hint(say("facts.currency_hint"))
                .error(on("currency")),
        ])
        .button(Button::submit(say("facts.try")).primary())
        .button(Button::link(say("facts.cancel"), PLACE).quiet())
        .with_files();
    let head = Head::new(say("facts.import"))
        .sub(text(say("facts.import_about")))
        .action(Button::link(say("facts.profiles"), "/facts/profiles").quiet());
    let body = join([
        head.memoize(),
        form.memoize(),
        Section::new(say("facts.headings"), headings())
            .about(say("facts.headings_about"))
            .memoize(),
    ]);
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    caller.page_with(status, View::new(say("facts.import"), PLACE, body).under(say("facts.place"), PLACE))
}

/// Which headings a file needs to become what.
fn headings() -> Table {
    let columns = vec![
        Column::text("target", say("facts.target")),
        Column::text("needed", say("facts.needed")),
        Column::text("may", say("facts.may")).quiet(),
    ];
    let shown = Target::all()
        .into_iter()
        .filter(|target| !matches!(target, Target::Facts(kind) if *kind != engine::FactKind::Order));
    let names = |target: Target, required: bool| {
        let fields = target.fields().iter().filter(|field| field.required == required);
        text(fields.map(|field| field.name).collect::<Vec<_>>().join(", "))
    };
    let rows = shown.map(|target| {
        let what = if matches!(target, Target::Facts(_)) {
            say("facts.target_facts")
        } else {
            say_target(target)
        };
        Row::new(vec![text(what), names(target, true), names(target, false)])
    });
    Table::new(say("facts.headings"), columns).rows(rows.collect())
}

/// What is said of all files.
pub(in crate::foundation::facts) fn told(fields: &Fields) -> Result<Told> {
    let target = match fields.text("target") {
        "" => None,
        name => Some(Target::named(name).ok_or_else(|| Error::refused_on("target", "facts.unknown_target", say("facts.unknown_target")))?),
    };
    Ok(Told {
        target,
        given: given(fields)?,
        ..Told::default()
    })
}

/// What all rows have in common.
pub(super) fn given(fields: &Fields) -> Result<BTreeMap<String, String>> {
    let mut given = BTreeMap::new();
    for name in ["source", "currency"] {
        let value = fields.text(name);
        if value.chars().count() > 400 {
            return Err(Error::refused_on(name, "form.too_long", say("form.too_long")));
        }
        if !value.is_empty() {
            given.insert(name.to_owned(), value.to_owned());
        }
    }
    if let Some(code) = given.get("currency") {
        vocabulary::Currency::parse(code).map_err(|e| Error::refused_on("currency", "facts.no_currency", e.to_string()))?;
    }
    Ok(given)
}

pub(super) async fn submit(caller: Caller, upload: Result<Upload>) -> Answer {
    let (fields, files) = match upload {
        Ok(upload) => (upload.fields, upload.files),
        Err(Error::Refused(refusal)) => return Ok(view(&caller, &Fields::default(), Some(&refusal))),
        Err(other) => return Err(other),
    };
    let files: Vec<(String, Vec<u8>)> = files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let tried = match told(&fields) {
        Ok(told) => background::prepare(&caller.app, &caller.viewer, files, told).await,
        Err(error) => Err(error),
    };
    match tried {
        Ok(Asking::Done(report)) => Ok(redirect(&format!("/facts/{}", report.id))),
        Ok(Asking::Job(job)) => Ok(redirect(&format!("/jobs/{job}"))),
        Err(Error::Refused(refusal)) => Ok(view(&caller, &fields, Some(&refusal))),
        Err(other) => Err(other),
    }
}
