//! A coaching plan: one to three areas, each with where it began, where it should lead, and what came of it.

use super::segment::Segment;
use super::session::{Outcome, Skill, checked_text};
use platform::texts::{say, say_with};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Ratio, Refusal};

/// What somebody says of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidArea {
    /// The skill.
    pub skill: Skill,
    /// Why this one: the trend it was chosen from.
    pub because: String,
    /// Where it should lead, in words.
    pub target: String,
}

/// Checks the areas of a plan: one to the most that a policy allows (R-COA-9), each skill once.
///
/// # Errors
/// A refusal on `areas`.
pub fn checked(areas: Vec<SaidArea>, areas_max: u64) -> Result<Vec<SaidArea>, Refusal> {
    let n = u64::try_from(areas.len()).unwrap_or(u64::MAX);
    if n == 0 {
        return Err(Refusal::new("coaching.no_area", say("coaching.no_area")).on("areas"));
    }
    if n > areas_max {
        let sentence = say_with("coaching.too_many_areas", &[("n", &n.to_string()), ("max", &areas_max.to_string())]);
        return Err(Refusal::new("coaching.too_many_areas", sentence).on("areas"));
    }
    let mut seen = BTreeSet::new();
    let mut checked = Vec::new();
    for area in areas {
        if !seen.insert(area.skill) {
            return Err(Refusal::new("coaching.area_twice", say("coaching.area_twice")).on("areas"));
        }
        checked.push(SaidArea {
            skill: area.skill,
            because: checked_text("areas", &area.because)?,
            target: checked_text("areas", &area.target)?,
        });
    }
    Ok(checked)
}

platform::words! {
    /// What came of an area when its plan was closed; a named person says so.
    Progress says "coaching.progress_{}" {
        /// It got better.
        Made = "made",
        /// It did not.
        None = "none",
    }
}

/// What a coachee's sessions say about a skill over some months; the ground of a proposal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trend {
    /// Skill sessions on it.
    pub sessions: u64,
    /// Commitments of those sessions that were not kept, or kept in part.
    pub missed: u64,
    /// Commitments that were kept.
    pub kept: u64,
}

/// An area that a trend suggests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The skill.
    pub skill: Skill,
    /// The trend.
    pub trend: Trend,
}

/// Proposes areas from trends: first where most commitments were missed, then the Challenger skills that were never coached.
///
/// What verifiers, scorecard and assessments say joins in as soon as those chapters exist; until then it is unknown and
/// proposes nothing.
#[must_use]
pub fn proposals(trends: &BTreeMap<Skill, Trend>, areas_max: u64) -> Vec<Proposal> {
    let mut all: Vec<Proposal> = [Skill::Teach, Skill::Tailor, Skill::TakeControl, Skill::Relationship]
        .into_iter()
        .map(|skill| Proposal {
            skill,
            trend: trends.get(&skill).copied().unwrap_or_default(),
        })
        .filter(|proposal| proposal.trend.missed > 0 || (proposal.trend.sessions == 0 && proposal.skill != Skill::Relationship))
        .collect();
    all.sort_by_key(|proposal| (std::cmp::Reverse(proposal.trend.missed), proposal.trend.kept, proposal.skill));
    all.truncate(usize::try_from(areas_max).unwrap_or(usize::MAX));
    all
}

/// Adds a session's outcome to the trend of its skill.
pub fn add(trends: &mut BTreeMap<Skill, Trend>, skill: Skill, outcome: Option<Outcome>) {
    let trend = trends.entry(skill).or_default();
    trend.sessions += 1;
    match outcome {
        Some(Outcome::Kept) => trend.kept += 1,
        Some(Outcome::Partly | Outcome::NotKept) => trend.missed += 1,
        None => {}
    }
}

/// A closed plan, as far as the role conversation asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedPlan {
    /// When it was closed.
    pub closed: Day,
    /// Whether any of its areas made progress.
    pub progress: bool,
}

/// Whether to hold a role conversation instead of more hours: a low performer whose last plans, as many as the policy says,
/// all ended without progress (R-COA-14), and with whom nobody has held it since.
#[must_use]
pub fn suggests_role_talk(segment: Option<Segment>, plans: &[ClosedPlan], talked: Option<Day>, plans_needed: u64) -> bool {
    let needed = usize::try_from(plans_needed).unwrap_or(usize::MAX).max(1);
    let mut latest: Vec<&ClosedPlan> = plans.iter().collect();
    latest.sort_by_key(|plan| std::cmp::Reverse(plan.closed));
    let last = latest.get(..needed);
    let stuck = last.is_some_and(|plans| plans.iter().all(|plan| !plan.progress));
    let since = latest.first().map(|plan| plan.closed);
    segment == Some(Segment::Low) && stuck && talked.is_none_or(|talked| since.is_some_and(|since| talked < since))
}

/// Whether to link an expert instead of a session: the manager's own level in a skill is below the coachee's (R-COA-13).
/// Where either level is unknown nothing is suggested.
#[must_use]
pub fn suggests_expert(manager: Option<&Ratio>, coachee: Option<&Ratio>) -> bool {
    manager.zip(coachee).is_some_and(|(manager, coachee)| manager < coachee)
}
