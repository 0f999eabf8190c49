//! Words that people type into a field, checked in one way for all chapters.

use crate::texts::say;
use vocabulary::Refusal;

/// The most characters of a typed text.
pub const TYPED_MAX: usize = 400;

/// A text that must be there: trimmed, without control characters other than line breaks, at most 400 characters.
///
/// # Errors
/// A refusal on the field when nothing is left, or too much.
pub fn needed(field: &str, text: &str) -> Result<String, Refusal> {
    let text = optional(field, text)?;
    if text.is_empty() {
        return Err(Refusal::new("form.missing", say("form.missing")).on(field));
    }
    Ok(text)
}

/// The same for a text that may be empty.
///
/// # Errors
/// A refusal on the field when the text is too long.
pub fn optional(field: &str, text: &str) -> Result<String, Refusal> {
    let lines = text.trim().replace("\r\n", "\n");
    let text: String = lines.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    if text.chars().count() > TYPED_MAX {
        return Err(Refusal::new("form.too_long", say("form.too_long")).on(field));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{TYPED_MAX, needed, optional};

    #[test]
    fn typed_words_are_trimmed_and_lose_what_nobody_sees() {
        assert_eq!(needed("words", " one\r\ntwo\u{0} ").unwrap(), "one\ntwo");
        assert_eq!(optional("words", " ").unwrap(), "");
    }

    #[test]
    fn nothing_and_too_much_are_refused_beside_the_field() {
        for (text, code) in [(" \u{0}".to_owned(), "form.missing"), ("x".repeat(TYPED_MAX + 1), "form.too_long")] {
            let refusal = needed("words", &text).unwrap_err();
            assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), (code, Some("words")));
        }
    }
}
