//! Growth over last year where accounts change hands: last year's credit counts for whoever holds the account a year
//! later to the day; a credit note goes to the holder of then or of now.

use super::numbers::{Date, Number, cents, decimal, money, none, part, percent};
use super::{Case, Chance};

const ACCOUNTS: [&str; 3] = ["Varnholm", "Ostby", "Lund"];

/// Who holds an account from which day on; the shares of anna, the rest is bob's.
struct Held {
    account: usize,
    from: Date,
    to: Option<Date>,
    anna: i64,
}

struct Invoice {
    date: Date,
    account: usize,
    amount: i64,
    /// The day of the credit note over all of it.
    note: Option<Date>,
}

/// Anna's share of an account on a day.
fn share(held: &[Held], account: usize, on: Date) -> Number {
    let found = held
        .iter()
        .find(|held| held.account == account && held.from <= on && held.to.is_none_or(|to| on < to));
    found.map_or_else(none, |held| percent(held.anna))
}

/// The same day a year later; 29 February falls on 28 February.
fn a_year_later(day: Date) -> Date {
    day.plus_months(12)
}

pub(super) fn hand_overs(chance: &mut Chance) -> Case {
    let to_original = chance.one_in(2);
    let rate = chance.between(1, 2_500);
    let mut case = Case::new(super::plan_of(
        ("2029-01-01", "2030-01-01"),
        "currency: { plan: EUR }\ncalendar: { kind: month }",
        &format!(
            "credit_note: {{ to: {} }}
crediting:
  sources: [erp]
  rules: [{{ id: own, when: 'tx.kind in [\"invoice\", \"credit_note\"]', to: 'holders(tx.account, role = \"kam\", on = tx.date)', category: sales, amount: tx.amount * split.share }}]
measures:
  growth: {{ unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")', minus: 'baseline(\"sales\", year = -1, accounts = restated)' }}
components:
  - {{ id: pay, kind: commission.rate, measure: growth, rate: {} }}",
            if to_original { "original_holder" } else { "current_holder" },
            super::tables::basis_points(rate)
        ),
    ));
    case.given("participant: { person: anna }");
    let held = holdings(chance);
    let line = |(person, share): (&str, i64), held: &Held| {
        let to = held.to.map_or_else(String::new, |to| format!(", to: {to}"));
        format!(
            "account: {}, role: kam, person: {person}, share: {share}%, from: {}{to}",
            ACCOUNTS[held.account], held.from
        )
    };
    let lines = held.iter().flat_map(|held| {
        let both = [("anna", held.anna), ("bob", 100 - held.anna)];
        both.into_iter()
            .filter(|(_, share)| *share > 0)
            .map(|each| line(each, held))
            .collect::<Vec<_>>()
    });
    case.facts("assignments", lines.collect());
    let invoices = invoices(chance);
    let mut transactions = Vec::new();
    for (number, invoice) in invoices.iter().enumerate() {
        let account = ACCOUNTS[invoice.account];
        transactions.push(format!(
            "date: {}, kind: invoice, document: D-{number}, account: {account}, amount: {} EUR",
            invoice.date,
            money(invoice.amount)
        ));
        transactions.extend(invoice.note.map(|date| {
            let amount = money(-invoice.amount);
            format!("date: {date}, kind: credit_note, document: N-{number}, of: D-{number}, account: {account}, amount: {amount} EUR")
        }));
    }
    case.facts("transactions", transactions);
    let mut earned = 0;
    for month in 1..=12 {
        let end = Date::month(2029, month + 1);
        let growth: Number = invoices.iter().map(|invoice| grown(&held, invoice, end, to_original)).sum();
        let now = cents(&(part(rate, 10_000) * &growth));
        case.expect(format!("2029-{month:02}"), "measure.growth", decimal(&growth, 6));
        case.expect(format!("2029-{month:02}"), "pay", money(now - earned));
        earned = now;
    }
    case
}

/// What an invoice and its note add to this year's growth by a day, or take from it as last year's.
fn grown(held: &[Held], invoice: &Invoice, end: Date, to_original: bool) -> Number {
    let (start, amount) = (Date::new(2029, 1, 1), part(invoice.amount, 100));
    let mut growth = none();
    let notes = invoice.note.map(|note| (note, -amount.clone()));
    for (date, amount) in std::iter::once((invoice.date, amount)).chain(notes) {
        let is_note = amount < none();
        if date >= start && date < end {
            let on = if is_note && to_original { invoice.date } else { date };
            growth += &amount * share(held, invoice.account, on);
        }
        let later = a_year_later(date);
        if date < start && later < end {
            let on = if is_note && to_original {
                a_year_later(invoice.date)
            } else {
                later
            };
            growth -= &amount * share(held, invoice.account, on);
        }
    }
    growth
}

fn holdings(chance: &mut Chance) -> Vec<Held> {
    let mut all = Vec::new();
    for account in 0..ACCOUNTS.len() {
        let mut from = Date::new(2027, 1, 1);
        for _ in 0..chance.between(0, 3) {
            let to = from + chance.between(100, 500);
            all.push(Held {
                account,
                from,
                to: Some(to),
                anna: chance.one_of(&[0, 100, 100, 40]),
            });
            from = to;
        }
        all.push(Held {
            account,
            from,
            to: None,
            anna: chance.one_of(&[0, 100, 25]),
        });
    }
    all
}

fn invoices(chance: &mut Chance) -> Vec<Invoice> {
    (0..chance.between(0, 10))
        .map(|_| {
            let date = if chance.one_in(8) {
                Date::new(2028, 2, 29)
            } else {
                Date::new(2028, 1, 1) + chance.between(0, 730)
            };
            let last = Date::new(2029, 12, 31);
            let days = date.days_to(last);
            // A note belongs to the year of its invoice or the next.
            Invoice {
                date,
                account: usize::try_from(chance.between(0, 2)).unwrap(),
                amount: chance.between(1, 300_000),
                note: chance.one_in(4).then(|| date + chance.between(0, days)),
            }
        })
        .collect()
}
