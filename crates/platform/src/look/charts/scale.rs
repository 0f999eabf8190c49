//! From exact values to places: the only point where a value becomes pixels, and the round numbers on the axes.

use vocabulary::{Ratio, Rounding};

use super::svg::Tenths;

/// A linear scale from values to tenths of a pixel; it may run downwards, as the vertical axis does.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    low: Ratio,
    span: Ratio,
    from: Tenths,
    length: Tenths,
}

impl Scale {
    /// `low` lies at `from`, `high` lies at `to`; without a span everything lies at `from`.
    pub(super) fn new(low: &Ratio, high: &Ratio, from: Tenths, to: Tenths) -> Self {
        Self {
            low: low.clone(),
            span: high - low,
            from,
            length: to - from,
        }
    }

    /// Where a value lies, to the nearest tenth.
    pub(super) fn at(&self, value: &Ratio) -> Tenths {
        let share = (value - &self.low).checked_div(&self.span).unwrap_or_else(Ratio::zero);
        self.from + nearest(&(share * Ratio::whole(i128::from(self.length))))
    }
}

/// The nearest whole number; what does not fit a drawing is as far as a drawing goes.
fn nearest(value: &Ratio) -> i64 {
    let bound = if value.is_negative() { -1_000_000 } else { 1_000_000 };
    let whole = value
        .round(0, Rounding::HalfUp)
        .to_i128()
        .and_then(|whole| i64::try_from(whole).ok());
    whole.filter(|whole| whole.abs() <= 1_000_000).unwrap_or(bound)
}

/// A value as a share of a width in percent, between `0%` and `100%`, for drawings without a view box.
#[must_use]
pub fn share_of_width(value: &Ratio, whole: &Ratio) -> String {
    let share = value.checked_div(whole).unwrap_or_else(Ratio::zero);
    let kept = share.max(Ratio::zero()).min(Ratio::one());
    format!("{}%", (kept * Ratio::whole(100)).to_decimal(2, Rounding::HalfUp))
}

/// Round numbers (1, 2, 5 × a power of ten) that cover `low` to `high`, about as many as asked for.
///
/// The first is not above `low`, the last is not below `high`; an empty span gives one step from `low`.
/// Example: 0 to 48,300 in about five steps gives 0, 10k, 20k, 30k, 40k, 50k.
#[must_use]
pub fn round_ticks(low: &Ratio, high: &Ratio, about: u8) -> Vec<Ratio> {
    let span = high - low;
    let asked = Ratio::whole(i128::from(about.max(1)));
    let raw = if span.is_positive() {
        span.checked_div(&asked).unwrap_or_else(Ratio::one)
    } else {
        Ratio::one()
    };
    let step = round_step(&raw);
    let first = low.checked_div(&step).unwrap_or_else(Ratio::zero).floor();
    let last = high.checked_div(&step).unwrap_or_else(Ratio::zero).ceil();
    let mut ticks = vec![&first * &step];
    let mut place = first;
    while place < last {
        place += Ratio::one();
        ticks.push(&place * &step);
    }
    if ticks.len() == 1 {
        ticks.push((place + Ratio::one()) * step);
    }
    ticks
}

fn round_step(raw: &Ratio) -> Ratio {
    let ten = Ratio::whole(10);
    let mut power = Ratio::one();
    while &(&power * &ten) <= raw {
        power = power * &ten;
    }
    while &power > raw {
        power = power.checked_div(&ten).expect("ten is not zero");
    }
    let fits = [1, 2, 5]
        .into_iter()
        .map(|factor| &power * &Ratio::whole(factor))
        .find(|step| step >= raw);
    fits.unwrap_or(power * ten)
}

/// The lowest and highest of values and zero: bars and areas start at zero.
pub(super) fn bounds_with_zero<'a>(values: impl Iterator<Item = &'a Ratio>) -> (Ratio, Ratio) {
    values.fold((Ratio::zero(), Ratio::zero()), |(low, high), value| {
        (low.min(value.clone()), high.max(value.clone()))
    })
}

/// The lowest and highest of values.
pub(super) fn bounds<'a>(mut values: impl Iterator<Item = &'a Ratio>) -> (Ratio, Ratio) {
    let first = values.next().cloned().unwrap_or_else(Ratio::zero);
    values.fold((first.clone(), first), |(low, high), value| {
        (low.min(value.clone()), high.max(value.clone()))
    })
}
