//! Products: what the firm sells, by family. The facts name a product by its reference, which means one product of the firm whatever
//! system names it: a list of another system does not change a product unless it says that both mean the same.

pub mod acts;
mod api;
mod finding;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;

pub use finding::FINDERS;

use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use platform::Result;
use platform::access::{EVERYBODY, Grant, Permission, Reach, Role};
use platform::chapter::{Chapter, Group, Place};
use platform::database::{Migration, Tx};
use std::collections::BTreeMap;

/// See products; everybody who sells them may.
pub const SEE: Permission = Permission::new("products.see");
/// Import products.
pub const CHANGE: Permission = Permission::new("products.change");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: EVERYBODY,
    },
    Grant {
        permission: CHANGE,
        to: &[
            (Role::CrmOwner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Administrator, Reach::All),
        ],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "products",
    migrations: &[
        Migration {
            chapter: "products",
            number: 1,
            sql: include_str!("migrations/0001.sql"),
        },
        Migration {
            chapter: "products",
            number: 2,
            sql: include_str!("migrations/0002.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Accounts,
        text: "products.place",
        href: "/products",
        letter: Some('p'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// Takes imported products.
pub const RECEIVER: Receiver = Receiver {
    target: Target::Products,
    keep: acts::keep,
    sees: None,
};

/// The family of every product that has one, by reference.
///
/// # Errors
/// When the database does not answer.
pub async fn families(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    store::families(tx).await
}
