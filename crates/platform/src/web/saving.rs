//! Answers that a browser saves and never shows: they are no pages of ours, whatever they hold.

use super::answer::text_answer;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use std::fmt::Write as _;

/// A file to save under a name made of letters, digits, dots and dashes.
pub fn attachment(kind: &'static str, name: &str, text: String) -> Response {
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' })
        .collect();
    let mut response = text_answer(kind, text);
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        value.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    response
}

/// Bytes to save under a name, never to be shown as a page of ours. Browsers that know it take the name with all its letters.
pub fn download(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '-' })
        .collect();
    let whole: String = name.bytes().fold(String::new(), |mut whole, byte| {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
        whole
    });
    let mut response = ([(header::CONTENT_TYPE, media)], bytes).into_response();
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"));
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        value.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    response
}
