//! What can be done with files: try an import, keep it, throw it away. One way for page, API and command line.
//!
//! Reading, comparing and writing the batch happen before the transaction; the transaction makes everything visible at once.
//! Whatever ends in between leaves at most a batch file that the catalogue does not name and nobody reads.

use super::assembly::{Made, assemble};
use super::body::Body;
use super::first_pass::{FirstPass, bytes_of};
use super::pouring::{Basin, PIECE_ROWS, Settled, Watch, pour};
use super::profiles::acts::recognised;
use super::receiving::{Received, first_refusal, hand_over};
use super::recognition::{Work, read_all};
use super::report::{ImportId, Report, State};
use super::rules::reject::{Reject, presentable};
use super::store;
use super::sums::{ByKind, Sum};
use super::told::Told;
use super::{IMPORT, SEE, shelf};
use platform::access::Viewer;
use platform::database::Tx;
use platform::jobs::Handle;
use platform::journal::note;
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use vocabulary::{Instant, Refusal};

/// Files as they were sent: name and content.
pub type Files = Vec<(String, Body)>;

/// The most files of one import.
pub const FILES_MAX: usize = 50;
/// A tried import waits for its user's decision for so many seconds.
pub const TRIED_SECONDS: i64 = 24 * 60 * 60;
/// So often an import is compared anew when other imports come in between.
pub(super) const ATTEMPTS_MAX: u8 = 3;

/// Says what an import would do. Nothing is kept.
///
/// # Errors
/// Forbidden without `facts.import`; a refusal of the files as a whole (none, too many, two with one name); a damaged batch.
pub async fn try_import(app: &AppRef, viewer: &Viewer, files: Vec<(String, impl Into<Body>)>, told: Told) -> Result<Report> {
    try_with(app, viewer, files, told, &Handle::alone(app)).await
}

/// Says what an import would do as [`try_import`] does, and tells the handle how far it is.
///
/// # Errors
/// As for [`try_import`].
pub async fn try_with(app: &AppRef, viewer: &Viewer, files: Vec<(String, impl Into<Body>)>, told: Told, handle: &Handle) -> Result<Report> {
    viewer.may(IMPORT)?;
    let (files, told) = recognised(app, checked(files)?, told).await?;
    let (work, _) = read(files, &told, handle).await?;
    attempt(app, viewer, &work, handle).await
}

/// Imports files: what could be read is kept, what was refused is reported.
///
/// An import without a single row that can be kept stays a trial ([`State::Tried`]).
///
/// # Errors
/// As for [`try_import`]; the refusal of a chapter that receives rows, which keeps the whole import out.
pub async fn import(app: &AppRef, viewer: &Viewer, files: Vec<(String, impl Into<Body>)>, told: Told) -> Result<Report> {
    import_with(app, viewer, files, told, &Handle::alone(app)).await
}

/// Imports files as [`import`] does, and tells the handle how far it is.
///
/// # Errors
/// As for [`import`].
pub async fn import_with(
    app: &AppRef,
    viewer: &Viewer,
    files: Vec<(String, impl Into<Body>)>,
    told: Told,
    handle: &Handle,
) -> Result<Report> {
    viewer.may(IMPORT)?;
    let (files, told) = recognised(app, checked(files)?, told).await?;
    let (work, _) = read(files, &told, handle).await?;
    keep(app, viewer, &work, (None, &told), handle).await
}

/// Tries an import and puts its files aside, so that its user can keep it without choosing them again.
///
/// # Errors
/// As for [`try_import`].
pub async fn prepare(app: &AppRef, viewer: &Viewer, files: Vec<(String, impl Into<Body>)>, told: Told) -> Result<Report> {
    viewer.may(IMPORT)?;
    let tried = Tried::Sent(checked(files)?);
    prepare_tried(app, viewer, tried, told, &Handle::alone(app)).await
}

/// The files of an import to be tried.
pub(super) enum Tried {
    /// As they came.
    Sent(Files),
    /// Put aside before, under the id that the import gets.
    Aside(ImportId),
}

/// Tries an import and puts its files aside, if they are not yet.
pub(super) async fn prepare_tried(app: &AppRef, viewer: &Viewer, tried: Tried, told: Told, handle: &Handle) -> Result<Report> {
    let folder = super::folder(&app.config);
    let (files, aside) = match tried {
        Tried::Sent(files) => (files, None),
        Tried::Aside(id) => {
            let folder = folder.clone();
            let files = blocking("taking up an import", move || shelf::take_up(&folder, id)).await?;
            (files, Some(id))
        }
    };
    let (files, told) = recognised(app, files, told).await?;
    let (work, files) = read(files, &told, handle).await?;
    let mut report = attempt(app, viewer, &work, handle).await?;
    match aside {
        Some(id) => report.id = id,
        None => {
            let (folder, id) = (folder.clone(), report.id);
            blocking("keeping the files of a tried import", move || shelf::put_aside(&folder, id, &files)).await?;
        }
    }
    let mut tx = app.db.write().await?;
    let over = store::list_expired(&mut tx).await?;
    for old in &over {
        store::delete_tried(&mut tx, *old).await?;
    }
    let expires = tx.now().plus_seconds(TRIED_SECONDS);
    store::insert(&mut tx, &report, &told, Some(expires)).await?;
    handle.confirm(&mut tx).await?;
    tx.commit().await?;
    for old in over {
        shelf::clear(&folder, old);
    }
    Ok(report)
}

/// Keeps a tried import of the viewer. Asked twice, it is kept once.
///
/// # Errors
/// Not found when it is somebody else's or over; as for [`import`].
pub async fn accept(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<Report> {
    accept_with(app, viewer, id, &Handle::alone(app)).await
}

/// Keeps a tried import as [`accept`] does, and tells the handle how far it is.
pub(super) async fn accept_with(app: &AppRef, viewer: &Viewer, id: ImportId, handle: &Handle) -> Result<Report> {
    viewer.may(IMPORT)?;
    let mut tx = app.db.read().await?;
    let kept = own(&mut tx, viewer, id).await?;
    drop(tx);
    if kept.report.state == State::Done {
        return Ok(kept.report);
    }
    let report = match keep_tried(app, viewer, (id, &kept.told), handle).await {
        Ok(report) => report,
        // When the button was pressed twice at once, the other request may have been faster at any point.
        Err(error) => match own(&mut app.db.read().await?, viewer, id).await {
            Ok(now) if now.report.state == State::Done => now.report,
            Ok(_) | Err(_) => return Err(error),
        },
    };
    shelf::clear(&super::folder(&app.config), id);
    Ok(report)
}

async fn keep_tried(app: &AppRef, viewer: &Viewer, (id, told): (ImportId, &Told), handle: &Handle) -> Result<Report> {
    let folder = super::folder(&app.config);
    let files = blocking("taking up a tried import", move || shelf::take_up(&folder, id)).await?;
    let (work, _) = read(files, told, handle).await?;
    let report = keep(app, viewer, &work, (Some(id), told), handle).await?;
    match report.state {
        State::Done => Ok(report),
        State::Tried => Err(Error::refused("facts.nothing_to_import", say("facts.nothing_to_import"))),
    }
}

/// Throws a tried import of the viewer away.
///
/// # Errors
/// Not found when it is somebody else's, kept, or over.
pub async fn discard(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<()> {
    viewer.may(IMPORT)?;
    let mut tx = app.db.write().await?;
    own(&mut tx, viewer, id).await?;
    if !store::delete_tried(&mut tx, id).await? {
        return Err(Error::NotFound { what: "import" });
    }
    tx.commit().await?;
    shelf::clear(&super::folder(&app.config), id);
    Ok(())
}

/// An import, without its refusals. A tried one is seen by its user only.
///
/// # Errors
/// Forbidden without `facts.see`; not found.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: ImportId) -> Result<Report> {
    viewer.may(SEE)?;
    let kept = store::find(tx, id).await?;
    match kept.report.state {
        State::Done => Ok(shown_to(viewer, kept.report)),
        State::Tried => Ok(shown_to(viewer, own(tx, viewer, id).await?.report)),
    }
}

/// Whether a viewer may see rows of a target, by the permission that its receiver names. The operator, who has the file, may.
fn may_see(viewer: &Viewer, target: Option<&str>) -> bool {
    let receiver = crate::RECEIVERS.iter().find(|receiver| Some(receiver.target.name()) == target);
    receiver
        .and_then(|receiver| receiver.sees)
        .is_none_or(|permission| viewer.user.is_none() || viewer.holds(permission))
}

/// The report without what the viewer may not see: the sums, findings and refusals of files that hold such rows.
pub(super) fn shown_to(viewer: &Viewer, mut report: Report) -> Report {
    for file in report.files.iter_mut().filter(|file| !may_see(viewer, file.target.as_deref())) {
        file.totals = Vec::new();
        file.columns = Vec::new();
        file.hidden = true;
    }
    let hidden = hidden_files(&report);
    report
        .findings
        .retain(|found| found.file.as_ref().is_none_or(|file| !hidden.contains(file)));
    report.rejects.retain(|reject| !hidden.contains(&reject.file));
    report
}

fn hidden_files(report: &Report) -> BTreeSet<String> {
    report
        .files
        .iter()
        .filter(|file| file.hidden)
        .map(|file| file.name.clone())
        .collect()
}

/// An import of the viewer: a tried one that is not over, or one they kept.
pub(super) async fn own(tx: &mut Tx, viewer: &Viewer, id: ImportId) -> Result<store::Kept> {
    let kept = store::find(tx, id).await?;
    let over = kept.expires.is_some_and(|expires| expires <= tx.now());
    if viewer.user.is_none() || kept.report.by != viewer.user || over {
        return Err(Error::NotFound { what: "import" });
    }
    Ok(kept)
}

/// Refuses what is no set of files, and takes folders off the names.
pub(super) fn checked(files: Vec<(String, impl Into<Body>)>) -> Result<Files> {
    let refuse = |code: &str, values: &[(&str, &str)]| Err(Error::refused_on("files", code, say_with(code, values)));
    if files.is_empty() {
        return refuse("facts.no_files", &[]);
    }
    if files.len() > FILES_MAX {
        return refuse("facts.too_many_files", &[("n", &FILES_MAX.to_string())]);
    }
    let mut names = BTreeSet::new();
    let mut checked = Vec::with_capacity(files.len());
    for (name, body) in files {
        let name = presentable(name.rsplit(['/', '\\']).next().unwrap_or_default().trim());
        if name.is_empty() {
            return refuse("facts.no_name", &[]);
        }
        if !names.insert(name.to_lowercase()) {
            return refuse("facts.same_name", &[("name", &name)]);
        }
        checked.push((name, body.into()));
    }
    Ok(checked)
}

/// Runs work that takes long away from the request threads.
pub(super) async fn blocking<T: Send + 'static>(doing: &'static str, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context(doing)))?
}

/// The first pass over the files. Rows of large texts are read in the second one, while they are compared.
pub(super) async fn read(files: Files, told: &Told, handle: &Handle) -> Result<(Arc<Work>, Files)> {
    handle.begin("facts.step_learning", bytes_of(&files));
    let (told, watch) = (told.clone(), watching(handle));
    blocking("reading imported files", move || {
        let pass = FirstPass::over(&files, watch);
        let work = read_all(&files, &told, &pass);
        if pass.is_ended() {
            return Err(Error::refused("facts.cancelled", say("facts.cancelled")));
        }
        Ok((Arc::new(work), files))
    })
    .await
}

/// Tells a handle how far a pass is, and asks it whether to go on.
fn watching(handle: &Handle) -> Watch {
    let told = handle.clone();
    Arc::new(move |done, total| {
        told.progress(done, total);
        !told.is_cancelled()
    })
}

/// The incoming facts against the store as it was at one moment.
struct Compared {
    settled: Settled,
    before: ByKind<Sum>,
    version: i64,
}

async fn compare(app: &AppRef, work: &Arc<Work>, writes: bool, handle: &Handle) -> Result<Compared> {
    let mut tx = app.db.read().await?;
    let version = store::catalogue_version(&mut tx).await?;
    let before = store::holdings(&mut tx).await?;
    let batches = store::list_batches(&mut tx).await?;
    drop(tx);
    let (folder, work, ids) = (super::folder(&app.config), work.clone(), app.db.ids());
    match work.poured_bytes() {
        0 => handle.begin("facts.step_handing", 0),
        bytes => handle.begin("facts.step_comparing", bytes),
    }
    let watch = watching(handle);
    let settled = blocking("comparing facts with the store", move || {
        let basin = Basin {
            folder: &folder,
            ids,
            batches: &batches,
            writes,
            piece_rows: PIECE_ROWS,
            watch,
        };
        pour(&work, &basin)
    })
    .await?;
    Ok(Compared { settled, before, version })
}

/// The whole import in a transaction that is never committed.
pub(super) async fn attempt(app: &AppRef, viewer: &Viewer, work: &Arc<Work>, handle: &Handle) -> Result<Report> {
    let compared = compare(app, work, false, handle).await?;
    let tried = tried(app, viewer, work, &compared).await;
    compared.settled.forget(&super::folder(&app.config));
    tried
}

async fn tried(app: &AppRef, viewer: &Viewer, work: &Work, compared: &Compared) -> Result<Report> {
    let mut tx = app.db.write().await?;
    let received = hand_over(&mut tx, viewer, work, &compared.settled).await?;
    let id = ImportId::new(tx.ids());
    Ok(report(work, compared, &received, (id, State::Tried, tx.now(), viewer)))
}

type Head<'a> = (ImportId, State, Instant, &'a Viewer);

fn report(work: &Work, compared: &Compared, received: &Received, head: Head<'_>) -> Report {
    let (id, state, at, viewer) = head;
    let made = Made {
        work,
        settled: &compared.settled,
        before: &compared.before,
        received,
    };
    let pieces = || compared.settled.pieces.iter().map(|piece| piece.written.file.clone());
    Report {
        id,
        state,
        at,
        by: viewer.user,
        batches: if state == State::Done { pieces().collect() } else { Vec::new() },
        ..assemble(id, &made)
    }
}

/// Keeps an import; when another one comes in between, compares anew. One without rows is only tried.
async fn keep(app: &AppRef, viewer: &Viewer, work: &Arc<Work>, tried: (Option<ImportId>, &Told), handle: &Handle) -> Result<Report> {
    let mut attempts = 1;
    loop {
        let compared = compare(app, work, true, handle).await?;
        if !work.has_rows() && !compared.settled.has_rows() {
            return self::tried(app, viewer, work, &compared).await;
        }
        let mut tx = app.db.write().await?;
        let kept = match keep_in(&mut tx, viewer, work, &compared, tried).await {
            Ok(report) => handle.confirm(&mut tx).await.map(|()| report),
            Err(error) => Err(error),
        };
        match kept {
            Ok(report) => {
                // When the answer to the commit is lost nobody knows whether the batches count; their files stay then.
                tx.commit().await?;
                return Ok(report);
            }
            Err(error) => {
                drop(tx);
                compared.settled.forget(&super::folder(&app.config));
                if !matches!(error, Error::Changed { .. }) || attempts == ATTEMPTS_MAX {
                    return Err(error);
                }
                attempts += 1;
            }
        }
    }
}

async fn keep_in(
    tx: &mut Tx,
    viewer: &Viewer,
    work: &Work,
    compared: &Compared,
    (tried, told): (Option<ImportId>, &Told),
) -> Result<Report> {
    let pieces = &compared.settled.pieces;
    if !pieces.is_empty() {
        store::claim_catalogue(tx, compared.version).await?;
    }
    if let Some(tried) = tried
        && !store::delete_tried(tx, tried).await?
    {
        return Err(Error::NotFound { what: "import" });
    }
    let received = hand_over(tx, viewer, work, &compared.settled).await?;
    if let Some((file, refusal)) = first_refusal(work, &received.outcomes) {
        let sentence = format!("{file}: {}", refusal.sentence);
        return Err(Error::Refused(Refusal {
            sentence,
            ..refusal.clone()
        }));
    }
    let id = tried.unwrap_or_else(|| ImportId::new(tx.ids()));
    let report = report(work, compared, &received, (id, State::Done, tx.now(), viewer));
    store::insert(tx, &report, told, None).await?;
    for piece in pieces {
        store::insert_batch(tx, id, &piece.written).await?;
    }
    let names: Vec<&str> = work.taken.iter().map(|taken| taken.file.as_str()).collect();
    let batches: Vec<&str> = pieces.iter().map(|piece| piece.written.file.sha256.as_str()).collect();
    let body = json!({ "files": names, "kept": report.kept, "refused": report.refused, "batches": batches });
    note(tx, viewer, "facts_imported", ("import", id.to_string()), &body)?;
    Ok(report)
}

/// The refusals of an import or of one of its files that the viewer may see, in the order of files and lines.
///
/// # Errors
/// As for [`find`].
pub async fn rejects(tx: &mut Tx, viewer: &Viewer, report: &Report, place: Option<i64>, span: (i64, i64)) -> Result<Vec<Reject>> {
    viewer.may(SEE)?;
    let hidden = hidden_files(&shown_to(viewer, report.clone()));
    let mut rejects = store::list_rejects(tx, report.id, place, span).await?;
    rejects.retain(|reject| !hidden.contains(&reject.file));
    Ok(rejects)
}
