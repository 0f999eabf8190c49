//! What a view is, and what can be said of one.

use crate::access::Role;
use crate::texts::say;
use crate::wording;
use vocabulary::{Instant, Refusal, UserId};

crate::record_id! {
    /// A saved view.
    ViewId of "view"
}

/// The most characters of a name.
const NAME_MAX: usize = 60;
/// The longest query that is kept.
pub(super) const QUERY_MAX: usize = 1_000;
/// The most views that somebody has of one list.
pub(super) const OF_LIST_MAX: usize = 40;
/// For how long a deleted view can be brought back.
pub(super) const KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

/// A list under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The id.
    pub id: ViewId,
    /// Whose it is. They alone change it.
    pub owner: UserId,
    /// Where the list stands.
    pub list: String,
    /// Its name.
    pub name: String,
    /// Words, filter and order, as they stand in an address.
    pub query: String,
    /// The role whose holders see it too.
    pub shared_with: Option<Role>,
    /// When it was deleted, if it was.
    pub deleted: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
}

impl View {
    /// The address of the list as this view shows it.
    #[must_use]
    pub fn href(&self) -> String {
        let joint = if self.query.is_empty() { "" } else { "&" };
        format!("{}?{}{joint}view={}", self.list, self.query, self.id)
    }
}

/// A name as it was typed.
///
/// # Errors
/// A refusal on `name`.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    let name = wording::needed("name", typed)?.replace('\n', " ");
    if name.chars().count() > NAME_MAX {
        return Err(Refusal::new("views.too_long", say("views.too_long")).on("name"));
    }
    Ok(name)
}

/// A role as it was chosen; an empty word is nobody else.
///
/// # Errors
/// A refusal on `role`.
pub(super) fn role(word: &str) -> Result<Option<Role>, Refusal> {
    if word.is_empty() {
        return Ok(None);
    }
    let refused = || Refusal::new("views.no_role", say("views.no_role")).on("role");
    Role::parse(word).map(Some).ok_or_else(refused)
}

/// Where a list stands: words of small letters behind slashes.
///
/// # Errors
/// A refusal when it is no such address.
pub(super) fn list(path: &str) -> Result<String, Refusal> {
    let letters = |c: char| c.is_ascii_lowercase() || c == '/' || c == '-';
    let sound = path.len() <= QUERY_MAX && path.starts_with('/') && !path.contains("//") && path.len() > 1 && path.chars().all(letters);
    if sound {
        Ok(path.to_owned())
    } else {
        Err(Refusal::new("views.no_list", say("views.no_list")))
    }
}

/// The part of an address that a view keeps: no page and no other view, in the order in which the list writes it.
#[must_use]
pub(super) fn query(typed: &str) -> String {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(typed.as_bytes()) {
        let plain = crate::web::listing::plain(&value);
        if !plain.is_empty() && !matches!(&*name, "view" | "page" | "csrf") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            kept.append_pair(&name, &plain);
        }
    }
    let mut kept = kept.finish();
    if kept.len() > QUERY_MAX {
        // A cut in the middle of a pair would say something else.
        kept.clear();
    }
    kept
}
