//! The press: a plain document in, the bytes of a PDF out.
//!
//! One template of our own, `paper.typ`, sets every document in the house's visual language. A document reaches it as data, never
//! as source, so hostile words stay words. The press reads no file, no network, no clock and no chance: the same document gives
//! the same bytes. The file is tagged, says its language and its title, and embeds its fonts.

mod fonts;
mod setting;
#[cfg(test)]
mod tests;
mod world;

use document::{Document, Paper, Press};
use typst::comemo;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use vocabulary::{Instant, Zone};
use world::World;

/// The press, to be bound to the book.
pub const PRESS: Press = Press {
    kind: "application/pdf",
    print,
};

/// Prints a document.
///
/// # Errors
/// When the template does not fit the document, which is our own fault.
pub fn print(document: &Document, paper: Paper) -> Result<Vec<u8>, String> {
    let world = World::new(setting::set(document, paper)?);
    let printed = pages(&world, document);
    // What the typesetter remembers is of no use to the next document, and must not pile up in a server.
    comemo::evict(0);
    printed
}

fn pages(world: &World, document: &Document) -> Result<Vec<u8>, String> {
    let pages: PagedDocument = typst::compile(world)
        .output
        .map_err(|errors| errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))?;
    let at = timestamp(document.at);
    let accessible = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|problem| problem.message().to_string())?;
    // PDF/UA allows no sign without a glyph. A name in a script that no font here draws must be printed all the same, so
    // such a document is tagged like any other, but does not claim the standard.
    export(&pages, at, accessible).or_else(|_without_glyphs| export(&pages, at, PdfStandards::default()))
}

fn export(pages: &PagedDocument, at: Option<Timestamp>, standards: PdfStandards) -> Result<Vec<u8>, String> {
    let options = PdfOptions {
        ident: Smart::Auto,
        timestamp: at,
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(pages, &options).map_err(|errors| errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}

/// The moment as the file's metadata writes it.
fn timestamp(at: Instant) -> Option<Timestamp> {
    let utc = Zone::parse("UTC").ok()?;
    let (day, clock) = (at.day_in(&utc), at.clock_in(&utc));
    let (hour, minute) = clock.split_once(':')?;
    let moment = Datetime::from_ymd_hms(day.year(), day.month(), day.day(), hour.parse().ok()?, minute.parse().ok()?, 0)?;
    Some(Timestamp::new_utc(moment))
}
