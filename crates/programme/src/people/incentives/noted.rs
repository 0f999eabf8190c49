//! Notes stand on pay statements, on plans and on runs. Those on a statement are seen by whoever sees the pay, and searching finds none.

use super::store;
use super::{SEE, SEE_PLANS, acts};
use crate::foundation::staff;
use platform::access::Scope;
use platform::database::Tx;
use platform::notes::{Kind, Seen, ids_of};
use platform::texts::say_with;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{PersonId, PlanVersionId, RunId};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[
    Kind {
        word: "incentives.statements",
        name: "incentives.noted_statement",
        place: "/incentives/statements/",
        needs: SEE,
        searched: false,
        seen: Seen::ByReachOfPerson,
        names: |tx, viewer, ids| Box::pin(async { statements(tx, &viewer.may(SEE)?, ids).await }),
        reading: Some(|app, viewer, id| {
            Box::pin(async move {
                let person = PersonId::parse(id).map_err(|_no_id| Error::NotFound { what: "statement" })?;
                acts::log_reading(app, viewer, person, "notes").await
            })
        }),
    },
    Kind {
        word: "incentives.plans",
        name: "incentives.noted_plan",
        place: "/incentives/plans/",
        needs: SEE_PLANS,
        searched: true,
        seen: Seen::ByHolders,
        names: |tx, viewer, ids| {
            Box::pin(async move {
                viewer.may(SEE_PLANS)?;
                plans(tx, ids).await
            })
        },
        reading: None,
    },
    Kind {
        word: "incentives.runs",
        name: "incentives.noted_run",
        place: "/incentives/runs/",
        needs: SEE_PLANS,
        searched: true,
        seen: Seen::ByHolders,
        names: |tx, viewer, ids| {
            Box::pin(async move {
                viewer.may(SEE_PLANS)?;
                runs(tx, ids).await
            })
        },
        reading: None,
    },
];

async fn statements(tx: &mut Tx, scope: &Scope, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let paid = store::list_paid(tx, scope, &ids_of(ids, PersonId::parse)).await?;
    let people = staff::by_ids(tx, &paid).await?;
    let named = |(id, person): (PersonId, staff::Person)| {
        let name = say_with("incentives.statement_of", &[("name", &person.name)]);
        (id.to_string(), name)
    };
    Ok(people.into_iter().map(named).collect())
}

async fn plans(tx: &mut Tx, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let wanted: BTreeSet<PlanVersionId> = ids_of(ids, PlanVersionId::parse).into_iter().collect();
    let titles = store::list_plan_titles(tx).await?;
    let known = titles.into_iter().filter(|title| wanted.contains(&title.id));
    Ok(known.map(|title| (title.id.to_string(), title.name)).collect())
}

async fn runs(tx: &mut Tx, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let runs = store::list_run_names(tx, &ids_of(ids, RunId::parse)).await?;
    let named = |(id, number, period): (RunId, i64, String)| {
        let name = say_with("incentives.run_title", &[("number", &number.to_string()), ("period", &period)]);
        (id.to_string(), name)
    };
    Ok(runs.into_iter().map(named).collect())
}
