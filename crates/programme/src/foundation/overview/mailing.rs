//! What of home stands in the daily mail: the same alerts and steps, read under the receiver's rights, in words that may leave the house.

use super::steps;
use crate::foundation::{alerts, staff};
use platform::Result;
use platform::access::Viewer;
use platform::chapter::Later;
use platform::mail::{Line, Source, Waiting};
use platform::web::AppRef;

/// What the house asks for a mail.
pub const MAIL: Source = Source {
    address_of: staff::mail_address,
    waiting,
};

fn waiting<'a>(app: &'a AppRef, viewer: &'a Viewer) -> Later<'a, Result<Waiting>> {
    Box::pin(async move {
        let (alerts, alerts_all) = alerts::in_mail(app, viewer).await?;
        let steps = steps(app, viewer).await?.into_iter();
        let steps = steps.map(|step| Line {
            sentence: step.in_mail,
            due: None,
            act: step.act,
            href: step.href,
        });
        Ok(Waiting {
            alerts,
            alerts_all,
            steps: steps.collect(),
        })
    })
}
