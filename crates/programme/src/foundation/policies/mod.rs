//! The chapter policies.

use platform::chapter::Chapter;

/// The chapter.
pub const CHAPTER: Chapter =
    Chapter { word: "policies", migrations: &[], texts: "", grants: &[], places: &[], figures: &[], routes: |routes| routes };

/// A named policy value and its default.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// `POL.XC.MIN_RESPONDENTS`.
    pub name: &'static str,
    /// The value until somebody sets another.
    pub default: &'static str,
    /// What it is counted in.
    pub unit: &'static str,
    /// The key of its meaning in the text catalogue.
    pub meaning: &'static str,
}

/// The policies that belong to no single chapter.
pub const POLICIES: &[Policy] = &[];
