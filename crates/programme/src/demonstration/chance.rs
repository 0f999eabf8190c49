//! Numbers that look like chance and are the same every time: the made-up firm has to be the same on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014); its first numbers from the seed 0 begin with e220a8397b1dcdaf.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least + 1).expect("a range runs upwards");
        least + i64::try_from(self.next() % span).expect("a number below a range of numbers is one")
    }

    /// One of several.
    pub(super) fn pick<'several, T>(&mut self, among: &'several [T]) -> &'several T {
        let last = i64::try_from(among.len()).expect("a list in memory is shorter than that") - 1;
        let place = usize::try_from(self.between(0, last)).expect("a place in a list is a size");
        among.get(place).expect("nobody picks from an empty list")
    }
}
