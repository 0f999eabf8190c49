//! Which record stands for each parameter of a route, and what a route must be asked besides.

use super::firm::{Caller, Firm, Whose};
use super::samples;
use platform::web::{Declared, Guard};
use vocabulary::SessionId;

/// The parts of a query without which a route has nothing to show.
const QUESTIONS: [(&str, &str); 10] = [
    ("/api/v1/notes/colleagues", "about=/accounts/{account}"),
    ("/api/v1/notes/files", "about=/accounts/{account}"),
    ("/api/v1/notes/tasks", "about=/accounts/{account}"),
    ("/notes/tasks/new", "about=/accounts/{account}"),
    ("/notes", "about=/accounts/{account}"),
    ("/api/v1/notes", "about=/accounts/{account}"),
    ("/api/v1/currencies/{pair}/rate", "table=ecb"),
    ("/coaching/sessions/{session}/scores", "form={form}"),
    (
        "/incentives/statements/{person}/lines.csv",
        "plan={plan}&component=renewals&period=2025-P01",
    ),
    ("/api/v1/incentives/statements/{person}/why", "component=renewals&period=2025-P01"),
];

/// The routes behind the gate. That of figures stands here once for each figure, with the record that the figure is about.
pub(super) fn routes(firm: &Firm) -> Vec<Declared> {
    let mut routes = Vec::new();
    for route in firm.programme.routes.iter().filter(|route| route.guard != Guard::Public) {
        if !route.path.contains("{figure}") {
            routes.push(route.clone());
            continue;
        }
        for figure in firm.programme.app.book.chapters.iter().flat_map(|chapter| chapter.figures) {
            let subject = format!("{{{}}}", figure.about.name());
            let path = route.path.replace("{figure}", figure.name).replace("{subject}", &subject);
            routes.push(Declared { path, ..route.clone() });
        }
    }
    routes
}

/// Whose records the addresses of a route can name.
pub(super) fn whose(route: &Declared) -> &'static [Whose] {
    let names = |parameters: &[&str]| parameters.iter().any(|name| route.path.contains(name));
    const AS_COACH: [&str; 2] = ["/coaching/people/{person}/plan", "/coaching/people/{person}/appointment"];
    if AS_COACH.contains(&route.path.trim_start_matches("/api/v1")) {
        // Nobody coaches themselves: the first record is that of somebody who reports to one.
        &[Whose::Team, Whose::Own, Whose::Units, Whose::Other]
    } else if names(&[
        "{person}",
        "{account}",
        "{assignment}",
        "{position}",
        "{request}",
        "{appointment}",
        "{note}",
        "{task}",
        "{file}",
    ]) || is_coaching(&route.path) && names(&["{session}", "{plan}"])
        || samples::stands_in(&route.path)
    {
        &Whose::ALL
    } else if names(&["{user}", "{session}", "{job}", "{view}", "{notice}"]) {
        &[Whose::Own, Whose::Other]
    } else {
        &[Whose::Own]
    }
}

/// Sessions and plans of coaching have the same names as those of users and of pay.
fn is_coaching(path: &str) -> bool {
    path.trim_start_matches("/api/v1").starts_with("/coaching/")
}

/// The address of a route for a caller and a record.
///
/// # Panics
/// When a route has a parameter for which no record is named here.
pub(super) async fn address(firm: &Firm, route: &Declared, caller: &Caller, whose: Whose) -> String {
    let question = QUESTIONS
        .iter()
        .find(|(path, _)| *path == route.path)
        .map_or("", |(_, question)| question);
    let pattern = if question.is_empty() {
        route.path.clone()
    } else {
        format!("{}?{question}", route.path)
    };
    let mut address = String::new();
    let mut rest = pattern.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (parameter, behind) = after.split_once('}').expect("a parameter ends");
        address.push_str(before);
        address.push_str(&match (samples::id(&firm.samples, &route.path, parameter, whose), parameter) {
            (Some(id), _) => id,
            (None, "session") if is_coaching(&route.path) => firm.records_of(whose).coaching.session.to_string(),
            (None, "plan") if is_coaching(&route.path) => firm.records_of(whose).coaching.plan.to_string(),
            (None, _) => value(firm, parameter, caller, whose).await,
        });
        rest = behind;
    }
    address + rest
}

async fn value(firm: &Firm, parameter: &str, caller: &Caller, whose: Whose) -> String {
    let records = firm.records_of(whose);
    match parameter {
        "person" => records.person.to_string(),
        "account" => records.account.to_string(),
        "assignment" => records.assignment.to_string(),
        "position" => records.position.to_string(),
        "plan" => firm.plan.to_string(),
        "period" => "2025-P02".to_owned(),
        "run" => firm.run.to_string(),
        "import" => firm.import.to_string(),
        // The last file of the import is the one with a refused row.
        "place" => "2".to_owned(),
        "request" => records.coaching.request.to_string(),
        "appointment" => records.coaching.appointment.to_string(),
        "programme" => firm.coaching_programme.to_string(),
        "form" => firm.coaching_form.to_string(),
        "country" => "DE".to_owned(),
        "pair" => "EUR-USD".to_owned(),
        "policy" => "POL.XC.MIN_RESPONDENTS".to_owned(),
        "entry" | "token" => "00000000-0000-0000-0000-00000000dead".to_owned(),
        "chapter" => "accounts".to_owned(),
        "user" => user(firm, caller, whose).await,
        "job" => job(firm, caller, whose).await,
        "note" => firm.notes[&whose].0.to_string(),
        "task" => firm.notes[&whose].1.to_string(),
        "file" => firm.notes[&whose].2.to_string(),
        "notice" => notice(firm, caller, whose),
        "view" => view(firm, caller, whose),
        "session" => session(firm, caller, whose).await.to_string(),
        unknown => panic!("say which record stands for the parameter `{unknown}`: in SAMPLES of the chapter's tests, or here in places.rs"),
    }
}

/// The caller's own user, or the first that is another's.
async fn user(firm: &Firm, caller: &Caller, whose: Whose) -> String {
    let mut tx = firm.programme.read().await;
    let users = platform::users::store::list(&mut tx).await.unwrap();
    let found = users.iter().find(|user| (caller.user == Some(user.id)) == (whose == Whose::Own));
    found.map_or_else(|| "none".to_owned(), |user| user.id.to_string())
}

/// The job that the caller asked for, or one that nobody of the callers did.
async fn job(firm: &Firm, caller: &Caller, whose: Whose) -> String {
    let mut tx = firm.programme.read().await;
    let jobs = platform::jobs::acts::list(&mut tx, &firm.programme.operator(), &[], [200, 0])
        .await
        .unwrap();
    let wanted = caller.user.filter(|_| whose == Whose::Own);
    let found = jobs.iter().find(|job| job.asked_by == wanted);
    found.map_or_else(|| "none".to_owned(), |job| job.id.to_string())
}

/// The view that the caller saved, or one of somebody else.
fn view(firm: &Firm, caller: &Caller, whose: Whose) -> String {
    let owner = caller.user.filter(|_| whose == Whose::Own);
    firm.views
        .lock()
        .unwrap()
        .get(&owner)
        .map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// The notice that the caller was told, or one of somebody else.
fn notice(firm: &Firm, caller: &Caller, whose: Whose) -> String {
    let user = caller.user.filter(|_| whose == Whose::Own);
    firm.notices
        .lock()
        .unwrap()
        .get(&user)
        .map_or_else(|| "none".to_owned(), ToString::to_string)
}

async fn session(firm: &Firm, caller: &Caller, whose: Whose) -> SessionId {
    let mut tx = firm.programme.read().await;
    let users = platform::users::store::list(&mut tx).await.unwrap();
    let asked = users
        .iter()
        .find(|user| (caller.user == Some(user.id)) == (whose == Whose::Own))
        .unwrap_or(&users[0]);
    platform::users::store::list_sessions(&mut tx, asked.id).await.unwrap()[0].id
}

/// Whether the page is for people to read, not a file or an answer to a program.
pub(super) fn is_page(kind: &str) -> bool {
    kind.starts_with("text/html")
}
