//! What floats or speaks up: dialogs, menus, tabs, notices, alerts, and the lesson in an empty place.

use hypertext::Buffer;
use hypertext::prelude::*;

use super::signs::lamp_alone;
use super::{Button, Hazard};
use crate::look::Markup;
use crate::texts::say;

/// A dialog that its button opens without script ([`Button::opens`] with its id).
///
/// Where popovers are missing, or when the server answers a refusal, render it open with [`Dialog::open`].
#[derive(Clone, Debug)]
pub struct Dialog {
    id: String,
    title: String,
    body: Markup,
    open: bool,
}

impl Dialog {
    /// A closed dialog.
    pub fn new(id: impl Into<String>, title: impl Into<String>, body: impl Renderable) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            body: body.memoize(),
            open: false,
        }
    }

    /// Stands open in the page, for `?dialog=` and after a refusal.
    #[must_use]
    pub fn open(mut self, open: bool) -> Self {
        self.open = open;
        self
    }
}

impl Renderable for Dialog {
    fn render_to(&self, buffer: &mut Buffer) {
        let popover = (!self.open).then_some("auto");
        maud! {
            dialog #(self.id) .dlg popover=[popover] open[self.open] aria-labelledby={ (self.id) "-title" } {
                header role="none" {
                    h2 #{ (self.id) "-title" } { (self.title) }
                    @if !self.open {
                        button .close type="button" popovertarget=(self.id) popovertargetaction="hide" aria-label=(say("look.close")) { "×" }
                    }
                }
                (self.body)
            }
        }
        .render_to(buffer);
    }
}

/// What a menu offers.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// The verb.
    pub label: String,
    /// Where it goes.
    pub href: String,
}

/// A button that opens a short list of links.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Unique on the page.
    pub id: String,
    /// The words on the button.
    pub label: String,
    /// The links.
    pub items: Vec<MenuItem>,
}

impl Renderable for Menu {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            button .btn .more type="button" popovertarget=(self.id) { (self.label) }
            div #(self.id) .menu popover {
                ul { @for item in &self.items { li { a href=(item.href) { (item.label) } } } }
            }
        }
        .render_to(buffer);
    }
}

/// One of several views of the same record; a link, so that it can be sent to a colleague.
#[derive(Clone, Debug)]
pub struct Tab {
    /// The view.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is shown now.
    pub current: bool,
    /// How many things are in it, when that matters.
    pub count: Option<u64>,
}

/// The views of a record.
#[derive(Clone, Debug)]
pub struct Tabs {
    /// What the views are of, read aloud.
    pub label: String,
    /// The views in order.
    pub tabs: Vec<Tab>,
}

impl Renderable for Tabs {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            nav .tabs aria-label=(self.label) {
                @for tab in &self.tabs {
                    a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                        (tab.label) @if let Some(n) = tab.count { " " span.n { (n) } }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

/// The lesson in an empty place: what belongs here, why there is nothing, one next step.
#[derive(Clone, Debug)]
pub struct Empty {
    belongs: String,
    because: String,
    next: Option<Button>,
}

impl Empty {
    /// What belongs here, and why there is nothing.
    pub fn new(belongs: impl Into<String>, because: impl Into<String>) -> Self {
        Self {
            belongs: belongs.into(),
            because: because.into(),
            next: None,
        }
    }

    /// The one next step.
    #[must_use]
    pub fn action(mut self, button: Button) -> Self {
        self.next = Some(button);
        self
    }
}

impl Renderable for Empty {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            div.empty { p { b { (self.belongs) } " " (self.because) } (self.next) }
        }
        .render_to(buffer);
    }
}

/// What kind of thing a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done; may offer to undo it.
    Done,
    /// Something to know.
    Info,
    /// Something to watch.
    Watch,
    /// Something went wrong: what happened, why, what to do.
    Problem,
}

/// A sentence that the page opens with, and at most one thing to do about it.
#[derive(Clone, Debug)]
pub struct Notice {
    tone: Tone,
    sentence: String,
    control: Option<Markup>,
}

impl Notice {
    /// A sentence.
    pub fn new(tone: Tone, sentence: impl Into<String>) -> Self {
        Self {
            tone,
            sentence: sentence.into(),
            control: None,
        }
    }

    /// The one thing to do: a button, or a form with "Undo".
    #[must_use]
    pub fn control(mut self, control: impl Renderable) -> Self {
        self.control = Some(control.memoize());
        self
    }
}

impl Renderable for Notice {
    fn render_to(&self, buffer: &mut Buffer) {
        let (class, role, hazard, word) = match self.tone {
            Tone::Done => ("done", "status", Hazard::Clear, say("look.tone_done")),
            Tone::Info => ("info", "status", Hazard::None, say("look.tone_info")),
            Tone::Watch => ("watch", "status", Hazard::Watch, say("look.tone_watch")),
            Tone::Problem => ("act", "alert", Hazard::Act, say("look.tone_problem")),
        };
        maud! {
            div class={ "notice " (class) } role=(role) {
                (lamp_alone(hazard, word)) p { (self.sentence) } (self.control)
            }
        }
        .render_to(buffer);
    }
}

/// An alert: shape, record, one sentence, stake, age, due, owner, one verb.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Act or watch.
    pub hazard: Hazard,
    /// The record's name.
    pub about: String,
    /// What happened, in one sentence.
    pub sentence: String,
    /// The alert's own page.
    pub href: String,
    /// Money at stake, whole units.
    pub stake: Markup,
    /// How long it has been so.
    pub age: String,
    /// When it is due.
    pub due: String,
    /// Whose it is.
    pub owner: String,
    /// The verb.
    pub action: Button,
}

impl Alert {
    /// The list of alerts, with their heads; the first one's button may be the page's primary one.
    #[must_use]
    pub fn list(alerts: &[Self]) -> Markup {
        maud! {
            ul.al {
                li .hd aria-hidden="true" {
                    span {} span { (say("look.alert_what")) } span.r { (say("look.alert_stake")) }
                    span.r { (say("look.alert_age")) } span { (say("look.alert_due")) }
                    span { (say("look.alert_owner")) } span { (say("look.alert_action")) }
                }
                @for alert in alerts { (alert) }
            }
        }
        .memoize()
    }
}

impl Renderable for Alert {
    fn render_to(&self, buffer: &mut Buffer) {
        let word = match self.hazard {
            Hazard::Act => say("look.tone_problem"),
            Hazard::Watch => say("look.tone_watch"),
            Hazard::Clear | Hazard::None => say("look.tone_info"),
        };
        maud! {
            li {
                (lamp_alone(self.hazard, word))
                p.tx { b { (self.about) } " " a.link href=(self.href) { (self.sentence) } }
                span .stake .r { (self.stake) }
                span .age .r { (self.age) }
                span.due { (self.due) }
                span.own { (super::avatar(&self.owner, false)) }
                (self.action)
            }
        }
        .render_to(buffer);
    }
}
