//! The credits of a run as they are read: by payee, with names and exact amounts made when they are looked at.

use std::sync::Arc;

use vocabulary::{Currency, Period, Ratio};

use super::sums::{Credited, Slot};
use super::totals::Whole;
use crate::assignment::Assignments;
use crate::batch::columns::place;
use crate::kernel::Compiled;

/// The exact sum one payee is credited with under one rule in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditTotal<'a> {
    /// Who is credited.
    pub payee: &'a str,
    /// By which rule.
    pub rule: &'a str,
    /// The rule's category.
    pub category: &'a str,
    /// The period's name.
    pub period: &'a str,
    /// Currency of the amount.
    pub currency: Currency,
    /// Exact sum in major units, before any rounding.
    pub amount: Ratio,
    /// How many facts it sums.
    pub lines: u64,
}

/// The credits of a run by payee, period, rule (in the plan's order) and currency.
/// Copies share the sums with each other and with the runs that come after.
#[derive(Clone, Default)]
pub struct CreditTotals(Option<Arc<Table>>);

struct Table {
    whole: Arc<Whole>,
    assignments: Arc<Assignments>,
    /// Id and category of each rule.
    rules: Vec<(String, String)>,
    periods: Vec<String>,
}

impl CreditTotals {
    pub(super) fn of(whole: &Arc<Whole>, compiled: &Compiled<'_>, periods: &[Period]) -> CreditTotals {
        let rules = compiled.crediting.rules.iter();
        CreditTotals(Some(Arc::new(Table {
            whole: whole.clone(),
            assignments: compiled.assignments.clone(),
            rules: rules.map(|rule| (rule.id.clone(), rule.category.clone())).collect(),
            periods: periods.iter().map(|period| period.name.clone()).collect(),
        })))
    }

    /// All of them, by payee, period, rule and currency.
    pub fn iter(&self) -> impl Iterator<Item = CreditTotal<'_>> {
        let table = self.0.as_deref().into_iter();
        table.flat_map(|table| table.people().flat_map(|(name, number)| table.of(name, number)))
    }

    /// Those of one payee, by period, rule and currency.
    pub fn of_payee<'a>(&'a self, payee: &str) -> impl Iterator<Item = CreditTotal<'a>> + use<'a> {
        let found = self.0.as_deref().and_then(|table| Some((table, table.person(payee)?)));
        found.into_iter().flat_map(|(table, (name, number))| table.of(name, number))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let slots = |table: &Table| table.people().map(|(_, number)| table.whole.credited.of(number).len()).sum();
        self.0.as_deref().map_or(0, slots)
    }

    /// Whether nobody is credited with anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Table {
    /// Everybody who may be credited, by name. Holders are numbered by name; the sellers among them come from a map.
    fn people(&self) -> impl Iterator<Item = (&str, u32)> {
        let mut holders = self.assignments.payees.iter().map(String::as_str).zip(0_u32..).peekable();
        let mut sellers = self
            .whole
            .sellers
            .numbers
            .iter()
            .map(|(name, number)| (name.as_str(), *number))
            .peekable();
        std::iter::from_fn(move || match (holders.peek(), sellers.peek()) {
            (Some(holder), Some(seller)) if seller < holder => sellers.next(),
            (Some(_), _) => holders.next(),
            (None, _) => sellers.next(),
        })
    }

    fn person(&self, payee: &str) -> Option<(&str, u32)> {
        let seller = || self.whole.sellers.numbers.get_key_value(payee);
        match self.assignments.number(payee) {
            Some(number) => Some((self.assignments.payees.get(place(number))?, number)),
            None => seller().map(|(name, number)| (name.as_str(), *number)),
        }
    }

    fn of<'a>(&'a self, name: &'a str, number: u32) -> impl Iterator<Item = CreditTotal<'a>> {
        self.whole
            .credited
            .of(number)
            .into_iter()
            .map(move |(slot, credited)| self.total(name, slot, credited))
    }

    fn total<'a>(&'a self, payee: &'a str, slot: Slot, credited: &Credited) -> CreditTotal<'a> {
        let (rule, category) = self.rules.get(place(slot.rule)).expect("a credit stems from one of the rules");
        CreditTotal {
            payee,
            rule,
            category,
            period: self.periods.get(place(slot.period)).expect("a credit falls in one of the periods"),
            currency: slot.currency,
            amount: credited.sum.total(self.assignments.parts),
            lines: u64::try_from(credited.lines).expect("runs that take away more lines than there were are refused"),
        }
    }
}

impl std::fmt::Debug for CreditTotals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl PartialEq for CreditTotals {
    fn eq(&self, other: &CreditTotals) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for CreditTotals {}
