//! Coaching for programs: sessions within the reader's sight, a coachee's record, plans and appointments, programmes and forms.

mod appointments;
mod plans;
mod programmes;
mod records;
mod requests;
mod sessions;

use super::{COACH, RUN_PROGRAMME, SEE, SEE_LIGHTS};
use platform::api::Operations;
use platform::web::Guard;

const TEXT_MAX: usize = 2000;

/// What programs can do with coaching.
pub(super) fn operations(api: Operations) -> Operations {
    let api = sessions::operations(api, Guard::May(SEE), Guard::May(COACH));
    let api = records::operations(api, Guard::May(SEE), Guard::May(COACH));
    let api = plans::operations(api, Guard::May(SEE), Guard::May(COACH));
    let api = appointments::operations(api, Guard::May(SEE), Guard::May(COACH));
    let api = requests::operations(api, Guard::May(SEE), Guard::May(COACH));
    programmes::operations(api, Guard::May(RUN_PROGRAMME), Guard::May(SEE_LIGHTS))
}
