//! The list of routes. A route cannot be added without saying who may use it.

use super::app::AppRef;
use super::guard::{Guard, guarded, panicked};
use crate::api::{self, Operations, Verb};
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// A route as the reviewed list shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declared {
    /// The path with its parameters: `/accounts/{account}`.
    pub path: String,
    /// GET or POST; for programs also PUT or DELETE.
    pub method: &'static str,
    /// Who may use it.
    pub guard: Guard,
}

/// Routes under construction.
pub struct Routes {
    app: AppRef,
    router: Router<AppRef>,
    declared: Vec<Declared>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new(app: AppRef) -> Self {
        Self {
            app,
            router: Router::new(),
            declared: Vec::new(),
        }
    }

    /// A page or a reading of the API.
    #[must_use]
    pub fn get<H, T>(self, path: &str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, AppRef>,
        T: 'static,
    {
        self.add("GET", path, guard, on(MethodFilter::GET, handler))
    }

    /// A writing.
    #[must_use]
    pub fn post<H, T>(self, path: &str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, AppRef>,
        T: 'static,
    {
        self.add("POST", path, guard, on(MethodFilter::POST, handler))
    }

    /// The operations for programs.
    #[must_use]
    pub(crate) fn operations(mut self, operations: &Arc<Operations>) -> Self {
        for operation in operations.all() {
            let filter = filter(operation.verb);
            let handler = on(filter, api::handler(operations, operation));
            self = self.add(operation.verb.method(), &operation.address(), operation.guard, handler);
        }
        self
    }

    fn add(mut self, method: &'static str, path: &str, guard: Guard, handler: MethodRouter<AppRef>) -> Self {
        let handler = handler
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn_with_state((self.app.clone(), guard), guarded));
        self.router = self.router.route(path, handler);
        self.declared.push(Declared {
            path: path.to_owned(),
            method,
            guard,
        });
        self
    }

    /// The router and the list of what it holds.
    pub fn finish(self) -> (Router<AppRef>, Vec<Declared>) {
        (self.router, self.declared)
    }
}

fn filter(verb: Verb) -> MethodFilter {
    match verb {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Put => MethodFilter::PUT,
        Verb::Delete => MethodFilter::DELETE,
    }
}
