//! The numbers that a firm may set for the rules of plan design, and the data that some rules need.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::Ratio;

/// Thresholds of the rules. Each is a policy; the defaults are those of the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies {
    /// `POL.PLAN.COMPONENTS`, L02.
    pub components_max: usize,
    /// `POL.PLAN.WEIGHT`, L03: the warning.
    pub weight_least: Ratio,
    /// `POL.PLAN.WEIGHT.ERROR`, L03.
    pub weight_error: Ratio,
    /// `POL.PLAN.ASSESSED`, L07.
    pub assessed_max: Ratio,
    /// `POL.PLAN.MIX`, L08: base salary as a share of on-target earnings.
    pub mix: (Ratio, Ratio),
    /// `POL.PLAN.LEVERAGE`, L12.
    pub leverage: (Ratio, Ratio),
    /// `POL.PLAN.LEVERAGE.KAM`, L12.
    pub leverage_kam: (Ratio, Ratio),
    /// `POL.PLAN.MISSED`, L13: the share of people who may stay below a threshold.
    pub missed_max: Ratio,
    /// `POL.PLAN.EXCELLENCE`, L14.
    pub excellence: (Ratio, Ratio),
    /// `POL.PLAN.AT_QUOTA`, L15.
    pub at_quota: (Ratio, Ratio),
    /// `POL.PLAN.CLIFF`, L16: a share of target incentive.
    pub cliff: Ratio,
    /// `POL.PLAN.OVERASSIGNED`, L19.
    pub over_assigned_max: Ratio,
    /// `POL.PLAN.OVERLAY`, L25.
    pub overlay_max: Ratio,
    /// `POL.PLAN.SPIFF`, L26: a share of target incentive.
    pub spiff_max: Ratio,
    /// `POL.PLAN.EXAMPLES`, L29.
    pub examples_least: usize,
    /// `POL.PLAN.ACKNOWLEDGE`, L30: whether the law of the firm's place asks for it.
    pub acknowledgement: bool,
    /// `POL.PLAN.TEXT`, L31: characters of one page.
    pub text_max: usize,
}

fn percent(number: i128) -> Ratio {
    Ratio::fraction(number, 100).unwrap_or_else(Ratio::zero)
}

impl Default for Policies {
    fn default() -> Policies {
        Policies {
            components_max: 3,
            weight_least: percent(15),
            weight_error: percent(10),
            assessed_max: percent(15),
            mix: (percent(75), percent(85)),
            leverage: (percent(200), percent(300)),
            leverage_kam: (percent(150), percent(250)),
            missed_max: percent(10),
            excellence: (percent(5), percent(15)),
            at_quota: (percent(50), percent(70)),
            cliff: percent(2),
            over_assigned_max: percent(5),
            overlay_max: percent(50),
            spiff_max: percent(10),
            examples_least: 5,
            acknowledgement: false,
            text_max: 3_000,
        }
    }
}

/// One person's quota of a measure from one interval to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaChange {
    pub before: Ratio,
    pub reached: Ratio,
    pub after: Ratio,
}

impl QuotaChange {
    /// The part of the overshoot by which the quota rose; `None` for whoever did not overshoot.
    pub(super) fn part_of_overshoot(&self) -> Option<Ratio> {
        let overshoot = &self.reached - &self.before;
        if !overshoot.is_positive() {
            return None;
        }
        (&self.after - &self.before).checked_div(&overshoot)
    }
}

/// What is known from data. Whatever is missing leaves its rule unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Measures that the payee cannot influence, such as those of the whole company (L05).
    pub beyond_influence: Option<BTreeSet<String>>,
    /// Measures without data in the last two intervals (L06).
    pub without_data: Option<BTreeSet<String>>,
    /// By measure: everybody's attainment in the last interval (L13, L14, L15).
    pub attainments: BTreeMap<String, Vec<Ratio>>,
    /// By measure: everybody's quota (L19, L32).
    pub quotas: BTreeMap<String, Vec<Ratio>>,
    /// By measure: what the business plan expects (L19).
    pub business_plan: BTreeMap<String, Ratio>,
    /// By measure: quotas changed in their interval without approval (L20).
    pub unapproved_changes: Option<BTreeMap<String, usize>>,
    /// By measure: how everybody's quota followed their last result (L18).
    pub quota_changes: BTreeMap<String, Vec<QuotaChange>>,
    /// By measure: gross margin as a share of the measure (L21).
    pub margins: BTreeMap<String, Ratio>,
    /// Overlay credit as a share of the credited amount (L25).
    pub overlay: Option<Ratio>,
    /// In months (L33).
    pub sales_cycle_months: Option<u32>,
}
