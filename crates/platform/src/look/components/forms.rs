//! The frame around fields: what you get for filling it stands first, the verbs stand last.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::{Button, Field};
use crate::look::Markup;
use crate::texts::{say, say_count, say_with};

/// A form that posts. Every form that writes carries the session's token.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    csrf: Option<String>,
    get: Option<String>,
    they_get: Option<(String, String)>,
    context: Option<Markup>,
    refusals: Vec<String>,
    hidden: Vec<(String, String)>,
    parts: Vec<Part>,
    buttons: Vec<Button>,
    files: bool,
    shape: &'static str,
}

/// What stands in a form, one below the other.
#[derive(Clone, Debug)]
enum Part {
    One(Box<Field>),
    Beside(Vec<Field>),
    Group(String, Vec<Field>),
    Other(Markup),
}

impl Part {
    fn fields(&self) -> &[Field] {
        match self {
            Self::One(field) => std::slice::from_ref(field),
            Self::Beside(fields) | Self::Group(_, fields) => fields,
            Self::Other(_) => &[],
        }
    }
}

impl Form {
    /// A form that posts to `action`.
    pub fn post(action: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: None,
            get: None,
            they_get: None,
            context: None,
            refusals: Vec::new(),
            hidden: Vec::new(),
            parts: Vec::new(),
            buttons: Vec::new(),
            files: false,
            shape: "form",
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

    /// What somebody else receives from it, said before what the user does: `they_get("Rafael", "the record …")`.
    #[must_use]
    pub fn they_get(mut self, who: impl Into<String>, what: impl Into<String>) -> Self {
        self.they_get = Some((who.into(), what.into()));
        self
    }

    /// What stands before the first field and is not asked: the last commitment.
    #[must_use]
    pub fn context(mut self, context: impl Renderable) -> Self {
        self.context = Some(context.memoize());
        self
    }

    /// A refusal that belongs to no single field.
    #[must_use]
    pub fn refusal(self, sentence: Option<impl Into<String>>) -> Self {
        self.refusals(sentence.map(Into::into))
    }

    /// The refusals that belong to no single field.
    #[must_use]
    pub fn refusals(mut self, sentences: impl IntoIterator<Item = String>) -> Self {
        self.refusals = sentences.into_iter().collect();
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
        self.parts.push(Part::One(Box::new(field)));
        self
    }

    /// Two or three short fields side by side; below each other on a phone.
    #[must_use]
    pub fn fields(mut self, fields: Vec<Field>) -> Self {
        self.parts.push(Part::Beside(fields));
        self
    }

    /// Boxes to tick that answer one question: two side by side, one on a phone.
    #[must_use]
    pub fn group(mut self, question: &str, boxes: Vec<Field>) -> Self {
        self.parts.push(Part::Group(question.to_owned(), boxes));
        self
    }

    /// Something between the fields: a heading, a note, a table.
    #[must_use]
    pub fn part(mut self, part: impl Renderable) -> Self {
        self.parts.push(Part::Other(part.memoize()));
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
        self.shape = "form inline";
        self
    }

    /// Filled in on the way out of the door: one column, large targets, and on a phone the verb stays at the lower edge.
    #[must_use]
    pub fn phone(mut self) -> Self {
        self.shape = "form phone";
        self
    }

    /// Where the cursor stands: at the first wrong field, or where the form wants it.
    fn focus(&self) -> Option<&str> {
        let fields = || self.parts.iter().flat_map(Part::fields);
        let wrong = fields().find(|field| field.is_wrong());
        wrong.or_else(|| fields().find(|field| field.is_focused())).map(Field::name)
    }

    fn drawn(&self) -> Markup {
        let focus = self.focus();
        let drawn = |field: &Field| field.focused_when(focus == Some(field.name())).memoize();
        maud! {
            @for part in &self.parts {
                @match part {
                    Part::One(field) => { (drawn(field)) }
                    Part::Beside(fields) => { div.fields { @for field in fields { div { (drawn(field)) } } } }
                    Part::Group(question, boxes) => {
                        fieldset .f .group { legend { (question) } div { @for one in boxes { (drawn(one)) } } }
                    }
                    Part::Other(part) => { (part) }
                }
            }
        }
        .memoize()
    }

    /// Above the fields: what is wrong with none of them, or how many are wrong. A file has to be chosen again.
    fn wrong(&self) -> Markup {
        let wrong = self.parts.iter().flat_map(Part::fields).filter(|field| field.is_wrong()).count();
        let key = if self.files {
            "look.fields_wrong_files"
        } else {
            "look.fields_wrong"
        };
        maud! {
            @if self.refusals.is_empty() && wrong > 0 {
                p .refusal role="alert" { (say_count(key, u64::try_from(wrong).unwrap_or(u64::MAX))) }
            } @else if !self.refusals.is_empty() {
                p .refusal role="alert" { (self.refusals.join(" ")) }
            }
        }
        .memoize()
    }

    fn gets(&self) -> Markup {
        maud! {
            @if self.get.is_some() || self.they_get.is_some() {
                p.get {
                    @if let Some((who, what)) = &self.they_get { b { (say_with("look.they_get", &[("who", who)])) } " " (what) " " }
                    @if let Some(what) = &self.get { b { (say("look.you_get")) } " " (what) }
                }
            }
        }
        .memoize()
    }
}

impl Renderable for Form {
    fn render_to(&self, buffer: &mut Buffer) {
        let encoding = self.files.then_some("multipart/form-data");
        maud! {
            form class=(self.shape) action=(self.action) method="post" enctype=[encoding] {
                @if let Some(token) = &self.csrf { input type="hidden" name="csrf" value=(token); }
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                (self.gets()) (self.context)
                (self.wrong()) (self.drawn())
                @if !self.buttons.is_empty() { div.acts { (self.buttons) } }
            }
        }
        .render_to(buffer);
    }
}
