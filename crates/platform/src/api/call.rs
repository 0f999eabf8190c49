//! A request to an operation, read and checked: who asks, about what, with which fields.

use super::answer::Made;
use super::keeping::{self, Key};
use crate::access::{Permission, Scope, Viewer};
use crate::database::Tx;
use crate::texts::say;
use crate::web::listing::Cursor;
use crate::web::{AppRef, Caller, Fields, File};
use crate::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::Refusal;

/// A call of an operation.
pub struct Call {
    pub(super) caller: Caller,
    pub(super) path: BTreeMap<String, String>,
    pub(super) query: Fields,
    pub(super) fields: Fields,
    pub(super) files: Vec<File>,
    pub(super) version: Option<i64>,
    pub(super) key: Option<Key>,
}

impl Call {
    /// The caller, for what pages and programs share.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The node.
    #[must_use]
    pub fn app(&self) -> &AppRef {
        &self.caller.app
    }

    /// Who asks.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.caller.viewer
    }

    /// The scope of a permission; see [`Viewer::may`].
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn may(&self, permission: Permission) -> Result<Scope> {
        self.caller.may(permission)
    }

    /// A transaction that reads.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self) -> Result<Tx> {
        self.caller.app.db.read().await
    }

    /// A parameter of the address.
    #[must_use]
    pub fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The parameters of the query.
    #[must_use]
    pub fn query(&self) -> &Fields {
        &self.query
    }

    /// The same as pages read the parameters of theirs, for what pages and programs share.
    #[must_use]
    pub fn asked<const N: usize>(&self, names: [&str; N]) -> BTreeMap<String, String> {
        let said = names
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), self.query.optional(name)?)));
        said.collect()
    }

    /// The fields of the body. Where the operation is about a version, the field `version` is the one that was seen.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The files that came with the fields.
    pub fn take_files(&mut self) -> Vec<File> {
        std::mem::take(&mut self.files)
    }

    /// The version that the writer has seen.
    ///
    /// # Errors
    /// A fault of ours when the operation is not declared to be about a version.
    pub fn version(&self) -> Result<i64> {
        self.version
            .ok_or_else(|| Error::Failed(anyhow::anyhow!("an operation asks for a version that it does not declare")))
    }

    /// The page that was asked for.
    ///
    /// # Errors
    /// A refusal on `limit`.
    pub fn page(&self) -> Result<Cursor, Refusal> {
        let asked = ["q", "cursor", "limit"].map(|name| (name.to_owned(), self.query.text(name).to_owned()));
        Cursor::read(&BTreeMap::from(asked))
    }

    /// Does an act and keeps its answer, in one transaction.
    ///
    /// # Errors
    /// What the act refuses.
    pub async fn writing(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<Made>) -> Result<Made> {
        keeping::writing(self.app(), self.key.as_ref(), act).await
    }

    /// Does an act that has transactions of its own, and keeps its answer after it.
    ///
    /// # Errors
    /// What the act refuses.
    pub async fn working(&self, act: impl Future<Output = Result<Made>>) -> Result<Made> {
        keeping::working(self.app(), self.key.as_ref(), act).await
    }

    /// A field that must be one of a few words, which the declaration has checked.
    ///
    /// # Errors
    /// A refusal on the field.
    pub fn word<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let missing = || Error::refused_on(name, "form.missing", say("form.missing"));
        parse(self.fields.text(name)).ok_or_else(missing)
    }
}
