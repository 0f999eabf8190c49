//! The alerts of coaching: one for each pitfall, owned by the coach, closed by itself when the next month or quarter is clear.

use super::reading::word_of;
use super::rules::month::last_quarter;
use super::rules::pitfalls::Light;
use super::store;
use crate::foundation::alerts::{Kind, Owner};
use crate::foundation::staff;
use platform::access::Role;
use platform::chapter::Later;
use platform::database::Tx;
use platform::look::components::Hazard;
use platform::{Result, users};
use std::collections::BTreeSet;
use vocabulary::{Cell, PersonId};

/// The alerts `AL-COA-P1` to `AL-COA-P6`.
pub const ALERTS: &[Kind] = &[
    pitfall("AL-COA-P1", "coaching.pitfall_1", ["coaching.alert_1", "coaching.mail_alert_1"]),
    pitfall("AL-COA-P2", "coaching.pitfall_2", ["coaching.alert_2", "coaching.mail_alert_2"]),
    pitfall("AL-COA-P3", "coaching.pitfall_3", ["coaching.alert_3", "coaching.mail_alert_3"]),
    pitfall("AL-COA-P4", "coaching.pitfall_4", ["coaching.alert_4", "coaching.mail_alert_4"]),
    pitfall("AL-COA-P5", "coaching.pitfall_5", ["coaching.alert_5", "coaching.mail_alert_5"]),
    pitfall("AL-COA-P6", "coaching.pitfall_6", ["coaching.alert_6", "coaching.mail_alert_6"]),
];

const fn pitfall(code: &'static str, figure: &'static str, [sentence, in_mail]: [&'static str; 2]) -> Kind {
    Kind {
        code,
        figure,
        raised,
        sentence,
        in_mail,
        act: "coaching.alert_act",
        href: |_| "/coaching#lights".to_owned(),
        hazard: Hazard::Act,
        owner: Owner::Subject,
        informed: &[],
        due_working_days: 5,
        stake: None,
        subjects: coaches,
    }
}

fn raised(value: &Cell) -> bool {
    *value == word_of(Light::Raised)
}

/// Every sales manager who leads a team today, and whoever coached somebody since the last full quarter began: who leads people and
/// is no coach here has no lights.
pub(super) fn coaches(tx: &mut Tx) -> Later<'_, Result<Vec<PersonId>>> {
    Box::pin(async move {
        let today = tx.today();
        let since = last_quarter(today).start();
        let mut all: BTreeSet<PersonId> = store::minutes::list_coaches(tx, since).await?.into_iter().collect();
        let leading = staff::managers_on(tx, today).await?;
        let coaching = users::store::list_people_with(tx, Role::SalesManager).await?;
        all.extend(leading.into_iter().filter(|person| coaching.contains(person)));
        Ok(all.into_iter().collect())
    })
}
