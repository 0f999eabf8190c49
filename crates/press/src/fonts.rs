//! The fonts of a document: Inter, the house's own, and DejaVu Sans for scripts that Inter does not draw.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The fonts, read once.
pub(crate) struct Fonts {
    /// What they are.
    pub(crate) book: LazyHash<FontBook>,
    /// The fonts themselves, in the order of the book.
    pub(crate) faces: Vec<Font>,
}

/// Inter carries every weight in one variable file. DejaVu adds Hebrew, Arabic, Armenian, Georgian and many signs. What neither
/// draws, Chinese among it, stands as an empty box of its own width: visible, and still the right text when it is copied.
pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let files = [damascene_fonts_inter::INTER_VARIABLE, dejavu::sans::regular()];
    let faces: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Fonts {
        book: LazyHash::new(FontBook::from_fonts(&faces)),
        faces,
    }
});
