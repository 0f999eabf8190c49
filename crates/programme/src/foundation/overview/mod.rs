//! The chapter overview.

use platform::chapter::Chapter;

/// The chapter.
pub const CHAPTER: Chapter =
    Chapter { word: "overview", migrations: &[], texts: "", grants: &[], places: &[], figures: &[], routes: |routes| routes };
