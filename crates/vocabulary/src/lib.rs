//! The words every room of the house shares: exact numbers, money, time, ids, refusals and explained answers.
//! Pure: no async, SQL, HTTP or environment; only `SystemClock` and `SystemIds` ask the system for anything.

mod amount;
mod calendar;
mod clock;
mod currency;
mod day;
mod explained;
mod id;
mod instant;
mod interval;
mod money;
mod period;
mod ratio;
mod refusal;
mod rounding;
mod scaled;
mod share;
mod text;
mod trace;
mod zone;

pub use amount::Amount;
pub use calendar::Calendar;
pub use clock::{Clock, FixedClock, SystemClock};
pub use currency::{Currency, CurrencyProblem};
pub use day::{Day, TimeProblem, Weekday};
pub use explained::{Explained, Unknown};
pub use id::{
    AccountId, AlertId, AssignmentId, BatchId, CoachingAppointmentId, CoachingFormId, CoachingPlanId, CoachingProgrammeId,
    CoachingRequestId, CoachingSessionId, ContactId, EntryId, IdProblem, IdSource, NumberedIds, PersonId, PlanVersionId, PolicyId,
    PositionId, QuotaId, RecordId, RunId, SessionId, StatementId, SystemIds, TitleId, UserId, Uuid,
};
pub use instant::Instant;
pub use interval::Interval;
pub use money::{Money, MoneyProblem};
pub use period::{Length, Period};
pub use ratio::{NumberProblem, Ratio};
pub use refusal::{Fault, Refusal, Together, together};
pub use rounding::{Rounding, RoundingProblem};
pub use scaled::Scaled;
pub use share::{Share, ShareProblem, make_a_whole, total};
pub use trace::{Cell, Link, Trace, TraceTable};
pub use zone::Zone;
