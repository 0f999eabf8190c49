//! Home: what now? The viewer's alerts come first; then each chapter brings the steps that wait for the viewer and the numbers that concern them.

pub mod failed;
mod mailing;
mod pages;
mod tasks;
#[cfg(test)]
mod tests;

pub use mailing::MAIL;
pub use tasks::TASKS;

use hypertext::prelude::*;
use platform::Result;
use platform::access::Viewer;
use platform::chapter::{Chapter, Group, Later, Place};
use platform::look::Markup;
use platform::look::why::figure_link;
use platform::web::{AppRef, Caller};

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "overview",
    migrations: &[],
    texts: include_str!("texts.toml"),
    grants: &[],
    places: &[Place {
        group: Group::Home,
        text: "overview.place",
        href: "/",
        letter: Some('h'),
        needs: None,
    }],
    figures: &[],
    api: |api| api,
    routes: pages::routes,
};

/// Something that waits for the viewer, and the one act that settles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What waits, in a sentence.
    pub sentence: String,
    /// The same for a mail, which leaves the house: that something waits, and none of what is private or about pay.
    pub in_mail: String,
    /// The verb.
    pub act: String,
    /// Where the act is done.
    pub href: String,
}

/// A chapter's part of the home page; declared in the table of contents.
#[derive(Clone, Copy)]
pub struct Panel {
    /// What waits for a viewer; none where nothing of the chapter ever does.
    pub steps: Option<Steps>,
    /// The viewer's numbers, a section at a time.
    pub sections: Sections,
}

/// Finds what waits for a viewer.
pub type Steps = for<'a> fn(&'a AppRef, &'a Viewer) -> Later<'a, Result<Vec<Step>>>;

/// Draws the numbers of whoever looks.
pub type Sections = for<'a> fn(&'a Caller) -> Later<'a, Result<Vec<Markup>>>;

/// Which sum of the home page stands open: the word that its address names, `/?why=falling`.
#[must_use]
pub fn open_sum(caller: &Caller) -> Option<&str> {
    let (_, query) = caller.visitor.path.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("why="))
}

/// A sum of the home page as a control, which opens what it was made of below the sums.
#[must_use]
pub fn sum(caller: &Caller, word: &str, shown: impl Renderable) -> Markup {
    let is_open = open_sum(caller) == Some(word);
    let href = if is_open { "/".to_owned() } else { format!("/?why={word}#why") };
    figure_link(shown, &href, is_open)
}

/// Everything that waits for a viewer, chapter by chapter.
///
/// # Errors
/// When the database does not answer.
async fn steps(app: &AppRef, viewer: &Viewer) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for find in crate::HOME.iter().filter_map(|panel| panel.steps) {
        steps.extend(find(app, viewer).await?);
    }
    Ok(steps)
}
