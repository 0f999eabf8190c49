//! Users of the program: sign-in with a password, sessions on devices, one-time links, roles.
//!
//! There is no default password: a firm's first administrator is made through a one-time link that the server prints.

pub mod acts;
mod api;
pub mod device;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod tokens;

pub(crate) use acts::meet;

use crate::access::{Grant, Permission, Reach, Role};
use crate::chapter::{Chapter, Group, Place};
use crate::database::Migration;
use crate::notes::{self, Seen, ids_of};
use std::collections::BTreeSet;
use vocabulary::UserId;

/// See and change users, roles and sessions.
pub const ADMINISTER: Permission = Permission::new("users.administer");
/// See who may do what.
pub const SEE: Permission = Permission::new("users.see");

/// The chapter that the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "users",
    migrations: &[
        Migration {
            chapter: "users",
            number: 1,
            sql: include_str!("users.sql"),
        },
        Migration {
            chapter: "users",
            number: 2,
            sql: include_str!("keys.sql"),
        },
        Migration {
            chapter: "users",
            number: 3,
            sql: include_str!("tokens.sql"),
        },
    ],
    texts: "",
    grants: &[
        Grant {
            permission: ADMINISTER,
            to: &[(Role::Administrator, Reach::All)],
        },
        Grant {
            permission: SEE,
            to: &[(Role::Administrator, Reach::All), (Role::Auditor, Reach::All)],
        },
    ],
    places: &[Place {
        group: Group::Admin,
        text: "users.place",
        href: "/users",
        letter: Some('u'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// On what notes can stand: on users, for whoever sees who may do what.
pub(crate) const NOTED: &[notes::Kind] = &[notes::Kind {
    word: "users",
    name: "users.noted",
    place: "/users/",
    needs: SEE,
    searched: true,
    seen: Seen::ByHolders,
    names: |tx, viewer, ids| {
        Box::pin(async move {
            viewer.may(SEE)?;
            let ids: BTreeSet<UserId> = ids_of(ids, UserId::parse).into_iter().collect();
            let names = store::list_names(tx, &ids).await?;
            Ok(names.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
        })
    },
    reading: None,
}];
