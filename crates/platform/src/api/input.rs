//! What an operation takes, field by field: the same declaration refuses what does not fit and describes what does.

use crate::texts::{say, say_with};
use serde_json::{Value, json};
use vocabulary::{Day, Ratio, RecordId, Refusal};

/// The most characters of a text, unless its field says otherwise: what one line of a form takes.
pub(super) const TEXT_MAX: usize = 400;

/// One field of a body, or one parameter of a query.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// The key of what it is called or what it is for.
    pub about: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// Whether it must be there.
    pub needed: bool,
}

/// What a field may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text of at most so many characters.
    Text(usize),
    /// A day: `2027-04-15`.
    Day,
    /// An exact decimal number, written as a text: `"1234.50"`.
    Decimal,
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// Yes or no.
    Flag,
    /// The id of a record.
    Id,
    /// One of the words.
    Word(fn() -> Vec<&'static str>),
    /// At most so many texts.
    Texts(usize),
    /// Any of the words, each at most once.
    Words(fn() -> Vec<&'static str>),
}

impl Input {
    const fn new(name: &'static str, about: &'static str, kind: Kind) -> Self {
        Self {
            name,
            about,
            kind,
            needed: false,
        }
    }

    /// A text of a line.
    #[must_use]
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Text(TEXT_MAX))
    }

    /// A text of at most so many characters.
    #[must_use]
    pub const fn long(name: &'static str, about: &'static str, characters_max: usize) -> Self {
        Self::new(name, about, Kind::Text(characters_max))
    }

    /// A day.
    #[must_use]
    pub const fn day(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Day)
    }

    /// An exact decimal number.
    #[must_use]
    pub const fn decimal(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Decimal)
    }

    /// A whole number between two bounds.
    #[must_use]
    pub const fn whole(name: &'static str, about: &'static str, min: i64, max: i64) -> Self {
        Self::new(name, about, Kind::Whole(min, max))
    }

    /// Yes or no.
    #[must_use]
    pub const fn flag(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Flag)
    }

    /// The id of a record.
    #[must_use]
    pub const fn id(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Kind::Id)
    }

    /// One of the words.
    #[must_use]
    pub const fn word(name: &'static str, about: &'static str, words: fn() -> Vec<&'static str>) -> Self {
        Self::new(name, about, Kind::Word(words))
    }

    /// At most so many texts.
    #[must_use]
    pub const fn texts(name: &'static str, about: &'static str, count_max: usize) -> Self {
        Self::new(name, about, Kind::Texts(count_max))
    }

    /// Any of the words, each at most once.
    #[must_use]
    pub const fn words(name: &'static str, about: &'static str, words: fn() -> Vec<&'static str>) -> Self {
        Self::new(name, about, Kind::Words(words))
    }

    /// The same, but it must be there.
    #[must_use]
    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// The JSON Schema of its value.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut schema = self.kind.schema(self.needed);
        if !self.needed
            && let Some(kind) = schema.get_mut("type")
        {
            *kind = json!([kind.take(), "null"]);
        }
        if !self.needed
            && let Some(Value::Array(words)) = schema.get_mut("enum")
        {
            words.push(Value::Null);
        }
        if let Value::Object(members) = &mut schema {
            members.insert("description".to_owned(), json!(say(self.about)));
        }
        schema
    }

    /// The JSON Schema of a value in a query, where everything is a text.
    #[must_use]
    pub fn query_schema(&self) -> Value {
        self.kind.schema(true)
    }

    /// The texts under which a value of a body is handed on; none when it is absent.
    pub(super) fn of_json(&self, value: &Value) -> Result<Vec<String>, Refusal> {
        match (self.kind, value) {
            (_, Value::Null) if !self.needed => Ok(Vec::new()),
            (Kind::Texts(max), Value::Array(values)) if values.len() <= max => values
                .iter()
                .map(|value| self.one(value.as_str(), Kind::Text(TEXT_MAX)))
                .collect::<Result<_, _>>(),
            (Kind::Words(words), Value::Array(values)) => {
                let read = values.iter().map(|value| self.one(value.as_str(), Kind::Word(words)));
                let read = read.collect::<Result<Vec<_>, _>>()?;
                let distinct: std::collections::BTreeSet<&String> = read.iter().collect();
                if distinct.len() < read.len() {
                    return Err(self.wrong_kind());
                }
                Ok(read)
            }
            (Kind::Texts(_) | Kind::Words(_), _) => Err(self.wrong_kind()),
            (Kind::Flag, Value::Bool(flag)) => Ok(vec![if *flag { "yes" } else { "no" }.to_owned()]),
            (Kind::Whole(..), Value::Number(number)) => {
                // A fraction or an exponent is no whole number, even where its value is.
                let text = number.as_i64().map(|number| number.to_string());
                Ok(vec![self.one(text.as_deref(), self.kind)?])
            }
            (Kind::Flag | Kind::Whole(..), _) => Err(self.wrong_kind()),
            (Kind::Text(_) | Kind::Day | Kind::Decimal | Kind::Id | Kind::Word(_), value) => Ok(vec![self.one(value.as_str(), self.kind)?]),
        }
    }

    /// The texts under which a value of a query or of a form with files is handed on.
    pub(super) fn of_text(&self, text: &str) -> Result<Vec<String>, Refusal> {
        if text.is_empty() && !self.needed {
            return Ok(Vec::new());
        }
        match self.kind {
            Kind::Flag if matches!(text, "true" | "false") => Ok(vec![if text == "true" { "yes" } else { "no" }.to_owned()]),
            Kind::Flag => Err(self.wrong_kind()),
            Kind::Texts(_) => Ok(vec![self.one(Some(text), Kind::Text(TEXT_MAX))?]),
            Kind::Words(words) => Ok(vec![self.one(Some(text), Kind::Word(words))?]),
            kind @ (Kind::Text(_) | Kind::Day | Kind::Decimal | Kind::Whole(..) | Kind::Id | Kind::Word(_)) => {
                Ok(vec![self.one(Some(text), kind)?])
            }
        }
    }

    fn one(&self, text: Option<&str>, kind: Kind) -> Result<String, Refusal> {
        let text = text.ok_or_else(|| self.wrong_kind())?;
        let fits = match kind {
            Kind::Text(max) => return self.a_text(text, max),
            Kind::Day => Day::parse(text).is_ok(),
            Kind::Decimal => is_decimal(text) && Ratio::parse(text).is_ok(),
            Kind::Whole(min, max) => text.parse::<i64>().is_ok_and(|number| (min..=max).contains(&number)),
            Kind::Id => RecordId::parse(text).is_ok(),
            Kind::Word(words) => words().contains(&text),
            Kind::Flag | Kind::Texts(_) | Kind::Words(_) => false,
        };
        if fits { Ok(text.to_owned()) } else { Err(self.wrong_kind()) }
    }

    fn a_text(&self, text: &str, max: usize) -> Result<String, Refusal> {
        if self.needed && text.trim().is_empty() {
            return Err(self.missing());
        }
        if text.chars().count() > max {
            let most = [("n", max.to_string())];
            let most: Vec<(&str, &str)> = most.iter().map(|(name, value)| (*name, value.as_str())).collect();
            return Err(Refusal::new("api.too_long", say_with("api.too_long", &most)).on(self.name));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(Refusal::new("api.control", say("api.control")).on(self.name));
        }
        Ok(text.to_owned())
    }

    pub(super) fn missing(&self) -> Refusal {
        Refusal::new("form.missing", say("form.missing")).on(self.name)
    }

    fn wrong_kind(&self) -> Refusal {
        let refusal = match self.kind {
            Kind::Text(_) => Refusal::new("api.no_text", say("api.no_text")),
            Kind::Day => Refusal::new("form.no_day", say("form.no_day")),
            Kind::Decimal => Refusal::new("api.no_decimal", say("api.no_decimal")),
            Kind::Whole(min, max) => {
                let bounds = [min, max].map(|bound| bound.to_string());
                let [min, max] = bounds.each_ref().map(String::as_str);
                Refusal::new("api.no_whole", say_with("api.no_whole", &[("min", min), ("max", max)]))
            }
            Kind::Flag => Refusal::new("api.no_flag", say("api.no_flag")),
            Kind::Id => Refusal::new("api.no_id", say("api.no_id")),
            Kind::Word(words) => {
                let words = words().join(", ");
                Refusal::new("api.no_word", say_with("api.no_word", &[("words", &words)]))
            }
            Kind::Texts(max) => Refusal::new("api.no_texts", say_with("api.no_texts", &[("n", &max.to_string())])),
            Kind::Words(words) => {
                let words = words().join(", ");
                Refusal::new("api.no_words", say_with("api.no_words", &[("words", &words)]))
            }
        };
        refusal.on(self.name)
    }
}

/// Digits with a point, as the pattern of the schema says.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str, max: usize| (1..=max).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    plain(whole, 15) && plain(fraction, 9)
}

impl Kind {
    fn schema(self, needed: bool) -> Value {
        match self {
            Self::Text(max) if needed => json!({ "type": "string", "minLength": 1, "maxLength": max, "pattern": "\\S" }),
            Self::Text(max) => json!({ "type": "string", "maxLength": max }),
            Self::Day => json!({ "type": "string", "format": "date" }),
            Self::Decimal => json!({ "type": "string", "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,9})?$" }),
            Self::Whole(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Id => json!({ "type": "string", "format": "uuid" }),
            Self::Word(words) => json!({ "type": "string", "enum": words() }),
            Self::Texts(max) => json!({ "type": "array", "maxItems": max, "items": { "type": "string", "maxLength": TEXT_MAX } }),
            Self::Words(words) => json!({ "type": "array", "uniqueItems": true, "items": { "type": "string", "enum": words() } }),
        }
    }
}
