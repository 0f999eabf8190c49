//! Home: what now? The viewer's alerts come first; then each chapter brings the steps that wait for the viewer and the numbers that concern them.

pub mod failed;
mod pages;
mod tasks;
#[cfg(test)]
mod tests;

pub use tasks::tasks;

use platform::Result;
use platform::chapter::{Chapter, Group, Later, Place};
use platform::look::Markup;
use platform::web::Caller;

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
    /// The verb.
    pub act: String,
    /// Where the act is done.
    pub href: String,
}

/// What a chapter shows at home.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// What waits.
    pub steps: Vec<Step>,
    /// The viewer's numbers, a section at a time.
    pub sections: Vec<Markup>,
}

/// A chapter's part of the home page; declared in the table of contents.
pub type Panel = for<'a> fn(&'a Caller) -> Later<'a, Result<Shown>>;
