//! The accounts: the customers of the firm, where they stand in their own hierarchy, and which of them are key accounts.
//!
//! Other chapters know an account by its id, and the facts name it by its reference.

pub mod acts;
mod api;
pub mod contacts;
mod finding;
mod noted;
mod pages;
pub mod placing;
pub mod rules;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod tree;

pub use finding::FINDERS;
pub use noted::NOTED;
pub use pages::HOME;

use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use platform::Result;
use platform::access::{Grant, Permission, Reach, Role};
use platform::chapter::{Beginning, Chapter, Group, Place};
use platform::database::{Migration, Tx};
use platform::history;
use platform::web::done::Undoing;
use platform::web::listing::fold;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::AccountId;

/// See accounts: one's own, the team's, the units', or all.
pub const SEE: Permission = Permission::new("accounts.see");
/// Make and change accounts.
pub const CHANGE: Permission = Permission::new("accounts.change");
/// See at home how the key accounts stand, for those who lead and do not hold them.
const FOLLOW: Permission = Permission::new("accounts.follow");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: &[
            (Role::ProgrammeChampion, Reach::All),
            (Role::KaDirector, Reach::All),
            (Role::Kam, Reach::Own),
            (Role::TeamMember, Reach::Own),
            (Role::SalesManager, Reach::Team),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::All),
            (Role::ExecutiveSponsor, Reach::Own),
            (Role::HrPartner, Reach::All),
            (Role::CrmOwner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Auditor, Reach::All),
            (Role::Administrator, Reach::All),
        ],
    },
    Grant {
        permission: CHANGE,
        to: &[
            (Role::KaDirector, Reach::All),
            (Role::CrmOwner, Reach::All),
            (Role::Administrator, Reach::All),
        ],
    },
    Grant {
        permission: FOLLOW,
        to: &[
            (Role::ProgrammeChampion, Reach::All),
            (Role::KaDirector, Reach::All),
            (Role::SalesManager, Reach::Team),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::All),
            (Role::ExecutiveSponsor, Reach::Own),
        ],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "accounts",
    migrations: &[
        Migration {
            chapter: "accounts",
            number: 1,
            sql: include_str!("migrations/0001.sql"),
        },
        Migration {
            chapter: "accounts",
            number: 2,
            sql: include_str!("migrations/0002.sql"),
        },
        Migration {
            chapter: "accounts",
            number: 3,
            sql: include_str!("migrations/0003.sql"),
        },
        Migration {
            chapter: "accounts",
            number: 4,
            sql: include_str!("migrations/0004.sql"),
        },
        Migration {
            chapter: "accounts",
            number: 5,
            sql: include_str!("migrations/0005.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Accounts,
        text: "accounts.place",
        href: "/accounts",
        letter: Some('a'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// Its changes in the journal.
const HISTORY: history::Kept = history::Kept {
    subject: "account",
    created: Some("account_created"),
    changed: "account_changed",
    fields: &[
        ("name", "accounts.name"),
        ("class", "accounts.class"),
        ("country", "accounts.country"),
        ("parent", "accounts.parent"),
    ],
};

/// What was decided of contacts in the journal; lists make them, many at once.
const CONTACT_HISTORY: history::Kept = history::Kept {
    subject: "contact",
    created: None,
    changed: "contact_placed",
    fields: &[("account", "accounts.contact_account"), ("left_out", "accounts.left_out")],
};

/// The acts that can be undone.
pub const UNDOINGS: &[Undoing] = &[pages::CHANGED, pages::PLACED];

/// What may be begun from anywhere.
pub const BEGINNINGS: &[Beginning] = &[Beginning {
    text: "accounts.new",
    href: "/accounts/new",
    needs: Some(CHANGE),
}];

/// Takes imported accounts.
pub const RECEIVER: Receiver = Receiver {
    target: Target::Accounts,
    keep: acts::keep,
    sees: None,
};

/// Takes imported contacts. They are people, so their refused rows are for those who may change accounts.
pub const CONTACTS: Receiver = Receiver {
    target: Target::Contacts,
    keep: contacts::keep,
    sees: Some(CHANGE),
};

/// An account as another chapter finds it by its reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}

/// An account as another chapter shows it by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The firm's own number of it, which the facts use.
    pub reference: String,
    /// Its name.
    pub name: String,
}

/// The accounts of some references; a reference that nobody knows is absent.
///
/// # Errors
/// When the database does not answer.
pub async fn names<'a>(tx: &mut Tx, references: impl IntoIterator<Item = &'a String>) -> Result<BTreeMap<String, Named>> {
    let references: BTreeSet<&String> = references.into_iter().collect();
    store::names(tx, &references.into_iter().cloned().collect::<Vec<_>>()).await
}

/// The account that somebody means, with its reference: the one of a reference, or the only one of a name, whatever its capitals.
///
/// # Errors
/// When the database does not answer.
pub async fn meant(tx: &mut Tx, said: &str) -> Result<Option<(String, Named)>> {
    let said = said.trim().to_owned();
    if let Some(named) = names(tx, [&said]).await?.remove(&said) {
        return Ok(Some((said, named)));
    }
    let called = store::contacts::accounts_called(tx, &[fold(&said)]).await?.into_values().next();
    let label = labels(tx, &called.into_iter().collect()).await?.into_iter().next();
    Ok(label.map(|(id, label)| (label.reference, Named { id, name: label.name })))
}

/// Reference and name of some accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn labels(tx: &mut Tx, accounts: &BTreeSet<AccountId>) -> Result<BTreeMap<AccountId, Label>> {
    store::labels(tx, &accounts.iter().copied().collect::<Vec<_>>()).await
}

/// The reference of every account, for a run over all of them.
///
/// # Errors
/// When the database does not answer.
pub async fn references(tx: &mut Tx) -> Result<BTreeMap<AccountId, String>> {
    store::references(tx).await
}

/// The class of every account that has one, by reference.
///
/// # Errors
/// When the database does not answer.
pub async fn classes(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    store::classes_by_reference(tx).await
}
