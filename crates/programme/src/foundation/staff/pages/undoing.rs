//! The way back from what was just done to assignments and positions.

use super::super::acts::{self, Undo, plan};
use super::PLACE;
use platform::journal;
use platform::look::components::Notice;
use platform::look::format;
use platform::texts::{say, say_with};
use platform::web::done::{self, Undoing};
use platform::web::{Answer, Caller, Fields, Path, inside, redirect, say_role_named};
use platform::{Error, Result};
use vocabulary::{EntryId, Interval};

/// What a page opens with after an assignment was begun or ended, and after a position was filled or vacated. It is told the entry of
/// the journal.
pub(in super::super) const NOTED: Undoing = Undoing {
    word: "staff.noted",
    offer: |tx, caller, id| {
        Box::pin(async {
            let entry = entry_id(id)?;
            let noted = journal::find(tx, entry).await?;
            if noted.actor != caller.viewer.actor() {
                return Ok(None);
            }
            let undo = plan(tx, &caller.viewer, &noted).await?;
            Ok(Some(notice(caller, entry, &undo)))
        })
    },
};

fn entry_id(text: &str) -> Result<EntryId> {
    EntryId::parse(text).ok().ok_or(Error::NotFound { what: "entry" })
}

fn notice(caller: &Caller, entry: EntryId, undo: &Undo) -> Notice {
    done::notice(caller, sentence(undo), &format!("{PLACE}/changes/{entry}/undo"), 0)
}

/// What was done, in the words of what its undoing would take back.
fn sentence(undo: &Undo) -> String {
    let from = |interval: &Interval| format::day(interval.start());
    match undo {
        Undo::Remove(begun) => say_with(
            "staff.done_begun",
            &[
                ("person", &begun.person.name),
                ("role", say_role_named(&begun.role)),
                ("day", &from(&begun.interval)),
            ],
        ),
        Undo::Restore { now, .. } => {
            let end = now.interval.end().map(format::day).unwrap_or_default();
            let key = if end.is_empty() { "staff.done_open" } else { "staff.done_ended" };
            let holes = [
                ("person", now.person.name.as_str()),
                ("role", say_role_named(&now.role)),
                ("day", &end),
            ];
            say_with(key, &holes)
        }
        Undo::Bring(_) => say("staff.done_removed").to_owned(),
        Undo::Unseat(position, holder) => say_with(
            "staff.done_held",
            &[
                ("person", &holder.person.name),
                ("position", &position.name),
                ("day", &from(&holder.interval)),
            ],
        ),
        Undo::Reseat { position, now, then } => {
            let day = now
                .as_ref()
                .and_then(|now| now.interval.end())
                .unwrap_or_else(|| then.interval.start());
            let holes = [
                ("person", then.person.name.as_str()),
                ("position", &position.name),
                ("day", &format::day(day)),
            ];
            say_with("staff.done_vacated", &holes)
        }
    }
}

/// Undoes it.
pub(super) async fn submit(caller: Caller, Path(entry): Path<String>, fields: Fields) -> Answer {
    let entry = entry_id(&entry)?;
    let undone = caller
        .writing(async |tx| {
            acts::undo_noted(tx, &caller.viewer, entry).await?;
            journal::latest(tx)
        })
        .await?;
    Ok(redirect(&done::after(inside(fields.text("back")), &NOTED, undone)))
}
