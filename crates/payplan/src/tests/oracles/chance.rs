//! Choices by number: the same number always makes the same case.

/// A stream of choices.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(number: u64) -> Chance {
        Chance(number)
    }

    /// SplitMix64: neighbouring numbers give streams that have nothing in common.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from the first to the last, both included.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        let width = u64::try_from(last - first + 1).expect("the first is not above the last");
        first + i64::try_from(self.next() % width).expect("below the width")
    }

    /// True in one of so many cases.
    pub(crate) fn one_in(&mut self, many: i64) -> bool {
        self.between(1, many) == 1
    }

    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        let last = i64::try_from(choices.len()).expect("a few choices") - 1;
        choices[usize::try_from(self.between(0, last)).expect("not negative")].clone()
    }

    pub(crate) fn shuffled<T: Clone>(&mut self, choices: &[T]) -> Vec<T> {
        let mut left = choices.to_vec();
        let mut turned = Vec::new();
        while !left.is_empty() {
            let last = i64::try_from(left.len()).expect("a few choices") - 1;
            turned.push(left.swap_remove(usize::try_from(self.between(0, last)).expect("not negative")));
        }
        turned
    }
}
