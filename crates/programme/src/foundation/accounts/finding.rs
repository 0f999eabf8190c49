//! What can be found of accounts: themselves, and the people there, by whoever sees the account.

use super::store::sought;
use super::{SEE, pages};
use platform::search::Finder;

/// The finders of accounts and contacts.
pub const FINDERS: &[Finder] = &[
    Finder {
        word: "accounts",
        name: "accounts.place",
        needs: Some(SEE),
        list: Some("/accounts"),
        find: |tx, viewer, words| Box::pin(async { sought::list_accounts(tx, &viewer.may(SEE)?, words, pages::href).await }),
    },
    Finder {
        word: "accounts.contacts",
        name: "accounts.contacts",
        needs: Some(SEE),
        list: None,
        find: |tx, viewer, words| Box::pin(async { sought::list_contacts(tx, &viewer.may(SEE)?, words, pages::contact_href).await }),
    },
];
