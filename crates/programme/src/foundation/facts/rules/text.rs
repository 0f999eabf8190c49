//! The text of a file, wherever it lies.

use std::fmt::Debug;
use std::io::Read;

/// A text that can be read from its beginning more than once.
pub trait Text: Debug + Sync {
    /// Its first bytes: all of a short text, enough of a long one to tell what it is.
    fn head(&self) -> &[u8];

    /// All of it, from the beginning.
    fn open(&self) -> Box<dyn Read + Send + '_>;
}

impl Text for &[u8] {
    fn head(&self) -> &[u8] {
        self
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        Box::new(*self)
    }
}
