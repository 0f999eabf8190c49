//! Coaching in SQL: sessions and ratings, plans, requests, appointments, programmes.

pub mod appointments;
pub mod forms;
pub mod minutes;
pub mod plans;
pub mod programmes;
pub mod ratings;
pub mod requests;
pub mod sessions;

use platform::access::{Extent, Scope, Viewer};
use platform::database::Query;
use vocabulary::PersonId;

/// How many values travel with one statement.
pub(super) const AT_ONCE: usize = 2_000;

/// Whose coaching records a viewer sees: those of the people in the scope, and those that the viewer coached.
#[derive(Debug, Clone)]
pub struct Sight {
    scope: Scope,
    me: Option<PersonId>,
}

impl Sight {
    /// The sight of a viewer.
    ///
    /// # Errors
    /// Forbidden.
    pub fn of(viewer: &Viewer) -> platform::Result<Self> {
        Ok(Self {
            scope: viewer.may(super::SEE)?,
            me: viewer.person,
        })
    }

    /// The people whose records are seen.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Limits a query over the alias `s` with `coachee` and `coach`.
    fn within(&self, query: Query) -> Query {
        match (self.scope.people(), &self.me) {
            (Extent::All, _) => query,
            (Extent::Only(people), None) => query.among("and s.coachee", people),
            (Extent::Only(people), Some(me)) => query.among("and (s.coachee", people).with("or s.coach = {})", &[me]),
        }
    }

    /// Limits a query over sessions, which a second coach sees too.
    fn within_sessions(&self, query: Query) -> Query {
        match (self.scope.people(), &self.me) {
            (Extent::Only(people), Some(me)) => query
                .among("and (s.coachee", people)
                .with("or s.coach = {} or s.co_coach = {})", &[me, me]),
            (Extent::All, _) | (Extent::Only(_), None) => self.within(query),
        }
    }

    /// Gathers the sessions of the sight from parts that share none of them: of the people in the scope, of others whom the
    /// viewer coached, and of others whom they helped to coach. Each part is answered by one index; one condition with `or` is
    /// answered by reading every session of the sight.
    fn gathered(&self, query: Query, select: &'static str, narrowed: impl Fn(Query) -> Query) -> Query {
        let query = query.and(select);
        match (self.scope.people(), &self.me) {
            (Extent::All, _) => narrowed(query.and("where 1 = 1")),
            (Extent::Only(people), None) => narrowed(query.among("where s.coachee", people)),
            // Viewers are in their own scope, so it is never empty here, and `not in` never meets a null.
            (Extent::Only(people), Some(me)) => {
                let seen = narrowed(query.among("where s.coachee", people));
                let coached = seen.and("union all").and(select).with("where s.coach = {}", &[me]);
                let coached = narrowed(coached.among("and s.coachee not", people));
                let helped = coached.and("union all").and(select);
                let helped = helped.with("where s.co_coach = {} and s.coach <> {}", &[me, me]);
                narrowed(helped.among("and s.coachee not", people))
            }
        }
    }
}
