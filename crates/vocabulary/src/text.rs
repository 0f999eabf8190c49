//! How a value stands in a file or message: as the same text a person reads, and no longer than it may be.

/// Serialises a type as its `Display` text and reads it back through `FromStr`, so that invariants hold on the way in.
macro_rules! serde_as_text {
    ($name:ty, $format:literal) => {
        $crate::text::serde_as_text!(@text $name);
        $crate::text::schema_as_text!($name, { "type": "string", "format": $format });
    };
    ($name:ty) => {
        $crate::text::serde_as_text!(@text $name);
        $crate::text::schema_as_text!($name, { "type": "string" });
    };
    (@text $name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

/// Says in a JSON Schema how a type stands in JSON.
macro_rules! schema_as_text {
    ($name:ty, $schema:tt) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}
pub(crate) use schema_as_text;

/// The beginning of a text, short enough to be quoted in a sentence.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut start: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        start.push('…');
    }
    start
}
