//! Whom to meet this week: who, why, what they set out to do last time, and when.

use hypertext::prelude::*;

use super::avatar;
use crate::look::Markup;
use crate::texts::{say, say_with};

/// What somebody set out to do, in their words, and what became of it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Their words, without quotation marks.
    pub words: String,
    /// What became of it: [`super::knotted`], [`super::claim`] or [`super::lamp`].
    pub state: Markup,
}

impl Said {
    fn quoted(&self) -> String {
        say_with("look.quoted", &[("words", &self.words)])
    }
}

/// One person of the week.
#[derive(Clone, Debug)]
pub struct Encounter {
    /// The name.
    pub person: String,
    /// Where the person's page is; empty when there is none.
    pub href: String,
    /// "Core, 97 %", with the figure as a link.
    pub standing: Markup,
    /// What the hour is for, in one line.
    pub topic: String,
    /// Why this person and this topic, with the figures behind it.
    pub reasons: Markup,
    /// What to ask; none is fine.
    pub questions: Vec<String>,
    /// What they set out to do last time.
    pub commitment: Option<Said>,
    /// "Today, 14:00".
    pub when: String,
    /// "40 min, in the calendar".
    pub when_note: String,
    /// The verb: a [`super::Button`]. The first one may be the page's primary one.
    pub action: Markup,
}

/// The people of the week in the order in which an hour helps most, and below them a quiet line for each of the others.
#[must_use]
pub fn encounters(all: &[Encounter], rest: &[Markup]) -> Markup {
    maud! {
        @if !all.is_empty() { ol.week { @for one in all { (row(one)) } } }
        @if !rest.is_empty() { ul.others { @for other in rest { li { (other) } } } }
    }
    .memoize()
}

fn row(one: &Encounter) -> Markup {
    maud! {
        li {
            div.id {
                span aria-hidden="true" { (avatar(&one.person, true)) }
                div {
                    h3 { @if one.href.is_empty() { (one.person) } @else { a href=(one.href) { (one.person) } } }
                    small { (one.standing) }
                }
            }
            div.for {
                p.topic { (one.topic) }
                p { (one.reasons) }
                @if !one.questions.is_empty() {
                    ul aria-label=(say("look.questions")) { @for question in &one.questions { li { (question) } } }
                }
            }
            div.last {
                small { (say("look.commitment_last")) }
                @if let Some(said) = &one.commitment {
                    p { (said.quoted()) }
                    p.state { (said.state) }
                } @else {
                    p.dim { (say("look.commitment_none")) }
                }
            }
            div.when { div { b { (one.when) } small { (one.when_note) } } (one.action) }
        }
    }
    .memoize()
}

/// What somebody set out to do, on the thread that leads to what is asked next: it opens a form.
#[must_use]
pub fn quotation(who_set_out: &str, said: &Said) -> Markup {
    maud! {
        figure.said {
            figcaption { (who_set_out) }
            blockquote { p { (said.quoted()) } }
            p.state { (said.state) }
        }
    }
    .memoize()
}
