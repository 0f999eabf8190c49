//! Access tokens: with one a program asks the API in the name of a user, for what the token was made for and no more.
//!
//! A token is shown once and kept as a digest. What it may do is what its user may do at that moment, narrowed by its scopes.

pub mod acts;
pub mod store;

use crate::access::Permission;
use crate::texts::say;
use std::collections::BTreeSet;
use vocabulary::{Instant, Refusal, UserId};

crate::record_id! {
    /// An access token.
    TokenId of "access token"
}

/// How every token begins, so that whoever finds one knows what it opens.
pub const BEGINS: &str = "mainstay_";
/// For how many days a token lives unless its owner says otherwise.
pub const DAYS: i64 = 90;
/// The scope that reads everything its user may read.
const READ: &str = "read";

/// What a token was made for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// The scopes that are written in a text; what no chapter knows is left out.
    #[must_use]
    pub fn parse(text: &str, chapters: &[&str]) -> Self {
        let known = |word: &&str| match word.split_once(':') {
            Some((chapter, way)) => chapters.contains(&chapter) && matches!(way, "read" | "write"),
            None => *word == READ,
        };
        Self(text.split_whitespace().filter(known).map(str::to_owned).collect())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the token was made for reading or writing a chapter. Whoever writes a chapter reads it too.
    #[must_use]
    pub fn admit(&self, chapter: &str, reads: bool) -> bool {
        let has = |way: &str| self.0.contains(&format!("{chapter}:{way}"));
        has("write") || (reads && (self.0.contains(READ) || has("read")))
    }

    /// Whether a permission of its user stays. What is called `see…` reads, everything else writes.
    #[must_use]
    pub fn keep(&self, permission: Permission) -> bool {
        let (chapter, verb) = permission.name().split_once('.').unwrap_or_default();
        self.admit(chapter, verb.starts_with("see"))
    }
}

/// As they are kept and shown: one after the other.
impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
    }
}

/// An access token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The id.
    pub id: TokenId,
    /// In whose name it asks.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// What it was made for.
    pub scopes: Scopes,
    /// When it was made.
    pub made: Instant,
    /// When it ends by itself.
    pub expires: Instant,
    /// The last day on which it was used.
    pub used: Option<vocabulary::Day>,
    /// When somebody ended it.
    pub ended: Option<Instant>,
}

impl Token {
    /// Whether it still opens anything.
    #[must_use]
    pub fn lives(&self, now: Instant) -> bool {
        self.ended.is_none() && now < self.expires
    }
}

/// What somebody says of a new token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidToken {
    /// What they call it.
    pub name: String,
    /// What it is for.
    pub scopes: Scopes,
    /// For how many days it lives.
    pub days: i64,
}

impl SaidToken {
    /// Refuses a token without a name, for nothing, or for too long.
    ///
    /// # Errors
    /// A refusal on the field.
    pub fn checked(self, days_max: i64) -> Result<Self, Refusal> {
        let name = crate::wording::needed("name", &self.name)?;
        if self.scopes.is_empty() {
            return Err(Refusal::new("users.no_scope", say("users.no_scope")));
        }
        if !(1..=days_max).contains(&self.days) {
            let sentence = crate::texts::say_with("users.token_days", &[("n", &days_max.to_string())]);
            return Err(Refusal::new("users.token_days", sentence).on("days"));
        }
        Ok(Self { name, ..self })
    }
}
