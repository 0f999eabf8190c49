//! A statement on paper for programs: what its page prints, read and written down in the same way.

use super::person_id;
use crate::people::incentives::pages;
use platform::api::{self, Call, FileContent, Found, Input};
use platform::texts::say;
use platform::web::{Params, printing};
use platform::{Error, Result};

/// Which statement, which of its figures stands open with its thread, and on which paper.
pub(super) const ASKED: &[Input] = &[
    Input::text("plan", "incentives.api_version"),
    Input::text("year", "incentives.api_year"),
    Input::text("component", "incentives.api_open_component"),
    Input::text("period", "incentives.api_open_period"),
    Input::text("account", "incentives.api_account"),
    api::PAPER,
];

/// The statement as its page prints it.
pub(super) async fn find_paper(call: Call) -> Result<Found<FileContent>> {
    let person = person_id(call.path("person"))?;
    let mut asked = call.asked(["plan", "year", "account", "paper"]);
    let paper = printing::paper(call.caller(), &asked)?;
    let figure = ["component", "period"].map(|name| call.query().text(name));
    let opens = match figure {
        ["", ""] => false,
        ["", _] => return Err(Error::refused_on("component", "form.missing", say("form.missing"))),
        [_, ""] => return Err(Error::refused_on("period", "form.missing", say("form.missing"))),
        [component, period] => {
            asked.insert("why".to_owned(), format!("{component}@{period}"));
            true
        }
    };
    let (document, is_open) = pages::printed(call.caller(), person, &Params(asked)).await?;
    if opens && !is_open {
        return Err(Error::NotFound { what: "figure" });
    }
    api::printed(&call, document, paper).await
}
