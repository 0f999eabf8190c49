//! `/facts/{import}/columns`: which field each column of a tried import fills and how it is written; changing anything tries again.

use super::PLACE;
use crate::foundation::facts::api::import_id;
use crate::foundation::facts::mapping::{self, ColumnLayout, Layout};
use crate::foundation::facts::profiles;
use crate::foundation::facts::recognition::say_target;
use crate::foundation::facts::report::{ImportId, Report};
use crate::foundation::facts::rules::cells::Holds;
use crate::foundation::facts::rules::days::Days;
use crate::foundation::facts::rules::dialect::{Dialect, Encoding};
use crate::foundation::facts::rules::numbers::Times;
use crate::foundation::facts::rules::reject::presentable;
use crate::foundation::facts::rules::target::Target;
use crate::foundation::facts::told::{TableTold, Told};
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Empty, Field, Form, Head, Section, note};
use platform::look::{join, text};
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use platform::{Error, Result};

/// As many columns of a table are shown; more are read by their headings.
const COLUMNS_SHOWN: usize = 200;
/// The choice that leaves a question to the content, or a column unread.
const OPEN: &str = "open";

pub(super) async fn show(caller: Caller, Path(import): Path<String>) -> Answer {
    view(&caller, &import, None).await
}

async fn view(caller: &Caller, import: &str, refusal: Option<&str>) -> Answer {
    let id = import_id(import)?;
    let (report, told, layouts) = mapping::layouts(&caller.app, &caller.viewer, id).await?;
    let at = format!("/facts/{id}");
    let mut form = Form::post(format!("{at}/columns")).csrf(Some(caller.csrf())).refusal(refusal);
    for (place, layout) in layouts.iter().enumerate() {
        form = table(form, place, layout);
    }
    let common = common(&told);
    let form = form
        .part(Section::new(say("facts.for_all"), note(text(say("facts.for_all_about")))))
        .fields(common)
        .button(Button::submit(say("facts.try_again")).primary())
        .button(Button::link(say("facts.back_to_report"), at.clone()).quiet());
    let head = Head::new(say("facts.columns")).sub(text(say("facts.columns_about")));
    let body = if layouts.is_empty() {
        let empty = Empty::new(say("facts.no_columns"), say("facts.no_columns_why"));
        join([head.memoize(), empty.memoize()])
    } else {
        join([head.memoize(), form.memoize()])
    };
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let mut view = View::new(say("facts.columns"), PLACE, body);
    let day = platform::look::format::moment(report.at, &caller.app.config.zone);
    view.crumbs = vec![
        (say("facts.place").to_owned(), Some(PLACE.to_owned())),
        (say_with("facts.import_of", &[("day", &day)]), Some(at)),
        (say("facts.columns").to_owned(), None),
    ];
    Ok(caller.page_with(status, view))
}

fn table(form: Form, place: usize, layout: &Layout) -> Form {
    let named = |part: &str| format!("t{place}.{part}");
    let mut targets = vec![Choice::new(OPEN, say("facts.recognise"))];
    targets.extend(
        Target::all()
            .into_iter()
            .map(|target| Choice::new(target.name(), say_target(target))),
    );
    let mut form = form
        .part(Section::new(layout.name.clone(), note(text(&layout.because))))
        .hidden(named("name"), layout.name.clone())
        .fields(vec![
            Field::select(named("target"), say("facts.target"), targets)
                .value(layout.target.map_or(OPEN, Target::name))
                .required(),
            Field::check(named("left_out"), say("facts.leave_out"), layout.said.left_out),
        ]);
    if layout.target.is_none() {
        return form.part(note(text(say("facts.target_first"))));
    }
    for (at, column) in layout.columns.iter().take(COLUMNS_SHOWN).enumerate() {
        form = form
            .hidden(named(&format!("c{at}.name")), column.name.clone())
            .fields(column_fields(&named(&format!("c{at}")), layout, column));
    }
    if layout.columns.len() > COLUMNS_SHOWN {
        let n = COLUMNS_SHOWN.to_string();
        form = form.part(note(text(say_with("facts.columns_more", &[("n", &n)]))));
    }
    if let Some(dialect) = &layout.dialect {
        form = form.fields(dialect_fields(place, dialect));
    }
    form.field(
        Field::text(named("profile_name"), say("facts.keep_profile"))
            .value(layout.said.profile.clone().unwrap_or_default())
            .hint(say("facts.keep_profile_hint")),
    )
}

fn column_fields(named: &str, layout: &Layout, column: &ColumnLayout) -> Vec<Field> {
    let mut choices = vec![Choice::new(OPEN, say("facts.not_read"))];
    let fields = layout.target.map_or(&[][..], Target::fields);
    choices.extend(fields.iter().map(|field| {
        let words = if field.required {
            say_with("facts.field_needed", &[("field", field.name)])
        } else {
            field.name.to_owned()
        };
        Choice::new(field.name, words)
    }));
    let examples = column.examples.iter().map(|(written, read)| match read {
        Some(read) => say_with("facts.read_as", &[("written", &presentable(written)), ("read", read)]),
        None => presentable(written),
    });
    let examples: Vec<String> = examples.collect();
    let hint = if examples.is_empty() {
        format!("{} {}", column.reason, say("facts.column_empty"))
    } else {
        format!(
            "{} {}",
            column.reason,
            say_with("facts.for_example", &[("values", &examples.join(" · "))])
        )
    };
    let field = Field::select(format!("{named}.field"), presentable(&column.name), choices)
        .value(if column.field.is_empty() { OPEN } else { column.field.as_str() })
        .required()
        .hint(hint);
    let question = column.question.as_deref();
    let mut shown = vec![field];
    match column.holds {
        Holds::Number => shown.push(decimal_field(named, column).error(question)),
        Holds::Day => {
            shown.push(days_field(named, column).error(question));
            if column.short_years || column.answers.century.is_some() {
                shown.push(century_field(named, column));
            }
            if column.has_times || column.answers.times.is_some() {
                shown.push(Field::check(
                    format!("{named}.times"),
                    say("facts.drop_times"),
                    column.answers.times == Some(Times::Dropped),
                ));
            }
        }
        Holds::Text | Holds::Reference | Holds::Currency => {}
    }
    shown
}

fn decimal_field(named: &str, column: &ColumnLayout) -> Field {
    let choices = vec![
        Choice::new(OPEN, say("facts.by_content")),
        Choice::new(".", "1,234.56"),
        Choice::new(",", "1.234,56"),
    ];
    let chosen = column.answers.decimal.map_or_else(|| OPEN.to_owned(), String::from);
    Field::select(format!("{named}.decimal"), say("facts.numbers_written"), choices)
        .value(chosen)
        .required()
}

fn days_field(named: &str, column: &ColumnLayout) -> Field {
    let mut choices = vec![Choice::new(OPEN, say("facts.by_content"))];
    choices.extend(Days::ALL.into_iter().map(|days| {
        let words = match days {
            Days::Iso => say("facts.days_iso"),
            Days::YearFirst => say("facts.days_year_first"),
            Days::DayFirst => say("facts.days_day_first"),
            Days::MonthFirst => say("facts.days_month_first"),
            Days::Named => say("facts.days_named"),
        };
        Choice::new(days.name(), words)
    }));
    Field::select(format!("{named}.days"), say("facts.days_written"), choices)
        .value(column.answers.days.map_or(OPEN, Days::name))
        .required()
}

fn century_field(named: &str, column: &ColumnLayout) -> Field {
    let choices = vec![
        Choice::new(OPEN, say("facts.century_none")),
        Choice::new("1900", "19.."),
        Choice::new("2000", "20.."),
    ];
    let chosen = column
        .answers
        .century
        .map_or_else(|| OPEN.to_owned(), |century| century.to_string());
    Field::select(format!("{named}.century"), say("facts.century"), choices)
        .value(chosen)
        .required()
}

fn dialect_fields(place: usize, dialect: &Dialect) -> Vec<Field> {
    let mut delimiters = vec![
        Choice::new(",", say("facts.comma")),
        Choice::new(";", say("facts.semicolon")),
        Choice::new("tab", say("facts.tab")),
        Choice::new("|", say("facts.bar")),
    ];
    let delimiter = if dialect.delimiter == "\t" {
        "tab"
    } else {
        dialect.delimiter.as_str()
    };
    if delimiters.iter().all(|choice| choice.value() != delimiter) {
        delimiters.push(Choice::new(delimiter, delimiter));
    }
    let encodings = Encoding::ALL
        .into_iter()
        .map(|encoding| Choice::new(encoding.name(), encoding.name()));
    vec![
        Field::select(format!("t{place}.delimiter"), say("facts.delimiter"), delimiters)
            .value(delimiter)
            .required(),
        Field::select(format!("t{place}.encoding"), say("facts.encoding"), encodings.collect())
            .value(dialect.encoding.name())
            .required(),
        Field::check(format!("t{place}.header"), say("facts.has_header"), dialect.header),
    ]
}

fn common(told: &Told) -> Vec<Field> {
    let given = |name: &str| told.given.get(name).cloned().unwrap_or_default();
    vec![
        Field::text("source", say("facts.source"))
            .value(given("source"))
            .hint(say("facts.source_hint")),
        Field::text("currency", say("facts.currency"))
            .value(given("currency"))
            .hint(say("facts.currency_hint")),
    ]
}

/// What the form says. A choice that only repeats what is told anyway is left out, so that a better guess stays possible.
fn told(fields: &Fields, layouts: &[Layout]) -> Result<Told> {
    let mut told = Told {
        given: super::import::given(fields)?,
        ..Told::default()
    };
    for (place, layout) in layouts.iter().enumerate() {
        if fields.text(&format!("t{place}.name")) != layout.name.trim() {
            return Err(Error::Changed { what: "import" });
        }
        told.tables.insert(layout.name.clone(), table_told(fields, place, layout)?);
    }
    Ok(told)
}

fn table_told(fields: &Fields, place: usize, layout: &Layout) -> Result<TableTold> {
    let part = |name: &str| fields.text(&format!("t{place}.{name}"));
    let mut said = TableTold {
        left_out: !part("left_out").is_empty(),
        profile: fields.optional(&format!("t{place}.profile_name")),
        target: match part("target") {
            "" | OPEN => None,
            name => Some(Target::named(name).ok_or_else(|| Error::refused("facts.unknown_target", say("facts.unknown_target")))?),
        },
        ..TableTold::default()
    };
    // With another target other fields are there to choose; what was chosen for the former one means nothing.
    let same_target = layout.target.is_some() && said.target == layout.target;
    if same_target {
        for (at, column) in layout.columns.iter().take(COLUMNS_SHOWN).enumerate() {
            column_told(&mut said, &column.name, |name| part(&format!("c{at}.{name}")));
        }
    }
    if let Some(dialect) = &layout.dialect
        && layout.target.is_some()
    {
        let delimiter = if part("delimiter") == "tab" { "\t" } else { part("delimiter") };
        said.delimiter = Some(delimiter.to_owned()).filter(|said| !said.is_empty() && *said != dialect.delimiter);
        said.encoding = Encoding::named(part("encoding")).filter(|said| *said != dialect.encoding);
        said.header = Some(!part("header").is_empty()).filter(|said| *said != dialect.header);
        said.delimiter = said.delimiter.or_else(|| layout.said.delimiter.clone());
        said.encoding = said.encoding.or(layout.said.encoding);
        said.header = said.header.or(layout.said.header);
    }
    Ok(said)
}

fn column_told<'f>(said: &mut TableTold, column: &str, part: impl Fn(&str) -> &'f str) {
    let field = Some(part("field")).filter(|field| *field != OPEN);
    said.fields.insert(column.to_owned(), field.unwrap_or_default().to_owned());
    let answers = said.column(column);
    answers.decimal = part("decimal").chars().next().filter(|mark| matches!(mark, '.' | ','));
    answers.days = Days::named(part("days"));
    answers.century = part("century").parse().ok().filter(|century| matches!(century, 1900 | 2000));
    answers.times = (!part("times").is_empty()).then_some(Times::Dropped);
}

/// Tries again with what a form says about the columns.
pub(in super::super) async fn change_columns(caller: &Caller, id: ImportId, fields: &Fields) -> Result<Report> {
    let (_, _, layouts) = mapping::layouts(&caller.app, &caller.viewer, id).await?;
    let told = told(fields, &layouts)?;
    try_again(caller, id, told, fields, &layouts).await
}

/// Tries again, and keeps the profiles that were named.
async fn try_again(caller: &Caller, id: ImportId, told: Told, fields: &Fields, layouts: &[Layout]) -> Result<Report> {
    let report = mapping::try_again(&caller.app, &caller.viewer, id, told).await?;
    for (place, layout) in layouts.iter().enumerate() {
        let name = fields.text(&format!("t{place}.profile_name"));
        if !name.is_empty() && layout.target.is_some() {
            profiles::acts::keep(&caller.app, &caller.viewer, id, &layout.name, name).await?;
        }
    }
    Ok(report)
}

pub(super) async fn submit(caller: Caller, Path(import): Path<String>, fields: Fields) -> Answer {
    let id = import_id(&import)?;
    match change_columns(&caller, id, &fields).await {
        Ok(report) if report.asks() => Ok(redirect(&format!("/facts/{id}/columns"))),
        Ok(_) => Ok(redirect(&format!("/facts/{id}"))),
        Err(Error::Refused(refusal)) => view(&caller, &import, Some(&refusal.sentence)).await,
        Err(other) => Err(other),
    }
}
