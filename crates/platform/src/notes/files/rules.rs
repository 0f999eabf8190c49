//! Which files are kept: by their ending, and only if what they hold begins as that ending says. What a file is called elsewhere.

use crate::notes::noted::Record;
use crate::texts::{say, say_with};
use vocabulary::{Instant, Refusal, UserId};

crate::record_id! {
    /// A file. Those kept later are larger.
    EvidenceId of "file"
}

/// The most characters of a file's name.
const NAME_MAX: usize = 120;

/// A file on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The id.
    pub id: EvidenceId,
    /// On what it stands.
    pub record: Record,
    /// What it is called, with its ending.
    pub name: String,
    /// What it is, by its ending.
    pub ending: Ending,
    /// How many bytes it has.
    pub bytes: i64,
    /// The SHA-256 of what it holds, under which that is kept.
    pub digest: String,
    /// Who sent it. They alone delete it.
    pub author: UserId,
    /// When.
    pub written: Instant,
    /// When it was deleted, if it was.
    pub deleted: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
}

crate::words! {
    /// What a file is, by its ending. Whatever a browser or an office program would run is not among them.
    Ending says "notes.ending_{}" {
        /// A paper.
        Pdf = "pdf",
        /// Pictures.
        Png = "png",
        /// A photograph.
        Jpg = "jpg",
        /// The same.
        Jpeg = "jpeg",
        /// A picture.
        Gif = "gif",
        /// A picture.
        Webp = "webp",
        /// Plain text.
        Txt = "txt",
        /// A table as text.
        Csv = "csv",
        /// Text with marks.
        Md = "md",
        /// A text of an office program.
        Docx = "docx",
        /// A workbook.
        Xlsx = "xlsx",
        /// Slides.
        Pptx = "pptx",
        /// An open text.
        Odt = "odt",
        /// An open workbook.
        Ods = "ods",
        /// Open slides.
        Odp = "odp",
    }
}

impl Ending {
    /// The media type that goes with it.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpg | Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Txt | Self::Md => "text/plain",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
        }
    }

    /// Whether bytes begin as such a file does. An archive is known by its first bytes and never opened.
    #[must_use]
    pub fn fits(self, bytes: &[u8]) -> bool {
        match self {
            Self::Pdf => bytes.starts_with(b"%PDF-"),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpg | Self::Jpeg => bytes.starts_with(&[0xFF, 0xD8, 0xFF]),
            Self::Gif => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Txt | Self::Csv | Self::Md => is_text(bytes),
            Self::Docx | Self::Xlsx | Self::Pptx => bytes.starts_with(b"PK\x03\x04"),
            Self::Odt | Self::Ods | Self::Odp => {
                let says = format!("mimetype{}", self.media());
                bytes.starts_with(b"PK\x03\x04") && bytes.get(30..30 + says.len()) == Some(says.as_bytes())
            }
        }
    }
}

/// Text has no bytes that steer a machine; in UTF-16, with its mark, half of the bytes may be zero.
fn is_text(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let plain = |byte: &u8| !matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31 | 127);
    wide || bytes.iter().all(plain)
}

/// What a file is called, without folders and without what no system or reader should meet in a name.
#[must_use]
pub(super) fn name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let unseen =
        |c: char| c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let kept = last.chars().filter(|c| !unseen(*c));
    let plain: String = kept.map(|c| if ":*?\"<>|".contains(c) { '-' } else { c }).collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    let stem: String = stem.chars().take(NAME_MAX).collect();
    let stem = stem.trim();
    match (stem, ending) {
        ("", ending) => format!("file.{ending}"),
        (stem, "") => stem.to_owned(),
        (stem, ending) => format!("{stem}.{ending}"),
    }
}

/// What a file is, by its name and by what it holds.
///
/// # Errors
/// A refusal on `file`.
pub(super) fn ending(name: &str, bytes: &[u8]) -> Result<Ending, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new("notes.empty_file", say("notes.empty_file")).on("file"));
    }
    let word = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let known = Ending::parse(&word);
    let endings = Ending::words().join(", ");
    let refused = || Refusal::new("notes.no_kind", say_with("notes.no_kind", &[("endings", &endings)])).on("file");
    let ending = known.ok_or_else(refused)?;
    if ending.fits(bytes) {
        return Ok(ending);
    }
    let sentence = say_with("notes.other_kind", &[("name", name), ("ending", &word)]);
    Err(Refusal::new("notes.other_kind", sentence).on("file"))
}
