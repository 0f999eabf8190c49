//! Notes stand on imports; whoever sees the import sees them.

use super::{ImportId, SEE, acts};
use platform::access::Viewer;
use platform::database::Tx;
use platform::notes::{Kind, Seen, ids_of};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[Kind {
    word: "facts",
    name: "facts.noted",
    place: "/facts/",
    needs: SEE,
    searched: true,
    seen: Seen::ByItsReaders,
    names: |tx, viewer, ids| Box::pin(names(tx, viewer, ids)),
    reading: None,
}];

/// Imports are called by their files. A trial is seen by whoever made it, which its own question decides.
async fn names(tx: &mut Tx, viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for id in ids_of(ids, ImportId::parse) {
        match acts::find(tx, viewer, id).await {
            Ok(report) => {
                let files: Vec<&str> = report.files.iter().map(|file| file.name.as_str()).collect();
                found.insert(id.to_string(), files.join(", "));
            }
            Err(Error::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(found)
}
