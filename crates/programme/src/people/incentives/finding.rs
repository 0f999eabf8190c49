//! What can be found of incentive pay: plans and their periods. Statements are found under their person.

use super::SEE_PLANS;
use super::store::{self, PlanPeriod, PlanTitle};
use platform::Result;
use platform::database::Tx;
use platform::search::{Finder, Hit, Sought};
use platform::texts::say_with;
use std::collections::BTreeMap;

/// The finders of plans and periods.
pub const FINDERS: &[Finder] = &[
    Finder {
        word: "incentives.plans",
        name: "incentives.plans_place",
        needs: Some(SEE_PLANS),
        list: None,
        find: |tx, viewer, words| {
            Box::pin(async {
                viewer.may(SEE_PLANS)?;
                plans(tx, words).await
            })
        },
    },
    Finder {
        word: "incentives.periods",
        name: "incentives.periods_place",
        needs: Some(SEE_PLANS),
        list: None,
        find: |tx, viewer, words| {
            Box::pin(async {
                viewer.may(SEE_PLANS)?;
                periods(tx, words).await
            })
        },
    },
];

/// A firm has tens of versions, so all of their names are looked through.
async fn plans(tx: &mut Tx, sought: &Sought) -> Result<Vec<Hit>> {
    let titles = store::list_plan_titles(tx).await?;
    Ok(titles.iter().filter_map(|title| plan(sought, title)).collect())
}

fn plan(sought: &Sought, title: &PlanTitle) -> Option<Hit> {
    let hit = sought.hit(&title.name, &[], format!("/incentives/plans/{}", title.id))?;
    Some(hit.code(version(title)))
}

fn version(title: &PlanTitle) -> String {
    say_with("incentives.version_found", &[("version", &title.number.to_string())])
}

/// A period leads to its run, or to the list of periods while nothing has been calculated.
async fn periods(tx: &mut Tx, sought: &Sought) -> Result<Vec<Hit>> {
    let titles: BTreeMap<_, _> = store::list_plan_titles(tx)
        .await?
        .into_iter()
        .map(|title| (title.id, title))
        .collect();
    let periods = store::list_all_periods(tx).await?;
    let hit = |period: &PlanPeriod| {
        let title = titles.get(&period.plan)?;
        let href = period
            .run
            .map_or_else(|| "/incentives/periods".to_owned(), |run| format!("/incentives/runs/{run}"));
        let hit = sought.hit(&format!("{} {}", period.label, title.name), &[&period.name], href)?;
        Some(hit.code(&period.name).about(version(title)))
    };
    Ok(periods.iter().filter_map(hit).collect())
}
