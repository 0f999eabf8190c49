//! The views that people of the firm have saved: some shared with a role, some their own.

use super::enter;
use platform::Result;
use platform::access::Role;
use platform::views::{self, Said};
use platform::web::AppRef;
use std::collections::BTreeMap;
use vocabulary::UserId;

/// Whose view it is, of which list, what it shows and what it is called.
struct Saved {
    login: &'static str,
    list: &'static str,
    query: &'static str,
    name: &'static str,
    shared_with: Option<Role>,
}

const SAVED: &[Saved] = &[
    Saved {
        login: "torvald",
        list: "/accounts",
        query: "class=*key&sort=country",
        name: "Key accounts by country",
        shared_with: Some(Role::SalesManager),
    },
    Saved {
        login: "leif",
        list: "/accounts",
        query: "class=*key&sort=name",
        name: "Key accounts",
        shared_with: Some(Role::Kam),
    },
    Saved {
        login: "leif",
        list: "/staff/positions",
        query: "state=vacant&sort=reference",
        name: "Vacant seats",
        shared_with: None,
    },
    Saved {
        login: "leif",
        list: "/staff",
        query: "sort=-hired",
        name: "Latest to join",
        shared_with: None,
    },
    Saved {
        login: "renske",
        list: "/jobs",
        query: "state=failed&sort=asked",
        name: "What failed",
        shared_with: None,
    },
];

/// Saves them, each as its owner.
pub(super) async fn save(app: &AppRef, users: &BTreeMap<&'static str, UserId>) -> Result<()> {
    for saved in SAVED {
        let viewer = enter(app, users, saved.login).await?;
        let said = Said {
            name: saved.name,
            role: saved.shared_with.map_or("", Role::name),
            opens: false,
        };
        let mut tx = app.db.write().await?;
        views::save(&mut tx, &viewer, (saved.list, saved.query), said).await?;
        tx.commit().await?;
    }
    Ok(())
}
