//! Daily mails for programs: the caller's own choice.

use super::acts;
use crate::api::{Call, Found, Input, Made, Operation, Operations};
use crate::web::Guard;
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;

const CHOICE: &str = "/mail/choice";
const WANTED: &[Input] = &[Input::flag("wanted", "mail.api_wanted").needed()];

/// What programs can do with daily mails.
pub(super) fn operations(api: Operations) -> Operations {
    let signed_in = Guard::SignedIn;
    api.and(Operation::find("find_mail_choice", CHOICE, signed_in, find_mail_choice))
        .and(Operation::act("choose_mail", CHOICE, signed_in, choose_mail).body(WANTED))
}

/// Whether and where the caller gets one mail a day.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MailChoice")]
struct Shown {
    wanted: bool,
    /// Where it goes; none while the person of the caller has no mail address.
    address: Option<String>,
    /// Whether this Mainstay has a mail server; without one no mail is sent.
    sends: bool,
    /// Whether the mail server refused the last mail to the caller.
    refused: bool,
}

async fn find_mail_choice(call: Call) -> Result<Found<Shown>> {
    let mut tx = call.read().await?;
    let choice = acts::find(&mut tx, call.app(), call.viewer()).await?;
    Ok(Found::new(Shown {
        wanted: choice.wanted,
        address: choice.address,
        sends: call.app().config.relay.is_some(),
        refused: choice.refused,
    }))
}

async fn choose_mail(call: Call) -> Result<Made> {
    let user = call.viewer().user.ok_or(Error::NotFound { what: "user" })?;
    let wanted = call.fields().text("wanted") == "yes";
    call.writing(async |tx| {
        acts::choose(tx, call.viewer(), wanted).await?;
        Ok(Made::at(user, CHOICE))
    })
    .await
}
