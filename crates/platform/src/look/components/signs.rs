//! The small signs: evidence, hazard, unknown, chip, avatar, provenance. Shape, word and colour, never colour alone.

use hypertext::prelude::*;
use hypertext::{Buffer, Raw};

use crate::look::{Markup, format, text};
use crate::texts::{say, say_with};

/// Whether a statement about the world was confirmed by someone who knows, or is our guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Filled knot.
    Confirmed,
    /// Open knot, dashed underline; stays out of totals.
    Assumed,
}

/// How far something needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// Filled diamond: someone must act.
    Act,
    /// Triangle: someone must watch it.
    Watch,
    /// Open ring: clear.
    Clear,
    /// Dashed ring: nothing to judge yet.
    None,
}

impl Hazard {
    /// The class of its colour.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Watch => "watch",
            Self::Clear => "clear",
            Self::None => "none",
        }
    }

    fn shape(self) -> &'static str {
        match self {
            Self::Act => r#"<svg class="lamp act" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .4 11.6 6 6 11.6.4 6z"/></svg>"#,
            Self::Watch => r#"<svg class="lamp watch" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .8 11.7 11H.3z"/></svg>"#,
            Self::Clear => r#"<svg class="lamp clear" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.6"/></svg>"#,
            Self::None => r#"<svg class="lamp none" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.6"/></svg>"#,
        }
    }
}

/// A hazard's shape with its word; the word is what people act on.
#[must_use]
pub fn lamp(hazard: Hazard, word: &str) -> Markup {
    maud! { span class={ "mu " (hazard.class()) } { (shape(hazard)) (word) } }.memoize()
}

/// Only the shape, with its word for those who do not see it.
#[must_use]
pub(super) fn lamp_alone(hazard: Hazard, word: &str) -> Markup {
    maud! { span.mu { (shape(hazard)) span.vh { (word) } } }.memoize()
}

pub(super) fn shape(hazard: Hazard) -> Raw<&'static str> {
    // XSS SAFETY: one of four constants.
    Raw::dangerously_create(hazard.shape())
}

/// What is not known, hatched, with the reason: never a zero, a dash or last month's value.
#[must_use]
pub fn unknown(because: &str) -> Markup {
    let words = if because.is_empty() {
        say("look.unknown").to_owned()
    } else if because.starts_with("until ") {
        format!("{} {because}", say("look.unknown"))
    } else {
        say_with("look.unknown_because", &[("because", because)])
    };
    maud! { span.unk { (words) } }.memoize()
}

/// None of it: an en dash in quiet ink, read aloud as "none".
#[must_use]
pub fn none() -> Markup {
    maud! { span.dim aria-hidden="true" { (format::NONE) } span.vh { (say("look.none")) } }.memoize()
}

/// Quiet ink for what is there but not the point.
#[must_use]
pub fn dim(words: &str) -> Markup {
    maud! { span.dim { (words) } }.memoize()
}

/// The knot alone: filled when confirmed, open when assumed.
#[must_use]
pub fn knot(evidence: Evidence) -> Markup {
    match evidence {
        Evidence::Confirmed => maud! { span.knot {} }.memoize(),
        Evidence::Assumed => maud! { span .knot .open {} }.memoize(),
    }
}

/// What is confirmed or assumed, in words of its own: `knotted(Assumed, "said to be kept, no record yet")`.
#[must_use]
pub fn knotted(evidence: Evidence, words: &str) -> Markup {
    maud! { span.claim { (knot(evidence)) span { (words) } } }.memoize()
}

/// Confirmed or assumed, by whom and when: `claim(Confirmed, "C. Thoma, 12 Jan")`.
#[must_use]
pub fn claim(evidence: Evidence, who_and_when: &str) -> Markup {
    let key = match evidence {
        Evidence::Confirmed => "look.confirmed_by",
        Evidence::Assumed => "look.assumed_by",
    };
    maud! { span.claim { (knot(evidence)) (say_with(key, &[("who", who_and_when)])) } }.memoize()
}

/// An amount that rests on an assumption: dashed underline.
#[must_use]
pub fn assumed(amount: &str) -> Markup {
    maud! { span.assumed { (amount) } span.vh { " " (say("look.assumed")) } }.memoize()
}

/// A record's state or kind in a word or two.
#[derive(Clone, Debug)]
pub struct Chip {
    label: String,
    hazard: Option<Hazard>,
    evidence: Option<Evidence>,
}

impl Chip {
    /// A plain chip.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            hazard: None,
            evidence: None,
        }
    }

    /// A chip that is also a hazard.
    #[must_use]
    pub fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazard = Some(hazard);
        self
    }

    /// A chip with a knot: final is filled, provisional is open.
    #[must_use]
    pub fn evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = Some(evidence);
        self
    }
}

impl Renderable for Chip {
    fn render_to(&self, buffer: &mut Buffer) {
        let class = self.hazard.map_or("", Hazard::class);
        maud! {
            span class={ "chip " (class) } {
                (self.hazard.map(shape)) (self.evidence.map(knot)) (self.label)
            }
        }
        .render_to(buffer);
    }
}

/// A person as two letters; the name stands beside it or is read aloud.
#[must_use]
pub fn avatar(name: &str, large: bool) -> Markup {
    let class = if large { "ava lg" } else { "ava" };
    maud! { span class=(class) title=(name) role="img" aria-label=(name) { (initials(name)) } }.memoize()
}

/// The first letters of the first and the last word of a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Where a figure comes from: rule, plan, run, source, each with its value.
#[must_use]
pub fn provenance(parts: &[(&str, Markup)]) -> Markup {
    maud! {
        div.prov { @for (what, value) in parts { span { (what) " " b { (value) } } } }
    }
    .memoize()
}

/// A quiet link to a record, inside a sentence or a ledger.
#[must_use]
pub fn record_link(label: &str, href: &str) -> Markup {
    if href.is_empty() {
        text(label)
    } else {
        maud! { a.link href=(href) { (label) } }.memoize()
    }
}
