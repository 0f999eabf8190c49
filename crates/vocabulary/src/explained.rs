//! An answer with its reasons: a value or *unknown, because*, and the trace that leads to it.

use crate::ratio::Ratio;
use crate::trace::Trace;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unknown {
    /// A sentence for the reader: what is missing.
    pub because: String,
    /// How much of the answer is known, where that can be said (1 = everything).
    pub known_share: Option<Ratio>,
}

impl Unknown {
    pub fn because(because: impl Into<String>) -> Unknown {
        Unknown {
            because: because.into(),
            known_share: None,
        }
    }
}

/// A computed answer and how it came about. Unknown is never shown as zero.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Explained<T> {
    pub value: Result<T, Unknown>,
    pub trace: Trace,
}

impl<T> Explained<T> {
    pub fn known(value: T, trace: Trace) -> Explained<T> {
        Explained { value: Ok(value), trace }
    }

    pub fn unknown(because: impl Into<String>, trace: Trace) -> Explained<T> {
        Explained {
            value: Err(Unknown::because(because)),
            trace,
        }
    }

    /// Another form of the same answer; the trace stays.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Explained<U> {
        Explained {
            value: self.value.map(change),
            trace: self.trace,
        }
    }

    pub fn is_known(&self) -> bool {
        self.value.is_ok()
    }

    /// The value, if there is one.
    pub fn known_value(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }

    /// Why there is none, if there is none.
    pub fn reason_unknown(&self) -> Option<&Unknown> {
        self.value.as_ref().err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Currency, Link, Money, Ratio, TraceTable};

    fn sample() -> Trace {
        let attainment = Ratio::fraction(23, 20).expect("twenty is not zero");
        Trace::new("growth commission", Cell::Money(Money::from_minor(2_880_000, Currency::EUR)))
            .formula("rate × growth, by tier")
            .rule("growth-commission")
            .place("plan.yaml line 12")
            .note("the 53rd week belongs to P12")
            .link(Link::new("plan", "7", "Plan 2027"))
            .table(TraceTable {
                heads: vec!["tier".into(), "growth".into()],
                rows: vec![vec![
                    Cell::Count(1),
                    Cell::Amount {
                        value: attainment.clone(),
                        currency: Currency::EUR,
                    },
                ]],
                total: Some(vec![Cell::Empty, Cell::Number(attainment.clone())]),
            })
            .input(Trace::new("attainment", Cell::Percent(attainment)))
            .inputs([Trace::new("satisfaction", Cell::Unknown("no survey".into()))])
    }

    #[test]
    fn an_answer_and_its_reasons_survive_storage() {
        let known = Explained::known(Money::from_minor(2_880_000, Currency::EUR), sample());
        let stored = serde_json::to_string(&known).unwrap();
        assert_eq!(serde_json::from_str::<Explained<Money>>(&stored).unwrap(), known);
        let unknown = Explained::<Money>::unknown("there was no survey", sample());
        let stored = serde_json::to_string(&unknown).unwrap();
        assert_eq!(serde_json::from_str::<Explained<Money>>(&stored).unwrap(), unknown);
    }

    #[test]
    fn unknown_stays_unknown_in_every_form() {
        let known = Explained::known(2, sample()).map(|value| value * 2);
        assert_eq!(known.known_value(), Some(&4));
        let unknown = Explained::<i64>::unknown("there was no survey", sample()).map(|value| value + 1);
        assert!(!unknown.is_known());
        assert_eq!(unknown.known_value(), None);
        assert_eq!(
            unknown.reason_unknown().map(|unknown| unknown.because.as_str()),
            Some("there was no survey")
        );
        assert_eq!(unknown.trace, sample());
    }
}
