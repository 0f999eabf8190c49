//! Files for programs: what a file holds stands in the answer in base64, so that every answer is JSON. Papers are such files.

use super::answer::Found;
use super::call::Call;
use super::input::Input;
use crate::Result;
use crate::web::printing::{self, Printed};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use document::{Document, Paper};
use schemars::JsonSchema;
use serde::Serialize;

/// The paper for which a document is printed; the firm's where none is named.
pub const PAPER: Input = Input::word("paper", "api.paper", Paper::words);

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileContent {
    name: String,
    media_type: &'static str,
    /// The SHA-256 of the bytes.
    digest: String,
    /// The bytes in base64.
    content: String,
}

impl FileContent {
    /// A file of a name, a media type and bytes.
    #[must_use]
    pub fn new(name: String, media_type: &'static str, bytes: &[u8]) -> Self {
        Self {
            name,
            media_type,
            digest: crate::secret::digest_of(bytes),
            content: STANDARD.encode(bytes),
        }
    }
}

/// Prints a document as its page does, and answers with the file.
///
/// # Errors
/// When the document cannot be printed, which is our own fault.
pub async fn printed(call: &Call, document: Document, paper: Paper) -> Result<Found<FileContent>> {
    let Printed { name, media_type, bytes } = printing::printed(call.caller(), document, paper).await?;
    Ok(Found::new(FileContent::new(name, media_type, &bytes)))
}
