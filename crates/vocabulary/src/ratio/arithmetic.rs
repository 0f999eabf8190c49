//! Adding, subtracting and multiplying exact numbers; division is `checked_div`, because a divisor may be zero.

use num_integer::Integer;
use num_rational::BigRational;
use std::borrow::Borrow;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use super::{Parts, Ratio};

/// Numerator and denominator.
type Terms = (i128, i128);

/// What an operation makes of two small fractions, in 128 bits that hold any product of two parts, and else of large ones.
fn combined(one: &Ratio, other: &Ratio, small: fn(Terms, Terms) -> Terms, large: fn(&BigRational, &BigRational) -> BigRational) -> Ratio {
    match (&one.0, &other.0) {
        (Parts::Small(n, d), Parts::Small(m, e)) => {
            let (numerator, denominator) = small((i128::from(*n), i128::from(*d)), (i128::from(*m), i128::from(*e)));
            Ratio::lowest(numerator, denominator)
        }
        (Parts::Small(..) | Parts::Large(_), Parts::Small(..) | Parts::Large(_)) => Ratio::from_large(large(&one.large(), &other.large())),
    }
}

fn sum((n, d): Terms, (m, e): Terms) -> Terms {
    if d == e { (n + m, d) } else { (n * e + m * d, d * e) }
}

fn difference((n, d): Terms, (m, e): Terms) -> Terms {
    sum((n, d), (-m, e))
}

fn product((n, d): Terms, (m, e): Terms) -> Terms {
    (n * m, d * e)
}

macro_rules! operator {
    ($($operator:ident $method:ident $small:ident $sign:tt),+) => {$(
        impl $operator for &Ratio {
            type Output = Ratio;
            fn $method(self, other: &Ratio) -> Ratio {
                combined(self, other, $small, |one, other| one $sign other)
            }
        }
        impl $operator for Ratio {
            type Output = Ratio;
            fn $method(self, other: Ratio) -> Ratio {
                &self $sign &other
            }
        }
        impl $operator<&Ratio> for Ratio {
            type Output = Ratio;
            fn $method(self, other: &Ratio) -> Ratio {
                &self $sign other
            }
        }
        impl $operator<Ratio> for &Ratio {
            type Output = Ratio;
            fn $method(self, other: Ratio) -> Ratio {
                self $sign &other
            }
        }
    )+};
}

operator!(Add add sum +, Sub sub difference -, Mul mul product *);

impl Neg for Ratio {
    type Output = Ratio;
    fn neg(self) -> Ratio {
        -&self
    }
}

impl Neg for &Ratio {
    type Output = Ratio;
    fn neg(self) -> Ratio {
        match &self.0 {
            Parts::Small(numerator, denominator) => Ratio::lowest(-i128::from(*numerator), i128::from(*denominator)),
            Parts::Large(parts) => Ratio::from_large(-parts.as_ref()),
        }
    }
}

impl AddAssign<&Ratio> for Ratio {
    fn add_assign(&mut self, other: &Ratio) {
        *self = &*self + other;
    }
}

impl AddAssign for Ratio {
    fn add_assign(&mut self, other: Ratio) {
        *self += &other;
    }
}

impl SubAssign<&Ratio> for Ratio {
    fn sub_assign(&mut self, other: &Ratio) {
        *self = &*self - other;
    }
}

impl SubAssign for Ratio {
    fn sub_assign(&mut self, other: Ratio) {
        *self -= &other;
    }
}

/// Keeps one common denominator and reduces once at the end: thousands of order lines share a few scales.
fn add_up<R: Borrow<Ratio>>(items: impl Iterator<Item = R>) -> Ratio {
    let mut rest = Ratio::zero();
    let mut running = (0_i128, 1_i128);
    for item in items {
        let item = item.borrow();
        match &item.0 {
            Parts::Small(numerator, denominator) => {
                let part = (i128::from(*numerator), i128::from(*denominator));
                running = over_common(running, part).unwrap_or_else(|| {
                    rest += Ratio::lowest(running.0, running.1);
                    part
                });
            }
            Parts::Large(_) => rest += item,
        }
    }
    rest + Ratio::lowest(running.0, running.1)
}

/// The sum over the least common denominator; `None` where it needs more than 128 bits.
fn over_common((n, d): Terms, (m, e): Terms) -> Option<Terms> {
    if d == e {
        return Some((n.checked_add(m)?, d));
    }
    let common = (d / d.gcd(&e)).checked_mul(e)?;
    let sum = n.checked_mul(common / d)?.checked_add(m.checked_mul(common / e)?)?;
    Some((sum, common))
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
