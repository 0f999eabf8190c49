//! The nine kinds of component: what each pays for and by which function.

use vocabulary::{Day, Interval, Length, Ratio};

use super::{Attachments, TableRef};
use crate::curve::{Below, Beyond, Curve, Lookup};
use crate::expression::Condition;
use crate::expression::formula::Formula;
use crate::tiers::Tiers;

/// One incentive inside the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub id: String,
    pub kind: ComponentKind,
    /// Empty for a component that reads no single measure: a matrix, a scorecard, objectives, a SPIFF, a cycle.
    pub measure: String,
    /// For a component without a measure of its own; the year where it is not said.
    pub interval: Option<Length>,
    /// Share of the target incentive; present in every component when the plan has a target incentive, SPIFFs apart.
    pub weight: Option<Ratio>,
    pub text: Option<String>,
    /// The attainment at which full upside is paid.
    pub excellence: Option<Ratio>,
    pub attached: Attachments,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComponentKind {
    /// `commission.rate`: the measure times one rate.
    Rate(RateSource),
    /// `commission.tiers`: the measure through a table of tiers.
    Tiers(Tiers),
    /// `bonus.curve`: the target times what a curve says.
    Curve(Curve),
    /// `bonus.matrix`: the target times the cell of two measures.
    Matrix(Matrix),
    /// `bonus.scorecard`: the target times a weighted score of key figures.
    Scorecard(Scorecard),
    /// `bonus.mbo`: the target times the weighted objectives reached.
    Mbo(Mbo),
    /// `spiff.per_event`: an amount for each event, within limits.
    Spiff(Spiff),
    /// `deferred.cycle`: a pool over several years, part of it paid on the way.
    Cycle(Cycle),
    /// `override.rollup`: a rate on credits that come up from others.
    Override(RateSource),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateSource {
    Literal(Ratio),
    Table(TableRef),
}

/// A payout by two measures. Invariant: as many rows of payouts as row positions, as many in each as column positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    pub rows: Axis,
    pub cols: Axis,
    /// Shares of the target, or of the pool in a cycle.
    pub payout: Vec<Vec<Ratio>>,
    pub lookup: Lookup,
    /// Under the first row or column.
    pub below: Below,
    /// Above the last row or column.
    pub beyond: Beyond,
    pub line: usize,
}

/// One side of a matrix. Invariant: at least two positions, strictly rising.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    pub measure: String,
    /// Positions in percent of a measure with a quota are attainment, otherwise its value.
    pub by_attainment: bool,
    pub at: Vec<Ratio>,
}

/// A weighted score. Invariant: the weights of the items make exactly 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scorecard {
    pub items: Vec<ScoreItem>,
    pub missing: MissingKpi,
    /// The most the weighted total may be.
    pub cap: Option<Ratio>,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreItem {
    pub kpi: String,
    pub weight: Ratio,
    /// A key figure from fewer answers counts as missing.
    pub min_responses: Option<u32>,
    pub reading: ItemReading,
    pub line: usize,
}

/// How a key figure becomes a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemReading {
    Curve(Curve),
    /// Against a target, by a named quotient, at most `cap`.
    Quotient {
        how: Quotient,
        target: Ratio,
        cap: Option<Ratio>,
    },
}

/// A score from an actual value and its target (E15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotient {
    /// 22 against a target of 18.5 is 118.92 %.
    ActualOverTarget,
    /// For what should be small: 4.5 against 5 is 111.11 %.
    TargetOverActual,
    /// For what should be small: 4.5 against 5 is 110 %.
    TwoMinusActualOverTarget,
}

impl Quotient {
    /// The score; `None` where it would divide by zero.
    pub fn score(self, actual: &Ratio, target: &Ratio) -> Option<Ratio> {
        match self {
            Quotient::ActualOverTarget => actual.checked_div(target),
            Quotient::TargetOverActual => target.checked_div(actual),
            Quotient::TwoMinusActualOverTarget => actual.checked_div(target).map(|share| Ratio::whole(2) - share),
        }
    }

    pub(crate) const ALL: [(&'static str, Quotient); 3] = [
        ("actual_over_target", Quotient::ActualOverTarget),
        ("target_over_actual", Quotient::TargetOverActual),
        ("two_minus_actual_over_target", Quotient::TwoMinusActualOverTarget),
    ];
}

/// What a missing key figure does to the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKpi {
    /// The weights of the others are divided by the weights present.
    ReweightOthers,
    /// The component is unknown until the figure is there.
    Hold,
    /// The item scores nothing.
    Zero,
}

/// Agreed objectives. Invariant: the weights make exactly 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mbo {
    pub objectives: Vec<Objective>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    pub id: String,
    pub weight: Ratio,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spiff {
    /// Events on these days count.
    pub window: Interval,
    pub event: Condition,
    pub amount: SpiffAmount,
    pub per_person: Option<u32>,
    /// In plan currency units, for everybody together; the event that reaches it is paid what is left.
    pub budget: Option<Ratio>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpiffAmount {
    Literal(Ratio),
    Formula(Box<Formula>),
}

/// A bonus over several years, evaluated to its end by the version of the plan that opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    pub from: Day,
    pub years: u32,
    pub pool: PoolSource,
    pub interim: Vec<Interim>,
    pub milestones: Vec<Milestone>,
    /// What of the pool the whole cycle pays; interim payments count against it, also where it is less than they were.
    pub finale: Matrix,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PoolSource {
    Literal(Ratio),
    Table(TableRef),
}

/// Paid after a year of the cycle: up to a share of the pool, by the score of the milestones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interim {
    pub after_year: u32,
    pub up_to: Ratio,
    pub by_milestones: bool,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    pub id: String,
    pub weight: Ratio,
    pub evidence: Option<String>,
    /// A number that is compared with the target; without it the milestone is reached or not.
    pub value: Option<Formula>,
    pub target: Option<Ratio>,
    pub line: usize,
}

impl Cycle {
    /// The first day after the cycle.
    pub fn end(&self) -> Day {
        self.after(self.years)
    }

    /// The day on which so many years of the cycle are over.
    pub(crate) fn after(&self, years: u32) -> Day {
        let months = i32::try_from(years.saturating_mul(12)).unwrap_or(i32::MAX);
        self.from.plus_months(months)
    }
}

impl Component {
    /// The id as it reads for people: `key-revenue` is "Key revenue".
    #[must_use]
    pub fn said(&self) -> String {
        let words = self.id.replace('-', " ");
        let mut letters = words.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// Every measure the component's pay depends on, its own first.
    pub fn measures(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        if !self.measure.is_empty() {
            all.push(&self.measure);
        }
        match &self.kind {
            ComponentKind::Matrix(matrix) => all.extend([matrix.rows.measure.as_str(), &matrix.cols.measure]),
            ComponentKind::Cycle(cycle) => all.extend([cycle.finale.rows.measure.as_str(), &cycle.finale.cols.measure]),
            ComponentKind::Rate(_)
            | ComponentKind::Tiers(_)
            | ComponentKind::Curve(_)
            | ComponentKind::Scorecard(_)
            | ComponentKind::Mbo(_)
            | ComponentKind::Spiff(_)
            | ComponentKind::Override(_) => {}
        }
        all.extend(self.attached.gates.iter().map(|gate| gate.measure.as_str()));
        all.extend(self.attached.times.iter().map(String::as_str));
        let unless = self.attached.cap.iter().filter_map(|cap| cap.unless.as_ref());
        all.extend(unless.map(|gate| gate.measure.as_str()));
        all
    }

    /// The kind as the plan writes it.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            ComponentKind::Rate(_) => "commission.rate",
            ComponentKind::Tiers(_) => "commission.tiers",
            ComponentKind::Curve(_) => "bonus.curve",
            ComponentKind::Matrix(_) => "bonus.matrix",
            ComponentKind::Scorecard(_) => "bonus.scorecard",
            ComponentKind::Mbo(_) => "bonus.mbo",
            ComponentKind::Spiff(_) => "spiff.per_event",
            ComponentKind::Cycle(_) => "deferred.cycle",
            ComponentKind::Override(_) => "override.rollup",
        }
    }

    /// SPIFFs stand outside the target incentive and are counted apart.
    pub fn is_spiff(&self) -> bool {
        matches!(self.kind, ComponentKind::Spiff(_))
    }
}
