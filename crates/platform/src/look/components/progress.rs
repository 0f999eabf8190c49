//! Where something stands: the chain of a record, a gauge against its target, a timeline with "you are here", work under way.

use hypertext::Buffer;
use hypertext::prelude::*;
use vocabulary::Ratio;

use super::{Evidence, unknown};
use crate::look::charts::{Svg, share_of_width};
use crate::look::{Markup, format, words};
use crate::texts::{say, say_with};

/// What is known about a link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainState {
    /// Filled: done.
    Done,
    /// Open: ahead.
    Open,
    /// Dashed: claimed, not proven.
    Unproven,
    /// Triangle: at risk.
    Risk,
    /// Pencil: the next step.
    Next,
}

/// A link of the chain with what is known about it.
#[derive(Clone, Debug)]
pub struct ChainLink {
    /// The step: "Select", "Agree", "Plan" …
    pub label: String,
    /// When, how much, or what is missing.
    pub note: String,
    /// Where it stands.
    pub state: ChainState,
}

/// The chain on record pages: link by link from selection to review.
#[derive(Clone, Debug)]
pub struct Chain(pub Vec<ChainLink>);

impl Renderable for Chain {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            ol .chain aria-label=(say("look.chain")) {
                @for link in &self.0 {
                    @let (class, word) = chain_sign(link.state);
                    li class=(class) aria-current=[(link.state == ChainState::Next).then_some("step")] {
                        b { (link.label) } span { (link.note) } span.vh { " " (word) }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

fn chain_sign(state: ChainState) -> (&'static str, &'static str) {
    match state {
        ChainState::Done => ("done", say("look.chain_done")),
        ChainState::Open => ("open", say("look.chain_open")),
        ChainState::Unproven => ("open gap", say("look.chain_unproven")),
        ChainState::Risk => ("warn", say("look.chain_risk")),
        ChainState::Next => ("here gap", say("look.chain_next")),
    }
}

/// A share of something on a ruled line: a quantity, perhaps against a target.
#[derive(Clone, Debug)]
pub struct Gauge {
    label: String,
    value: Result<Ratio, String>,
    target: Option<Ratio>,
    scale: Ratio,
    evidence: Evidence,
}

impl Gauge {
    /// A share between nothing and one; the label says in words what the picture shows.
    pub fn new(label: impl Into<String>, value: Ratio) -> Self {
        Self {
            label: label.into(),
            value: Ok(value),
            target: None,
            scale: Ratio::one(),
            evidence: Evidence::Confirmed,
        }
    }

    /// A share that is not known, and why.
    pub fn unknown(label: impl Into<String>, because: impl Into<String>) -> Self {
        Self {
            value: Err(because.into()),
            ..Self::new(label, Ratio::zero())
        }
    }

    /// A 2 px ink stroke at the target.
    #[must_use]
    pub fn target(mut self, target: Ratio) -> Self {
        self.target = Some(target);
        self
    }

    /// What the full width stands for, when it is not one.
    #[must_use]
    pub fn of(mut self, scale: Ratio) -> Self {
        self.scale = scale;
        self
    }

    /// Dashed: the value is assumed.
    #[must_use]
    pub fn assumed(mut self) -> Self {
        self.evidence = Evidence::Assumed;
        self
    }
}

impl Renderable for Gauge {
    fn render_to(&self, buffer: &mut Buffer) {
        let Ok(value) = &self.value else {
            let because = self.value.as_ref().err().map_or("", String::as_str);
            unknown(because).render_to(buffer);
            return;
        };
        let mut svg = Svg::plain("gauge", &self.label);
        svg.tag(
            "rect",
            &[("class", "ga-ground"), ("y", "4"), ("width", "100%"), ("height", "8"), ("rx", "1")],
        );
        let width = share_of_width(value, &self.scale);
        match self.evidence {
            Evidence::Confirmed => {
                svg.tag(
                    "rect",
                    &[("class", "ga-fill"), ("y", "4"), ("width", &width), ("height", "8"), ("rx", "1")],
                );
            }
            Evidence::Assumed => {
                svg.tag(
                    "line",
                    &[("class", "ga-dash"), ("x1", "0"), ("x2", &width), ("y1", "8"), ("y2", "8")],
                );
            }
        }
        if let Some(target) = &self.target {
            let at = share_of_width(target, &self.scale);
            svg.tag(
                "line",
                &[("class", "ga-target"), ("x1", &at), ("x2", &at), ("y1", "1"), ("y2", "15")],
            );
        }
        svg.finish().render_to(buffer);
    }
}

/// Where a moment lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentState {
    /// Behind us: filled.
    Past,
    /// Today: pencil.
    Now,
    /// Ahead: open, dashed.
    Ahead,
}

/// A moment of a record's history or future.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The day as words: "14 Jan", "Today".
    pub when: String,
    /// What happened.
    pub what: Markup,
    /// Who, how sure, how long.
    pub note: Option<Markup>,
    /// Where it lies.
    pub state: MomentState,
}

/// Moments in order, latest first.
#[derive(Clone, Debug)]
pub struct Timeline(pub Vec<Moment>);

impl Timeline {
    /// The same moments for a paper.
    #[must_use]
    pub fn printed(&self) -> document::Part {
        let moment = |moment: &Moment| document::Moment {
            when: moment.when.clone(),
            what: words(&moment.what),
            note: moment.note.as_ref().map(words).unwrap_or_default(),
        };
        document::Part::Moments {
            moments: self.0.iter().map(moment).collect(),
        }
    }
}

impl Renderable for Timeline {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            ol.tl {
                @for moment in &self.0 {
                    @let (class, current) = match moment.state {
                        MomentState::Past => ("", None),
                        MomentState::Now => ("now", Some("date")),
                        MomentState::Ahead => ("next", None),
                    };
                    li class=(class) aria-current=[current] {
                        time { (moment.when) }
                        div { p { (moment.what) } @if let Some(note) = &moment.note { small { (note) } } }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Gauge {
    /// The usual words for a gauge: "Growth: 115 % of quota".
    #[must_use]
    pub fn words(what: &str, value: &str, of: &str) -> String {
        say_with("look.gauge", &[("what", what), ("value", value), ("of", of)])
    }
}

/// Work that is under way: how much of it is done, and what it is at. A page that is open hears how it goes on.
#[derive(Clone, Debug)]
pub struct Progress {
    what: String,
    done: u64,
    total: u64,
    step: String,
    live: Option<(String, String)>,
}

impl Progress {
    /// What is being done, and how much of it; a total of nought is one that nobody knows.
    pub fn new(what: impl Into<String>, done: u64, total: u64) -> Self {
        Self {
            what: what.into(),
            done,
            total,
            step: String::new(),
            live: None,
        }
    }

    /// What it is at, in a few words.
    #[must_use]
    pub fn step(mut self, words: impl Into<String>) -> Self {
        self.step = words.into();
        self
    }

    /// Where its events come from, and the word of the state that is shown: in another one the page is opened again.
    #[must_use]
    pub fn live(mut self, events: impl Into<String>, state: impl Into<String>) -> Self {
        self.live = Some((events.into(), state.into()));
        self
    }

    /// How much is done, in words: "1,204 of 4,000"; nothing while nobody knows of how much.
    #[must_use]
    pub fn counted(done: u64, total: u64) -> String {
        if total == 0 {
            return String::new();
        }
        say_with("look.progress", &[("done", &format::count(done)), ("total", &format::count(total))])
    }
}

impl Renderable for Progress {
    fn render_to(&self, buffer: &mut Buffer) {
        let known = (self.total > 0).then_some((self.done, self.total));
        let (done, total) = (known.map(|(done, _)| done), known.map(|(_, total)| total));
        let (events, state) = (
            self.live.as_ref().map(|(events, _)| events),
            self.live.as_ref().map(|(_, state)| state),
        );
        maud! {
            div .prog data-live=[events] data-state=[state] {
                p { span data-says="step" { (self.step) } " " span.n data-says="counted" { (Self::counted(self.done, self.total)) } }
                progress value=[done] max=[total] aria-label=(self.what) {}
            }
        }
        .render_to(buffer);
    }
}
