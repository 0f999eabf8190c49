//! What can be done with people: make one, change one, keep an imported list. Each is one act, whichever way in.

mod assignments;
mod positions;
mod seating;
mod undoing;

pub use assignments::{assign, end, keep_assignments};
pub use positions::{SaidHolding, create_position, hold, vacate};
pub use seating::keep_positions;
pub use undoing::undo_noted;
pub(super) use undoing::{Undo, plan};

use super::rules::{self, Said, Step};
use super::store::{self, Report, Title};
use super::{CHANGE, Person};
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Content, Placed, StaffRow};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::history;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vocabulary::{Day, PersonId, TitleId, together};

/// The receiver of imported people, positions and assignments.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        match content {
            Content::Staff(rows) => keep_rows(tx, viewer, rows).await,
            Content::Positions(rows) => keep_positions(tx, viewer, rows).await,
            Content::Assignments(rows) => keep_assignments(tx, viewer, rows).await,
            Content::Accounts(_)
            | Content::Quotas(_)
            | Content::Rates(_)
            | Content::OpeningBalances(_)
            | Content::CoachingSessions(_)
            | Content::Contacts(_)
            | Content::Products(_)
            | Content::ExchangeRates(_)
            | Content::Holidays(_)
            | Content::Facts(_) => Err(Error::Failed(anyhow::anyhow!("rows of another kind were handed to the staff"))),
        }
    })
}

/// Keeps an imported list of people. The same list again changes nothing.
///
/// # Errors
/// Forbidden; a row that cannot be kept, with its line; people who would report to one another in a circle.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<StaffRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let mut book = Known::load(tx).await?;
    let rows: Vec<(u64, Said)> = rows.iter().map(|placed| (placed.line, book.said(&placed.row))).collect();
    let plan = rules::plan(&book.said, &rows)?;
    let mut kept = Kept {
        unchanged: plan.unchanged,
        ..Kept::default()
    };
    let mut new = Vec::new();
    for step in &plan.steps {
        if let Step::Create(said) = step {
            let title = book.title(tx, said.title.as_deref()).await?;
            let person = person(PersonId::new(tx.ids()), said, 1);
            book.ids.insert(said.reference.clone(), (person.id, 1));
            new.push((person, title));
            kept.created += 1;
        }
    }
    store::insert(tx, &new).await?;
    for step in &plan.steps {
        if let Step::Change { before, after } = step {
            let Some((id, version)) = book.ids.get(&after.reference).copied() else {
                continue;
            };
            let title = book.title(tx, after.title.as_deref()).await?;
            store::update(tx, &person(id, after, version), title).await?;
            let bodies = json!({ "before": body(before), "after": body(after) });
            note(tx, viewer, "person_changed", ("person", id.to_string()), &bodies)?;
            kept.changed += 1;
        }
        let said = step.said();
        let manager = said.manager.as_ref().and_then(|manager| book.ids.get(manager)).map(|(id, _)| *id);
        if let Some((id, _)) = book.ids.get(&said.reference).copied() {
            report(tx, id, book.reports.get(&id).copied(), manager, said.hired).await?;
        }
    }
    note(tx, viewer, "staff_imported", ("import", "staff".to_owned()), &kept)?;
    Ok(kept)
}

/// Everybody before an import.
struct Known {
    ids: BTreeMap<String, (PersonId, i64)>,
    said: BTreeMap<String, Said>,
    reports: BTreeMap<PersonId, Report>,
    titles: BTreeMap<String, Title>,
    spellings: BTreeMap<String, String>,
}

impl Known {
    async fn load(tx: &mut Tx) -> Result<Self> {
        let every = store::list_every(tx).await?;
        let reports: BTreeMap<PersonId, Report> = store::open_reports(tx)
            .await?
            .into_iter()
            .map(|report| (report.person, report))
            .collect();
        let titles: BTreeMap<String, Title> = store::titles(tx)
            .await?
            .into_iter()
            .map(|title| (title.word.clone(), title))
            .collect();
        let references: BTreeMap<PersonId, &String> = every.iter().map(|person| (person.id, &person.reference)).collect();
        let manager = |person: PersonId| {
            let report = reports.get(&person)?;
            references.get(&report.manager).map(|reference| (*reference).clone())
        };
        let said = every
            .iter()
            .map(|person| (person.reference.clone(), said_of(person, manager(person.id))))
            .collect();
        let ids = every
            .iter()
            .map(|person| (person.reference.clone(), (person.id, person.version)))
            .collect();
        let spellings = titles.iter().map(|(word, title)| (word.clone(), title.name.clone())).collect();
        Ok(Self {
            ids,
            said,
            reports,
            titles,
            spellings,
        })
    }

    /// What a row says; a title that is known is spelled as it is known.
    fn said(&mut self, row: &StaffRow) -> Said {
        let StaffRow {
            reference,
            name,
            title,
            manager,
            hired,
            left,
            email,
        } = row.clone();
        let title = title.trim().to_owned();
        let title = (!title.is_empty()).then(|| self.spellings.entry(rules::word(&title)).or_insert(title).clone());
        Said {
            reference,
            name,
            email,
            title,
            manager,
            hired,
            left,
        }
    }

    /// The id of a title, which is made where it is new.
    async fn title(&mut self, tx: &mut Tx, name: Option<&str>) -> Result<Option<TitleId>> {
        title_of(tx, &mut self.titles, name).await
    }
}

/// The id of a title among those that are known by their words; it is made where it is new.
async fn title_of(tx: &mut Tx, titles: &mut BTreeMap<String, Title>, name: Option<&str>) -> Result<Option<TitleId>> {
    let Some(name) = name else { return Ok(None) };
    let word = rules::word(name);
    if let Some(title) = titles.get(&word) {
        return Ok(Some(title.id));
    }
    let title = Title {
        id: TitleId::new(tx.ids()),
        word: word.clone(),
        name: name.to_owned(),
    };
    store::insert_title(tx, &title).await?;
    let id = title.id;
    titles.insert(word, title);
    Ok(Some(id))
}

fn said_of(person: &Person, manager: Option<String>) -> Said {
    let Person {
        reference,
        name,
        email,
        title_name,
        hired,
        left,
        ..
    } = person.clone();
    Said {
        reference,
        name,
        email,
        title: title_name,
        manager,
        hired,
        left,
    }
}

fn person(id: PersonId, said: &Said, version: i64) -> Person {
    let Said {
        reference,
        name,
        email,
        title,
        manager: _,
        hired,
        left,
    } = said.clone();
    Person {
        id,
        reference,
        name,
        email,
        title: title.as_deref().map(rules::word),
        title_name: title,
        hired,
        left,
        version,
    }
}

fn body(said: &Said) -> Value {
    json!({
        "reference": said.reference, "name": said.name, "email": said.email, "title": said.title, "manager": said.manager,
        "hired": said.hired.map(|day| day.to_string()), "left": said.left.map(|day| day.to_string()),
    })
}

/// Lets a person report to somebody else from today on; the first report begins on the day they were hired.
async fn report(tx: &mut Tx, person: PersonId, open: Option<Report>, manager: Option<PersonId>, hired: Option<Day>) -> Result<()> {
    if open.map(|report| report.manager) == manager {
        return Ok(());
    }
    let today = tx.today();
    let from = match open {
        Some(open) if open.from >= today => {
            store::delete_report(tx, person).await?;
            open.from
        }
        Some(_) => {
            store::end_report(tx, person, today).await?;
            today
        }
        None if store::has_reported(tx, person).await? => today,
        None => hired.unwrap_or(today),
    };
    match manager {
        Some(manager) => store::insert_report(tx, Report { person, manager, from }).await,
        None => Ok(()),
    }
}

/// A new person.
///
/// # Errors
/// Forbidden; a reference that is taken; a manager who does not exist.
pub async fn create(tx: &mut Tx, viewer: &Viewer, said: Said) -> Result<PersonId> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let mut book = Known::load(tx).await?;
    let (free, manager) = (book.is_free(&said), book.manager(&said));
    let (said, (), manager) = together((rules::checked(said).map_err(Error::from), free, manager))?;
    let title = book.title(tx, said.title.as_deref()).await?;
    let new = person(PersonId::new(tx.ids()), &said, 1);
    let id = new.id;
    store::insert(tx, &[(new, title)]).await?;
    report(tx, id, None, manager, said.hired).await?;
    note(tx, viewer, "person_created", ("person", id.to_string()), &body(&said))?;
    Ok(id)
}

impl Known {
    fn is_free(&self, said: &Said) -> Result<()> {
        let reference = said.reference.trim();
        let Some(taken) = self.said.get(reference) else { return Ok(()) };
        let sentence = say_with("staff.taken", &[("reference", reference), ("person", &taken.name)]);
        Err(Error::refused_on("reference", "staff.taken", sentence))
    }

    /// The id of the manager that somebody is said to have.
    fn manager(&self, said: &Said) -> Result<Option<PersonId>> {
        let reference = said.manager.as_deref().map(str::trim).filter(|reference| !reference.is_empty());
        let Some(reference) = reference else { return Ok(None) };
        let found = self.ids.get(reference).map(|(id, _)| Some(*id));
        found.ok_or_else(|| {
            Error::refused_on(
                "manager",
                "staff.no_manager",
                say_with("staff.no_manager", &[("manager", reference)]),
            )
        })
    }
}

/// Changes a person; their reference stays, because facts name it.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a manager who does not exist or stands below.
pub async fn update(tx: &mut Tx, viewer: &Viewer, id: PersonId, version: i64, said: Said) -> Result<()> {
    let scope = viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let before = store::find(tx, &scope, id).await?;
    if before.version != version {
        return Err(Error::Changed { what: "person" });
    }
    let mut book = Known::load(tx).await?;
    let manager = book.manager(&said);
    let said = rules::checked(Said {
        reference: before.reference.clone(),
        ..said
    });
    let (said, manager) = together((said.map_err(Error::from), manager))?;
    let was = book.said.insert(said.reference.clone(), said.clone());
    rules::no_circle(&book.said)?;
    if was.as_ref() == Some(&said) {
        return Ok(());
    }
    let title = book.title(tx, said.title.as_deref()).await?;
    store::update(tx, &person(id, &said, version), title).await?;
    report(tx, id, book.reports.get(&id).copied(), manager, said.hired).await?;
    let bodies = json!({ "before": was.as_ref().map(body), "after": body(&said) });
    note(tx, viewer, "person_changed", ("person", id.to_string()), &bodies)
}

/// Undoes the latest change of a person, whoever made it; to undo that again brings it back.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; nothing to undo; what an update refuses.
pub async fn undo(tx: &mut Tx, viewer: &Viewer, id: PersonId, version: i64) -> Result<()> {
    let scope = viewer.may(CHANGE)?;
    store::find(tx, &scope, id).await?;
    let before = history::before_latest(tx, &super::HISTORY, &id.to_string()).await?;
    update(tx, viewer, id, version, super::pages::said(&before)?).await
}
