//! Keeping what figures come to: every night, and in the acts that look at them.

use super::rules::{Kept, Step, step};
use super::{Figure, Subject, store};
use crate::access::Viewer;
use crate::chapter::Later;
use crate::database::{Database, Tx};
use crate::jobs::{Asked, Handle, Kind, Outcome, Payload};
use crate::web::AppRef;
use crate::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Cell, Explained};

/// The jobs of the chapter.
pub const JOBS: &[Kind] = &[Kind {
    word: "figures.keep",
    name: "figures.job",
    asked: Asked::Daily,
    run,
}];

fn run(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let kept = keep_every(&app, &app.db, |_| true, &handle).await?;
        Ok(Outcome::new("figures.job_done").count("values", kept))
    })
}

/// Computes every figure that is wanted and kept, for all it is about, as of the day of a database, and keeps what it came to; says how many values
/// there are. To run it again on the same day changes nothing unless the values did.
///
/// # Errors
/// When the database does not answer or a figure fails; what was kept until then stays.
pub async fn keep_every(app: &AppRef, db: &Database, wanted: fn(&Figure) -> bool, handle: &Handle) -> Result<u64> {
    let all = app.book.chapters.iter().flat_map(|chapter| chapter.figures);
    let figures: Vec<&Figure> = all.filter(|figure| wanted(figure)).collect();
    let house = Viewer::operator(&app.book.access);
    let total = u64::try_from(figures.len()).unwrap_or_default();
    let mut count = 0_u64;
    for (done, figure) in (0_u64..).zip(figures) {
        handle.progress(done, total);
        let values = computed(db, &house, figure, handle).await?;
        if values.is_empty() {
            continue;
        }
        count = count.saturating_add(u64::try_from(values.len()).unwrap_or_default());
        let mut tx = db.write().await?;
        let mut latest = store::list_latest(&mut tx, figure.name).await?;
        for (subject, value) in &values {
            write(&mut tx, (figure.name, subject), latest.remove(subject), value).await?;
        }
        handle.confirm(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(count)
}

/// What a figure comes to for each of its subjects; nothing for those it does not know.
async fn computed(db: &Database, house: &Viewer, figure: &Figure, handle: &Handle) -> Result<BTreeMap<String, Result<Cell, String>>> {
    let Some(subjects) = figure.kept else {
        return Ok(BTreeMap::new());
    };
    let scope = house.may(figure.needs)?;
    let mut tx = db.read().await?;
    let mut values = BTreeMap::new();
    for id in subjects(&mut tx).await? {
        handle.go_on()?;
        let subject = Subject { id, period: String::new() };
        match (figure.compute)(&mut tx, &scope, &subject).await {
            Ok(value) => drop(values.insert(subject.id, told(&value))),
            Err(Error::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(values)
}

/// Keeps what a figure comes to now, in the transaction of the act that changed it.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(tx: &mut Tx, figure: &Figure, subject: &str, value: &Explained<Cell>) -> Result<()> {
    if figure.kept.is_none() {
        return Ok(());
    }
    let latest = store::look_up_latest(tx, figure.name, subject).await?;
    write(tx, (figure.name, subject), latest, &told(value)).await
}

fn told(value: &Explained<Cell>) -> Result<Cell, String> {
    match &value.value {
        Ok(cell) => Ok(cell.clone()),
        Err(gap) => Err(gap.because.clone()),
    }
}

async fn write(tx: &mut Tx, of: (&str, &str), latest: Option<Kept>, value: &Result<Cell, String>) -> Result<()> {
    let today = tx.today();
    match (step(latest.as_ref(), today, value), latest) {
        (Step::Nothing, _) => Ok(()),
        (Step::Lasts, Some(latest)) => store::update(tx, of, &Kept { last: today, ..latest }).await,
        (Step::Otherwise, Some(latest)) => {
            let value = value.clone();
            store::update(tx, of, &Kept { value, ..latest }).await
        }
        (Step::Cuts, Some(latest)) => {
            let last = today.plus_days(-1);
            store::update(tx, of, &Kept { last, ..latest }).await?;
            store::insert(tx, of, today, value).await
        }
        (Step::Begins | Step::Lasts | Step::Otherwise | Step::Cuts, _) => store::insert(tx, of, today, value).await,
    }
}
