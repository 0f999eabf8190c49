//! Policies for programs: the value in force on a day, the version to keep beside a result, and a new value.

use super::acts::{self, SaidValue};
use super::rules::{self, Version};
use super::{CHANGE, Policy, SEE, every, pages, store};
use platform::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use platform::texts::say;
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{Day, PolicyId};

const ON: &[Input] = &[Input::day("on", "api.on")];
const VALUE: &[Input] = &[
    Input::text("value", "policies.new_value").needed(),
    Input::day("from", "policies.from").needed(),
    Input::text("because", "policies.because").needed(),
];

/// What programs can do with policies.
pub(super) fn operations(api: Operations) -> Operations {
    let (see, change) = (Guard::May(SEE), Guard::May(CHANGE));
    api.and(Operation::list_whole("list_policies", "/policies", see, list_policies).query(ON))
        .and(Operation::find("find_policy", "/policies/{policy}", see, find_policy).query(ON))
        .and(Operation::update("update_policy", "/policies/{policy}", change, update_policy).body(VALUE))
}

/// How often a policy was set.
fn counted(versions: &[Version]) -> i64 {
    i64::try_from(versions.len()).unwrap_or(i64::MAX)
}

/// A policy with the value in force on a day.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Policy")]
struct Shown {
    name: &'static str,
    meaning: &'static str,
    unit: &'static str,
    default: &'static str,
    value: String,
    /// The version in force, to be kept beside a result; none for the default.
    in_force: Option<PolicyId>,
    /// How often it was set: what a new value names in If-Match.
    version: i64,
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
            in_force: valued.version,
            version: counted(versions),
            from: valued.from,
        }
    }
}

/// The day that was asked for; today when none was.
fn day(call: &Call) -> Result<Day> {
    Ok(call.query().day("on")?.unwrap_or(call.app().db.today()))
}

async fn list_policies(call: Call) -> Result<Listed<Shown>> {
    call.may(SEE)?;
    let on = day(&call)?;
    let mut tx = call.read().await?;
    let versions = store::list(&mut tx).await?;
    let of = |policy: &Policy| {
        versions
            .iter()
            .filter(|version| version.name == policy.name)
            .cloned()
            .collect::<Vec<_>>()
    };
    let shown = every().into_iter().map(|policy| Shown::new(policy, &of(policy), on));
    Ok(Listed::whole(shown.collect()))
}

async fn find_policy(call: Call) -> Result<Found<Shown>> {
    call.may(SEE)?;
    let policy = pages::named(call.path("policy"))?;
    let on = day(&call)?;
    let mut tx = call.read().await?;
    let versions = store::list_of(&mut tx, policy.name).await?;
    Ok(Found::of_version(Shown::new(policy, &versions, on), counted(&versions)))
}

/// Sets a value from a day on; the earlier ones stay.
async fn update_policy(call: Call) -> Result<Made> {
    call.may(CHANGE)?;
    let policy = pages::named(call.path("policy"))?;
    let version = call.version()?;
    let (fields, from) = (call.fields(), call.fields().needed_day("from")?);
    call.writing(async |tx| {
        let versions = store::list_of(tx, policy.name).await?;
        if counted(&versions) != version {
            return Err(Error::Changed { what: "policy" });
        }
        let said = SaidValue {
            value: fields.text("value"),
            from,
            because: fields.raw("because"),
            seen: rules::newest(&versions),
        };
        let id = acts::set(tx, call.viewer(), policy.name, said).await?;
        Ok(Made::at(id, &format!("/policies/{}", policy.name)).version(version + 1))
    })
    .await
}
