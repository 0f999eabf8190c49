//! A file as it was sent: in memory, or on the disk of whoever runs the command.

use super::rules::text::Text;
use engine::ForeignTable;
use platform::texts::say_with;
use platform::{Error, Result};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Up to so many bytes a file is held in memory; a larger one is read from its disk, part by part, as often as needed.
const HELD_MAX: u64 = 64 << 20;
/// So much of a larger file is held to tell what it is.
const HEAD_BYTES: u64 = 1 << 20;

/// The content of a file.
#[derive(Clone, Debug)]
pub struct Body {
    /// All of it, or the head of a larger file.
    held: Arc<Vec<u8>>,
    /// Where all of a larger file lies, and its length.
    larger: Option<(Arc<PathBuf>, u64)>,
    /// The head of the text, of a file whose bytes are a table in another form.
    told: Option<Arc<Vec<u8>>>,
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            held: Arc::new(bytes),
            larger: None,
            told: None,
        }
    }
}

impl Body {
    /// The content of a file on disk. It must stay as it is until the import has ended.
    ///
    /// # Errors
    /// A refusal when it cannot be read.
    pub fn on_disk(path: &Path) -> Result<Self> {
        let refused = |e: std::io::Error| {
            let values = [("path", &*path.display().to_string()), ("why", &*e.to_string())];
            Error::refused("facts.file_unreadable", say_with("facts.file_unreadable", &values))
        };
        let file = File::open(path).map_err(refused)?;
        let length = file.metadata().map_err(refused)?.len();
        let is_larger = length > HELD_MAX;
        let mut held = Vec::new();
        file.take(if is_larger { HEAD_BYTES } else { u64::MAX })
            .read_to_end(&mut held)
            .map_err(refused)?;
        Ok(Self {
            held: Arc::new(held),
            larger: is_larger.then(|| (Arc::new(path.to_owned()), length)),
            told: None,
        })
    }

    /// All bytes, of a file that is held in memory.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        self.larger.is_none().then_some(self.held.as_slice())
    }

    /// Whether it is a Parquet file.
    #[must_use]
    pub fn is_parquet(&self) -> bool {
        self.held.starts_with(b"PAR1")
    }

    /// The same table, told as text.
    ///
    /// # Errors
    /// Why it cannot be, in a sentence.
    pub(super) fn told_as_text(&self) -> std::result::Result<Self, String> {
        let mut head = Vec::new();
        let read = self.foreign()?.take(HEAD_BYTES).read_to_end(&mut head);
        read.map_err(|error| format!("It cannot be read as Parquet: {error}."))?;
        Ok(Self {
            told: Some(Arc::new(head)),
            ..self.clone()
        })
    }

    fn foreign(&self) -> std::result::Result<ForeignTable, String> {
        match &self.larger {
            None => ForeignTable::held(&self.held),
            Some((path, _)) => ForeignTable::on_disk(File::open(path.as_path()).map_err(|error| error.to_string())?),
        }
    }

    /// Its length in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        let held = || u64::try_from(self.held.len()).unwrap_or(u64::MAX);
        self.larger.as_ref().map_or_else(held, |(_, length)| *length)
    }
}

impl Text for Body {
    fn head(&self) -> &[u8] {
        self.told.as_ref().unwrap_or(&self.held)
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        if self.told.is_some() {
            return match self.foreign() {
                Ok(table) => Box::new(table),
                Err(why) => Box::new(Gone(why)),
            };
        }
        match &self.larger {
            None => Box::new(self.held.as_slice()),
            Some((path, _)) => match File::open(path.as_path()) {
                Ok(file) => Box::new(file),
                Err(error) => Box::new(Gone(error.to_string())),
            },
        }
    }
}

/// A file that was there before.
struct Gone(String);

impl Read for Gone {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other(self.0.clone()))
    }
}
