//! Everything that answers, group by group: what page, API and palette show alike.

use super::Finder;
use super::rules::{Hit, Sought, best};
use crate::Result;
use crate::access::Viewer;
use crate::chapter::Book;
use crate::database::Tx;
use crate::jobs;
use crate::notes;
use crate::texts::say;
use crate::users;
use crate::views;
use crate::web::App;
use crate::web::address;

/// How many of a viewer's latest jobs are looked through.
const JOBS_MAX: i64 = 200;

/// The pages of one's own that no place of the navigation leads to.
const OWN_PAGES: &[(&str, &str)] = &[
    ("notifications.place", "/notifications"),
    ("views.place", "/views"),
    ("users.sessions_place", "/sessions"),
    ("users.tokens_place", "/tokens"),
    ("users.change_password", "/password"),
    ("figures.place", "/figures"),
    ("api.place", "/api"),
];

/// The records of one kind that answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The word of the kind.
    pub word: &'static str,
    /// Its heading.
    pub name: &'static str,
    /// The best of them, in order.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
    /// Where all of them stand, if there are more.
    pub all: Option<String>,
}

impl Group {
    fn new(word: &'static str, name: &'static str, sought: &Sought, hits: Vec<Hit>) -> Self {
        let (hits, more) = best(sought, hits);
        let one_kind = address(super::pages::PLACE, &[("q", sought.typed()), ("kind", word)]);
        Self {
            word,
            name,
            hits,
            more,
            all: more.then_some(one_kind),
        }
    }
}

/// What answers to the words, of everything that the viewer may open; of one kind, if one is named. The groups with the best answers
/// stand first.
///
/// # Errors
/// When the database does not answer.
pub async fn everything(app: &App, viewer: &Viewer, sought: &Sought, only: Option<&str>) -> Result<Vec<Group>> {
    let wanted = |word: &str| only.is_none_or(|only| only == word);
    let mut groups = Vec::new();
    if wanted("pages") {
        groups.push(Group::new("pages", say("search.pages"), sought, pages(&app.book, viewer, sought)));
    }
    if wanted("beginnings") {
        let hits = beginnings(&app.book, viewer, sought);
        groups.push(Group::new("beginnings", say("search.beginnings"), sought, hits));
    }
    let mut tx = app.db.read().await?;
    for finder in &app.book.finders {
        let may = finder.needs.is_none_or(|permission| viewer.holds(permission));
        if may && wanted(finder.word) {
            let hits = (finder.find)(&mut tx, viewer, sought).await?;
            let mut group = Group::new(finder.word, say(finder.name), sought, hits);
            // A list looks for the words as they stand together, so several words may find less there.
            if let Some(list) = finder.list.filter(|_| sought.is_one_word() && (group.more || only.is_some())) {
                group.all = Some(address(list, &[("q", sought.typed()), ("inside", "yes")]));
            }
            groups.push(group);
        }
    }
    if wanted("views") {
        let hits = views::found(&mut tx, &app.book, viewer, sought).await?;
        groups.push(Group::new("views", say("views.place"), sought, hits));
    }
    if wanted("notes") {
        let hits = notes::found(&mut tx, &app.book, viewer, sought).await?;
        groups.push(Group::new("notes", say("notes.place"), sought, hits));
    }
    if wanted("notes.tasks") {
        let hits = notes::tasks::found(&mut tx, &app.book, viewer, sought).await?;
        groups.push(Group::new("notes.tasks", say("notes.tasks"), sought, hits));
    }
    groups.retain(|group| !group.hits.is_empty());
    groups.sort_by_key(|group| group.hits.first().map(|hit| hit.rank));
    Ok(groups)
}

/// The lists of which the viewer may open records; their pages are worth remembering.
#[must_use]
pub(crate) fn lists(book: &Book, viewer: &Viewer) -> Vec<&'static str> {
    let may = |finder: &&&'static Finder| finder.needs.is_some_and(|permission| viewer.holds(permission));
    book.finders.iter().filter(may).filter_map(|finder| finder.list).collect()
}

fn pages(book: &Book, viewer: &Viewer, sought: &Sought) -> Vec<Hit> {
    let places = book.places(viewer);
    let of_navigation = places.iter().filter_map(|place| {
        let hit = sought.hit(say(place.text), &[], place.href)?;
        Some(hit.about(say(place.group.text())))
    });
    let own = OWN_PAGES.iter().filter_map(|(text, href)| sought.hit(say(text), &[], *href));
    of_navigation.chain(own).collect()
}

fn beginnings(book: &Book, viewer: &Viewer, sought: &Sought) -> Vec<Hit> {
    let all = book.beginnings(viewer);
    all.iter()
        .filter_map(|beginning| sought.hit(say(beginning.text), &[], beginning.href))
        .collect()
}

/// The viewer's latest jobs, by what they are called and what they are about.
pub(super) async fn jobs(tx: &mut Tx, viewer: &Viewer, sought: &Sought) -> Result<Vec<Hit>> {
    let jobs = jobs::acts::list(tx, viewer, &[], [JOBS_MAX, 0]).await?;
    Ok(jobs
        .iter()
        .filter(|job| !job.subject.is_empty())
        .filter_map(|job| Some(sought.hit(&job.subject, &[], format!("/jobs/{}", job.id))?.about(job.state.say())))
        .collect())
}

/// Users, for whoever may see them, by name and login.
pub(super) async fn users(tx: &mut Tx, sought: &Sought) -> Result<Vec<Hit>> {
    let users = users::store::list(tx).await?;
    Ok(users
        .iter()
        .filter_map(|user| {
            Some(
                sought
                    .hit(&user.name, &[&user.login], format!("/users/{}", user.id))?
                    .code(&user.login),
            )
        })
        .collect())
}
