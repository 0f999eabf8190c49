//! The frame around fields: what you get for filling it stands first, the verbs stand last.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::{Button, Field};
use crate::look::Markup;
use crate::texts::{say, say_count};

/// A form that posts. Every form that writes carries the session's token.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    csrf: Option<String>,
    get: Option<String>,
    refusal: Option<String>,
    hidden: Vec<(String, String)>,
    parts: Vec<Markup>,
    buttons: Vec<Button>,
    files: bool,
    inline: bool,
    wrong: u64,
}

impl Form {
    /// A form that posts to `action`.
    pub fn post(action: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: None,
            get: None,
            refusal: None,
            hidden: Vec::new(),
            parts: Vec::new(),
            buttons: Vec::new(),
            files: false,
            inline: false,
            wrong: 0,
        }
    }

    /// The token against forged requests; without a session (sign-in) there is none.
    #[must_use]
    pub fn csrf(mut self, token: Option<impl Into<String>>) -> Self {
        self.csrf = token.map(Into::into);
        self
    }

    /// What the user receives for filling this in: the first line of the form.
    #[must_use]
    pub fn get(mut self, what: impl Into<String>) -> Self {
        self.get = Some(what.into());
        self
    }

    /// A refusal that belongs to no single field.
    #[must_use]
    pub fn refusal(mut self, sentence: Option<impl Into<String>>) -> Self {
        self.refusal = sentence.map(Into::into);
        self
    }

    /// A pair that travels along unseen.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// The next field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.wrong += u64::from(field.is_wrong());
        self.parts.push(field.memoize());
        self
    }

    /// Two or three short fields side by side; below each other on a phone.
    #[must_use]
    pub fn fields(mut self, fields: Vec<Field>) -> Self {
        for field in &fields {
            self.wrong += u64::from(field.is_wrong());
        }
        self.parts
            .push(maud! { div.fields { @for field in &fields { div { (field) } } } }.memoize());
        self
    }

    /// Boxes to tick that answer one question: two side by side, one on a phone.
    #[must_use]
    pub fn group(mut self, question: &str, boxes: Vec<Field>) -> Self {
        self.parts
            .push(maud! { fieldset .f .group { legend { (question) } div { @for one in &boxes { (one) } } } }.memoize());
        self
    }

    /// Something between the fields: a heading, a note, a table.
    #[must_use]
    pub fn part(mut self, part: impl Renderable) -> Self {
        self.parts.push(part.memoize());
        self
    }

    /// The next verb; the first is the one that Enter presses.
    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    /// Files travel with this form.
    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.files = true;
        self
    }

    /// Only a verb, standing in a line of other things.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
}

impl Renderable for Form {
    fn render_to(&self, buffer: &mut Buffer) {
        let class = if self.inline { "form inline" } else { "form" };
        let encoding = self.files.then_some("multipart/form-data");
        maud! {
            form class=(class) action=(self.action) method="post" enctype=[encoding] {
                @if let Some(token) = &self.csrf { input type="hidden" name="csrf" value=(token); }
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                @if let Some(get) = &self.get { p.get { b { (say("look.you_get")) } " " (get) } }
                @if let Some(refusal) = &self.refusal {
                    p .refusal role="alert" { (refusal) }
                } @else if self.wrong > 0 {
                    p .refusal role="alert" { (say_count("look.fields_wrong", self.wrong)) }
                }
                (self.parts)
                @if !self.buttons.is_empty() { div.acts { (self.buttons) } }
            }
        }
        .render_to(buffer);
    }
}
