//! Incentive pay: plans in force, quotas and rates, periods that open and close, runs that can be replayed, and
//! the statement on which a person follows each figure to the order behind it.

pub mod acts;
mod api;
pub mod figures;
mod finding;
mod noted;
mod pages;
pub mod reading;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use api::{StatementJson, statement_json};
pub use finding::FINDERS;
pub use noted::NOTED;
pub use pages::{HOME, panel};

use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use crate::foundation::policies::Policy;
use platform::Result;
use platform::access::{Grant, Permission, Reach, Role};
use platform::chapter::{Beginning, Chapter, Group, Later, Place};
use platform::database::{Migration, Tx};
use platform::notifications;
use std::collections::BTreeSet;

/// See statements: one's own, the team's, the units', or all.
pub const SEE: Permission = Permission::new("incentives.see");
/// See plans, quotas, periods and runs.
pub const SEE_PLANS: Permission = Permission::new("incentives.see_plans");
/// Add plans, calculate and close periods.
pub const RUN: Permission = Permission::new("incentives.run");
/// Approve plans and periods.
pub const APPROVE: Permission = Permission::new("incentives.approve");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: &[
            (Role::ProgrammeChampion, Reach::Own),
            (Role::KaDirector, Reach::All),
            (Role::Kam, Reach::Own),
            (Role::TeamMember, Reach::Own),
            (Role::SalesManager, Reach::Team),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::Own),
            (Role::ExecutiveSponsor, Reach::Own),
            (Role::HrPartner, Reach::All),
            (Role::CrmOwner, Reach::Own),
            (Role::CompAnalyst, Reach::All),
            (Role::Auditor, Reach::All),
        ],
    },
    Grant {
        permission: SEE_PLANS,
        to: &[
            (Role::KaDirector, Reach::All),
            (Role::HrPartner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Auditor, Reach::All),
        ],
    },
    Grant {
        permission: RUN,
        to: &[(Role::CompAnalyst, Reach::All)],
    },
    Grant {
        permission: APPROVE,
        to: &[(Role::KaDirector, Reach::All)],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "incentives",
    migrations: &[
        Migration {
            chapter: "incentives",
            number: 1,
            sql: include_str!("migrations/0001.sql"),
        },
        Migration {
            chapter: "incentives",
            number: 2,
            sql: include_str!("migrations/0002.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[
        Place {
            group: Group::People,
            text: "incentives.place",
            href: "/incentives",
            letter: Some('i'),
            needs: Some(SEE),
        },
        Place {
            group: Group::People,
            text: "incentives.periods_place",
            href: "/incentives/periods",
            letter: Some('e'),
            needs: Some(SEE_PLANS),
        },
        Place {
            group: Group::People,
            text: "incentives.plans_place",
            href: "/incentives/plans",
            letter: Some('n'),
            needs: Some(SEE_PLANS),
        },
    ],
    figures: figures::FIGURES,
    api: api::operations,
    routes: pages::routes,
};

/// Whoever has a statement is told when it is final, without a figure of it.
pub const NOTICES: &[notifications::Kind] = &[FINAL];

const FINAL: notifications::Kind = notifications::Kind {
    word: "incentives.final",
    name: "incentives.told",
};

/// What may be begun from anywhere.
pub const BEGINNINGS: &[Beginning] = &[Beginning {
    text: "incentives.add_plan",
    href: "/incentives/plans/new",
    needs: Some(RUN),
}];

/// The policy values of incentive pay: the thresholds of good plan design. What pays stands in plans.
pub const POLICIES: &[Policy] = rules::design::POLICIES;

/// The files of batches that runs pinned: a run can be replayed for ever.
pub fn needs_batches(tx: &mut Tx) -> Later<'_, Result<BTreeSet<String>>> {
    Box::pin(store::batches_pinned(tx))
}

/// Takes imported quotas.
pub const QUOTAS: Receiver = Receiver {
    target: Target::Quotas,
    keep: acts::keep_quotas,
    sees: Some(SEE_PLANS),
};
/// Takes imported opening balances.
pub const OPENING_BALANCES: Receiver = Receiver {
    target: Target::OpeningBalances,
    keep: acts::keep_opening_balances,
    sees: Some(SEE_PLANS),
};
/// Takes imported rates.
pub const RATES: Receiver = Receiver {
    target: Target::Rates,
    keep: acts::keep_rates,
    sees: Some(SEE_PLANS),
};
