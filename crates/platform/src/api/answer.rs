//! What an operation answers: a record, a page of a list, or where to find what was made.

use crate::web::listing::Cursor;
use crate::{Error, Result};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use vocabulary::Money;

/// One record, as it is read.
#[derive(Debug, Clone)]
pub struct Found<T> {
    record: T,
    version: Option<i64>,
}

impl<T> Found<T> {
    /// Something that nobody changes by this API.
    pub fn new(record: T) -> Self {
        Self { record, version: None }
    }

    /// A record with the version that a later write has to name.
    pub fn of_version(record: T, version: i64) -> Self {
        Self {
            record,
            version: Some(version),
        }
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    items: Vec<T>,
    next: Option<String>,
}

impl<T> Listed<T> {
    /// A whole list, which is short enough for one page.
    #[must_use]
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page; `next` is the cursor of the following one, none on the last.
    #[must_use]
    pub fn page(items: Vec<T>, next: Option<String>) -> Self {
        Self { items, next }
    }
}

impl Cursor {
    /// The page that begins after the cursor. The next one begins after the reference of the last record, if this one is full.
    pub fn listed<'r, R, S>(&self, records: &'r [R], reference: impl Fn(&R) -> String, shown: impl Fn(&'r R) -> S) -> Listed<S> {
        let full = i64::try_from(records.len()).is_ok_and(|count| count >= self.limit);
        let next = records.last().filter(|_| full).map(reference);
        Listed::page(records.iter().map(shown).collect(), next)
    }
}

/// What a write made or changed. It holds no word of the record: the answer is kept for a day, to be given again under the same key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Made {
    /// The id of the record.
    pub id: String,
    /// Its version after the write, where it has versions.
    pub version: Option<i64>,
    /// Where to read it.
    pub href: String,
}

impl Made {
    /// A record that is read below the base of the API: `/accounts/…`.
    pub fn at(id: impl ToString, below: &str) -> Self {
        Self {
            id: id.to_string(),
            version: None,
            href: format!("{}{below}", super::BASE),
        }
    }

    /// The version that it has now.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }
}

/// Money as programs read it: a decimal text and a currency, never a float.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MoneyText {
    /// `28800.00`.
    pub amount: String,
    /// `EUR`.
    pub currency: &'static str,
}

impl From<Money> for MoneyText {
    fn from(money: Money) -> Self {
        Self {
            amount: money.to_decimal(),
            currency: money.currency().code(),
        }
    }
}

/// An answer on its way out.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Option<String>,
    pub(super) version: Option<i64>,
    pub(super) location: Option<String>,
}

/// What a handler may return.
pub trait Said: Send + 'static {
    /// Its JSON Schema.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
    /// The record's JSON, its version, where it stands, and the cursor of the next page.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    fn said(self) -> Result<Spoken>;
}

/// An answer in its parts.
#[derive(Debug, Clone)]
pub struct Spoken {
    pub(super) body: String,
    pub(super) version: Option<i64>,
    pub(super) location: Option<String>,
    pub(super) next: Option<String>,
}

fn written(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing JSON")))
}

impl<T: Serialize + JsonSchema + Send + 'static> Said for Found<T> {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    fn said(self) -> Result<Spoken> {
        Ok(Spoken {
            body: written(&self.record)?,
            version: self.version,
            location: None,
            next: None,
        })
    }
}

impl<T: Serialize + JsonSchema + Send + 'static> Said for Listed<T> {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({
            "type": "object",
            "properties": {
                "items": { "type": "array", "items": item },
                "next": { "type": ["string", "null"], "description": crate::texts::say("api.next") },
            },
            "required": ["items", "next"],
        })
    }

    fn said(self) -> Result<Spoken> {
        #[derive(Serialize)]
        struct Page<'a, T> {
            items: &'a [T],
            next: Option<&'a str>,
        }
        let page = Page {
            items: &self.items,
            next: self.next.as_deref(),
        };
        Ok(Spoken {
            body: written(&page)?,
            version: None,
            location: None,
            next: self.next,
        })
    }
}

impl Said for Made {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self>()
    }

    fn said(self) -> Result<Spoken> {
        Ok(Spoken {
            body: written(&self)?,
            version: self.version,
            location: Some(self.href),
            next: None,
        })
    }
}
