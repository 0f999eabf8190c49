//! The management tree of the sample database: Employee holds each person's place in it as SQL Server's
//! packed `hierarchyid`, and the person above is the one whose place is the same without its last step.

use std::collections::BTreeMap;

use super::super::content::{Placed, StaffRow};

/// Names the manager of each person whose place in the tree can be read.
pub(super) fn name_managers(staff: &mut [Placed<StaffRow>], nodes: &BTreeMap<String, String>) {
    let places: BTreeMap<&str, Vec<u32>> = nodes
        .iter()
        .filter_map(|(person, node)| Some((person.as_str(), place(node)?)))
        .collect();
    let people: BTreeMap<&[u32], &str> = places.iter().map(|(person, place)| (place.as_slice(), *person)).collect();
    for placed in staff {
        let above = places
            .get(placed.row.reference.as_str())
            .and_then(|place| place.split_last())
            .and_then(|(_, above)| people.get(above));
        placed.row.manager = above.map(|&person| person.to_owned());
    }
}

/// The steps from the top, from the hexadecimal digits: `5AD6` is `/1/1/1/`, nothing is the top itself.
///
/// Each step begins with a prefix that says which numbers follow and where their bits stand among fixed ones;
/// it ends with a 1. Zeros fill the last byte. `5AD6` = `01 01 1 · 01 01 1 · 01 01 1 · 0`.
pub(super) fn place(node: &str) -> Option<Vec<u32>> {
    let mut bits: Vec<bool> = Vec::new();
    for digit in node.chars() {
        let digit = digit.to_digit(16)?;
        bits.extend([8, 4, 2, 1].map(|bit| digit & bit != 0));
    }
    let mut rest = bits.as_slice();
    let mut steps = Vec::new();
    while rest.iter().any(|&bit| bit) {
        let (step, behind) = STEPS.iter().find_map(|(lowest, pattern)| {
            let (taken, behind) = rest.split_at_checked(pattern.len())?;
            Some((lowest.checked_add(matched(pattern, taken)?)?, behind))
        })?;
        steps.push(step);
        rest = behind;
    }
    Some(steps)
}

/// The lowest number of each range, and its bits: `x` stands for a bit of the number.
const STEPS: [(u32, &str); 5] = [
    (0, "01xx1"),
    (4, "100xx1"),
    (8, "101xxx1"),
    (16, "110xx0x1xxx1"),
    (80, "1110xxx0xxx0x1xxx1"),
];

/// The number that the bits stand for, if they have this pattern.
fn matched(pattern: &str, bits: &[bool]) -> Option<u32> {
    let mut number: u32 = 0;
    for (mark, &bit) in pattern.chars().zip(bits) {
        match mark {
            'x' => number = number.checked_mul(2)?.checked_add(u32::from(bit))?,
            fixed if (fixed == '1') != bit => return None,
            _ => {}
        }
    }
    Some(number)
}
