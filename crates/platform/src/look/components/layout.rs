//! How a page is laid out: its head with the answer, sections on a rule, columns, key figures, short sums.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::Button;
use crate::look::{Markup, text, words};

/// The head of a page: a title that answers, what state it is in, what can be done.
#[derive(Clone, Debug, Default)]
pub struct Head {
    title: String,
    chips: Vec<Markup>,
    actions: Vec<Markup>,
    sub: Option<Markup>,
}

impl Head {
    /// A head; the title is the page's one `h1`.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// A chip beside the title.
    #[must_use]
    pub fn chip(mut self, chip: impl Renderable) -> Self {
        self.chips.push(chip.memoize());
        self
    }

    /// A button at the end; at most one of them primary.
    #[must_use]
    pub fn action(mut self, button: Button) -> Self {
        self.actions.push(button.memoize());
        self
    }

    /// Another control at the end: a menu, an inline form.
    #[must_use]
    pub fn control(mut self, control: impl Renderable) -> Self {
        self.actions.push(control.memoize());
        self
    }

    /// The line below the title: who, which version, which currency.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "the line below a title is its sub; nothing is subtracted"
    )]
    pub fn sub(mut self, line: impl Renderable) -> Self {
        self.sub = Some(line.memoize());
        self
    }
}

impl Renderable for Head {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            header.head {
                h1 { (self.title) " " (self.chips) }
                @if !self.actions.is_empty() { div.acts { (self.actions) } }
                @if let Some(line) = &self.sub { p.sub { (line) } }
            }
        }
        .render_to(buffer);
    }
}

/// A section: a heading on a rule, what it is about, a link at the end, and its contents.
#[derive(Clone, Debug)]
pub struct Section {
    title: String,
    id: Option<String>,
    about: Option<String>,
    end: Option<Markup>,
    body: Markup,
}

impl Section {
    /// A section with its contents.
    pub fn new(title: impl Into<String>, body: impl Renderable) -> Self {
        Self {
            title: title.into(),
            id: None,
            about: None,
            end: None,
            body: body.memoize(),
        }
    }

    /// What it is about, in a few quiet words.
    #[must_use]
    pub fn about(mut self, words: impl Into<String>) -> Self {
        self.about = Some(words.into());
        self
    }

    /// A link, file or small fact at the end of the heading's line.
    #[must_use]
    pub fn end(mut self, end: impl Renderable) -> Self {
        self.end = Some(end.memoize());
        self
    }

    /// Its anchor.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Renderable for Section {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            section.sec id=[self.id.as_deref()] {
                header {
                    h2 { (self.title) }
                    @if let Some(words) = &self.about { p { (words) } }
                    @if let Some(end) = &self.end { span.end { (end) } }
                }
                (self.body)
            }
        }
        .render_to(buffer);
    }
}

/// Two columns, the first wider; one below 720 px of room.
#[must_use]
pub fn columns(main: impl Renderable, side: impl Renderable) -> Markup {
    maud! { div.cols { div { (main) } div { (side) } } }.memoize()
}

/// Two columns of about the same weight, such as two pictures; one below 720 px of room.
#[must_use]
pub fn halves(first: impl Renderable, second: impl Renderable) -> Markup {
    maud! { div .cols .halves { div { (first) } div { (second) } } }.memoize()
}

/// The one number the page is about, with its unit, and the sentence that goes on from it.
#[must_use]
pub fn hero(figure: impl Renderable, unit: &str, sentence: impl Renderable) -> Markup {
    maud! {
        p.hero { (figure) @if !unit.is_empty() { span.u { "\u{a0}" (unit) } } }
        p.answer { (sentence) }
    }
    .memoize()
}

/// The answer as a sentence.
#[must_use]
pub fn lead(sentence: impl Renderable) -> Markup {
    maud! { p.answer { (sentence) } }.memoize()
}

/// A quiet remark.
#[must_use]
pub fn note(words: impl Renderable) -> Markup {
    maud! { p.note { (words) } }.memoize()
}

/// A key figure with its name and one remark.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// The figure: digits, a why-link, or an unknown.
    pub value: Markup,
    /// Since when, against what, on what share.
    pub remark: Option<String>,
}

/// Key figures side by side.
#[must_use]
pub fn figures(figures: &[Figure]) -> Markup {
    maud! {
        dl.figs {
            @for figure in figures {
                div {
                    dt { (figure.name) }
                    dd { (figure.value) }
                    @if let Some(remark) = &figure.remark { dd.note { (remark) } }
                }
            }
        }
    }
    .memoize()
}

/// A line of a short sum.
#[derive(Clone, Debug)]
pub struct SumLine {
    name: Markup,
    value: Markup,
}

impl SumLine {
    /// What, and how much.
    pub fn new(name: impl AsRef<str>, value: impl Renderable) -> Self {
        Self {
            name: text(name),
            value: value.memoize(),
        }
    }
}

/// A few lines and, under the ink rule, what they come to.
#[derive(Clone, Debug, Default)]
pub struct SumList {
    lines: Vec<SumLine>,
    total: Option<SumLine>,
    note: Option<String>,
}

impl SumList {
    /// The lines.
    pub fn new(lines: Vec<SumLine>) -> Self {
        Self { lines, ..Self::default() }
    }

    /// The total.
    #[must_use]
    pub fn total(mut self, line: SumLine) -> Self {
        self.total = Some(line);
        self
    }

    /// A remark below.
    #[must_use]
    pub fn note(mut self, words: impl Into<String>) -> Self {
        self.note = Some(words.into());
        self
    }
}

impl SumList {
    /// The same sum for a paper, and its remark.
    #[must_use]
    pub fn printed(&self) -> Vec<document::Part> {
        let line = |line: &SumLine| document::Line::new(words(&line.name), words(&line.value));
        let sum = document::Part::Sum {
            lines: self.lines.iter().map(line).collect(),
            total: self.total.as_ref().map(line),
        };
        let note = self.note.as_ref().map(document::Part::note);
        std::iter::once(sum).chain(note).collect()
    }
}

impl Renderable for SumList {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            dl.sum {
                @for line in &self.lines { div { dt { (line.name) } dd { (line.value) } } }
                @if let Some(line) = &self.total { div.t { dt { (line.name) } dd { (line.value) } } }
            }
            @if let Some(words) = &self.note { p.note { (words) } }
        }
        .render_to(buffer);
    }
}

/// What waits behind its name because it is seldom what somebody came for; the browser opens it without script.
#[must_use]
pub fn folded(name: &str, body: impl Renderable, open: bool) -> Markup {
    maud! { details.more open[open] { summary { (name) } div { (body) } } }.memoize()
}
