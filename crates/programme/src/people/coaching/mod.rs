//! Coaching: whom to coach this week and why, sessions logged in under a minute, six pitfalls to steer clear of, plans of one to three
//! areas, requests and their answers, and what coachees say of it, told as a whole only.
//!
//! Private by default: a record is read by its coachee, by who coached, and by the coachee's manager. Nobody else reads one, and there
//! is no switch that lets them.

pub mod acts;
mod alerting;
mod api;
pub mod figures;
mod noted;
mod pages;
pub mod policy;
pub mod reading;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use alerting::ALERTS;
pub use noted::NOTED;
pub use pages::{HOME, UNDOINGS, panel};

use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use platform::access::{Grant, Permission, Reach, Role};
use platform::chapter::{Beginning, Chapter, Group, Place};
use platform::database::Migration;
use platform::notifications;

/// Read coaching records: one's own, and as a coach those of the team. Granted to nobody further.
pub const SEE: Permission = Permission::new("coaching.see");
/// Coach: log and plan sessions, make plans, answer requests.
pub const COACH: Permission = Permission::new("coaching.coach");
/// See minutes, stages and kinds of people, without a word of what was said.
pub const SEE_MINUTES: Permission = Permission::new("coaching.see_minutes");
/// See the pitfall lights of a coach.
pub const SEE_LIGHTS: Permission = Permission::new("coaching.see_lights");
/// See what coachees say of a coach, as a whole.
pub const SEE_QUALITY: Permission = Permission::new("coaching.see_quality");
/// See sums over the programme and what recurring programmes came to.
pub const SEE_PROGRAMME: Permission = Permission::new("coaching.see_programme");
/// Set up recurring programmes and excuse people from them.
pub const RUN_PROGRAMME: Permission = Permission::new("coaching.run_programme");

/// See refused rows of imported sessions: they hold what was said, so no role has it. The operator at the command line, who has the
/// file, sees them there.
pub const SEE_IMPORTED: Permission = Permission::new("coaching.see_imported");

/// Everybody but the administrator may be coached, and then sees their own.
const OWN: &[(Role, Reach)] = &[
    (Role::ProgrammeChampion, Reach::Own),
    (Role::KaDirector, Reach::Own),
    (Role::Kam, Reach::Own),
    (Role::TeamMember, Reach::Own),
    (Role::SalesManager, Reach::Team),
    (Role::SecondLineManager, Reach::Own),
    (Role::ProgrammeLead, Reach::Own),
    (Role::ExecutiveSponsor, Reach::Own),
    (Role::HrPartner, Reach::Own),
    (Role::CrmOwner, Reach::Own),
    (Role::CompAnalyst, Reach::Own),
    (Role::Auditor, Reach::Own),
];

const GRANTS: &[Grant] = &[
    Grant { permission: SEE, to: OWN },
    Grant {
        permission: COACH,
        to: &[(Role::SalesManager, Reach::Team)],
    },
    Grant {
        permission: SEE_MINUTES,
        to: &[
            (Role::ProgrammeChampion, Reach::Own),
            (Role::KaDirector, Reach::Own),
            (Role::Kam, Reach::Own),
            (Role::TeamMember, Reach::Own),
            (Role::SalesManager, Reach::Team),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::Own),
            (Role::ExecutiveSponsor, Reach::Own),
            (Role::CrmOwner, Reach::Own),
        ],
    },
    Grant {
        permission: SEE_LIGHTS,
        to: &[(Role::SalesManager, Reach::Own), (Role::SecondLineManager, Reach::Units)],
    },
    Grant {
        permission: SEE_QUALITY,
        to: &[
            (Role::KaDirector, Reach::All),
            (Role::SalesManager, Reach::Own),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::All),
            (Role::HrPartner, Reach::All),
        ],
    },
    Grant {
        permission: SEE_PROGRAMME,
        to: &[
            (Role::KaDirector, Reach::All),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::All),
        ],
    },
    Grant {
        permission: RUN_PROGRAMME,
        to: &[(Role::ProgrammeLead, Reach::All)],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "coaching",
    migrations: &[
        Migration {
            chapter: "coaching",
            number: 1,
            sql: include_str!("migrations/0001.sql"),
        },
        Migration {
            chapter: "coaching",
            number: 2,
            sql: include_str!("migrations/0002.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[
        Place {
            group: Group::People,
            text: "coaching.place",
            href: "/coaching",
            letter: Some('c'),
            needs: Some(SEE),
        },
        Place {
            group: Group::People,
            text: "coaching.programme_place",
            href: "/coaching/programme",
            letter: Some('r'),
            needs: Some(SEE_PROGRAMME),
        },
    ],
    figures: figures::FIGURES,
    api: api::operations,
    routes: pages::routes,
};

/// Of what coach and coachee are told: that they were asked and answered, or a session was called off, never a word of it.
pub const NOTICES: &[notifications::Kind] = &[ASKED, ANSWERED, CALLED_OFF];

const ASKED: notifications::Kind = notifications::Kind {
    word: "coaching.asked",
    name: "coaching.told_of_asking",
};
const ANSWERED: notifications::Kind = notifications::Kind {
    word: "coaching.answered",
    name: "coaching.told_of_answering",
};
const CALLED_OFF: notifications::Kind = notifications::Kind {
    word: "coaching.called_off",
    name: "coaching.told_of_calling_off",
};

/// What may be begun from anywhere.
pub const BEGINNINGS: &[Beginning] = &[Beginning {
    text: "coaching.log",
    href: "/coaching/sessions/new",
    needs: Some(COACH),
}];

/// Takes imported sessions.
pub const RECEIVER: Receiver = Receiver {
    target: Target::CoachingSessions,
    keep: acts::keep,
    sees: Some(SEE_IMPORTED),
};
