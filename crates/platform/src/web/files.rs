//! Answers a page that was asked for one of its ledgers with the file instead; see [`crate::look::offered`].

use super::listing::encoded;
use super::spreadsheet::{csv_of, workbook_of};
use crate::look::offered::{Asking, FILE, FILE_ROWS_MAX, Sheet};
use crate::{Error, Result};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeMap;

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Workbook,
}

/// A ledger of a page, by the name of its file.
struct Wanted {
    name: String,
    kind: Kind,
}

impl Wanted {
    fn parse(file: &str) -> Option<Self> {
        let (name, ending) = file.rsplit_once('.')?;
        let kind = match ending {
            "csv" => Kind::Csv,
            "xlsx" => Kind::Workbook,
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            kind,
        })
    }
}

/// Whether an address asks for a file of one of the page's ledgers: then a list shows all its rows, and reading is logged as such.
#[must_use]
pub fn asks_for_file(params: &BTreeMap<String, String>) -> bool {
    params.contains_key(FILE)
}

/// The page of a list by pages that an address asks for, and how many rows stand on it: for a file, all of them on the first.
#[must_use]
pub fn page_asked(params: &BTreeMap<String, String>, rows: u64) -> (u64, u64) {
    if asks_for_file(params) {
        return (1, FILE_ROWS_MAX);
    }
    let page = params.get("page").and_then(|text| text.parse().ok());
    (page.filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1), rows)
}

/// Tells the ledgers of a page where they can be had as files, and hands over the one that was asked for.
pub(super) async fn offer(request: Request, next: Next) -> Response {
    let uri = request.uri();
    // What a form brought is not in the address, and a program reads the API.
    if request.method() != Method::GET || uri.path().starts_with("/api/") {
        return next.run(request).await;
    }
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let (asked, others): (Vec<_>, Vec<_>) = pairs.into_owned().partition(|(name, _)| name == FILE);
    let asked = asked.into_iter().next().map(|(_, file)| file);
    let wanted = asked.as_deref().and_then(Wanted::parse);
    if asked.is_some() && wanted.is_none() {
        return nowhere();
    }
    let kept = others.iter().filter(|(name, _)| name != "page");
    let query: Vec<String> = kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let address = if query.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), query.join("&"))
    };
    let name = wanted.as_ref().map(|wanted| wanted.name.clone());
    let (response, caught) = Asking::new(address, name).during(next.run(request)).await;
    match (wanted, caught) {
        (Some(wanted), Some(sheet)) if response.status() == StatusCode::OK => written(sheet, wanted.kind)
            .await
            .unwrap_or_else(axum::response::IntoResponse::into_response),
        (Some(_), _) if response.status() == StatusCode::OK => nowhere(),
        (Some(_) | None, _) => response,
    }
}

fn nowhere() -> Response {
    Error::NotFound { what: "file" }.into_response()
}

/// A large workbook takes its time, beside the threads that answer.
async fn written(sheet: Result<Sheet>, kind: Kind) -> Result<Response> {
    let sheet = sheet?;
    let writing = tokio::task::spawn_blocking(move || match kind {
        Kind::Csv => csv_of(sheet),
        Kind::Workbook => workbook_of(&sheet),
    });
    writing
        .await
        .map_err(|error| Error::Failed(anyhow::Error::new(error).context("writing a file")))?
}
