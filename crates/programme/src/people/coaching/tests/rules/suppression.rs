//! Groups that are not shown, so that no difference gives fewer than five people away.

use crate::people::coaching::rules::quality::suppressed;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn groups(sizes: &[u64]) -> BTreeMap<usize, u64> {
    sizes.iter().copied().enumerate().collect()
}

#[test]
fn r_xc_6_a_second_group_hides_what_the_difference_would_show() {
    #[track_caller]
    fn check(least: u64, sizes: &[u64], hidden: &[usize]) {
        assert_eq!(suppressed(&groups(sizes), least), hidden.iter().copied().collect(), "{sizes:?}");
    }
    check(5, &[], &[]);
    check(5, &[5], &[]);
    check(5, &[7, 5, 9], &[]);
    // Exactly five is enough, four is not.
    check(5, &[4], &[0]);
    // 7, 7 and 4 are 18 in all: 18 − 14 would show the four, so one of the seven goes too.
    check(5, &[7, 7, 4], &[0, 2]);
    // The next smallest goes, wherever it stands.
    check(5, &[9, 4, 6, 12], &[1, 2]);
    check(5, &[4, 5], &[0, 1]);
    // Two small groups hide each other when they are five together; three of one are not.
    check(5, &[3, 2, 8], &[0, 1]);
    check(5, &[4, 4, 8], &[0, 1]);
    check(5, &[2, 2, 8, 9], &[0, 1, 2]);
    check(5, &[1, 1, 1, 6, 7], &[0, 1, 2, 3]);
    // Everybody is small.
    check(5, &[1, 2], &[0, 1]);
    // A group in which nobody answered gives nobody away.
    check(5, &[0, 7, 8], &[]);
    check(5, &[0, 4, 8, 9], &[1, 2]);
    // Other policies.
    check(3, &[2, 3, 4], &[0, 1]);
    check(8, &[7, 7, 4, 20], &[0, 1, 2]);
    check(1, &[1, 1], &[]);
    check(0, &[1, 1], &[]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r_xc_6_the_hidden_are_nobody_enough_or_everybody(
        sizes in prop::collection::vec(0_u64..14, 0..9),
        least in 0_u64..9,
    ) {
        let all = groups(&sizes);
        let hidden = suppressed(&all, least);
        let people: u64 = hidden.iter().map(|group| all[group]).sum();
        let everybody: u64 = sizes.iter().sum();
        prop_assert!(people == 0 || people >= least || people == everybody, "{people} hidden");
        // No group that is shown has somebody in it and is too small.
        for (group, people) in &all {
            prop_assert!(hidden.contains(group) || *people == 0 || *people >= least);
        }
        // Where no group is small, nothing is hidden.
        if sizes.iter().all(|people| *people == 0 || *people >= least) {
            prop_assert!(hidden.is_empty());
        }
        // No more than one group of sufficient size is hidden.
        prop_assert!(hidden.iter().filter(|group| all[group] >= least).count() <= 1);
    }

    /// Whoever names the groups otherwise sees as many people hidden.
    #[test]
    fn r_xc_6_the_names_of_groups_do_not_matter(
        (sizes, shuffled) in prop::collection::vec(0_u64..14, 0..9)
            .prop_flat_map(|sizes| (Just(sizes.clone()), Just(sizes).prop_shuffle())),
    ) {
        let hidden = |sizes: &[u64]| {
            let all = groups(sizes);
            let found: BTreeSet<usize> = suppressed(&all, 5);
            let mut sizes: Vec<u64> = found.iter().map(|group| all[group]).collect();
            sizes.sort_unstable();
            sizes
        };
        prop_assert_eq!(hidden(&sizes), hidden(&shuffled));
    }
}
