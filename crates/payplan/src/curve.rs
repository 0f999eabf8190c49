//! A payout curve: from attainment, or from a measure's value, to the share of target incentive that is paid.

use vocabulary::Ratio;

/// Points with rising positions. Invariant: at least two different positions, none of them more than twice; where a
/// position stands twice the pay jumps, and a value exactly on it takes the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    pub over: CurveOver,
    pub lookup: Lookup,
    pub below: Below,
    pub beyond: Beyond,
    pub points: Vec<Point>,
    pub line: usize,
}

/// Positions written in percent are laid over attainment, positions in money over the measure's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveOver {
    Attainment,
    Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The last point reached decides.
    Floor,
    /// A straight line between two points.
    Interpolate,
}

/// What is paid under the first point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Below {
    First,
    /// The slope of the first two points goes on.
    Extend,
    Share(Ratio),
}

/// What is paid above the last point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    Last,
    /// The slope of the last two points goes on.
    Extend,
    Share(Ratio),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub at: Ratio,
    /// Share of the component's target; 1 pays the target.
    pub pays: Ratio,
    pub line: usize,
}

/// What the curve says at one position and which part of it spoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub pays: Ratio,
    pub between: Stretch,
}

/// The part of a curve that decides a value, with the points at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    BelowFirst(Point),
    Between(Point, Point),
    AtOrAfter(Point),
    BeyondLast(Point),
}

impl Curve {
    /// Reads the curve at a position: with points (70 %, 0 %) and (100 %, 100 %), 85 % pays 50 % of target.
    pub fn read(&self, at: &Ratio) -> Reading {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            // A curve has at least two points; the reader checked it.
            unreachable!("a curve without points is never built")
        };
        if at < &first.at {
            return Reading {
                pays: self.below_first(first, at),
                between: Stretch::BelowFirst(first.clone()),
            };
        }
        if at > &last.at {
            return Reading {
                pays: self.beyond_last(last, at),
                between: Stretch::BeyondLast(last.clone()),
            };
        }
        self.within(last, at)
    }

    fn within(&self, last: &Point, at: &Ratio) -> Reading {
        let stretch = self
            .points
            .windows(2)
            .filter_map(|pair| match pair {
                [from, to] => Some((from, to)),
                _ => None,
            })
            .find(|(from, to)| &from.at <= at && at < &to.at);
        match (stretch, self.lookup) {
            (Some((from, to)), Lookup::Interpolate) if &from.at != at => Reading {
                pays: line_through(from, to, at),
                between: Stretch::Between(from.clone(), to.clone()),
            },
            (Some((from, _)), Lookup::Interpolate | Lookup::Floor) => Reading {
                pays: from.pays.clone(),
                between: Stretch::AtOrAfter(from.clone()),
            },
            (None, Lookup::Interpolate | Lookup::Floor) => Reading {
                pays: last.pays.clone(),
                between: Stretch::AtOrAfter(last.clone()),
            },
        }
    }

    fn below_first(&self, first: &Point, at: &Ratio) -> Ratio {
        match &self.below {
            Below::First => first.pays.clone(),
            Below::Share(share) => share.clone(),
            Below::Extend => match self.points.iter().find(|point| point.at > first.at) {
                Some(second) => line_through(first, second, at),
                None => first.pays.clone(),
            },
        }
    }

    fn beyond_last(&self, last: &Point, at: &Ratio) -> Ratio {
        match &self.beyond {
            Beyond::Last => last.pays.clone(),
            Beyond::Share(share) => share.clone(),
            Beyond::Extend => match self.points.iter().rev().find(|point| point.at < last.at) {
                Some(earlier) => line_through(earlier, last, at),
                None => last.pays.clone(),
            },
        }
    }
}

/// Value at `at` of the straight line through two points: y₁ + (y₂ − y₁) × (x − x₁) ÷ (x₂ − x₁).
fn line_through(from: &Point, to: &Point, at: &Ratio) -> Ratio {
    let width = &to.at - &from.at;
    let rise = &to.pays - &from.pays;
    let part = (at - &from.at).checked_div(&width);
    part.map_or_else(|| from.pays.clone(), |part| &from.pays + &(rise * part))
}
