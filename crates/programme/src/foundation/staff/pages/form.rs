//! The form of a person: new, changed, refused, or saved by somebody else in the meantime.

use super::super::rules::Said;
use super::super::store::{self, Title};
use super::super::{CHANGE, Person, acts};
use super::{PLACE, href, person_id};
use hypertext::prelude::*;
use platform::access::Scope;
use platform::database::Tx;
use platform::look::components::{Button, Field, Form, Head, Notice, Tone};
use platform::look::{Markup, join, nothing};
use platform::texts::{say, say_with};
use platform::web::again::{differences, general, on};
use platform::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use platform::{Error, Result};
use vocabulary::{PersonId, Refusal};

const FIELDS: [&str; 7] = ["reference", "name", "title", "manager", "email", "hired", "left"];

fn fields(form: Form, fields: &Fields, refusal: Option<&Refusal>, titles: &[Title]) -> Form {
    let used: Vec<&str> = titles.iter().take(8).map(|title| title.name.as_str()).collect();
    let hint = if used.is_empty() {
        say("staff.title_hint").to_owned()
    } else {
        say_with("staff.title_hint_used", &[("titles", &used.join(", "))])
    };
    let dressed = |field: Field, name: &str| field.value(fields.text(name)).error(on(refusal, name));
    let line = |name: &str, label: &str| dressed(Field::text(name, label), name);
    form.field(line("name", say("staff.name")).required())
        .field(line("title", say("staff.title")).hint(hint))
        .field(line("manager", say("staff.manager")).hint(say("staff.manager_hint")))
        .field(dressed(Field::email("email", say("staff.email")), "email"))
        .fields(vec![
            dressed(Field::date("hired", say("staff.hired")), "hired"),
            dressed(Field::date("left", say("staff.left")), "left").hint(say("staff.left_hint")),
        ])
}

fn said(fields: &Fields) -> Result<Said> {
    let optional = |name: &str| Some(fields.text(name).to_owned()).filter(|text| !text.is_empty());
    Ok(Said {
        reference: fields.text("reference").to_owned(),
        name: fields.text("name").to_owned(),
        email: optional("email"),
        title: optional("title"),
        manager: optional("manager"),
        hired: fields.day("hired")?,
        left: fields.day("left")?,
    })
}

fn status(refusal: Option<&Refusal>) -> StatusCode {
    if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

async fn new_view(caller: &Caller, typed: &Fields, refusal: Option<&Refusal>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let titles = store::titles(&mut tx).await?;
    drop(tx);
    let form = Form::post(PLACE)
        .csrf(Some(caller.csrf()))
        .get(say("staff.get"))
        .refusal(general(refusal, &FIELDS))
        .field(
            Field::text("reference", say("staff.reference"))
                .value(typed.text("reference"))
                .hint(say("staff.reference_hint"))
                .error(on(refusal, "reference"))
                .required()
                .focused(),
        );
    let form = fields(form, typed, refusal, &titles)
        .button(Button::submit(say("staff.new")).primary())
        .button(Button::link(say("staff.cancel"), PLACE).quiet());
    let body = join([Head::new(say("staff.new")).memoize(), form.memoize()]);
    Ok(caller.page_with(
        status(refusal),
        View::new(say("staff.new"), PLACE, body).under(say("staff.place"), PLACE),
    ))
}

/// The empty form.
pub(super) async fn show_new(caller: Caller) -> Answer {
    new_view(&caller, &Fields::default(), None).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let made: Result<PersonId> = async {
        let said = said(&fields)?;
        let mut tx = caller.app.db.write().await?;
        let id = acts::create(&mut tx, &caller.viewer, said).await?;
        tx.commit().await?;
        Ok(id)
    }
    .await;
    match made {
        Ok(id) => Ok(redirect(&href(id))),
        Err(Error::Refused(refusal)) => new_view(&caller, &fields, Some(&refusal)).await,
        Err(other) => Err(other),
    }
}

/// Why the form is shown again.
enum Again<'a> {
    Refused(&'a Refusal),
    /// Somebody else saved first.
    Changed,
}

/// A person as their form shows them.
async fn filled(tx: &mut Tx, scope: &Scope, person: &Person) -> Result<Fields> {
    let manager = match store::open_report(tx, person.id).await? {
        Some(report) => store::find(tx, scope, report.manager).await?.reference,
        None => String::new(),
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<vocabulary::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    Ok(Fields::of([
        ("name", person.name.clone()),
        ("title", text(&person.title_name)),
        ("manager", manager),
        ("email", text(&person.email)),
        ("hired", day(person.hired)),
        ("left", day(person.left)),
    ]))
}

async fn edit_view(caller: &Caller, scope: &Scope, id: PersonId, again: Option<(&Fields, Again<'_>)>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let person = store::find(&mut tx, scope, id).await?;
    let now = filled(&mut tx, scope, &person).await?;
    let titles = store::titles(&mut tx).await?;
    drop(tx);
    let typed = again.as_ref().map_or(&now, |(typed, _)| typed);
    let (refusal, changed) = match &again {
        Some((_, Again::Refused(refusal))) => (Some(*refusal), false),
        Some((_, Again::Changed)) => (None, true),
        None => (None, false),
    };
    // A refused form keeps the version it was opened with; after a conflict both versions were shown, so the next save may replace.
    let version = if changed || again.is_none() {
        person.version.to_string()
    } else {
        typed.text("version").to_owned()
    };
    let form = Form::post(href(id))
        .csrf(Some(caller.csrf()))
        .hidden("version", version)
        .refusal(general(refusal, &FIELDS));
    let form = fields(form, typed, refusal, &titles)
        .button(Button::submit(say("staff.save")).primary())
        .button(Button::link(say("staff.cancel"), href(id)).quiet());
    let both = if changed { compared(&now, typed) } else { nothing() };
    let notice = changed.then(|| Notice::new(Tone::Watch, say("staff.changed")));
    let title = say_with("staff.edit_title", &[("person", &person.name)]);
    let body = join([Head::new(&title).memoize(), both, form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&person.name, href(id))
        .under(say("staff.place"), PLACE)
        .notice(notice);
    Ok(caller.page_with(if changed { StatusCode::CONFLICT } else { status(refusal) }, view))
}

fn compared(now: &Fields, typed: &Fields) -> Markup {
    let row = |name: &str, label: &'static str| (label, now.text(name).to_owned(), typed.text(name).to_owned());
    differences(&[
        row("name", say("staff.name")),
        row("title", say("staff.title")),
        row("manager", say("staff.manager")),
        row("email", say("staff.email")),
        row("hired", say("staff.hired")),
        row("left", say("staff.left")),
    ])
}

/// The form of a person as they are.
pub(super) async fn show_edit(caller: Caller, Path(person): Path<String>) -> Answer {
    let scope = caller.may(CHANGE)?;
    edit_view(&caller, &scope, person_id(&person)?, None).await
}

/// The changed form.
pub(super) async fn submit_edit(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let scope = caller.may(CHANGE)?;
    let id = person_id(&person)?;
    let done: Result<()> = async {
        let said = said(&fields)?;
        let version = fields.text("version").parse().ok().ok_or(Error::Changed { what: "person" })?;
        let mut tx = caller.app.db.write().await?;
        acts::update(&mut tx, &caller.viewer, id, version, said).await?;
        tx.commit().await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&href(id))),
        Err(Error::Refused(refusal)) => edit_view(&caller, &scope, id, Some((&fields, Again::Refused(&refusal)))).await,
        Err(Error::Changed { .. }) => edit_view(&caller, &scope, id, Some((&fields, Again::Changed))).await,
        Err(other) => Err(other),
    }
}
