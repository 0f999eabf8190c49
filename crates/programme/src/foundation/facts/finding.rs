//! What can be found of facts: the latest imports, by the names of their files.

use super::report::Report;
use super::{SEE, store};
use platform::Result;
use platform::database::Tx;
use platform::search::{Finder, Hit, Sought};

/// How many of the latest imports are looked through.
const IMPORTS_MAX: i64 = 100;

/// The finder of imports.
pub const FINDERS: &[Finder] = &[Finder {
    word: "facts",
    name: "facts.place",
    needs: Some(SEE),
    list: None,
    find: |tx, viewer, words| {
        Box::pin(async {
            viewer.may(SEE)?;
            imports(tx, words).await
        })
    },
}];

async fn imports(tx: &mut Tx, sought: &Sought) -> Result<Vec<Hit>> {
    let reports = store::list(tx, 0, IMPORTS_MAX).await?;
    Ok(reports.iter().filter_map(|report| import(sought, report)).collect())
}

fn import(sought: &Sought, report: &Report) -> Option<Hit> {
    let names: Vec<&str> = report.files.iter().map(|file| file.name.as_str()).collect();
    let day = report.at.to_rfc3339().chars().take(10).collect::<String>();
    let hit = sought.hit(&names.join(", "), &[], format!("/facts/{}", report.id))?;
    Some(hit.about(day))
}
