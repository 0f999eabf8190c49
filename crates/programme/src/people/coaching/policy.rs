//! The policy values of coaching: every number in its rules.

use crate::foundation::policies::Policy;

/// The most hours of a month that count.
pub const MAX_CREDIT_H: &str = "POL.COA.MAX_CREDIT_H";
/// The least hours of a month for the core.
pub const MIN_H: &str = "POL.COA.MIN_H";
/// The core's least share of all minutes.
pub const MIN_CORE_SHARE: &str = "POL.COA.MIN_CORE_SHARE";
/// The figure by which coachees are segmented.
pub const PERFORMANCE_FIGURE: &str = "POL.COA.PERFORMANCE_FIGURE";
/// The part of a group that are stars.
pub const STAR_SHARE: &str = "POL.COA.STAR_SHARE";
/// The part of a group that are low performers.
pub const LOW_SHARE: &str = "POL.COA.LOW_SHARE";
/// The least group that has segments.
pub const MIN_GROUP: &str = "POL.COA.MIN_GROUP";
/// The least share of minutes for deal and for skill.
pub const MIN_KIND_SHARE: &str = "POL.COA.MIN_KIND_SHARE";
/// The most areas of a plan.
pub const MAX_AREAS: &str = "POL.COA.MAX_AREAS";
/// In how many working days a resource request is answered.
pub const ASK_DAYS: &str = "POL.COA.ASK_DAYS";
/// In how many working days a request to get involved is answered.
pub const INVOLVEMENT_DAYS: &str = "POL.COA.INVOLVEMENT_DAYS";
/// After how many plans without progress a role conversation is suggested.
pub const STUCK_PLANS: &str = "POL.COA.STUCK_PLANS";
/// How many people must have answered before a coach's quality is told.
pub const RESPONDENTS: &str = "POL.XC.MIN_RESPONDENTS";

const fn policy(name: &'static str, default: &'static str, unit: &'static str, meaning: &'static str) -> Policy {
    Policy {
        name,
        default,
        unit,
        meaning,
    }
}

/// The policies that this chapter declares.
pub const ALL: &[Policy] = &[
    policy(MAX_CREDIT_H, "5", "hours", "coaching.policy_max_credit"),
    policy(MIN_H, "3", "hours", "coaching.policy_min_hours"),
    policy(MIN_CORE_SHARE, "60%", "", "coaching.policy_core_share"),
    policy(PERFORMANCE_FIGURE, "incentives.attainment", "", "coaching.policy_figure"),
    policy(STAR_SHARE, "20%", "", "coaching.policy_star_share"),
    policy(LOW_SHARE, "20%", "", "coaching.policy_low_share"),
    policy(MIN_GROUP, "5", "people", "coaching.policy_min_group"),
    policy(MIN_KIND_SHARE, "30%", "", "coaching.policy_kind_share"),
    policy(MAX_AREAS, "3", "areas", "coaching.policy_max_areas"),
    policy(ASK_DAYS, "5", "working days", "coaching.policy_ask_days"),
    policy(INVOLVEMENT_DAYS, "2", "working days", "coaching.policy_involvement_days"),
    policy(STUCK_PLANS, "2", "plans", "coaching.policy_stuck_plans"),
];
