//! `/facts/profiles`: the profiles that recognise files, to be renamed and deleted.

use super::PLACE;
use crate::foundation::facts::profiles::{ProfileId, SavedProfile, acts};
use crate::foundation::facts::recognition::say_target;
use hypertext::prelude::*;
use platform::journal;
use platform::look::components::{Button, Column, Empty, Field, Form, Head, Notice, Row, Section, Table, Tone};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_with};
use platform::web::done::{self, Undoing, after};
use platform::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use platform::{Error, Result};
use vocabulary::EntryId;

const HERE: &str = "/facts/profiles";

pub(super) async fn show(caller: Caller) -> Answer {
    view(&caller, None).await
}

async fn view(caller: &Caller, refusal: Option<&str>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let profiles = acts::list(&mut tx, &caller.viewer).await?;
    let mut names = std::collections::BTreeMap::new();
    for user in profiles.iter().filter_map(|profile| profile.by) {
        if let Ok(found) = platform::users::store::find(&mut tx, user).await {
            names.insert(user, found.name);
        }
    }
    drop(tx);
    let columns = vec![
        Column::text("name", say("facts.profile")).lead(),
        Column::text("target", say("facts.target")),
        Column::text("columns", say("facts.columns")).quiet(),
        Column::text("at", say("facts.when")),
        Column::text("by", say("facts.by")),
    ];
    let rows = profiles.iter().map(|profile| {
        let target = profile.said.table.target.map_or(say("facts.target_none"), say_target);
        Row::new(vec![
            text(&profile.name),
            text(target),
            text(profile.said.headings.join(", ")),
            text(format::moment(profile.at, &caller.app.config.zone)),
            text(super::name_of(&names, profile.by)),
        ])
    });
    let empty =
        Empty::new(say("facts.no_profiles"), say("facts.no_profiles_why")).action(Button::link(say("facts.import"), "/facts/import"));
    let table = Table::new(say("facts.profiles"), columns).rows(rows.collect()).empty(empty);
    let change = profiles.iter().map(|profile| change(caller, profile));
    let body = join([
        Head::new(say("facts.profiles")).sub(text(say("facts.profiles_about"))).memoize(),
        refused(refusal),
        table.memoize(),
        join(change),
    ]);
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(caller.page_with(
        status,
        View::new(say("facts.profiles"), PLACE, body).under(say("facts.place"), PLACE),
    ))
}

fn refused(refusal: Option<&str>) -> Markup {
    refusal.map_or_else(platform::look::nothing, |sentence| Notice::new(Tone::Problem, sentence).memoize())
}

/// Renaming and deleting one profile.
fn change(caller: &Caller, profile: &SavedProfile) -> Markup {
    let form = |act: &str| {
        Form::post(format!("{HERE}/{}/{act}", profile.id))
            .csrf(Some(caller.csrf()))
            .hidden("version", profile.version.to_string())
    };
    let rename = form("name")
        .field(
            Field::text("profile_name", say("facts.profile_new_name"))
                .value(profile.name.as_str())
                .id(format!("name-{}", profile.id))
                .required(),
        )
        .button(Button::submit(say("facts.rename")));
    let delete = form("deletion")
        .inline()
        .button(Button::submit(say("facts.delete_profile")).quiet());
    let body = join([rename.memoize(), delete.memoize()]);
    Section::new(profile.name.clone(), body).memoize()
}

fn profile_id(text: &str) -> Result<ProfileId> {
    ProfileId::parse(text).ok().ok_or(Error::NotFound { what: "profile" })
}

pub(super) async fn submit_name(caller: Caller, Path(profile): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (profile_id(&profile)?, fields.version("profile")?);
    let mut tx = caller.app.db.write().await?;
    let renamed = acts::rename(&mut tx, &caller.viewer, id, fields.text("profile_name"), version).await;
    answer(&caller, tx, renamed).await
}

pub(super) async fn submit_deletion(caller: Caller, Path(profile): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (profile_id(&profile)?, fields.version("profile")?);
    let mut tx = caller.app.db.write().await?;
    match acts::delete(&mut tx, &caller.viewer, id, version).await {
        Ok(()) => {
            let entry = journal::latest(&mut tx)?;
            tx.commit().await?;
            Ok(redirect(&after(HERE, &DELETED, entry)))
        }
        refused => answer(&caller, tx, refused).await,
    }
}

fn entry_id(text: &str) -> Result<EntryId> {
    EntryId::parse(text).ok().ok_or(Error::NotFound { what: "profile" })
}

/// What the list opens with after a profile was deleted. It is told the entry of the journal.
pub(in super::super) const DELETED: Undoing = Undoing {
    word: "facts.profile_deleted",
    offer: |tx, caller, id| {
        Box::pin(async move {
            let entry = journal::find(tx, entry_id(id)?).await?;
            let name = acts::deleted(tx, &caller.viewer, &entry).await?;
            let undo = done::undo(caller, &format!("{HERE}/changes/{id}/undo"));
            let sentence = say_with("facts.profile_gone", &[("name", &name)]);
            Ok(Some(Notice::new(Tone::Done, sentence).control(undo)))
        })
    },
};

pub(super) async fn submit_undo(caller: Caller, Path(entry): Path<String>) -> Answer {
    let entry = entry_id(&entry)?;
    caller
        .writing(async |tx| acts::restore(tx, &caller.viewer, entry).await.map(|_| ()))
        .await?;
    Ok(redirect(HERE))
}

async fn answer(caller: &Caller, tx: platform::database::Tx, done: Result<()>) -> Answer {
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(redirect(HERE))
        }
        Err(Error::Refused(refusal)) => {
            drop(tx);
            view(caller, Some(&refusal.sentence)).await
        }
        Err(Error::Changed { .. }) => {
            drop(tx);
            view(caller, Some(&say_with("facts.profile_changed", &[]))).await
        }
        Err(other) => Err(other),
    }
}
