//! What a coachee asks of the coach: a resource, or to get involved; and where the coach stepped in unasked.

use crate::foundation::calendars::rules::WorkingDays;
use vocabulary::Day;

platform::words! {
    /// What kind of request it is.
    About says "coaching.about_{}" {
        /// A resource that a manager provides.
        Resource = "resource",
        /// The coach's own involvement, asked for by the coachee.
        Involvement = "involvement",
        /// An agreed trigger was reached: a stage, a stake, an escalation.
        Trigger = "trigger",
        /// The coach stepped in without having been asked.
        Unasked = "unasked",
    }
}

platform::words! {
    /// The resources that a manager provides.
    Resource says "coaching.resource_{}" {
        /// Customer and market data.
        Data = "data",
        /// Tools.
        Tools = "tools",
        /// Training and the time for it.
        Training = "training",
        /// Access to executives and specialists.
        Access = "access",
        /// Capacity of the team.
        Capacity = "capacity",
        /// Budget and decision rights.
        Budget = "budget",
        /// Marketing and insight content.
        Content = "content",
        /// Recognition.
        Recognition = "recognition",
        /// The coach's own time.
        Time = "time",
        /// An internal obstacle removed.
        Obstacle = "obstacle",
    }
}

platform::words! {
    /// What the coach answered.
    Reply says "coaching.reply_{}" {
        /// Yes.
        Given = "given",
        /// In part, or later.
        Partly = "partly",
        /// No, and why.
        Declined = "declined",
    }
}

/// By when a request must be answered: so many of the firm's working days after it was made (R-COA-12, R-COA-16).
#[must_use]
pub fn due(asked: Day, working_days: u64, firm: &WorkingDays) -> Day {
    firm.after(asked, u32::try_from(working_days).unwrap_or(u32::MAX).min(10_000))
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits and is not due yet.
    Waiting,
    /// It waits longer than agreed.
    Late,
    /// It was answered in time.
    Answered,
    /// It was answered late.
    AnsweredLate,
}

/// How a request stands on a day; its due day still counts as in time.
#[must_use]
pub fn standing(due: Day, answered: Option<Day>, today: Day) -> Standing {
    match answered {
        Some(day) if day <= due => Standing::Answered,
        Some(_) => Standing::AnsweredLate,
        None if today <= due => Standing::Waiting,
        None => Standing::Late,
    }
}
