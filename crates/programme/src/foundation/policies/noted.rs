//! Notes stand on policies: why a value is what it is, in a firm's own words.

use super::{SEE, policy};
use platform::notes::{Kind, Seen};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[Kind {
    word: "policies",
    name: "policies.noted",
    place: "/policies/",
    needs: SEE,
    searched: true,
    seen: Seen::ByHolders,
    names: |_, viewer, ids| {
        Box::pin(async move {
            viewer.may(SEE)?;
            let known = ids.iter().filter_map(|id| policy(id));
            Ok(known.map(|policy| (policy.name.to_owned(), policy.name.to_owned())).collect())
        })
    },
    reading: None,
}];
