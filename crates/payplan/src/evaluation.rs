//! What an evaluation answers: per participant, period and component what was earned and why.

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Explained, Money, Period, Ratio};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    pub participants: Vec<ParticipantResult>,
}

/// Everything about one participant. Results stand in the order of the asked periods, then of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParticipantResult {
    pub person: String,
    pub components: Vec<ComponentResult>,
    /// Where each interval of each component stands at the end of the last asked period in it.
    pub intervals: Vec<IntervalResult>,
    pub measures: Vec<MeasureResult>,
    pub totals: Vec<TotalResult>,
}

/// One component in one asked period. Measure, quota and attainment are to date in the interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentResult {
    pub component: String,
    pub period: Period,
    pub interval: Period,
    pub measure: Explained<Ratio>,
    pub quota: Option<Explained<Ratio>>,
    pub attainment: Option<Explained<Ratio>>,
    pub target: Option<Explained<Money>>,
    /// Rounded once, in the interval up to the end of the period.
    pub earned_to_date: Explained<Money>,
    /// Earned to date less what earlier periods of the interval earned, so that periods add up to the interval.
    pub earned: Explained<Money>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalResult {
    pub component: String,
    pub interval: Period,
    /// The first day not counted.
    pub through: Day,
    pub measure: Explained<Ratio>,
    pub quota: Option<Explained<Ratio>>,
    pub attainment: Option<Explained<Ratio>>,
    pub target: Option<Explained<Money>>,
    pub earned: Explained<Money>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureResult {
    pub measure: String,
    pub period: Period,
    pub interval: Period,
    pub to_date: Explained<Ratio>,
    /// What the period itself added.
    pub in_period: Explained<Ratio>,
    pub quota: Option<Explained<Ratio>>,
    pub attainment: Option<Explained<Ratio>>,
}

/// All components of a period together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TotalResult {
    pub period: Period,
    pub incentive: Explained<Money>,
    /// With the period's share of base salary, where the plan has one.
    pub with_base: Option<Explained<Money>>,
}
