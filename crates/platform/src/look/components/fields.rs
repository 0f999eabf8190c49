//! Fields of a form: label, what helps to fill it, what was wrong with it, and the value as the user typed it.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::choices::{Choice, Segments};
use crate::look::{Markup, format};
use crate::texts::say;

/// One field. Build it with the constructor of its kind, then add what is known about it.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    label: String,
    kind: Kind,
    id: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    unit: Option<String>,
    placeholder: Option<String>,
    autocomplete: Option<String>,
    suggestions: Vec<String>,
    names: Option<String>,
    end: Option<Markup>,
    required: bool,
    focused: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    Line {
        kind: &'static str,
        mode: Option<&'static str>,
        numeric: bool,
    },
    Area {
        rows: u8,
    },
    File {
        accept: String,
        several: bool,
    },
    Select(Vec<Choice>),
    Segments(Vec<Choice>),
    Check {
        checked: bool,
    },
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        let name = name.into();
        Self {
            id: format!("f-{name}"),
            name,
            label: label.into(),
            kind,
            value: String::new(),
            hint: None,
            error: None,
            unit: None,
            placeholder: None,
            autocomplete: None,
            suggestions: Vec::new(),
            names: None,
            end: None,
            required: false,
            focused: false,
        }
    }

    fn line_of(kind: &'static str, name: impl Into<String>, label: impl Into<String>) -> Self {
        let (mode, numeric) = (None, false);
        Self::new(name, label, Kind::Line { kind, mode, numeric })
    }

    /// One line of words.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line_of("text", name, label)
    }

    /// A mail address.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line_of("email", name, label)
    }

    /// A password; its value is never sent back.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line_of("password", name, label)
    }

    /// A search or filter line.
    pub fn search(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line_of("search", name, label)
    }

    /// A number. It is a text input, so that what the user typed is kept even when it is not a number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(
            name,
            label,
            Kind::Line {
                kind: "text",
                mode: Some("decimal"),
                numeric: true,
            },
        )
    }

    /// An amount of money; the currency stands in the field.
    pub fn money(name: impl Into<String>, label: impl Into<String>, currency: impl Into<String>) -> Self {
        Self::number(name, label).unit(currency)
    }

    /// A day; its value is ISO text.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line_of("date", name, label)
    }

    /// Several lines of words.
    pub fn area(name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        Self::new(name, label, Kind::Area { rows })
    }

    /// A file to load; `accept` is a list like `.csv,.xlsx`. The form must be [`super::Form::with_files`].
    pub fn file(name: impl Into<String>, label: impl Into<String>, accept: impl Into<String>) -> Self {
        Self::new(
            name,
            label,
            Kind::File {
                accept: accept.into(),
                several: false,
            },
        )
    }

    /// Several files to load at once; otherwise like [`Field::file`].
    pub fn files(name: impl Into<String>, label: impl Into<String>, accept: impl Into<String>) -> Self {
        Self::new(
            name,
            label,
            Kind::File {
                accept: accept.into(),
                several: true,
            },
        )
    }

    /// A choice of one: up to four become a tap, more become a list.
    pub fn choice(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        let kind = if choices.len() <= 4 {
            Kind::Segments(choices)
        } else {
            Kind::Select(choices)
        };
        Self::new(name, label, kind)
    }

    /// A choice of one that stays a tap however many there are, such as 1 to 5; they wrap on a phone.
    pub fn taps(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::Segments(choices))
    }

    /// A choice of one from a list, however short; for filters, where space is scarce.
    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::Select(choices))
    }

    /// Yes or no; sends `yes` when checked and nothing otherwise.
    pub fn check(name: impl Into<String>, label: impl Into<String>, checked: bool) -> Self {
        Self::new(name, label, Kind::Check { checked })
    }

    /// What stands in the field: a default from data, or what the user typed before a refusal. A box is checked by `yes`.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        if let Kind::Check { checked } = &mut self.kind {
            *checked = self.value == "yes";
        }
        self
    }

    /// What helps to fill it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What was wrong, if anything: what happened, why, what to do.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// The unit at the end of the input.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// How the answer begins: "I will…". It says nothing that the label does not say, because it goes away.
    #[must_use]
    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.placeholder = Some(words.into());
        self
    }

    /// Something small at the end of the label's line: "by Tue 1 Feb".
    #[must_use]
    pub fn end(mut self, end: impl Renderable) -> Self {
        self.end = Some(end.memoize());
        self
    }

    /// What the browser may fill in: `username`, `current-password`.
    #[must_use]
    pub fn autocomplete(mut self, token: impl Into<String>) -> Self {
        self.autocomplete = Some(token.into());
        self
    }

    /// What may be meant, for the browser to offer while somebody types. Other words may be typed as well.
    #[must_use]
    pub fn suggest(mut self, words: Vec<String>) -> Self {
        self.suggestions = words;
        self
    }

    /// Where script asks for the colleagues who may be named in the words, which it offers after `@` and two letters.
    #[must_use]
    pub fn names(mut self, href: impl Into<String>) -> Self {
        self.names = Some(href.into());
        self
    }

    /// Must be filled. Fields that need not be are marked as optional.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Where the cursor stands when the page opens; once a page. A form that was refused opens at its first wrong field instead.
    #[must_use]
    pub fn focused(mut self) -> Self {
        self.focused = true;
        self
    }

    /// Another id than `f-<name>`, when two forms on a page share a name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The name under which its value is sent.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.error.is_some()
    }

    pub(super) fn is_focused(&self) -> bool {
        self.focused
    }

    /// The same field, with the cursor or without.
    pub(super) fn focused_when(&self, focused: bool) -> Self {
        Self { focused, ..self.clone() }
    }

    fn described(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.id));
        }
        if ids.is_empty() { None } else { Some(ids.join(" ")) }
    }

    fn wrong(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    fn input(&self, buffer: &mut Buffer) {
        match &self.kind {
            Kind::Line { kind, mode, numeric } => self.line(kind, *mode, *numeric, buffer),
            Kind::Area { rows } => maud! {
                textarea #(self.id) name=(self.name) rows=(rows) placeholder=[self.placeholder.as_deref()] required[self.required] autofocus[self.focused]
                    data-names=[self.names.as_deref()] data-called=[self.names.as_ref().map(|_| say("look.colleagues"))]
                    aria-invalid=[self.wrong()] aria-describedby=[self.described()] { (self.value) }
            }
            .render_to(buffer),
            Kind::File { accept, several } => maud! {
                input #(self.id) type="file" name=(self.name) accept=(accept) multiple[*several] required[self.required] autofocus[self.focused]
                    aria-invalid=[self.wrong()] aria-describedby=[self.described()];
            }
            .render_to(buffer),
            Kind::Select(choices) => maud! {
                select #(self.id) name=(self.name) required[self.required] autofocus[self.focused]
                    aria-invalid=[self.wrong()] aria-describedby=[self.described()] {
                    @for choice in choices {
                        option value=(choice.value) selected[choice.value == self.value] { (choice.label) }
                    }
                }
            }
            .render_to(buffer),
            Kind::Segments(_) | Kind::Check { .. } => {}
        }
    }

    fn line(&self, kind: &str, mode: Option<&'static str>, numeric: bool, buffer: &mut Buffer) {
        let value = if kind == "password" { "" } else { self.value.as_str() };
        let list = (!self.suggestions.is_empty()).then(|| format!("{}-list", self.id));
        maud! {
            span class={ "in" @if numeric { " r" } } {
                input #(self.id) type=(kind) name=(self.name) value=(value) placeholder=[self.placeholder.as_deref()] inputmode=[mode]
                    autocomplete=[self.autocomplete.as_deref()] list=[list.as_deref()] required[self.required] autofocus[self.focused]
                    aria-invalid=[self.wrong()] aria-describedby=[self.described()];
                @if let Some(unit) = &self.unit { span.u { (format::NO_BREAK) (unit) } }
                @if let Some(list) = &list { datalist #(list) { @for words in &self.suggestions { option value=(words) {} } } }
            }
        }
        .render_to(buffer);
    }

    fn notes(&self, buffer: &mut Buffer) {
        maud! {
            @if let Some(error) = &self.error { p #{ (self.id) "-error" } .wrong { (error) } }
            @if let Some(hint) = &self.hint { p #{ (self.id) "-hint" } .hint { (hint) } }
        }
        .render_to(buffer);
    }

    fn segments(&self, choices: &[Choice], buffer: &mut Buffer) {
        let segments = Segments {
            name: &self.name,
            chosen: &self.value,
            choices,
            required: self.required,
            focused: self.focused,
        };
        maud! {
            fieldset .f .seg aria-describedby=[self.described()] aria-invalid=[self.wrong()] {
                legend {
                    span { (self.label) @if !self.required { " " small { (say("look.optional")) } } }
                    @if let Some(end) = &self.end { " " span.end { (end) } }
                }
                (segments)
            }
        }
        .render_to(buffer);
    }
}

impl Renderable for Field {
    fn render_to(&self, buffer: &mut Buffer) {
        match &self.kind {
            Kind::Segments(choices) => {
                self.segments(choices, buffer);
                self.notes(buffer);
            }
            Kind::Check { checked } => {
                maud! {
                    div .f .check {
                        label {
                            input #(self.id) type="checkbox" name=(self.name) value="yes" checked[*checked]
                                required[self.required] autofocus[self.focused] aria-invalid=[self.wrong()] aria-describedby=[self.described()];
                            span { (self.label) }
                        }
                    }
                }
                .render_to(buffer);
                self.notes(buffer);
            }
            Kind::Line { .. } | Kind::Area { .. } | Kind::File { .. } | Kind::Select(_) => {
                let required = self.required;
                maud! {
                    div.f {
                        label for=(self.id) { (self.label) @if !required { " " small { (say("look.optional")) } } }
                        @if let Some(end) = &self.end { span.end { (end) } }
                        (Part(self, Field::input))
                    }
                    (Part(self, Field::notes))
                }
                .render_to(buffer);
            }
        }
    }
}

/// A piece of a field that writes itself.
struct Part<'a>(&'a Field, fn(&Field, &mut Buffer));

impl Renderable for Part<'_> {
    fn render_to(&self, buffer: &mut Buffer) {
        (self.1)(self.0, buffer);
    }
}
