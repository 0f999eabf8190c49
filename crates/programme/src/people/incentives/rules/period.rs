//! A period of a plan: open, calculated, approved, closed. Closed is final.

use vocabulary::Refusal;

/// Where a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodState {
    /// Facts may come; nothing is computed yet.
    Open,
    /// A run has computed it; it may be computed again.
    Calculated,
    /// A director has approved the run; computing again takes the approval back.
    Approved,
    /// Final. Later corrections are differences in the next open period.
    Closed,
}

impl PeriodState {
    /// The word in records and API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Calculated => "calculated",
            Self::Approved => "approved",
            Self::Closed => "closed",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Calculated, Self::Approved, Self::Closed]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

fn refuse(code: &str) -> Refusal {
    Refusal::new(code, platform::texts::say(code))
}

/// A period is computed: any state but closed.
///
/// # Errors
/// `incentives.period_closed`.
pub fn calculate(state: PeriodState) -> Result<PeriodState, Refusal> {
    match state {
        PeriodState::Open | PeriodState::Calculated | PeriodState::Approved => Ok(PeriodState::Calculated),
        PeriodState::Closed => Err(refuse("incentives.period_closed")),
    }
}

/// A director approves what was computed. Whoever ran it cannot approve it.
///
/// # Errors
/// `incentives.not_calculated`, `incentives.approved_already`, `incentives.period_closed`, `incentives.own_run`.
pub fn approve(state: PeriodState, ran_by: &str, approver: &str) -> Result<PeriodState, Refusal> {
    match state {
        PeriodState::Calculated if ran_by == approver => Err(refuse("incentives.own_run")),
        PeriodState::Calculated => Ok(PeriodState::Approved),
        PeriodState::Approved => Err(refuse("incentives.approved_already")),
        PeriodState::Open => Err(refuse("incentives.not_calculated")),
        PeriodState::Closed => Err(refuse("incentives.period_closed")),
    }
}

/// A period is closed for ever: it must be approved, every earlier period closed, and its name typed.
///
/// # Errors
/// `incentives.not_approved`, `incentives.earlier_open`, `incentives.name_differs`, `incentives.period_closed`.
pub fn close(state: PeriodState, earlier: &[PeriodState], name: &str, typed: &str) -> Result<PeriodState, Refusal> {
    match state {
        PeriodState::Closed => return Err(refuse("incentives.period_closed")),
        PeriodState::Open | PeriodState::Calculated => return Err(refuse("incentives.not_approved")),
        PeriodState::Approved => {}
    }
    if earlier.iter().any(|state| *state != PeriodState::Closed) {
        return Err(refuse("incentives.earlier_open"));
    }
    if typed.trim() != name {
        return Err(refuse("incentives.name_differs").on("name"));
    }
    Ok(PeriodState::Closed)
}
