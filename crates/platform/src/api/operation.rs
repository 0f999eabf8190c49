//! An operation of the API as it is declared, and the list of all of them.

use super::answer::{Found, Listed, Made, Said, Spoken};
use super::call::Call;
use super::input::Input;
use crate::Result;
use crate::chapter::Later;
use crate::web::Guard;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::future::Future;
use std::sync::Arc;

/// What is done to the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads; changes nothing.
    Get,
    /// Makes something, or acts.
    Post,
    /// Replaces what a record says.
    Put,
    /// Removes a record.
    Delete,
}

impl Verb {
    /// The HTTP method.
    #[must_use]
    pub fn method(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What stands in the body of a request.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A JSON object of these members.
    Fields(&'static [Input]),
    /// A form with files (`multipart/form-data`) and these fields; a file may have any field's name.
    Files(&'static [Input]),
}

impl Takes {
    /// The fields.
    #[must_use]
    pub fn inputs(self) -> &'static [Input] {
        match self {
            Self::Nothing => &[],
            Self::Fields(inputs) | Self::Files(inputs) => inputs,
        }
    }
}

type Handling = Arc<dyn Fn(Call) -> Later<'static, Result<Spoken>> + Send + Sync>;

/// An operation.
#[derive(Clone)]
pub struct Operation {
    /// Its name: a verb and a noun, unique in the API.
    pub name: &'static str,
    /// What it does to its address.
    pub verb: Verb,
    /// Its address below the base of the API: `/accounts/{account}`.
    pub path: &'static str,
    /// Who may use it.
    pub guard: Guard,
    /// What its query may hold besides the page.
    pub query: &'static [Input],
    /// Whether it answers in pages.
    pub paged: bool,
    /// What its body holds.
    pub takes: Takes,
    /// Whether it has to name the version that it changes.
    pub versioned: bool,
    /// The status of its success.
    pub status: u16,
    /// The chapter it belongs to.
    pub chapter: &'static str,
    /// The schema of its answer.
    pub answers: fn(&mut SchemaGenerator) -> Schema,
    handling: Handling,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operation")
            .field("name", &self.name)
            .field("verb", &self.verb)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Operation {
    fn new<S, F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        S: Said,
        F: Future<Output = Result<S>> + Send + 'static,
    {
        Self {
            name,
            verb: Verb::Get,
            path,
            guard,
            query: &[],
            paged: false,
            takes: Takes::Nothing,
            versioned: false,
            status: 200,
            chapter: path.split('/').nth(1).unwrap_or_default(),
            answers: S::schema,
            handling: Arc::new(move |call| {
                let answer = handler(call);
                Box::pin(async move { answer.await?.said() })
            }),
        }
    }

    /// Reads one record, or computes one answer.
    pub fn find<T, F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        T: Serialize + JsonSchema + Send + 'static,
        F: Future<Output = Result<Found<T>>> + Send + 'static,
    {
        Self::new(name, path, guard, handler)
    }

    /// Reads a list page by page.
    pub fn list<T, F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        T: Serialize + JsonSchema + Send + 'static,
        F: Future<Output = Result<Listed<T>>> + Send + 'static,
    {
        Self {
            paged: true,
            ..Self::new(name, path, guard, handler)
        }
    }

    /// Reads a list that is short enough for one answer.
    pub fn list_whole<T, F>(
        name: &'static str,
        path: &'static str,
        guard: Guard,
        handler: impl Fn(Call) -> F + Send + Sync + 'static,
    ) -> Self
    where
        T: Serialize + JsonSchema + Send + 'static,
        F: Future<Output = Result<Listed<T>>> + Send + 'static,
    {
        Self::new(name, path, guard, handler)
    }

    /// Makes a record.
    pub fn create<F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Made>> + Send + 'static,
    {
        Self {
            verb: Verb::Post,
            status: 201,
            ..Self::new(name, path, guard, handler)
        }
    }

    /// Does something with a record; the address ends with a noun: `/closing`.
    pub fn act<F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Made>> + Send + 'static,
    {
        Self {
            verb: Verb::Post,
            ..Self::new(name, path, guard, handler)
        }
    }

    /// Replaces what a record says; the request names the version that it replaces.
    pub fn update<F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Made>> + Send + 'static,
    {
        Self {
            verb: Verb::Put,
            versioned: true,
            ..Self::new(name, path, guard, handler)
        }
    }

    /// Removes a record; the request names the version that it removes.
    pub fn delete<F>(name: &'static str, path: &'static str, guard: Guard, handler: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Made>> + Send + 'static,
    {
        Self {
            verb: Verb::Delete,
            versioned: true,
            ..Self::new(name, path, guard, handler)
        }
    }

    /// What its query may hold.
    #[must_use]
    pub fn query(mut self, query: &'static [Input]) -> Self {
        self.query = query;
        self
    }

    /// The members of its JSON body.
    #[must_use]
    pub fn body(mut self, inputs: &'static [Input]) -> Self {
        self.takes = Takes::Fields(inputs);
        self
    }

    /// The fields that come with its files.
    #[must_use]
    pub fn files(mut self, inputs: &'static [Input]) -> Self {
        self.takes = Takes::Files(inputs);
        self
    }

    /// An act that has to name the version it changes.
    #[must_use]
    pub fn versioned(mut self) -> Self {
        self.versioned = true;
        self
    }

    /// The whole address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", super::BASE, self.path)
    }

    /// The names of the parameters in the address.
    #[must_use]
    pub fn parameters(&self) -> Vec<&'static str> {
        let holes = self.path.split('{').skip(1);
        holes.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    pub(super) async fn handle(&self, call: Call) -> Result<Spoken> {
        (self.handling)(call).await
    }
}

/// Operations under construction.
#[derive(Debug, Default, Clone)]
pub struct Operations(Vec<Operation>);

impl Operations {
    /// One more.
    #[must_use]
    pub fn and(mut self, operation: Operation) -> Self {
        self.0.push(operation);
        self
    }

    /// All of them, in the order of their chapters.
    #[must_use]
    pub fn all(&self) -> &[Operation] {
        &self.0
    }

    /// The operation that reads what another one changes.
    pub(super) fn reader_of(&self, operation: &Operation) -> Option<&Operation> {
        let above = operation.path.rsplit_once('/').map_or("", |(above, _)| above);
        let reads = |path: &str| self.0.iter().find(|other| other.verb == Verb::Get && other.path == path);
        reads(operation.path).or_else(|| reads(above)).filter(|reader| !reader.paged)
    }
}
