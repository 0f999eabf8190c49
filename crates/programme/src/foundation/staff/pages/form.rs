//! The form of a person: new, changed, refused, or saved by somebody else in the meantime.

use super::super::rules::Said;
use super::super::store::{self, Title};
use super::super::{CHANGE, Person, acts};
use super::history::CHANGED;
use super::{PLACE, href, person_id};
use hypertext::prelude::*;
use platform::Result;
use platform::access::Scope;
use platform::database::Tx;
use platform::look::components::{Button, Field, Form, Head};
use platform::look::join;
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use vocabulary::{PersonId, together};

const FIELDS: [&str; 7] = ["reference", "name", "title", "manager", "email", "hired", "left"];

/// What helps to fill in a title: the ones in use.
pub(super) fn title_hint(titles: &[Title]) -> String {
    let used: Vec<&str> = titles.iter().take(8).map(|title| title.name.as_str()).collect();
    if used.is_empty() {
        say("staff.title_hint").to_owned()
    } else {
        say_with("staff.title_hint_used", &[("titles", &used.join(", "))])
    }
}

fn fields(form: Form, shown: &Shown<'_>, titles: &[Title]) -> Form {
    form.field(shown.fill(Field::text("name", say("staff.name")).required()))
        .field(shown.fill(Field::text("title", say("staff.title")).hint(title_hint(titles))))
        .field(shown.fill(Field::text("manager", say("staff.manager")).hint(say("staff.manager_hint"))))
        .field(shown.fill(Field::email("email", say("staff.email"))))
        .fields(vec![
            shown.fill(Field::date("hired", say("staff.hired"))),
            shown.fill(Field::date("left", say("staff.left")).hint(say("staff.left_hint"))),
        ])
}

/// What a filled form says.
pub(in crate::foundation::staff) fn said(fields: &Fields) -> Result<Said> {
    let (hired, left) = together((fields.day("hired"), fields.day("left")))?;
    Ok(Said {
        reference: fields.text("reference").to_owned(),
        name: fields.text("name").to_owned(),
        email: fields.optional("email"),
        title: fields.optional("title"),
        manager: fields.optional("manager"),
        hired,
        left,
    })
}

async fn new_view(caller: &Caller, shown: Shown<'_>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let titles = store::titles(&mut tx).await?;
    drop(tx);
    let reference = Field::text("reference", say("staff.reference")).hint(say("staff.reference_hint"));
    let form = shown
        .form(PLACE, caller.csrf(), &FIELDS)
        .get(say("staff.get"))
        .field(shown.fill(reference.required().focused()));
    let form = fields(form, &shown, &titles)
        .button(Button::submit(say("staff.new")).primary())
        .button(Button::link(say("staff.cancel"), PLACE).quiet());
    let body = join([Head::new(say("staff.new")).memoize(), form.memoize()]);
    let view = View::new(say("staff.new"), PLACE, body).under(say("staff.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// The empty form.
pub(super) async fn show_new(caller: Caller) -> Answer {
    new_view(&caller, Shown::first(&Fields::default())).await
}

async fn create(caller: &Caller, fields: &Fields) -> Result<PersonId> {
    let said = said(fields)?;
    caller.writing(async |tx| acts::create(tx, &caller.viewer, said).await).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    match create(&caller, &fields).await {
        Ok(id) => Ok(redirect(&href(id))),
        Err(error) => new_view(&caller, Shown::refused(error, &fields)?).await,
    }
}

/// A person as their form shows them.
pub(super) async fn filled(tx: &mut Tx, scope: &Scope, person: &Person) -> Result<Fields> {
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

async fn edit_view(caller: &Caller, id: PersonId, again: Option<Shown<'_>>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let person = store::find(&mut tx, &scope, id).await?;
    let now = filled(&mut tx, &scope, &person).await?;
    let titles = store::titles(&mut tx).await?;
    drop(tx);
    let shown = again.unwrap_or(Shown::first(&now));
    let form = shown
        .form(href(id), caller.csrf(), &FIELDS)
        .hidden("version", shown.opened_with("version", person.version));
    let form = fields(form, &shown, &titles)
        .button(Button::submit(say("staff.save")).primary())
        .button(Button::link(say("staff.cancel"), href(id)).quiet());
    let both = shown.compared(
        &now,
        &[
            ("name", say("staff.name")),
            ("title", say("staff.title")),
            ("manager", say("staff.manager")),
            ("email", say("staff.email")),
            ("hired", say("staff.hired")),
            ("left", say("staff.left")),
        ],
    );
    let title = say_with("staff.edit_title", &[("person", &person.name)]);
    let body = join([Head::new(&title).memoize(), both, form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&person.name, href(id))
        .under(say("staff.place"), PLACE)
        .notice(shown.notice(say("staff.changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// The form of a person as they are.
pub(super) async fn show_edit(caller: Caller, Path(person): Path<String>) -> Answer {
    edit_view(&caller, person_id(&person)?, None).await
}

async fn update(caller: &Caller, id: PersonId, fields: &Fields) -> Result<()> {
    let (said, version) = (said(fields)?, fields.version("person")?);
    caller
        .writing(async |tx| acts::update(tx, &caller.viewer, id, version, said).await)
        .await
}

/// The changed form.
pub(super) async fn submit_edit(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    match update(&caller, id, &fields).await {
        Ok(()) => Ok(redirect(&after(&href(id), &CHANGED, id))),
        Err(error) => edit_view(&caller, id, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}
