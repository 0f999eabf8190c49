//! Papers: a chapter writes a document from the reading that its page shows, the press of the book prints it, the answer is a file.

use super::answer::Answer;
use super::guard::Caller;
use crate::look::format;
use crate::texts::{say, say_with};
use crate::{Error, Result};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use document::{Document, Paper, Section};
use std::collections::BTreeMap;
use tokio::sync::Semaphore;

/// So many papers are printed at once on a node; the others wait. Each takes a processor for itself.
const AT_ONCE: usize = 2;

static PRESSES: Semaphore = Semaphore::const_new(AT_ONCE);

/// The paper that the address asks for, `?paper=letter`, else the firm's.
///
/// # Errors
/// A refusal when the address names another paper.
pub fn paper(caller: &Caller, params: &BTreeMap<String, String>) -> Result<Paper> {
    match params.get("paper") {
        None => Ok(caller.app.config.paper),
        Some(word) => Paper::parse(word).ok_or_else(|| Error::refused_on("paper", "form.no_paper", say("form.no_paper"))),
    }
}

/// A document with what every paper says: for whom and when it was made, and on which page one is.
#[must_use]
pub fn document(caller: &Caller, title: String, subject: String, sections: Vec<Section>) -> Document {
    let at = caller.app.db.now();
    let moment = format::moment(at, &caller.app.config.zone);
    let holes = [
        ("firm", caller.app.config.firm_name.as_str()),
        ("name", caller.viewer.name.as_str()),
        ("moment", moment.as_str()),
    ];
    Document {
        title,
        subject,
        language: say("shell.lang").to_owned(),
        about: Vec::new(),
        made: say_with("look.paper_made", &holes),
        page_of: say("look.paper_page").to_owned(),
        at,
        sections,
    }
}

/// A paper as it leaves the press.
pub struct Printed {
    /// What its file is called.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Prints a document and answers with the file.
///
/// # Errors
/// When the document cannot be printed, which is our own fault.
pub async fn print(caller: &Caller, document: Document, paper: Paper) -> Answer {
    let printed = printed(caller, document, paper).await?;
    Ok(file_answer(printed.media_type, &printed.name, printed.bytes))
}

/// Prints a document. The press works beside the threads that answer, few papers at once.
///
/// # Errors
/// When the document cannot be printed, which is our own fault.
pub async fn printed(caller: &Caller, document: Document, paper: Paper) -> Result<Printed> {
    let fault = |what: String| Error::Failed(anyhow::anyhow!("printing a document: {what}"));
    let turn = PRESSES.acquire().await.map_err(|closed| fault(closed.to_string()))?;
    let press = caller.app.book.press;
    let name = if document.title.contains(&document.subject) {
        format!("{}.pdf", document.title)
    } else {
        format!("{} {}.pdf", document.subject, document.title)
    };
    let printing = tokio::task::spawn_blocking(move || (press.print)(&document, paper));
    let bytes = printing.await.map_err(|broken| fault(broken.to_string()))?.map_err(fault)?;
    drop(turn);
    Ok(Printed {
        name,
        media_type: press.kind,
        bytes,
    })
}

/// A file to save, which no cache between here and the browser may keep. Its name is given twice: in plain letters for old browsers,
/// and as it is.
pub(super) fn file_answer(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || ".-_".contains(letter) {
                letter
            } else {
                '-'
            }
        })
        .collect();
    let spaced = name.replace(['/', '\\', '"'], "-");
    let whole: String = form_urlencoded::byte_serialize(spaced.as_bytes()).collect();
    let said = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", whole.replace('+', "%20"));
    let disposition = HeaderValue::from_str(&said).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, bytes).into_response()
}
