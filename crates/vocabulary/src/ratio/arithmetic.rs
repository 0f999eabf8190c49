//! Adding, subtracting and multiplying exact numbers; division is `checked_div`, because a divisor may be zero.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::borrow::Borrow;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use super::Ratio;

macro_rules! operator {
    ($($operator:ident $method:ident $sign:tt),+) => {$(
        impl $operator for Ratio {
            type Output = Ratio;
            fn $method(self, other: Ratio) -> Ratio {
                Ratio(self.0 $sign other.0)
            }
        }
        impl $operator<&Ratio> for Ratio {
            type Output = Ratio;
            fn $method(self, other: &Ratio) -> Ratio {
                Ratio(self.0 $sign &other.0)
            }
        }
        impl $operator<Ratio> for &Ratio {
            type Output = Ratio;
            fn $method(self, other: Ratio) -> Ratio {
                Ratio(&self.0 $sign other.0)
            }
        }
        impl $operator for &Ratio {
            type Output = Ratio;
            fn $method(self, other: &Ratio) -> Ratio {
                Ratio(&self.0 $sign &other.0)
            }
        }
    )+};
}

operator!(Add add +, Sub sub -, Mul mul *);

impl Neg for Ratio {
    type Output = Ratio;
    fn neg(self) -> Ratio {
        Ratio(-self.0)
    }
}

impl Neg for &Ratio {
    type Output = Ratio;
    fn neg(self) -> Ratio {
        Ratio(-&self.0)
    }
}

impl AddAssign<&Ratio> for Ratio {
    fn add_assign(&mut self, other: &Ratio) {
        self.0 += &other.0;
    }
}

impl AddAssign for Ratio {
    fn add_assign(&mut self, other: Ratio) {
        self.0 += other.0;
    }
}

impl SubAssign<&Ratio> for Ratio {
    fn sub_assign(&mut self, other: &Ratio) {
        self.0 -= &other.0;
    }
}

impl SubAssign for Ratio {
    fn sub_assign(&mut self, other: Ratio) {
        self.0 -= other.0;
    }
}

/// Keeps one common denominator and reduces once at the end: thousands of order lines share a few scales.
fn add_up<R: Borrow<Ratio>>(items: impl Iterator<Item = R>) -> Ratio {
    let mut numerator = BigInt::zero();
    let mut denominator = BigInt::one();
    for item in items {
        let item = item.borrow();
        if *item.denominator() == denominator {
            numerator += item.numerator();
            continue;
        }
        let common = denominator.lcm(item.denominator());
        numerator = numerator * (&common / &denominator) + item.numerator() * (&common / item.denominator());
        denominator = common;
    }
    Ratio(BigRational::new(numerator, denominator))
}

impl<'a> Sum<&'a Ratio> for Ratio {
    fn sum<I: Iterator<Item = &'a Ratio>>(items: I) -> Ratio {
        add_up(items)
    }
}

impl Sum for Ratio {
    fn sum<I: Iterator<Item = Ratio>>(items: I) -> Ratio {
        add_up(items)
    }
}
