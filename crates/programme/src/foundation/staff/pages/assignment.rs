//! The forms of assignments: giving a person a share of an account, and ending it.

use super::super::rules::SaidAssignment;
use super::super::{Assignment, CHANGE, acts, store, team_of};
use super::undoing::NOTED;
use super::{PLACE, href, missing};
use crate::foundation::accounts;
use hypertext::prelude::*;
use platform::access::Role;
use platform::database::Tx;
use platform::journal;
use platform::look::components::{Button, Column, Field, Head, Row, Section, Table, none};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::listing::{fold, plain};
use platform::web::{Answer, Caller, Fields, Params, Path, View, redirect, say_role, say_role_named};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AssignmentId, EntryId, PersonId, Ratio, together};

const FIELDS: [&str; 6] = ["account", "person", "role", "share", "from", "to"];

/// As many names are offered in a form.
pub(super) const OFFERED_MAX: u64 = 300;

/// Who holds the account of a form already, with what the shares of today come to.
async fn holders(tx: &mut Tx, reference: &str) -> Result<Markup> {
    let Some((_, account)) = accounts::meant(tx, reference).await? else {
        return Ok(nothing());
    };
    let team = team_of(tx, account.id).await?;
    let today = tx.today();
    let mut sums: BTreeMap<&str, Ratio> = BTreeMap::new();
    for held in team.iter().filter(|held| held.interval.contains(today)) {
        let sum = sums.entry(&held.role).or_insert_with(Ratio::zero);
        *sum = &*sum + &held.share;
    }
    let mut rows: Vec<Row> = team.iter().map(holder).collect();
    rows.extend(sums.iter().map(|(role, sum)| {
        Row::new(vec![
            text(say("staff.together")),
            text(say_role_named(role)),
            text(format::percent(sum)),
            text(format::day(today)),
            nothing(),
        ])
    }));
    let columns = vec![
        Column::text("person", say("staff.name")),
        Column::text("role", say("staff.role")),
        Column::number("share", say("staff.share_label")).lead(),
        Column::text("from", say("staff.from")),
        Column::text("to", say("staff.to")),
    ];
    let title = say_with("staff.holders", &[("account", &account.name)]);
    Ok(Section::new(&title, Table::new(&title, columns).rows(rows))
        .about(say("staff.holders_about"))
        .memoize())
}

fn holder(held: &Assignment) -> Row {
    Row::new(vec![
        text(&held.person.name),
        text(say_role_named(&held.role)),
        text(format::percent(&held.share)),
        text(format::day(held.interval.start())),
        held.interval.end().map_or_else(none, |day| text(format::day(day))),
    ])
}

async fn new_view(caller: &Caller, shown: Shown<'_>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let roles = store::roles(&mut tx).await?;
    let holders = holders(&mut tx, shown.text("account")).await?;
    let today = tx.today();
    let people = store::list_employed_names(&mut tx, today, OFFERED_MAX).await?;
    drop(tx);
    let roles = roles.iter().map(|role| say_role_named(role).to_owned()).collect();
    let share = Field::number("share", say("staff.share_label")).unit("%");
    let account = Field::text("account", say("staff.account"));
    let person = Field::text("person", say("staff.person"));
    let form = shown
        .form("/staff/assignments", caller.csrf(), &FIELDS)
        .get(say("staff.assign_get"))
        .field(shown.fill(account.hint(say("staff.reference_or_name")).required()))
        .field(shown.fill(person.hint(say("staff.reference_or_name")).suggest(people).required()))
        .field(
            shown.fill(
                Field::text("role", say("staff.role"))
                    .hint(say("staff.role_hint"))
                    .suggest(roles)
                    .required(),
            ),
        )
        .field(shown.fill(share.hint(say("staff.share_hint")).required()))
        .fields(vec![
            shown.fill(Field::date("from", say("staff.from")).required()),
            shown.fill(Field::date("to", say("staff.to")).hint(say("staff.to_hint"))),
        ])
        .button(Button::submit(say("staff.assign")).primary())
        .button(Button::link(say("staff.cancel"), PLACE).quiet());
    let body = join([Head::new(say("staff.assign_title")).memoize(), form.memoize(), holders]);
    let view = View::new(say("staff.assign_title"), PLACE, body).under(say("staff.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// The form, with the account or the person that it was opened from.
pub(super) async fn show_new(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let given = |name: &str| params.get(name).map(|text| plain(text)).unwrap_or_default();
    let today = caller.app.db.today().to_string();
    let fields = Fields::of([
        ("account", given("account")),
        ("person", given("person")),
        ("share", "100".to_owned()),
        ("from", today),
    ]);
    new_view(&caller, Shown::first(&fields)).await
}

/// The word of a role that is said as the house calls it; a role of the firm's own stays as it is said.
fn role_said(said: String) -> String {
    let named = Role::ALL.into_iter().find(|role| fold(say_role(*role)) == fold(&said));
    named.map_or(said, |role| role.name().to_owned())
}

/// What a filled form says.
pub(in crate::foundation::staff) fn said(fields: &Fields) -> Result<SaidAssignment> {
    let whole = |name: &str| fields.optional(name).ok_or_else(|| missing(name));
    let percent = fields.number("share").and_then(|share| share.ok_or_else(|| missing("share")));
    let from = fields.day("from").and_then(|day| day.ok_or_else(|| missing("from")));
    let (account, person, role, percent, from, to) =
        together((whole("account"), whole("person"), whole("role"), percent, from, fields.day("to")))?;
    let share = percent.checked_div(&Ratio::whole(100)).unwrap_or_else(Ratio::zero);
    Ok(SaidAssignment {
        account: plain(&account),
        person: plain(&person),
        role: role_said(role),
        share,
        from,
        to,
    })
}

async fn assign(caller: &Caller, fields: &Fields) -> Result<(PersonId, EntryId)> {
    let said = said(fields)?;
    caller
        .writing(async |tx| Ok((acts::assign(tx, &caller.viewer, said).await?, journal::latest(tx)?)))
        .await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    match assign(&caller, &fields).await {
        Ok((person, entry)) => Ok(redirect(&after(&href(person), &NOTED, entry))),
        Err(error) => new_view(&caller, Shown::refused(error, &fields)?).await,
    }
}

fn assignment_id(text: &str) -> Result<AssignmentId> {
    AssignmentId::parse(text).ok().ok_or(Error::NotFound { what: "assignment" })
}

async fn end_view(caller: &Caller, id: AssignmentId, again: Option<Shown<'_>>) -> Answer {
    caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let held = store::find_assignment(&mut tx, id).await?;
    let label = accounts::labels(&mut tx, &BTreeSet::from([held.account]))
        .await?
        .remove(&held.account);
    let today = tx.today();
    drop(tx);
    let account = label.map(|label| label.name).unwrap_or_default();
    let now = Fields::of([("to", held.interval.end().unwrap_or(today).to_string())]);
    let shown = again.unwrap_or(Shown::first(&now));
    let holes = [
        ("person", held.person.name.as_str()),
        ("role", say_role_named(&held.role)),
        ("account", &account),
    ];
    let form = shown
        .form(format!("/staff/assignments/{id}/end"), caller.csrf(), &["to"])
        .hidden("version", shown.opened_with("version", held.version))
        .field(shown.fill(Field::date("to", say("staff.to")).hint(say("staff.end_hint")).required()))
        .button(Button::submit(say("staff.end_do")).primary())
        .button(Button::link(say("staff.cancel"), href(held.person.id)).quiet());
    let since = text(say_with(
        "staff.end_since",
        &[
            ("day", &format::day(held.interval.start())),
            ("share", &format::percent(&held.share)),
        ],
    ));
    let title = say_with("staff.end_title", &holes);
    let body = join([Head::new(&title).sub(since).memoize(), form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&held.person.name, href(held.person.id))
        .under(say("staff.place"), PLACE)
        .notice(shown.notice(say("staff.assignment_changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// The form that ends an assignment.
pub(super) async fn show_end(caller: Caller, Path(assignment): Path<String>) -> Answer {
    end_view(&caller, assignment_id(&assignment)?, None).await
}

async fn end(caller: &Caller, id: AssignmentId, fields: &Fields) -> Result<(PersonId, EntryId)> {
    let day = fields.day("to")?.ok_or_else(|| missing("to"))?;
    let version = fields.version("assignment")?;
    caller
        .writing(async |tx| Ok((acts::end(tx, &caller.viewer, id, version, day).await?, journal::latest(tx)?)))
        .await
}

/// The day on which it ends.
pub(super) async fn submit_end(caller: Caller, Path(assignment): Path<String>, fields: Fields) -> Answer {
    let id = assignment_id(&assignment)?;
    match end(&caller, id, &fields).await {
        Ok((person, entry)) => Ok(redirect(&after(&href(person), &NOTED, entry))),
        Err(error) => end_view(&caller, id, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}
