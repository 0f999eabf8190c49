//! Notes on a record: who said what, when, and what others answered.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::avatar;
use crate::look::{Markup, nothing};

/// A note, or an answer to one.
#[derive(Clone, Debug)]
pub struct Remark {
    anchor: String,
    who: String,
    when: String,
    asides: Vec<String>,
    words: Markup,
    acts: Markup,
    answers: Vec<Remark>,
    answer: Markup,
}

impl Remark {
    /// Who said what, and when. The words are finished: paragraphs and lists.
    pub fn new(anchor: impl Into<String>, who: impl Into<String>, when: impl Into<String>, words: Markup) -> Self {
        Self {
            anchor: anchor.into(),
            who: who.into(),
            when: when.into(),
            asides: Vec::new(),
            words,
            acts: nothing(),
            answers: Vec::new(),
            answer: nothing(),
        }
    }

    /// A quiet word beside the time: "edited", "only you see it".
    #[must_use]
    pub fn aside(mut self, words: impl Into<String>) -> Self {
        self.asides.push(words.into());
        self
    }

    /// What can be done with it.
    #[must_use]
    pub fn acts(mut self, acts: Markup) -> Self {
        self.acts = acts;
        self
    }

    /// What others answered.
    #[must_use]
    pub fn answers(mut self, answers: Vec<Self>) -> Self {
        self.answers = answers;
        self
    }

    /// The form in which an answer is written.
    #[must_use]
    pub fn answer(mut self, form: Markup) -> Self {
        self.answer = form;
        self
    }

    /// The list of notes on a record.
    #[must_use]
    pub fn list(remarks: &[Self], label: &str) -> Markup {
        maud! { ol .remarks aria-label=(label) { @for remark in remarks { (remark) } } }.memoize()
    }
}

impl Renderable for Remark {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            li #(self.anchor) {
                span .face aria-hidden="true" { (avatar(&self.who, false)) }
                div .remark {
                    p.by { b { (self.who) } " " span { (self.when) } @for aside in &self.asides { " " span { (aside) } } }
                    div.words { (self.words) }
                    div.verbs { (self.acts) }
                    @if !self.answers.is_empty() { ol .answers { @for answer in &self.answers { (answer) } } }
                    (self.answer)
                }
            }
        }
        .render_to(buffer);
    }
}
