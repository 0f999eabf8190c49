//! Ids of records that one chapter alone knows: each kind is a type of its own, declared where its records are kept.

pub use vocabulary::{IdProblem, IdSource, RecordId};

/// Declares the id of a kind of record: made from the ids of a transaction, read from addresses and columns, written in JSON.
///
/// ```text
/// platform::record_id! {
///     /// A note.
///     NoteId of "note"
/// }
/// ```
#[macro_export]
macro_rules! record_id {
    ($(#[doc = $doc:literal])+ $name:ident of $what:literal) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
        #[serde(transparent)]
        #[schemars(inline)]
        pub struct $name($crate::records::RecordId);

        impl $name {
            /// A new id from the source.
            pub fn new(ids: &dyn $crate::records::IdSource) -> Self {
                Self($crate::records::RecordId::new(ids))
            }

            /// Reads the hyphenated form only.
            ///
            /// # Errors
            /// When the text is no id.
            pub fn parse(text: &str) -> Result<Self, $crate::records::IdProblem> {
                $crate::records::RecordId::parse(text).map(Self)
            }

            /// The record that an address names. An address that names none answers like one that names somebody else's.
            ///
            /// # Errors
            /// Not found.
            pub fn in_address(text: &str) -> $crate::Result<Self> {
                Self::parse(text).ok().ok_or($crate::Error::NotFound { what: $what })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, out)
            }
        }

        $crate::text_column!($name);
    };
}
