//! The chapter staff.

use platform::chapter::Chapter;

/// The chapter.
pub const CHAPTER: Chapter =
    Chapter { word: "staff", migrations: &[], texts: "", grants: &[], places: &[], figures: &[], routes: |routes| routes };

/// Who is around whom.
pub fn circle_of(
    _: &mut platform::database::Tx,
    _: vocabulary::PersonId,
) -> platform::chapter::Later<'_, platform::Result<platform::access::Circle>> {
    Box::pin(async { Ok(platform::access::Circle::default()) })
}

/// Takes imported staff.
pub const RECEIVER: crate::foundation::facts::Receiver = crate::foundation::facts::Receiver {
    target: crate::foundation::facts::rules::target::Target::Staff,
    keep: crate::foundation::facts::nobody,
};
/// Takes imported assignments.
pub const ASSIGNMENTS: crate::foundation::facts::Receiver = crate::foundation::facts::Receiver {
    target: crate::foundation::facts::rules::target::Target::Assignments,
    keep: crate::foundation::facts::nobody,
};

/// A person as other chapters see them. (Face used by incentives: keep.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: vocabulary::PersonId,
    /// The firm's reference.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The word of the title.
    pub title: Option<String>,
    /// The title for people.
    pub title_name: Option<String>,
    /// The first day of work.
    pub hired: Option<vocabulary::Day>,
    /// The first day no longer employed.
    pub left: Option<vocabulary::Day>,
}

/// Everybody, for a run.
pub async fn people(_: &mut platform::database::Tx) -> platform::Result<Vec<Person>> {
    Ok(Vec::new())
}

/// The people in scope.
pub async fn list(_: &mut platform::database::Tx, _: &platform::access::Scope) -> platform::Result<Vec<Person>> {
    Ok(Vec::new())
}

/// One person in scope.
pub async fn find(_: &mut platform::database::Tx, _: &platform::access::Scope, _: vocabulary::PersonId) -> platform::Result<Person> {
    Err(platform::Error::NotFound { what: "person" })
}

/// The account assignments in references.
pub async fn holdings(_: &mut platform::database::Tx) -> platform::Result<Vec<engine::Holding>> {
    Ok(Vec::new())
}
