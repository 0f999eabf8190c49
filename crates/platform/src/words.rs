//! Choices with a word: one enum whose variants stand in records, forms and API by the same word, and have a sentence each.

/// Declares an enum with a word for each variant, its order in forms, its sentence, and its column.
///
/// ```text
/// platform::words! {
///     /// What a session was about.
///     Kind says "coaching.kind_{}" {
///         /// One deal.
///         Deal = "deal",
///     }
/// }
/// ```
#[macro_export]
macro_rules! words {
    ($(#[doc = $about:literal])+ $name:ident says $says:literal { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[doc = $doc])+ $variant),+ }

        impl $name {
            /// Every one, in the order in which a form offers them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in records, API and addresses.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one of a word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }

            /// Every word, as programs send it.
            #[must_use]
            pub fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|one| one.word()).collect()
            }

            /// As people say it.
            #[must_use]
            pub fn say(self) -> &'static str {
                $crate::texts::say(&format!($says, self.word()))
            }

            /// All of them for a form.
            #[must_use]
            pub fn choices() -> Vec<$crate::look::components::Choice> {
                Self::ALL.iter().map(|one| $crate::look::components::Choice::new(one.word(), one.say())).collect()
            }
        }

        impl $crate::database::Bind for $name {
            fn bind(&self) -> $crate::database::Value {
                self.word().bind()
            }
        }

        impl $crate::database::Column for $name {
            fn read(value: &$crate::database::Value) -> Option<Self> {
                <String as $crate::database::Column>::read(value).and_then(|word| Self::parse(&word))
            }
        }
    };
}
