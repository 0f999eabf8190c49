//! SPIFFs: events in their window, first ones of a kind, limits per person and a budget for everybody.

use super::numbers::{Number, cents, first_of, last_of, least, money, none, part, whole};
use super::{Case, Chance, SUM, plan};

struct Invoice {
    /// An order earns nothing and does not make the invoice after it the second.
    kind: &'static str,
    day: i64,
    month: i64,
    source: &'static str,
    document: String,
    seller: &'static str,
    division: i64,
    amount: i64,
    paid: Option<i64>,
}

struct Terms {
    first_month: i64,
    /// The first month that no longer counts.
    end_month: i64,
    only_first: bool,
    least_amount: Option<i64>,
    /// Cents for each event, or a rate in basis points of its amount.
    each: Result<i64, i64>,
    per_person: Option<i64>,
    budget: Option<i64>,
    cash: bool,
}

fn terms(chance: &mut Chance) -> Terms {
    let only_first = chance.one_in(2);
    let first_month = chance.between(1, 5);
    Terms {
        first_month,
        end_month: chance.between(first_month + 1, 13),
        only_first,
        least_amount: (!only_first || chance.one_in(2)).then(|| chance.between(1, 60_000)),
        each: if chance.one_in(2) {
            Ok(chance.between(1, 30_000))
        } else {
            Err(chance.between(1, 999))
        },
        per_person: chance.one_in(2).then(|| chance.between(1, 4)),
        budget: chance.one_in(2).then(|| chance.between(1, 60_000)),
        cash: chance.one_in(3),
    }
}

impl Terms {
    fn component(&self) -> String {
        let first = self.only_first.then(|| "first_invoice(tx.division)".to_owned());
        let large = self.least_amount.map(|amount| format!("tx.amount >= {} EUR", money(amount)));
        let invoice = "tx.kind == \"invoice\"".to_owned();
        let event: Vec<String> = std::iter::once(invoice).chain(first).chain(large).collect();
        let amount = match self.each {
            Ok(amount) => format!("{} EUR", money(amount)),
            Err(points) => format!("tx.amount * 0.0{points:03}"),
        };
        let person = self.per_person.map(|times| format!("per_person: {times}"));
        let budget = self.budget.map(|budget| format!("budget: {} EUR", money(budget)));
        let limit: Vec<String> = person.into_iter().chain(budget).collect();
        format!(
            "{{ id: extra, kind: spiff.per_event, window: {{ from: {}, to: {} }}, event: '{}', amount: '{amount}'{}{} }}",
            first_of(self.first_month),
            first_of(self.end_month),
            event.join(" && "),
            if limit.is_empty() {
                String::new()
            } else {
                format!(", limit: {{ {} }}", limit.join(", "))
            },
            if self.cash { ", pay_when: { cash_received: full }" } else { "" },
        )
    }

    fn plan(&self) -> String {
        plan(&format!(
            "measures:
  sales: {{ unit: EUR, interval: year, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 0% }}
  - {}",
            self.component()
        ))
    }

    fn amount(&self, of: i64) -> Number {
        match self.each {
            Ok(amount) => part(amount, 100),
            Err(points) => part(of, 100) * part(points, 10_000),
        }
    }

    /// What each event pays, given those that earn in the order in which they compete: earlier ones come first, and
    /// the last one within the budget has what is left of it.
    fn awards(&self, events: &[(&str, i64)]) -> Vec<Number> {
        let mut left = self.budget.map(|budget| part(budget, 100));
        let mut times: Vec<&str> = Vec::new();
        let mut awards = Vec::new();
        for (person, amount) in events {
            let had = times.iter().filter(|other| *other == person).count();
            if self
                .per_person
                .is_some_and(|most| whole(most) <= whole(i64::try_from(had).unwrap()))
            {
                awards.push(none());
                continue;
            }
            let mut award = self.amount(*amount);
            if let Some(left) = &mut left {
                award = least(award, left.clone());
                *left -= &award;
            }
            times.push(person);
            awards.push(award);
        }
        awards
    }
}

/// Invoices of two people earn; what the customers pay decides when it is paid.
pub(super) fn by_transaction(chance: &mut Chance) -> Case {
    let terms = terms(chance);
    let count = chance.between(0, 14);
    let numbers: Vec<i64> = (0..count).collect();
    let invoices: Vec<Invoice> = chance
        .shuffled(&numbers)
        .into_iter()
        .map(|number| {
            let month = chance.between(1, 12);
            Invoice {
                kind: chance.one_of(&["invoice", "invoice", "invoice", "order"]),
                day: chance.one_of(&[4, 9]),
                month,
                source: chance.one_of(&["erp", "shop"]),
                document: format!("D-{number:02}"),
                seller: chance.one_of(&["anna", "anna", "bob"]),
                division: chance.between(0, 4),
                amount: chance.between(1, 90_000),
                paid: chance.one_in(2).then(|| chance.between(month, 12)),
            }
        })
        .collect();
    let mut case = Case::of_some_months(terms.plan(), chance);
    case.given("participant: { person: anna }");
    let line = |invoice: &Invoice| {
        format!(
            "date: {}, kind: {}, source: {}, document: {}, seller: {}, division: d{}, amount: {} EUR",
            first_of(invoice.month) + invoice.day,
            invoice.kind,
            invoice.source,
            invoice.document,
            invoice.seller,
            invoice.division,
            money(invoice.amount)
        )
    };
    case.facts("transactions", invoices.iter().map(line).collect());
    let mut payments = Vec::new();
    for invoice in &invoices {
        // Every other invoice is paid in two parts; the second makes it whole.
        if let Some(month) = invoice.paid {
            let half = invoice.amount / 2;
            let of = &invoice.document;
            payments.push(format!(
                "date: {}, of: {of}, amount: {} EUR",
                last_of(month),
                money(invoice.amount - half)
            ));
            payments.push(format!(
                "date: {}, of: {of}, amount: {} EUR",
                first_of(month) + invoice.day,
                money(half)
            ));
        }
    }
    case.facts("payments", payments);
    expectations(&mut case, &terms, invoices);
    case
}

fn expectations(case: &mut Case, terms: &Terms, mut invoices: Vec<Invoice>) {
    invoices.sort_by_key(|invoice| (invoice.month, invoice.day, invoice.source, invoice.document.clone()));
    let mut seen: Vec<i64> = Vec::new();
    let mut earning: Vec<&Invoice> = Vec::new();
    for invoice in invoices.iter().filter(|invoice| invoice.kind == "invoice") {
        let is_first = !seen.contains(&invoice.division);
        seen.push(invoice.division);
        let in_window = (terms.first_month..terms.end_month).contains(&invoice.month);
        let is_large = terms.least_amount.is_none_or(|least| invoice.amount >= least);
        if in_window && is_large && (is_first || !terms.only_first) {
            earning.push(invoice);
        }
    }
    let events: Vec<(&str, i64)> = earning.iter().map(|invoice| (invoice.seller, invoice.amount)).collect();
    let awards = terms.awards(&events);
    let annas: Vec<(&Invoice, Number)> = earning
        .into_iter()
        .zip(awards)
        .filter(|(invoice, _)| invoice.seller == "anna")
        .collect();
    let (mut earned, mut paid) = (0, 0);
    for month in 1..=12 {
        let until = annas.iter().filter(|(invoice, _)| invoice.month <= month);
        let now = cents(&until.clone().map(|(_, award)| award.clone()).sum::<Number>());
        let received = until.filter(|(invoice, _)| invoice.paid.is_some_and(|paid| paid <= month));
        let payable = if terms.cash {
            cents(&received.map(|(_, award)| award.clone()).sum::<Number>())
        } else {
            now
        };
        let name = format!("2027-{month:02}");
        case.expect(&name, "extra", money(now - earned));
        case.expect(&name, "payments", money(payable - paid));
        case.expect(&name, "balance", money(now - payable));
        (earned, paid) = (now, payable);
    }
    case.expect("2027", "total_incentive", money(earned));
}

/// Events that are given as satisfying the SPIFF.
pub(super) fn by_event(chance: &mut Chance) -> Case {
    let terms = Terms {
        cash: false,
        ..terms(chance)
    };
    let mut case = Case::of_some_months(terms.plan(), chance);
    case.given("participant: { person: anna }");
    let mut events: Vec<(i64, i64, String, &str, i64)> = (0..chance.between(1, 12))
        .map(|number| {
            let person = chance.one_of(&["anna", "anna", "bob"]);
            let (month, day) = (chance.between(1, 12), chance.one_of(&[4, 9]));
            (month, day, format!("E-{number:02}"), person, chance.between(1, 90_000))
        })
        .collect();
    let line = |(month, day, document, person, amount): &(i64, i64, String, &str, i64)| {
        format!(
            "date: {}, kind: extra, document: {document}, person: {person}, amount: {} EUR",
            first_of(*month) + *day,
            money(*amount)
        )
    };
    case.facts("events", events.iter().map(line).collect());
    case.facts("transactions", Vec::new());
    events.sort();
    events.retain(|(month, ..)| (terms.first_month..terms.end_month).contains(month));
    let competing: Vec<(&str, i64)> = events.iter().map(|(.., person, amount)| (*person, *amount)).collect();
    let awards = terms.awards(&competing);
    for month in 1..=12 {
        let to_date = |last: i64| {
            let annas = events
                .iter()
                .zip(&awards)
                .filter(|((month, _, _, person, _), _)| *month <= last && *person == "anna");
            cents(&annas.map(|(_, award)| award.clone()).sum::<Number>())
        };
        case.expect(format!("2027-{month:02}"), "extra", money(to_date(month) - to_date(month - 1)));
    }
    case
}
