//! Pay that waits for the customers' money: invoices paid in full, the paid share of the whole, and money that fills
//! the lower tiers first. Credit notes settle as much of their invoice.

use super::numbers::{Number, cents, first_of, least, money, most, none, part, whole};
use super::tables::Tiers;
use super::{Case, Chance, SUM, plan};

/// An invoice, its credit note and what the customer paid, all in cents and months.
struct Invoice {
    month: i64,
    amount: i64,
    /// Of a hundred.
    share: i64,
    note: Option<(i64, i64)>,
    payments: Vec<(i64, i64)>,
}

impl Invoice {
    fn chosen(chance: &mut Chance, notes_within: i64) -> Invoice {
        let (month, amount) = (chance.between(1, 12), chance.between(100, 300_000));
        let last = ((month - 1) / notes_within + 1) * notes_within;
        let note = chance.one_in(4).then(|| {
            (
                chance.between(month, last.min(12)),
                if chance.one_in(3) { amount } else { chance.between(1, amount) },
            )
        });
        let owed = amount - note.map_or(0, |(_, credited)| credited);
        let mut payments = Vec::new();
        if chance.one_in(3) {
            payments.push((chance.between(month, 12), owed));
        } else {
            for _ in 0..chance.between(0, 2) {
                payments.push((chance.between(month, 12), chance.between(1, amount)));
            }
        }
        payments.retain(|(_, amount)| *amount > 0);
        Invoice {
            month,
            amount,
            share: chance.one_of(&[100, 100, 100, 60, 25, 0]),
            note,
            payments,
        }
    }

    /// The person's part of the invoice that was posted by a month.
    fn credited(&self, from: i64, month: i64) -> Number {
        let of = |posted: i64, amount: i64| {
            let counts = (from..=month).contains(&posted);
            if counts {
                part(amount, 100) * part(self.share, 100)
            } else {
                none()
            }
        };
        of(self.month, self.amount) - self.note.map_or_else(none, |(posted, credited)| of(posted, credited))
    }

    /// What of the invoice the customer has paid by a month, of what its note left of it; nothing left is all paid.
    fn settled(&self, month: i64) -> Number {
        let received: i64 = self
            .payments
            .iter()
            .filter(|(paid, _)| *paid <= month)
            .map(|(_, amount)| amount)
            .sum();
        let noted = self.note.filter(|(posted, _)| *posted <= month).map_or(0, |(_, credited)| credited);
        if noted >= self.amount {
            return whole(1);
        }
        least(part(received, self.amount - noted), whole(1))
    }

    /// The credits of an interval that are covered: the note goes with its invoice.
    fn covered(&self, from: i64, to: i64, counts: &Number) -> Number {
        self.credited(from, to) * counts
    }
}

fn facts(case: &mut Case, chance: &mut Chance, invoices: &[Invoice]) {
    let (mut transactions, mut payments) = (Vec::new(), Vec::new());
    for (number, invoice) in invoices.iter().enumerate() {
        let who = match invoice.share {
            100 => "seller: anna".to_owned(),
            0 => "seller: bob".to_owned(),
            share => format!("splits: {{ anna: {share}%, bob: {}% }}", 100 - share),
        };
        let day = chance.between(0, 9);
        transactions.push(format!(
            "date: {}, kind: invoice, document: D-{number}, {who}, amount: {} EUR",
            first_of(invoice.month) + day,
            money(invoice.amount)
        ));
        if let Some((month, credited)) = invoice.note {
            transactions.push(format!(
                "date: {}, kind: credit_note, document: N-{number}, of: D-{number}, {who}, amount: {} EUR",
                first_of(month) + (day + chance.between(0, 9)),
                money(-credited)
            ));
        }
        for (month, amount) in &invoice.payments {
            let date = first_of(*month) + chance.between(10, 27);
            payments.push(format!("date: {date}, of: D-{number}, amount: {} EUR", money(*amount)));
        }
    }
    case.given("participant: { person: anna }");
    case.facts("transactions", transactions);
    case.facts("payments", payments);
}

/// By month: what is earned, paid and left, given what is earned and payable to date in cents.
pub(super) fn expect_months(case: &mut Case, to_date: impl Fn(i64) -> (i64, i64)) {
    let (mut earned, mut paid) = (0, 0);
    for month in 1..=12 {
        let (earned_now, payable_now) = to_date(month);
        // A pay run never takes money; what is owed waits for the next ones.
        let paid_now = paid.max(payable_now);
        let name = format!("2027-{month:02}");
        case.expect(&name, "pay", money(earned_now - earned));
        case.expect(&name, "payments", money(paid_now - paid));
        case.expect(&name, "balance", money(earned_now - paid_now));
        (earned, paid) = (earned_now, paid_now);
    }
    case.expect("2027", "payments", money(paid));
}

/// The intervals begun by the end of a month, each from its first to its last month so far.
fn intervals(months: i64, until: i64) -> impl Iterator<Item = (i64, i64)> {
    (0..12 / months)
        .map(move |number| number * months + 1)
        .filter(move |from| *from <= until)
        .map(move |from| (from, (from + months - 1).min(until)))
}

const LENGTHS: [(&str, i64); 3] = [("month", 1), ("quarter", 3), ("year", 12)];

pub(super) fn pooled(chance: &mut Chance) -> Case {
    let (interval, months) = chance.one_of(&LENGTHS);
    let tiers = Tiers::chosen(chance, 3_000);
    let full = chance.one_in(2);
    let linear = full || chance.one_in(2);
    let rate = chance.between(1, 2_500);
    let kind = if linear {
        format!("kind: commission.rate, rate: {}", super::tables::basis_points(rate))
    } else {
        format!(
            "kind: commission.tiers, tiers: {{ mode: marginal, by: amount, boundary: lower_tier, rows: [{}] }}",
            tiers.rows(" EUR")
        )
    };
    let when = if full {
        "cash_received: full"
    } else {
        "cash_received: prorated, cash: pooled"
    };
    let mut case = Case::of_some_months(
        plan(&format!(
            "measures:
  sales: {{ unit: EUR, interval: {interval}, value: {SUM} }}
components:
  - {{ id: pay, measure: sales, {kind}, pay_when: {{ {when} }} }}"
        )),
        chance,
    );
    // A note in a later interval than its invoice pools nothing with it.
    let notes_within = if linear { 12 } else { months };
    let invoices: Vec<Invoice> = (0..chance.between(0, 7)).map(|_| Invoice::chosen(chance, notes_within)).collect();
    facts(&mut case, chance, &invoices);
    let earn = |value: &Number| {
        if linear {
            part(rate, 10_000) * value
        } else {
            tiers.marginal(value, &whole(1))
        }
    };
    expect_months(&mut case, |month| {
        let (mut earned, mut payable) = (0, 0);
        for (from, to) in intervals(months, month) {
            let credited: Number = invoices.iter().map(|invoice| invoice.credited(from, to)).sum();
            let covered: Number = invoices
                .iter()
                .map(|invoice| match (full, invoice.settled(month)) {
                    (false, settled) => invoice.covered(from, to, &settled),
                    (true, settled) if settled == whole(1) => invoice.covered(from, to, &settled),
                    (true, _) => none(),
                })
                .sum();
            let interval = cents(&earn(&credited));
            earned += interval;
            payable += if credited == none() {
                interval
            } else {
                cents(&(part(interval, 100) * covered / credited))
            };
        }
        (earned, payable)
    });
    case
}

/// The earning is what the money received so far would earn: it fills the lower tiers first.
pub(super) fn threshold_first(chance: &mut Chance) -> Case {
    let (interval, months) = chance.one_of(&LENGTHS);
    let tiers = Tiers::chosen(chance, 3_000);
    let by_attainment = chance.one_in(2);
    let (by, unit, quota, one) = if by_attainment {
        ("attainment", "%", ", quota: 500 EUR, attain_against: interval", part(500, 100))
    } else {
        ("amount", " EUR", "", whole(1))
    };
    let mut case = Case::of_some_months(plan(&format!(
        "proration: {{ of: annual, basis: calendar_days, applies_to: [] }}
measures:
  sales: {{ unit: EUR, interval: {interval}, value: {SUM}{quota} }}
components:
  - {{ id: pay, measure: sales, kind: commission.tiers, pay_when: {{ cash_received: prorated, cash: threshold_first }}, tiers: {{ mode: marginal, by: {by}, boundary: upper_tier, rows: [{}] }} }}",
        tiers.rows(unit)
    )), chance);
    let invoices: Vec<Invoice> = (0..chance.between(0, 7)).map(|_| Invoice::chosen(chance, months)).collect();
    facts(&mut case, chance, &invoices);
    expect_months(&mut case, |month| {
        let (mut earned, mut payable) = (0, 0);
        for (from, to) in intervals(months, month) {
            let credited: Number = invoices.iter().map(|invoice| invoice.credited(from, to)).sum();
            let covered: Number = invoices
                .iter()
                .map(|invoice| invoice.covered(from, to, &invoice.settled(month)))
                .sum();
            earned += cents(&tiers.marginal(&credited, &one));
            payable += cents(&tiers.marginal(&most(covered, none()), &one));
        }
        (earned, payable)
    });
    case
}
