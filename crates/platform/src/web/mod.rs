//! The way in for browsers and programs: routes with their guards, requests, answers and errors. The only place that knows axum.

mod answer;
mod app;
mod guard;
mod headers;
mod request;
mod routes;
mod server;
#[cfg(test)]
mod tests;

pub use answer::{Answer, View, address, attachment, inside, json, redirect, say_role, text_answer};
pub(crate) use answer::{bare, parameter};
pub(crate) use app::Met;
pub use app::{App, AppRef};
pub use axum::extract::{Path, Query as Params};
pub use axum::http::StatusCode;
pub use axum::response::{IntoResponse, Response};
pub use guard::{Caller, Guard};
pub use request::{Fields, File, Upload, Visitor};
pub use routes::{Declared, Routes};
pub use server::{router, serve};
