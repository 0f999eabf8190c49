//! What can be found of policies: each by its name and its meaning.

use super::{SEE, every};
use platform::search::Finder;
use platform::texts::say;

/// The finder of policies.
pub const FINDERS: &[Finder] = &[Finder {
    word: "policies",
    name: "policies.place",
    needs: Some(SEE),
    list: None,
    find: |_, viewer, words| {
        Box::pin(async {
            viewer.may(SEE)?;
            let hit = |policy: &&super::Policy| {
                let hit = words.hit(say(policy.meaning), &[policy.name], format!("/policies/{}", policy.name))?;
                Some(hit.code(policy.name))
            };
            Ok(every().iter().filter_map(hit).collect())
        })
    },
}];
