//! Facts: what happened, as the firm's other systems tell it. Files become batches that are never edited, and rows for other chapters.

pub mod acts;
mod api;
mod assembly;
pub mod background;
mod body;
mod compaction;
mod examination;
mod finding;
mod first_pass;
mod log;
pub mod mapping;
mod noted;
mod pages;
mod pouring;
pub mod profiles;
mod receiving;
mod recognition;
pub mod report;
pub mod revenue;
pub mod rules;
mod settling;
mod shelf;
mod store;
mod sums;
mod taking_back;
#[cfg(test)]
pub(crate) mod tests;
pub mod told;
mod workbook;

pub use body::Body;
pub use compaction::{Compacted, Needs, compact};
pub use finding::FINDERS;
pub use noted::NOTED;
pub use pages::{
    Brought, ORDERS_SHOWN, Orders, brought_in, change_words, orders, panel, printed, revenue_change, revenue_printed, revenue_section,
    revenue_spark, revenue_sum,
};
pub use report::{ImportId, Report};
pub use taking_back::{take_back, until};
pub use told::{TableTold, Told};

use engine::{FactStore, Pinned};
use platform::Result;
use platform::access::{Grant, Permission, Reach, Role, Viewer};
use platform::chapter::{Beginning, Chapter, Group, Later, Place};
use platform::config::Config;
use platform::database::{Migration, Tx};
use platform::web::done::Undoing;
use rules::content::Content;
use rules::target::Target;
use std::path::PathBuf;
use std::sync::Arc;
use vocabulary::Interval;

/// The acts that can be undone.
pub const UNDOINGS: &[Undoing] = &[pages::DELETED];

/// See what the fact store holds and what imports did.
pub const SEE: Permission = Permission::new("facts.see");
/// Import files.
pub const IMPORT: Permission = Permission::new("facts.import");

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "facts",
    migrations: &[
        Migration {
            chapter: "facts",
            number: 1,
            sql: include_str!("migrations/0001.sql"),
        },
        Migration {
            chapter: "facts",
            number: 2,
            sql: include_str!("migrations/0002.sql"),
        },
        Migration {
            chapter: "facts",
            number: 3,
            sql: include_str!("migrations/0003.sql"),
        },
        Migration {
            chapter: "facts",
            number: 4,
            sql: include_str!("migrations/0004.sql"),
        },
        Migration {
            chapter: "facts",
            number: 5,
            sql: include_str!("migrations/0005.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: &[
        Grant {
            permission: SEE,
            to: &[
                (Role::CompAnalyst, Reach::All),
                (Role::Administrator, Reach::All),
                (Role::Auditor, Reach::All),
                (Role::CrmOwner, Reach::All),
                (Role::KaDirector, Reach::All),
            ],
        },
        Grant {
            permission: IMPORT,
            to: &[(Role::Administrator, Reach::All), (Role::CompAnalyst, Reach::All)],
        },
    ],
    places: &[Place {
        group: Group::Admin,
        text: "facts.place",
        href: "/facts",
        letter: Some('f'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// What may be begun from anywhere.
pub const BEGINNINGS: &[Beginning] = &[Beginning {
    text: "facts.import",
    href: "/facts/import",
    needs: Some(IMPORT),
}];

/// How many records an import made, changed and found as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Kept {
    /// New records.
    pub created: u64,
    /// Records with another content than before.
    pub changed: u64,
    /// Records that said the same already.
    pub unchanged: u64,
}

impl Kept {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            created: self.created.saturating_add(other.created),
            changed: self.changed.saturating_add(other.changed),
            unchanged: self.unchanged.saturating_add(other.unchanged),
        }
    }
}

/// A chapter's act that keeps the imported rows of one target.
pub type Keep = for<'a> fn(&'a mut Tx, &'a Viewer, &'a Content) -> Later<'a, Result<Kept>>;

/// Who takes the rows of a target; declared in the table of contents.
#[derive(Clone, Copy)]
pub struct Receiver {
    /// What the rows are.
    pub target: Target,
    /// Keeps them, in the transaction of the import.
    pub keep: Keep,
    /// Who may see such rows, their refusals and their sums; none means everybody who sees imports.
    pub sees: Option<Permission>,
}

/// Takes nothing.
pub fn nobody<'a>(_: &'a mut Tx, _: &'a Viewer, _: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async { Ok(Kept::default()) })
}

/// The folder of the fact batches.
#[must_use]
pub fn folder(config: &Config) -> PathBuf {
    config.facts_folder.clone()
}

/// The fact store, for whoever reads facts.
#[must_use]
pub fn fact_store(config: &Config) -> Arc<FactStore> {
    FactStore::at(&config.facts_folder)
}

/// The batches that count now, for a run to pin; in the order in which they supersede one another.
///
/// # Errors
/// When the database does not answer.
pub async fn pinned(tx: &mut Tx) -> Result<Vec<Pinned>> {
    Ok(store::list_batches(tx).await?.into_iter().map(|batch| batch.pinned).collect())
}

/// The days that batches with some of the kinds span, so that a run can say for which periods none were imported.
///
/// # Errors
/// When the database does not answer.
pub async fn covered(tx: &mut Tx, kinds: &[engine::FactKind]) -> Result<Vec<Interval>> {
    store::list_days(tx, kinds).await
}
