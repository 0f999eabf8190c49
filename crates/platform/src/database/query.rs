//! A statement under construction: fixed text with numbered places, and the values that go there.

use super::value::{Bind, Value};
use crate::access::{Extent, Scope};

/// SQL text written in this repository plus bound values. User input can only ever become a value.
#[derive(Clone, Default)]
pub struct Query {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

/// The text alone: values may be secret, and a log is no place for them.
impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({:?}, {} values)", self.text, self.values.len())
    }
}

impl Query {
    /// Begins with fixed text.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Adds fixed text, set off by a space.
    #[must_use]
    pub fn and(mut self, text: &'static str) -> Self {
        self.text.push(' ');
        self.text.push_str(text);
        self
    }

    /// Adds fixed text in which each `{}` is a place for the next of the values.
    ///
    /// # Panics
    /// When the number of places and values differs, which is an error in the statement.
    #[must_use]
    pub fn with(mut self, text: &'static str, values: &[&dyn Bind]) -> Self {
        self.text.push(' ');
        let mut pieces = text.split("{}");
        self.text.push_str(pieces.next().unwrap_or_default());
        let mut given = values.iter();
        for piece in pieces {
            let value = given.next().expect("as many values as places");
            self.push(value.bind());
            self.text.push_str(piece);
        }
        assert!(given.next().is_none(), "as many places as values in: {text}");
        self
    }

    /// Adds `column in (…)` for a set; an empty set matches nothing. `before` is what stands before `in`, with its `and`.
    #[must_use]
    pub fn among<'a, T: Bind + 'a>(mut self, before: &'static str, set: impl IntoIterator<Item = &'a T>) -> Self {
        self.text.push(' ');
        let mut values = set.into_iter().peekable();
        self.text.push_str(before);
        if values.peek().is_none() {
            // Neither database finds anything equal to null, and both accept it for text and for numbers.
            self.text.push_str(" in (null)");
            return self;
        }
        self.text.push_str(" in (");
        let mut first = true;
        for value in values {
            if !first {
                self.text.push_str(", ");
            }
            first = false;
            self.push(value.bind());
        }
        self.text.push(')');
        self
    }

    /// Adds that a column names somebody inside the scope; adds nothing where everybody is inside. `before` is what stands before
    /// `in`, with its `and`.
    #[must_use]
    pub fn of_people(self, before: &'static str, scope: &Scope) -> Self {
        match scope.people() {
            Extent::All => self,
            Extent::Only(people) => self.among(before, people),
        }
    }

    fn push(&mut self, value: Value) {
        self.values.push(portable(value));
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
    }
}

/// PostgreSQL has no NUL in texts: it becomes the replacement character, on both databases alike.
fn portable(value: Value) -> Value {
    match value {
        Value::Text(Some(text)) if text.contains('\0') => Value::Text(Some(text.replace('\0', "\u{FFFD}"))),
        Value::Text(text) => Value::Text(text),
        Value::Int(number) => Value::Int(number),
    }
}
