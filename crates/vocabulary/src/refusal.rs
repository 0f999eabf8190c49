//! A rule said no: which rule, at which field, and what to do about it. A form in which several fields are wrong is refused once, for all of them.

use std::fmt;

/// Shown beside the field on a page, as problem+json by the API, and as a line by the command line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refusal {
    /// Stable and public: `incentives.period_closed`.
    pub code: String,
    /// The form field it is about, if it is about one.
    pub field: Option<String>,
    /// What happened, why, and what to do; for the person who asked.
    pub sentence: String,
    /// What else was wrong with the same form, in the order of its fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Refusal>,
}

impl Refusal {
    pub fn new(code: impl Into<String>, sentence: impl Into<String>) -> Refusal {
        Refusal {
            code: code.into(),
            field: None,
            sentence: sentence.into(),
            further: Vec::new(),
        }
    }

    /// The same refusal, shown beside a field.
    #[must_use]
    pub fn on(self, field: impl Into<String>) -> Refusal {
        Refusal {
            field: Some(field.into()),
            ..self
        }
    }

    /// The same for a reader who sees no form: one sentence after the other, each behind the name of its field.
    #[must_use]
    pub fn with_fields(self) -> Refusal {
        let told = self.all().map(|one| match &one.field {
            Some(field) => format!("{field}: {}", one.sentence),
            None => one.sentence.clone(),
        });
        let sentence = told.collect::<Vec<_>>().join(" ");
        Refusal {
            sentence,
            further: Vec::new(),
            ..self
        }
    }

    /// This refusal and those that came with it.
    pub fn all(&self) -> impl Iterator<Item = &Refusal> {
        std::iter::once(self).chain(&self.further)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        self.further.iter().try_for_each(|other| write!(f, " {}", other.sentence))
    }
}

impl std::error::Error for Refusal {}

/// Faults that can be told together.
pub trait Fault: Sized {
    /// Both, this one first.
    #[must_use]
    fn and(self, other: Self) -> Self;
}

impl Fault for Refusal {
    /// A field is told its first fault only: mended, it may have no other.
    fn and(mut self, mut other: Refusal) -> Refusal {
        let further = std::mem::take(&mut other.further);
        for other in std::iter::once(other).chain(further) {
            let told = other.field.is_some() && self.all().any(|one| one.field == other.field);
            if !told {
                self.further.push(other);
            }
        }
        self
    }
}

/// Checks that do not depend on one another: every value, or everything that is wrong.
///
/// `?` after each check would name the first wrong field only, and whoever fills the form would send it once for each.
///
/// # Errors
/// The faults of all checks, the first check's first.
pub fn together<Checks: Together>(checks: Checks) -> Result<Checks::Values, Checks::Fault> {
    checks.values()
}

/// What [`together`] takes: a tuple of results.
pub trait Together {
    /// The tuple of the values.
    type Values;
    /// What the checks have to say.
    type Fault: Fault;
    /// Every value, or everything that is wrong.
    ///
    /// # Errors
    /// The faults of all checks, the first check's first.
    fn values(self) -> Result<Self::Values, Self::Fault>;
}

macro_rules! together {
    ($($kind:ident $value:ident),+) => {
        impl<Wrong: Fault, $($kind),+> Together for ($(Result<$kind, Wrong>,)+) {
            type Values = ($($kind,)+);
            type Fault = Wrong;

            fn values(self) -> Result<Self::Values, Wrong> {
                match self {
                    ($(Ok($value),)+) => Ok(($($value,)+)),
                    ($($value,)+) => {
                        let faults = [$($value.err()),+].into_iter().flatten();
                        Err(faults.reduce(Fault::and).expect("one of the checks found a fault"))
                    }
                }
            }
        }
    };
}

together!(A a, B b);
together!(A a, B b, C c);
together!(A a, B b, C c, D d);
together!(A a, B b, C c, D d, E e);
together!(A a, B b, C c, D d, E e, F f);

#[cfg(test)]
mod tests {
    use super::{Fault, Refusal, together};

    fn wrong(field: &str) -> Refusal {
        Refusal::new("form.missing", format!("{field} is needed.")).on(field)
    }

    fn fields(refusal: &Refusal) -> Vec<&str> {
        refusal.all().filter_map(|one| one.field.as_deref()).collect()
    }

    #[test]
    fn checks_that_pass_give_their_values() {
        let checked: Result<(u8, &str, bool), Refusal> = together((Ok(1), Ok("two"), Ok(true)));
        assert_eq!(checked, Ok((1, "two", true)));
    }

    #[test]
    fn every_check_that_fails_is_heard_in_its_place() {
        let checked: Result<(u8, u8, u8), Refusal> = together((Err(wrong("name")), Ok(2), Err(wrong("to"))));
        let refusal = checked.unwrap_err();
        assert_eq!((refusal.code.as_str(), fields(&refusal)), ("form.missing", vec!["name", "to"]));
        assert_eq!(refusal.to_string(), "name is needed. to is needed.");
        let told = refusal.with_fields();
        assert_eq!(told.sentence, "name: name is needed. to: to is needed.");
        assert_eq!(told.all().count(), 1);
    }

    #[test]
    fn a_field_is_told_once_in_one_flat_list() {
        let both = wrong("a").and(wrong("b"));
        assert_eq!(fields(&wrong("z").and(both.clone()).and(both)), ["z", "a", "b"]);
        let general = Refusal::new("closed", "It is closed.");
        assert_eq!(general.clone().and(general).all().count(), 2, "what belongs to no field is kept");
    }
}
