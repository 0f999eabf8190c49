//! Imports for programs: files are sent and tried, then kept, discarded or taken back, as on the pages.

use super::background::{self, Asking};
use super::mapping::{self, Layout};
use super::profiles::{self, ProfileId, SavedProfile};
use super::report::{ImportId, Report};
use super::rules::reject::Reject;
use super::rules::target::Target;
use super::taking_back::{take_back, until};
use super::told::{TableTold, Told, said_in_a_word};
use super::{IMPORT, SEE, acts, pages, store};
use platform::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use platform::web::Guard;
use platform::{Error, Result};

/// Every target by its name.
fn targets() -> Vec<&'static str> {
    Target::all().into_iter().map(Target::name).collect()
}

const TOLD: &[Input] = &[
    Input::word("target", "facts.api_target", targets),
    Input::text("source", "facts.source_hint"),
    Input::text("currency", "facts.currency_hint"),
    Input::text("profile", "facts.api_profile"),
];
const COLUMNS: &[Input] = &[
    Input::text("table", "facts.api_table").needed(),
    Input::flag("left_out", "facts.api_left_out"),
    Input::word("target", "facts.api_target", targets),
    Input::texts("columns", "facts.api_columns", 200),
    Input::text("profile_name", "facts.api_profile_name"),
];
const NAME: &[Input] = &[Input::text("name", "facts.api_profile_called").needed()];

/// What programs can do with facts.
pub(super) fn operations(api: Operations) -> Operations {
    let (see, import) = (Guard::May(SEE), Guard::May(IMPORT));
    api.and(Operation::list("list_imports", "/facts/imports", see, list_imports))
        .and(Operation::create("create_import", "/facts/imports", import, create_import).files(TOLD))
        .and(Operation::find("find_import", "/facts/imports/{import}", see, find_import))
        .and(Operation::list_whole(
            "list_columns",
            "/facts/imports/{import}/columns",
            import,
            list_columns,
        ))
        .and(Operation::act("map_columns", "/facts/imports/{import}/columns", import, map_columns).body(COLUMNS))
        .and(Operation::act(
            "keep_import",
            "/facts/imports/{import}/keeping",
            import,
            keep_import,
        ))
        .and(Operation::act(
            "discard_import",
            "/facts/imports/{import}/discarding",
            import,
            discard_import,
        ))
        .and(Operation::act(
            "take_back_import",
            "/facts/imports/{import}/taking-back",
            import,
            take_back_import,
        ))
        .and(Operation::list_whole("list_profiles", "/facts/profiles", import, list_profiles))
        .and(Operation::find("find_profile", "/facts/profiles/{profile}", import, find_profile))
        .and(Operation::update("update_profile", "/facts/profiles/{profile}", import, update_profile).body(NAME))
        .and(Operation::delete(
            "delete_profile",
            "/facts/profiles/{profile}",
            import,
            delete_profile,
        ))
}

pub(super) fn import_id(text: &str) -> Result<ImportId> {
    ImportId::parse(text).ok().ok_or(Error::NotFound { what: "import" })
}

fn id_of(call: &Call) -> Result<ImportId> {
    import_id(call.path("import"))
}

fn made(id: ImportId) -> Made {
    Made::at(id, &format!("/facts/imports/{id}"))
}

/// What was done at once, or the job that does it.
fn asked(asking: Asking) -> Made {
    match asking {
        Asking::Done(report) => made(report.id),
        Asking::Job(job) => Made::at(job, &format!("/jobs/{job}")),
    }
}

async fn list_imports(call: Call) -> Result<Listed<Report>> {
    call.may(SEE)?;
    let page = call.page()?;
    let mut tx = call.read().await?;
    let mut imports = match page.after.as_str() {
        "" => store::list(&mut tx, 0, page.limit + 1).await?,
        cursor => {
            let last = acts::find(&mut tx, call.viewer(), import_id(cursor)?).await?;
            store::list_before(&mut tx, (last.at, last.id), page.limit + 1).await?
        }
    };
    let wanted = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let more = imports.len() > wanted;
    imports.truncate(wanted);
    let next = imports.last().filter(|_| more).map(|last| last.id.to_string());
    let shown = imports
        .into_iter()
        .map(|report| timed(&call, acts::shown_to(call.viewer(), report)));
    Ok(Listed::page(shown.collect(), next))
}

async fn find_import(call: Call) -> Result<Found<Report>> {
    let mut tx = call.read().await?;
    let report = acts::find(&mut tx, call.viewer(), id_of(&call)?).await?;
    let rejects: Vec<Reject> = acts::rejects(&mut tx, call.viewer(), &report, None, (0, i64::MAX)).await?;
    Ok(Found::new(timed(&call, Report { rejects, ..report })))
}

/// The report, with the moment until which it can be taken back.
fn timed(call: &Call, report: Report) -> Report {
    Report {
        take_back_until: until(&call.app().config, &report),
        ..report
    }
}

/// Tries the files. A large import is tried by a job, and the answer says where to follow it.
async fn create_import(mut call: Call) -> Result<Made> {
    let files: Vec<(String, Vec<u8>)> = call.take_files().into_iter().map(|file| (file.name, file.bytes)).collect();
    let told = Told {
        profile: call.fields().optional("profile"),
        ..pages::told(call.fields())?
    };
    let (app, viewer) = (call.app(), call.viewer());
    call.working(async { background::prepare(app, viewer, files, told).await.map(asked) })
        .await
}

/// The tables of a tried import with their columns.
async fn list_columns(call: Call) -> Result<Listed<Layout>> {
    let (_, _, tables) = mapping::layouts(call.app(), call.viewer(), id_of(&call)?).await?;
    Ok(Listed::whole(tables))
}

/// Tries again with what is said about one table.
async fn map_columns(call: Call) -> Result<Made> {
    let id = id_of(&call)?;
    let fields = call.fields();
    let mut said = TableTold {
        left_out: fields.text("left_out") == "yes",
        target: Target::named(fields.text("target")),
        ..TableTold::default()
    };
    for column in fields.all("columns") {
        said_in_a_word(&mut said, column)?;
    }
    let (table, name) = (fields.text("table"), fields.text("profile_name"));
    let (app, viewer) = (call.app(), call.viewer());
    call.working(async {
        let (_, mut told, layouts) = mapping::layouts(app, viewer, id).await?;
        if !layouts.iter().any(|layout| layout.name == table) {
            return Err(Error::NotFound { what: "table" });
        }
        told.tables.insert(table.to_owned(), said);
        mapping::try_again(app, viewer, id, told).await?;
        if !name.is_empty() {
            profiles::acts::keep(app, viewer, id, table, name).await?;
        }
        Ok(made(id))
    })
    .await
}

async fn keep_import(call: Call) -> Result<Made> {
    let id = id_of(&call)?;
    let (app, viewer) = (call.app(), call.viewer());
    call.working(async { background::accept(app, viewer, id).await.map(asked) }).await
}

async fn discard_import(call: Call) -> Result<Made> {
    let id = id_of(&call)?;
    let (app, viewer) = (call.app(), call.viewer());
    call.working(async {
        acts::discard(app, viewer, id).await?;
        Ok(Made::at(id, "/facts/imports"))
    })
    .await
}

/// The answer names the import that took the other one back.
async fn take_back_import(call: Call) -> Result<Made> {
    let id = id_of(&call)?;
    let (app, viewer) = (call.app(), call.viewer());
    call.working(async { take_back(app, viewer, id).await.map(|report| made(report.id)) })
        .await
}

async fn list_profiles(call: Call) -> Result<Listed<SavedProfile>> {
    let mut tx = call.read().await?;
    Ok(Listed::whole(profiles::acts::list(&mut tx, call.viewer()).await?))
}

fn profile_id(call: &Call) -> Result<ProfileId> {
    let id = ProfileId::parse(call.path("profile"));
    id.ok().ok_or(Error::NotFound { what: "profile" })
}

async fn find_profile(call: Call) -> Result<Found<SavedProfile>> {
    let id = profile_id(&call)?;
    let mut tx = call.read().await?;
    let all = profiles::acts::list(&mut tx, call.viewer()).await?;
    let found = all.into_iter().find(|profile| profile.id == id);
    let found = found.ok_or(Error::NotFound { what: "profile" })?;
    let version = found.version;
    Ok(Found::of_version(found, version))
}

async fn update_profile(call: Call) -> Result<Made> {
    let (id, version) = (profile_id(&call)?, call.version()?);
    call.writing(async |tx| {
        profiles::acts::rename(tx, call.viewer(), id, call.fields().text("name"), version).await?;
        Ok(Made::at(id, &format!("/facts/profiles/{id}")).version(version + 1))
    })
    .await
}

async fn delete_profile(call: Call) -> Result<Made> {
    let (id, version) = (profile_id(&call)?, call.version()?);
    call.writing(async |tx| {
        profiles::acts::delete(tx, call.viewer(), id, version).await?;
        Ok(Made::at(id, "/facts/profiles"))
    })
    .await
}
