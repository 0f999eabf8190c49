//! How Mainstay looks: the shell, the components and the charts, each exactly once.
//!
//! Pages compose these and never write classes or styles of their own. Everything here is pure: words and exact
//! numbers in, HTML out. The reference of every state is the page at `/design`.

pub mod assets;
pub mod charts;
pub mod components;
pub mod design;
pub mod format;
pub mod offered;
pub mod palette;
pub mod shell;
pub mod why;
mod words;

#[cfg(test)]
mod tests;

pub use words::words;

use hypertext::Raw;
use hypertext::prelude::*;

/// Finished, escaped HTML that can be placed into other HTML: `(markup)` in `maud!`.
///
/// Make one from `maud! { … }` with `.memoize()`, from words with [`text`].
pub type Markup = Raw<String>;

/// Words as HTML: escaped, so that any text is safe.
#[must_use]
pub fn text(words: impl AsRef<str>) -> Markup {
    words.as_ref().memoize()
}

/// No HTML at all: an empty cell, an absent part.
#[must_use]
pub fn nothing() -> Markup {
    // XSS SAFETY: empty.
    Raw::dangerously_create(String::new())
}

/// Several pieces one after the other, without space between them.
#[must_use]
pub fn join(parts: impl IntoIterator<Item = Markup>) -> Markup {
    let whole: String = parts.into_iter().map(Raw::into_inner).collect();
    // XSS SAFETY: every part was finished, escaped HTML already.
    Raw::dangerously_create(whole)
}
