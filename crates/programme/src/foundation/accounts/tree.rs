//! Who stands above whom: the level of each, or the circle in which some stand above one another.

use std::collections::{BTreeMap, BTreeSet};

/// How many stand above each; the members of a circle when there is one, from below to above.
///
/// `above` names for each the one directly above; a name that is nobody's key counts as no one.
pub fn levels<'a>(above: &BTreeMap<&'a str, Option<&'a str>>) -> Result<BTreeMap<&'a str, usize>, Vec<&'a str>> {
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    for start in above.keys() {
        let (mut way, mut on_way) = (Vec::new(), BTreeSet::new());
        let mut next = Some(*start);
        while let Some(here) = next.filter(|here| above.contains_key(here) && !levels.contains_key(here)) {
            if !on_way.insert(here) {
                return Err(way.into_iter().skip_while(|member| *member != here).collect());
            }
            way.push(here);
            next = above.get(here).copied().flatten();
        }
        let first = next.and_then(|known| levels.get(known)).map_or(0, |higher| higher + 1);
        levels.extend(way.into_iter().rev().zip(first..));
    }
    Ok(levels)
}
