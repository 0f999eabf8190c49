//! Buttons: the verb on them says what happens. One primary button a page.

use hypertext::Buffer;
use hypertext::prelude::*;

/// A button: a link, a submit or the opener of a popover, in one of four weights.
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    act: Act,
    weight: &'static str,
    because: Option<String>,
    unfinished: bool,
}

#[derive(Clone, Debug)]
enum Act {
    Link(String),
    Submit(Option<(String, String)>),
    Opens(String),
}

impl Button {
    /// Goes somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Act::Link(href.into()))
    }

    /// Sends the form that it stands in.
    pub fn submit(label: impl Into<String>) -> Self {
        Self::new(label, Act::Submit(None))
    }

    /// Sends the form with one more pair, so that a form can have two verbs.
    pub fn submit_with(label: impl Into<String>, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(label, Act::Submit(Some((name.into(), value.into()))))
    }

    /// Opens the dialog or menu with this id; the browser does it, without script.
    pub fn opens(label: impl Into<String>, popover_id: impl Into<String>) -> Self {
        Self::new(label, Act::Opens(popover_id.into()))
    }

    fn new(label: impl Into<String>, act: Act) -> Self {
        Self {
            label: label.into(),
            act,
            weight: "",
            because: None,
            unfinished: false,
        }
    }

    /// The one action this page is for.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.weight = " pri";
        self
    }

    /// Takes something away that cannot be had back.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.weight = " danger";
        self
    }

    /// Looks like a link; for the way out of a form.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.weight = " quiet";
        self
    }

    /// Sends the form also while fields of it are empty that must be filled, because it is not the end of filling it.
    #[must_use]
    pub fn unfinished(mut self) -> Self {
        self.unfinished = true;
        self
    }

    /// Cannot be used now, and why; the reason is shown on hover and read aloud.
    #[must_use]
    pub fn disabled(mut self, because: impl Into<String>) -> Self {
        self.because = Some(because.into());
        self
    }
}

impl Renderable for Button {
    fn render_to(&self, buffer: &mut Buffer) {
        let class = format!("btn{}", self.weight);
        let off = self.because.is_some();
        let why = self.because.as_deref();
        maud! {
            @match &self.act {
                Act::Link(_) if off => span class=(class) role="link" aria-disabled="true" title=[why] { (self.label) },
                Act::Link(href) => a class=(class) href=(href) { (self.label) },
                Act::Submit(None) => button class=(class) type="submit" disabled[off] title=[why] { (self.label) },
                Act::Submit(Some((name, value))) => {
                    button class=(class) type="submit" name=(name) value=(value) formnovalidate[self.unfinished] disabled[off] title=[why] {
                        (self.label)
                    }
                }
                Act::Opens(id) => {
                    button class=(class) type="button" popovertarget=(id) disabled[off] title=[why] { (self.label) }
                }
            }
        }
        .render_to(buffer);
    }
}
