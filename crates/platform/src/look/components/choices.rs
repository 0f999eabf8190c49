//! A tap instead of a list: segments that stand side by side, and the rating that is one tap and done.

use hypertext::Buffer;
use hypertext::prelude::*;

use crate::texts::say_with;

/// One of the values a user can choose.
#[derive(Clone, Debug)]
pub struct Choice {
    pub(super) value: String,
    pub(super) label: String,
}

impl Choice {
    /// A value and the words for it.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }

    /// The value that is sent.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// Radio buttons as segments: each takes the room of its words, and those that find none start another line.
pub(super) struct Segments<'a> {
    pub(super) name: &'a str,
    pub(super) chosen: &'a str,
    pub(super) choices: &'a [Choice],
    pub(super) required: bool,
    pub(super) focused: bool,
}

impl Renderable for Segments<'_> {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            div.taps {
                @for (place, choice) in self.choices.iter().enumerate() {
                    label {
                        input type="radio" name=(self.name) value=(choice.value) required[self.required]
                            autofocus[self.focused && place == 0] checked[choice.value == self.chosen];
                        span { (choice.label) }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

/// The highest mark; one is the lowest.
const MARK_MAX: u8 = 5;

/// A question that one tap answers with a mark from 1 to 5. Two of them are the two taps after a session.
///
/// Each mark is a button that sends the form, so it works without script; the mark that was given is pressed.
#[derive(Clone, Debug)]
pub struct Rating {
    /// Where the mark is sent.
    pub action: String,
    /// The token against forged requests.
    pub csrf: Option<String>,
    /// What is asked, and the name of the group of buttons.
    pub question: String,
    /// The name under which the mark travels.
    pub name: String,
    /// What 1 and 5 mean: "not at all", "I left with my own plan".
    pub ends: (String, String),
    /// The mark that was given before.
    pub given: Option<u8>,
    /// Pairs that travel along unseen.
    pub hidden: Vec<(String, String)>,
}

impl Rating {
    /// What a mark is called by those who do not see where it stands: "1 of 5, not at all".
    fn words(&self, mark: u8) -> String {
        let (mark_words, most) = (mark.to_string(), MARK_MAX.to_string());
        let words = say_with("look.mark", &[("mark", &mark_words), ("most", &most)]);
        let end = match mark {
            1 => &self.ends.0,
            MARK_MAX => &self.ends.1,
            2.. | 0 => return words,
        };
        if end.is_empty() { words } else { format!("{words}, {end}") }
    }
}

impl Renderable for Rating {
    fn render_to(&self, buffer: &mut Buffer) {
        let pressed = |mark: u8| if self.given == Some(mark) { "true" } else { "false" };
        maud! {
            form .rate action=(self.action) method="post" {
                @if let Some(token) = &self.csrf { input type="hidden" name="csrf" value=(token); }
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                fieldset.f {
                    legend { (self.question) }
                    div.taps {
                        @for mark in 1..=MARK_MAX {
                            button type="submit" name=(self.name) value=(mark) aria-pressed=(pressed(mark)) aria-label=(self.words(mark)) { (mark) }
                        }
                    }
                    p .ends aria-hidden="true" { span { (self.ends.0) } span { (self.ends.1) } }
                }
            }
        }
        .render_to(buffer);
    }
}
