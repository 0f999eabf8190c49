//! Notices as their reader sees them now: each names the record that it is about, if the reader sees that record.

use super::rules::{Notice, NoticeId};
use super::store;
use crate::access::Viewer;
use crate::chapter::Book;
use crate::database::Tx;
use crate::{Error, Result, notes};
use vocabulary::UserId;

/// Whose notices are read, and of which book the records are that they name.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    book: &'a Book,
    viewer: &'a Viewer,
    /// The viewer as a user.
    pub(super) user: UserId,
}

impl<'a> Reader<'a> {
    /// # Errors
    /// Not found for whoever is no user.
    pub(super) fn new(book: &'a Book, viewer: &'a Viewer) -> Result<Self> {
        let user = viewer.user.ok_or(Error::NotFound { what: "notification" })?;
        Ok(Self { book, viewer, user })
    }

    /// The latest notices: so many after so many.
    pub(super) async fn list(self, tx: &mut Tx, only_new: bool, places: [i64; 2]) -> Result<Vec<Notice>> {
        let notices = store::list(tx, self.user, only_new, places).await?;
        self.named(tx, notices).await
    }

    /// The latest notices before one of them.
    pub(super) async fn list_before(self, tx: &mut Tx, before: Option<NoticeId>, limit: i64) -> Result<Vec<Notice>> {
        let notices = store::list_before(tx, self.user, before, limit).await?;
        self.named(tx, notices).await
    }

    /// One notice.
    pub(super) async fn find(self, tx: &mut Tx, id: NoticeId) -> Result<Notice> {
        let notice = store::find(tx, self.user, id).await?;
        let named = self.named(tx, vec![notice]).await?.pop();
        named.ok_or(Error::NotFound { what: "notification" })
    }

    async fn named(self, tx: &mut Tx, mut notices: Vec<Notice>) -> Result<Vec<Notice>> {
        let pages = notices.iter().filter_map(|notice| notice.about.as_deref());
        let names = notes::names_at(tx, self.book, self.viewer, pages).await?;
        for notice in &mut notices {
            notice.name(&names);
        }
        Ok(notices)
    }
}
