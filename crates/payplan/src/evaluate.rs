//! Evaluates a plan for participants: measure, quota, attainment, target and earning, to date and per period.
//! One code for a whole population and for one person; exact until the one rounding per component and interval.

mod earning;
mod frames;
mod money;
mod quota;
mod results;
mod running;
mod target;
mod window;
mod wording;

use results::Wanted;
use vocabulary::{Calendar, Day, Explained, Money, Period};

use crate::evaluation::{Evaluation, ParticipantResult};
use crate::inputs::{Employment, Inputs, Participant};
use crate::plan::{Component, Plan};

pub(crate) use frames::cycle_period;
pub(crate) use results::TOTAL;
pub(crate) use wording::{amount_text, percent_text};

/// Evaluates the plan for every participant and asked period. What an input leaves open is unknown in the result,
/// with the reason, and never a zero.
pub fn evaluate(plan: &Plan, inputs: &Inputs) -> Evaluation {
    let participants = inputs.participants.iter().map(|person| {
        let desk = Desk {
            plan,
            calendar: &inputs.calendar,
            person,
        };
        desk.results(&inputs.asked, &Wanted::Everything)
    });
    Evaluation {
        participants: participants.collect(),
    }
}

/// The same in the plan's own calendar for one person and for a few figures alone.
pub(crate) fn evaluate_named(plan: &Plan, person: &Participant, asked: &[Period], names: &[(&Period, &str)]) -> ParticipantResult {
    Desk::of(plan, person).results(asked, &Wanted::Named(names))
}

/// What a component earns in one of its intervals up to a day, rounded.
pub(crate) fn earned_to_date(
    plan: &Plan,
    person: &Participant,
    component: &Component,
    (interval, through): (&Period, Day),
) -> Explained<Money> {
    let desk = Desk::of(plan, person);
    let stretch = Stretch { interval, through };
    let standing = desk.standing(component, stretch);
    desk.earned_to_date(component, (stretch, &standing))
}

/// The base salary of a period; `None` in a plan without one.
pub(crate) fn base_salary(plan: &Plan, person: &Participant, period: &Period) -> Option<Explained<Money>> {
    let desk = Desk::of(plan, person);
    desk.base(period)
}

/// How much of what a component earned in one of its intervals up to a day waits until a windfall is reviewed.
pub(crate) fn under_review(
    plan: &Plan,
    person: &Participant,
    component: &Component,
    (interval, through): (&Period, Day),
) -> Result<Money, String> {
    let desk = Desk::of(plan, person);
    desk.above_review(component, Stretch { interval, through })
}

/// The intervals of a component that a stretch of time touches, in order.
pub(crate) fn frames(plan: &Plan, person: &Participant, component: &Component, asked: &Period) -> Vec<Period> {
    let desk = Desk::of(plan, person);
    desk.frames(component, asked)
}

/// One participant's papers on the table: the plan, the calendar and the person's own facts.
#[derive(Clone, Copy)]
struct Desk<'a> {
    plan: &'a Plan,
    calendar: &'a Calendar,
    person: &'a Participant,
}

/// An interval and how far into it we look: `[period.from, through)`.
#[derive(Clone, Copy)]
struct Stretch<'p> {
    interval: &'p Period,
    through: Day,
}

impl Stretch<'_> {
    /// Whether the whole interval is looked at.
    fn is_whole(&self) -> bool {
        self.through >= self.interval.to
    }

    /// As much of another interval as is looked at.
    fn of(self, interval: &Period) -> Stretch<'_> {
        Stretch {
            interval,
            through: self.through.min(interval.to),
        }
    }

    /// `2027`, or `2027 to 31 March` in mid-interval.
    fn name(&self) -> String {
        if self.is_whole() {
            self.interval.name.clone()
        } else {
            format!("{} up to {}", self.interval.name, self.through.prev())
        }
    }
}

impl<'a> Desk<'a> {
    /// In the plan's own calendar.
    fn of(plan: &'a Plan, person: &'a Participant) -> Desk<'a> {
        Desk {
            plan,
            calendar: &plan.calendar,
            person,
        }
    }

    fn employment(&self) -> Employment {
        Employment::of(self.person)
    }

    fn line(line: usize) -> String {
        format!("line {line}")
    }
}
