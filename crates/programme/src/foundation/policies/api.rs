//! Policies for programs: the value in force on a day, and the version to keep beside a result.

use super::rules::{self, Version};
use super::{Policy, SEE, every, pages, store};
use platform::texts::say;
use platform::web::{Answer, Caller, Guard, Params, Path, Routes, json};
use platform::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::{Day, PolicyId};

/// The API's routes of policies.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/policies", Guard::May(SEE), list)
        .get("/api/v1/policies/{policy}", Guard::May(SEE), one)
}

#[derive(Serialize)]
struct Shown {
    name: &'static str,
    meaning: &'static str,
    unit: &'static str,
    default: &'static str,
    value: String,
    version: Option<PolicyId>,
    from: Option<Day>,
}

impl Shown {
    fn new(policy: &Policy, versions: &[Version], on: Day) -> Self {
        let valued = rules::in_force(policy, versions, on, None);
        Self {
            name: policy.name,
            meaning: say(policy.meaning),
            unit: policy.unit,
            default: policy.default,
            value: valued.value,
            version: valued.version,
            from: valued.from,
        }
    }
}

#[derive(Serialize)]
struct ListShown {
    on: Day,
    policies: Vec<Shown>,
}

type Query = Params<BTreeMap<String, String>>;

/// The day that was asked for; today when none was.
fn day(params: &BTreeMap<String, String>, today: Day) -> Result<Day> {
    match params.get("on").map_or("", |text| text.trim()) {
        "" => Ok(today),
        text => Day::parse(text)
            .ok()
            .ok_or_else(|| Error::refused_on("on", "policies.no_day", say("policies.no_day"))),
    }
}

async fn list(caller: Caller, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let on = day(&params, caller.app.db.today())?;
    let mut tx = caller.app.db.read().await?;
    let versions = store::list(&mut tx).await?;
    let of = |policy: &Policy| {
        versions
            .iter()
            .filter(|version| version.name == policy.name)
            .cloned()
            .collect::<Vec<_>>()
    };
    json(&ListShown {
        on,
        policies: every().into_iter().map(|policy| Shown::new(policy, &of(policy), on)).collect(),
    })
}

async fn one(caller: Caller, Path(name): Path<String>, Params(params): Query) -> Answer {
    caller.may(SEE)?;
    let policy = pages::named(&name)?;
    let on = day(&params, caller.app.db.today())?;
    let mut tx = caller.app.db.read().await?;
    let versions = store::list_of(&mut tx, policy.name).await?;
    json(&Shown::new(policy, &versions, on))
}
