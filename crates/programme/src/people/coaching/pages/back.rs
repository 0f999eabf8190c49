//! What a page opens with after something of coaching was ended: what was done, with the way back for whoever did it.

use crate::people::coaching::acts;
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, RUN_PROGRAMME};
use platform::texts::{say, say_with};
use platform::web::done::{self, Undoing};
use platform::{Error, Result};
use vocabulary::{CoachingAppointmentId, CoachingFormId, CoachingPlanId, CoachingProgrammeId, CoachingRequestId};

/// The acts of coaching that can be undone.
pub const UNDOINGS: &[Undoing] = &[CALLED_OFF, PLAN_CLOSED, FORM_RETIRED, PROGRAMME_ENDED, ANSWERED];

/// A session was called off.
pub(super) const CALLED_OFF: Undoing = Undoing {
    word: "coaching.called_off",
    offer: |tx, caller, id| {
        Box::pin(async {
            let id = known(CoachingAppointmentId::parse(id).ok())?;
            let found = store::appointments::find(tx, &Sight::of(&caller.viewer)?, id).await?;
            let mine = acts::can_restore(&found, caller.viewer.person, tx.today());
            let action = format!("/coaching/appointments/{id}/restoration");
            Ok(mine.then(|| done::notice(caller, say("coaching.called_off_now"), &action, found.version)))
        })
    },
};

/// A plan was closed.
pub(super) const PLAN_CLOSED: Undoing = Undoing {
    word: "coaching.plan_closed",
    offer: |tx, caller, id| {
        Box::pin(async {
            let id = known(CoachingPlanId::parse(id).ok())?;
            let plan = store::plans::find(tx, &Sight::of(&caller.viewer)?, id).await?;
            let coaches = caller.viewer.holds(COACH) && caller.viewer.person != Some(plan.coachee);
            let reopens = coaches && acts::can_reopen(tx, &caller.viewer, &plan).await?;
            let action = format!("/coaching/plans/{id}/reopening");
            Ok(reopens.then(|| done::notice(caller, say("coaching.closed_now"), &action, plan.version)))
        })
    },
};

/// A score form is used no more.
pub(super) const FORM_RETIRED: Undoing = Undoing {
    word: "coaching.form_retired",
    offer: |tx, caller, id| {
        Box::pin(async {
            caller.may(RUN_PROGRAMME)?;
            let form = store::forms::find(tx, known(CoachingFormId::parse(id).ok())?).await?;
            let action = format!("/coaching/forms/{}/return", form.id);
            let sentence = || say_with("coaching.retired_now", &[("name", &form.name)]);
            Ok(form.retired.then(|| done::notice(caller, sentence(), &action, form.version)))
        })
    },
};

/// A recurring programme was ended.
pub(super) const PROGRAMME_ENDED: Undoing = Undoing {
    word: "coaching.programme_ended",
    offer: |tx, caller, id| {
        Box::pin(async {
            let scope = caller.may(RUN_PROGRAMME)?;
            let id = known(CoachingProgrammeId::parse(id).ok())?;
            let programme = store::programmes::find(tx, &scope, id).await?;
            let action = format!("/coaching/programmes/{id}/continuation");
            let sentence = || say_with("coaching.ended_now", &[("name", &programme.said.name)]);
            let goes_on = acts::can_continue(&programme, tx.today());
            Ok(goes_on.then(|| done::notice(caller, sentence(), &action, programme.version)))
        })
    },
};

/// A request was answered.
pub(super) const ANSWERED: Undoing = Undoing {
    word: "coaching.answered",
    offer: |tx, caller, id| {
        Box::pin(async {
            let scope = caller.may(COACH)?;
            let id = known(CoachingRequestId::parse(id).ok())?;
            let request = store::requests::find(tx, &Sight::of(&caller.viewer)?, id).await?;
            let mine = caller.viewer.person == Some(request.coach) || scope.people().holds(&request.coachee);
            let fresh = mine && caller.viewer.person != Some(request.coachee) && request.answered == Some(tx.today());
            let action = format!("/coaching/requests/{id}/withdrawal");
            Ok(fresh.then(|| done::notice(caller, say("coaching.answered_now"), &action, request.version)))
        })
    },
};

fn known<T>(id: Option<T>) -> Result<T> {
    id.ok_or(Error::NotFound { what: "record" })
}
