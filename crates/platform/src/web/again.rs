//! A form: shown for the first time, sent, and shown again when it could not be kept.
//!
//! A chapter writes one function that shows its form with a [`Shown`]; each field is `shown.fill(Field::…)`.
//! What was sent is read, then written with [`Caller::writing`]. A success leads on with `redirect` (303). A rule's refusal shows the form
//! again with what was typed and the sentences beside their fields (422). If somebody else saved first, the form of a record shows
//! both versions (409). A refused form keeps the version it was opened with; after a conflict the next save may replace.

use super::guard::Caller;
use super::request::Fields;
use crate::database::Tx;
use crate::look::components::{Button, Column, Field, Form, Notice, Row, Section, Table, Tone, none};
use crate::look::{Markup, nothing, text};
use crate::texts::say;
use crate::{Error, Result};
use axum::http::StatusCode;
use hypertext::prelude::*;
use vocabulary::Refusal;

/// What a form is shown with: the values of its fields, and why it is shown again.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    values: &'a Fields,
    why: Why,
}

#[derive(Debug, Clone)]
enum Why {
    First,
    Refused(Refusal),
    /// Somebody else saved first.
    Changed,
}

impl<'a> Shown<'a> {
    /// A form as it is opened: empty, or filled with the record as it is.
    #[must_use]
    pub fn first(values: &'a Fields) -> Self {
        Self { values, why: Why::First }
    }

    /// A form of something new that a rule refused.
    ///
    /// # Errors
    /// Whatever else went wrong, which no form can show.
    pub fn refused(error: Error, typed: &'a Fields) -> Result<Self> {
        match error {
            Error::Refused(refusal) => Ok(Self {
                values: typed,
                why: Why::Refused(refusal),
            }),
            other @ (Error::NotFound { .. } | Error::Forbidden { .. } | Error::Changed { .. } | Error::Failed(_)) => Err(other),
        }
    }

    /// A form of a record that a rule refused, or that came after somebody else's.
    ///
    /// # Errors
    /// Whatever else went wrong, which no form can show.
    pub fn refused_or_changed(error: Error, typed: &'a Fields) -> Result<Self> {
        match error {
            Error::Changed { .. } => Ok(Self {
                values: typed,
                why: Why::Changed,
            }),
            other @ (Error::NotFound { .. } | Error::Forbidden { .. } | Error::Refused(_) | Error::Failed(_)) => {
                Self::refused(other, typed)
            }
        }
    }

    /// OK, 422 for a refusal, 409 for a conflict.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.why {
            Why::First => StatusCode::OK,
            Why::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Why::Changed => StatusCode::CONFLICT,
        }
    }

    /// The value of a field.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.values.text(name)
    }

    /// A field with its value, and with the refusal if it is about this field.
    #[must_use]
    pub fn fill(&self, field: Field) -> Field {
        let refusal = self.refusals().find(|refusal| refusal.field.as_deref() == Some(field.name()));
        let value = self.text(field.name()).to_owned();
        field.value(value).error(refusal.map(|refusal| &refusal.sentence))
    }

    /// A form that posts to `action`, with the session's secret, and with the refusals that are about none of the `fields` that
    /// the form shows.
    #[must_use]
    pub fn form(&self, action: impl Into<String>, csrf: &str, fields: &[&str]) -> Form {
        let elsewhere = |refusal: &&Refusal| refusal.field.as_deref().is_none_or(|field| !fields.contains(&field));
        let refusals = self.refusals().filter(elsewhere);
        Form::post(action)
            .csrf(Some(csrf))
            .refusals(refusals.map(|refusal| refusal.sentence.clone()))
    }

    /// What a form carries unseen to say which version it was opened with. A refused form keeps what it came with, so that a
    /// change in the meantime is still noticed; after a conflict both versions were shown, so the next save may replace.
    #[must_use]
    pub fn opened_with(&self, name: &str, current: impl ToString) -> String {
        match self.why {
            Why::Refused(_) => self.text(name).to_owned(),
            Why::First | Why::Changed => current.to_string(),
        }
    }

    /// The form's end: keep it, or go back to where one came from.
    #[must_use]
    pub fn end(&self, form: Form, back: impl Into<String>) -> Form {
        form.button(Button::submit(say("form.save")).primary())
            .button(Button::link(say("form.cancel"), back).quiet())
    }

    /// What the page opens with after a conflict, in the house's words.
    #[must_use]
    pub fn conflict(&self) -> Option<Notice> {
        self.notice(say("form.changed"))
    }

    /// What the page opens with after a conflict.
    #[must_use]
    pub fn notice(&self, words: &str) -> Option<Notice> {
        self.is_changed().then(|| Notice::new(Tone::Watch, words))
    }

    /// After a conflict both versions of the record, where they differ; `fields` are their names and labels.
    #[must_use]
    pub fn compared(&self, now: &Fields, fields: &[(&str, &str)]) -> Markup {
        self.compared_as(now, fields, |_, value| value.to_owned())
    }

    /// The same for fields whose values are not what a reader calls them: `meaning` gives the words for a field's value, and what
    /// means the same does not differ.
    #[must_use]
    pub fn compared_as(&self, now: &Fields, fields: &[(&str, &str)], meaning: impl Fn(&str, &str) -> String) -> Markup {
        // A browser ends the lines of a text in its own way.
        let meant = |name: &str, value: &str| meaning(name, &value.replace("\r\n", "\n"));
        let differing: Vec<Row> = fields
            .iter()
            .map(|(name, label)| (label, meant(name, now.text(name)), meant(name, self.text(name))))
            .filter(|(_, now, yours)| now != yours)
            .map(|(label, now, yours)| Row::new(vec![text(label), said(&now), said(&yours)]))
            .collect();
        if differing.is_empty() || !self.is_changed() {
            return nothing();
        }
        let columns = vec![
            Column::text("field", say("form.field")),
            Column::text("now", say("form.saved_now")),
            Column::text("yours", say("form.yours")),
        ];
        let table = Table::new(say("form.differences"), columns).rows(differing);
        Section::new(say("form.differences"), table).memoize()
    }

    fn refusals(&self) -> impl Iterator<Item = &Refusal> {
        let refusal = match &self.why {
            Why::Refused(refusal) => Some(refusal),
            Why::First | Why::Changed => None,
        };
        refusal.into_iter().flat_map(Refusal::all)
    }

    fn is_changed(&self) -> bool {
        matches!(self.why, Why::Changed)
    }
}

/// A value of a field, or that there is none.
fn said(value: &str) -> Markup {
    if value.is_empty() { none() } else { text(value) }
}

impl Caller {
    /// Runs one act in a transaction of its own and keeps what it did. Read what was sent before: the transaction holds the one
    /// write lock.
    ///
    /// # Errors
    /// Whatever the act says; then nothing is kept.
    pub async fn writing<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let mut tx = self.app.db.write().await?;
        let done = act(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }
}
