//! The way in for browsers and programs: routes with their guards, requests, answers and errors. The only place that knows axum.

pub mod again;
mod answer;
mod app;
pub mod done;
mod faults;
mod files;
mod guard;
mod headers;
pub mod listing;
pub mod live;
pub mod printing;
mod request;
mod routes;
mod saving;
mod server;
pub mod spreadsheet;
#[cfg(test)]
mod tests;

pub use answer::{Answer, View, address, inside, json, redirect, say_role, say_role_named, text_answer};
pub(crate) use answer::{bare, parameter};
pub(crate) use app::Met;
pub use app::{App, AppRef, Came};
pub use axum::extract::{Path, Query as Params, State};
pub use axum::http::StatusCode;
pub use axum::response::{IntoResponse, Response};
pub use faults::say_permission;
pub use files::{asks_for_file, page_asked};
pub(crate) use guard::neighbourhood;
pub use guard::{Caller, Guard};
pub use request::{Fields, File, Upload, Visitor};
pub use routes::{Declared, Routes};
pub use saving::{attachment, download};
pub use server::{router, serve};
