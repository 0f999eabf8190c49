//! The palette over every page, and the list of keys.
//!
//! Script opens the palette and fills it: with the pages of the navigation and what the page offers at once, with records as one
//! types. Without script the search in the bar leads to the page that finds the same.

use super::Markup;
use crate::texts::{say, say_with};
use hypertext::prelude::*;

/// What stands in a sentence where script puts its words.
const HOLE: &str = "%";

/// What the palette knows of the viewer before anything is typed.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// The page that answers without script.
    pub href: String,
    /// Answers GET with `q` and `limit` as JSON.
    pub api: String,
    /// Whose it is: what it remembers on a device belongs to one user.
    pub user: String,
    /// The lists whose records it remembers when they were opened.
    pub lists: Vec<&'static str>,
    /// What may be begun from anywhere: label and address.
    pub beginnings: Vec<(String, String)>,
}

impl Palette {
    /// The closed palette.
    #[must_use]
    pub fn shown(&self) -> Markup {
        maud! {
            dialog #palette .palette aria-label=(say("palette.name"))
                data-user=(self.user) data-api=(self.api) data-lists=(self.lists.join(" ")) {
                form action=(self.href) method="get" role="search" {
                    input #palette-field type="search" name="q" role="combobox" aria-expanded="false" aria-controls="palette-list"
                        aria-autocomplete="list" aria-label=(say("palette.name")) placeholder=(say("palette.placeholder"))
                        autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="200";
                }
                div #palette-list role="listbox" aria-label=(say("palette.answers"))
                    data-recent=(say("palette.recent")) data-here=(say("palette.here")) data-you=(say("palette.you")) data-begin=(say("search.beginnings"))
                    data-pages=(say("search.pages")) data-everywhere=(say_with("palette.everywhere", &[("words", HOLE)])) {}
                p #palette-told .vh role="status" data-one=(say("palette.told.one"))
                    data-other=(say_with("palette.told.other", &[("n", HOLE)])) {}
                p .hints aria-hidden="true" {
                    span { kbd { "↑" } " " kbd { "↓" } " " (say("palette.move")) }
                    span { kbd { "↵" } " " (say("palette.open")) }
                    span { kbd { "esc" } " " (say("look.close")) }
                }
                ul #palette-begin hidden {
                    @for (label, href) in &self.beginnings { li { a href=(href) { (label) } } }
                }
            }
        }
        .memoize()
    }
}

/// Whether keys without Ctrl or Cmd do anything, and the form that changes it.
#[derive(Clone, Debug, Default)]
pub struct SingleKeys {
    /// The viewer has switched them off.
    pub off: bool,
    /// Answers POST `keys` and `back`.
    pub href: String,
    /// The page to come back to.
    pub back: String,
    /// The session's token.
    pub csrf: Option<String>,
}

impl SingleKeys {
    fn switch(&self) -> Markup {
        let (label, value) = if self.off {
            (say("palette.keys_on"), "on")
        } else {
            (say("palette.keys_off"), "off")
        };
        maud! {
            form .switch action=(self.href) method="post" {
                @if let Some(token) = &self.csrf { input type="hidden" name="csrf" value=(token); }
                input type="hidden" name="back" value=(self.back);
                p { (if self.off { say("palette.keys_are_off") } else { say("palette.keys_are_on") }) }
                button .btn type="submit" name="keys" value=(value) { (label) }
            }
        }
        .memoize()
    }
}

/// The list of keys, which `?` opens, and the viewer's menu without script.
#[must_use]
pub fn keys(goes: &[(char, &str)], single: Option<&SingleKeys>) -> Markup {
    let off = single.is_some_and(|single| single.off);
    maud! {
        dialog #keys .dlg .keys popover aria-labelledby="keys-title" {
            header role="none" {
                h2 #keys-title { (say("shell.keys")) }
                button .close type="button" popovertarget="keys" popovertargetaction="hide" aria-label=(say("look.close")) { "×" }
            }
            dl {
                dt { kbd { "Ctrl" } " " kbd { "K" } } dd { (say("palette.key_palette")) }
            }
            dl class={ "single" (if off { " off" } else { "" }) } {
                dt { kbd { "/" } } dd { (say("shell.key_search")) }
                dt { kbd { "?" } } dd { (say("shell.keys")) }
                @for (letter, label) in goes { dt { kbd { "g" } " " kbd { (letter) } } dd { (label) } }
            }
            @if let Some(single) = single { (single.switch()) }
        }
    }
    .memoize()
}
