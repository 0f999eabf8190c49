//! The rounding point: where an exact amount becomes money.

use vocabulary::{Cell, Explained, Money, Ratio, Trace};

use super::Desk;

impl Desk<'_> {
    /// An exact amount that is not money yet.
    pub(super) fn exact(&self, value: &Ratio) -> Cell {
        Cell::Amount {
            value: value.clone(),
            currency: self.plan.currency,
        }
    }

    /// Rounds as the plan says; the trace of the exact amount stays below the rounded one.
    pub(super) fn round(&self, exact: Explained<Ratio>) -> Explained<Money> {
        let Explained { value, trace } = exact;
        let value = match value {
            Ok(value) => value,
            Err(unknown) => {
                return Explained {
                    value: Err(unknown),
                    trace,
                };
            }
        };
        let rule = self.plan.rounding;
        let rounded = value.round(rule.digits, rule.mode);
        let money = match Money::round(&rounded, self.plan.currency, rule.mode) {
            Ok(money) => money,
            Err(problem) => return Explained::unknown(problem.to_string(), trace),
        };
        let mut trace = trace;
        if rounded != value {
            let how = rule.mode.name().replace('_', " ");
            let note = format!("Rounded {how} to {} decimals (line {}).", rule.digits, rule.line);
            trace = match trace.note.take() {
                Some(before) => trace.note(format!("{before} {note}")),
                None => trace.note(note),
            };
        }
        trace.value = Cell::Money(money);
        Explained::known(money, trace)
    }

    /// Adds what several intervals earned; one unknown part makes the sum unknown.
    pub(super) fn sum(&self, what: String, formula: &str, parts: Vec<Explained<Money>>) -> Explained<Money> {
        let mut total = Ok(Money::zero(self.plan.currency));
        for part in &parts {
            total = match (total, &part.value) {
                (Ok(total), Ok(part)) => total.checked_add(*part).map_err(|problem| problem.to_string()),
                (Ok(_), Err(unknown)) => Err(unknown.because.clone()),
                (Err(because), _) => Err(because),
            };
        }
        let traces = parts.into_iter().map(|part| part.trace);
        match total {
            Ok(total) => {
                let trace = Trace::new(what, Cell::Money(total)).formula(formula).inputs(traces);
                Explained::known(total, trace)
            }
            Err(because) => {
                let trace = Trace::new(what, Cell::Unknown(because.clone())).formula(formula).inputs(traces);
                Explained::unknown(because, trace)
            }
        }
    }
}

/// The reason of an unknown value.
pub(super) fn reason<T>(value: &Explained<T>) -> Option<String> {
    value.value.as_ref().err().map(|unknown| unknown.because.clone())
}

/// An unknown value that stands on others.
pub(super) fn unknown<T>(what: String, because: String, inputs: Vec<Trace>) -> Explained<T> {
    let trace = Trace::new(what, Cell::Unknown(because.clone())).inputs(inputs);
    Explained::unknown(because, trace)
}
