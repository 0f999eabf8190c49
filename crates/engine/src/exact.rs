//! Exact sums of shares: whole parts of a millionth over one common denominator, with ratios where 128 bits end.

use vocabulary::Ratio;

/// A share's denominator may grow the parts by at most this much, so that any amount times any weight fits 128 bits.
const DENOMINATOR_MAX: i128 = 1_000_000_000_000;

/// Millionths in a whole unit of currency.
const MILLION: i128 = 1_000_000;

/// The common denominator of all shares of a crediting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Parts(i128);

/// A share in whole parts of the common denominator, or as it is where it would make that too large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Weight {
    Whole(i64),
    Fraction(Box<Ratio>),
}

impl Weight {
    /// So many whole parts of the common denominator are the share of an amount in millionths; `None` where it takes a ratio to tell.
    pub(crate) fn parts_of(&self, micro: i128) -> Option<i128> {
        match self {
            Weight::Whole(share) => product(micro, *share),
            Weight::Fraction(_) => None,
        }
    }

    /// The share itself.
    pub(crate) fn share(&self, parts: Parts) -> Ratio {
        match self {
            Weight::Whole(weight) => Ratio::fraction(i128::from(*weight), parts.0).expect("a common denominator is at least 1"),
            Weight::Fraction(share) => (**share).clone(),
        }
    }
}

impl Parts {
    /// The least common denominator of the shares, leaving out those that would make it too large.
    pub(crate) fn of<'a>(shares: impl Iterator<Item = &'a Ratio>) -> Parts {
        let common = shares.fold(1_i128, |common, share| {
            let Some(denominator) = denominator(share) else { return common };
            let least = common / divisor(common, denominator);
            match least.checked_mul(denominator) {
                Some(product) if product <= DENOMINATOR_MAX => product,
                Some(_) | None => common,
            }
        });
        Parts(common)
    }

    /// The weight of the whole amount.
    pub(crate) fn whole(self) -> Weight {
        Weight::Whole(i64::try_from(self.0).expect("the common denominator is limited"))
    }

    /// Whether shares make exactly 100 %; unknown where one of them is finer than the common denominator.
    pub(crate) fn are_whole<'a>(self, mut weights: impl Iterator<Item = &'a Weight>) -> Option<bool> {
        let sum = weights.try_fold(0_i128, |sum, weight| match weight {
            Weight::Whole(weight) => Some(sum + i128::from(*weight)),
            Weight::Fraction(_) => None,
        });
        sum.map(|sum| sum == self.0)
    }

    /// The weight of a share.
    pub(crate) fn weigh(self, share: &Ratio) -> Weight {
        match (share * &Ratio::whole(self.0)).to_i128() {
            Some(parts) if parts.abs() <= DENOMINATOR_MAX => i64::try_from(parts).map_or_else(|_| fraction(share), Weight::Whole),
            Some(_) | None => fraction(share),
        }
    }
}

fn fraction(share: &Ratio) -> Weight {
    Weight::Fraction(Box::new(share.clone()))
}

fn denominator(share: &Ratio) -> Option<i128> {
    share.denominator_text().parse().ok()
}

/// The greatest common divisor of two positive numbers.
fn divisor(left: i128, right: i128) -> i128 {
    let (mut left, mut right) = (left, right);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// The product where it fits 128 bits.
fn product(micro: i128, share: i64) -> Option<i128> {
    match i64::try_from(micro) {
        // Nearly always; a product of two such numbers fits.
        Ok(small) => Some(i128::from(small) * i128::from(share)),
        Err(_) => micro.checked_mul(i128::from(share)),
    }
}

/// A running sum of amount × share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Millionths × denominator.
    parts: i128,
    /// What did not fit, in the same unit.
    /// Boxed because nearly every sum goes without.
    beyond: Option<Box<Ratio>>,
}

impl Sum {
    /// Adds an amount in millionths times a weight.
    pub(crate) fn add(&mut self, micro: i128, weight: &Weight, parts: Parts) {
        match weight {
            Weight::Whole(share) => match product(micro, *share) {
                Some(product) => self.add_whole(product),
                None => self.add_beyond(Ratio::whole(micro) * Ratio::whole(i128::from(*share))),
            },
            Weight::Fraction(share) => {
                self.add_beyond(&(Ratio::whole(micro) * Ratio::whole(parts.0)) * &**share);
            }
        }
    }

    /// Adds another sum over the same denominator.
    pub(crate) fn merge(&mut self, other: &Sum) {
        self.add_whole(other.parts);
        if let Some(beyond) = &other.beyond {
            self.add_beyond((**beyond).clone());
        }
    }

    /// Adds whole parts, as [`Weight::parts_of`] gives them.
    pub(crate) fn add_whole(&mut self, parts: i128) {
        match self.parts.checked_add(parts) {
            Some(sum) => self.parts = sum,
            None => self.add_beyond(Ratio::whole(parts)),
        }
    }

    fn add_beyond(&mut self, more: Ratio) {
        let sum = match self.beyond.take() {
            Some(beyond) => *beyond + more,
            None => more,
        };
        self.beyond = Some(Box::new(sum));
    }

    /// Whether nothing is left.
    pub(crate) fn is_zero(&self) -> bool {
        let beyond = self.beyond.as_deref();
        match beyond {
            None => self.parts == 0,
            Some(beyond) => (Ratio::whole(self.parts) + beyond.clone()).is_zero(),
        }
    }

    /// The sum in major units.
    pub(crate) fn total(&self, parts: Parts) -> Ratio {
        let unit = MILLION * parts.0;
        let whole = Ratio::fraction(self.parts, unit);
        let beyond = self.beyond.as_deref().and_then(|beyond| beyond.checked_div(&Ratio::whole(unit)));
        let whole = whole.expect("a common denominator is at least 1");
        match beyond {
            Some(beyond) => whole + beyond,
            None => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Parts, Sum, Weight};
    use vocabulary::Ratio;

    fn fraction(over: i128, under: i128) -> Ratio {
        Ratio::fraction(over, under).unwrap()
    }

    #[test]
    fn a_sum_beyond_128_bits_goes_on_as_a_ratio() {
        let parts = Parts::of([fraction(1, 3)].iter());
        let third = parts.weigh(&fraction(1, 3));
        assert_eq!(third, Weight::Whole(1));
        let mut sum = Sum::default();
        sum.add(i128::MAX, &third, parts);
        sum.add(i128::MAX, &third, parts);
        sum.add(i128::MAX, &parts.whole(), parts);
        sum.merge(&sum.clone());
        // Twice (1/3 + 1/3 + 1) of the largest number of millionths.
        let expected = Ratio::whole(i128::MAX) * fraction(10, 3_000_000);
        assert_eq!(sum.total(parts), expected);
    }

    #[test]
    fn the_common_denominator_serves_every_share_unless_it_grows_too_large() {
        let shares = [fraction(1, 4), fraction(1, 6), fraction(1, 10_000_000_000_000)];
        let parts = Parts::of(shares.iter());
        let weights = shares.each_ref().map(|share| parts.weigh(share));
        let expected = [Weight::Whole(3), Weight::Whole(2), Weight::Fraction(Box::new(shares[2].clone()))];
        assert_eq!(weights, expected);
    }
}
