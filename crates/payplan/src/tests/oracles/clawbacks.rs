//! What is taken back when a contract ends early: the earning recomputed without it, by the share of its remaining
//! term or a fixed one, of what was earned or of what was paid.

use super::numbers::{Date, Number, cents, first_of, money, most, none, part, percent, whole};
use super::tables::{Tiers, basis_points};
use super::{Case, Chance, SUM, plan};

/// An invoice of a contract (0 is none) with the month in which the customer paid it.
struct Invoice {
    month: i64,
    contract: i64,
    amount: i64,
    paid: Option<i64>,
}

/// The end of a contract.
struct End {
    contract: i64,
    day: Date,
    start: Date,
    term: i64,
}

/// A fixed share in percent, or the remaining term's.
type Share = Option<i64>;

impl End {
    /// Months begun from the start of the contract to its end.
    fn months_run(&self) -> i64 {
        (0..).find(|months| self.start.plus_months(*months) >= self.day).unwrap()
    }

    fn share(&self, share: Share, first_months: i64) -> Number {
        if self.day >= self.start.plus_months(first_months) {
            return none();
        }
        let left = (self.term - self.months_run()).max(0);
        share.map_or_else(|| part(left, self.term), percent)
    }

    fn line(&self) -> String {
        format!(
            "date: {}, kind: contract_terminated, contract: C-{}, contract_start: {}, term_months: {}",
            self.day, self.contract, self.start, self.term
        )
    }
}

fn clawback(share: Share, first_months: i64, basis: &str) -> String {
    let share = share.map_or_else(|| "linear_remaining_term".to_owned(), |share| format!("{share}%"));
    format!(
        "clawback: {{ of: rerun_without, when: event.kind == \"contract_terminated\", window: {{ first_months: {first_months}, of: contract_start }}, basis: {basis}, share: {share}, post_to: open_period }}"
    )
}

fn invoices(chance: &mut Chance, contracts: i64, before: i64) -> Vec<Invoice> {
    (0..chance.between(1, 8))
        .map(|_| {
            let contract = chance.between(0, contracts);
            let last = if contract == 0 { 12 } else { before };
            let month = chance.between(1, last);
            Invoice {
                month,
                contract,
                amount: chance.between(1, 300_000),
                paid: chance.one_in(2).then(|| chance.between(month, last)),
            }
        })
        .collect()
}

fn facts(case: &mut Case, chance: &mut Chance, invoices: &[Invoice], ends: &[End], with_payments: bool) {
    let line = |(number, invoice): (usize, &Invoice)| {
        let contract = if invoice.contract > 0 {
            format!(", contract: C-{}", invoice.contract)
        } else {
            String::new()
        };
        let day = first_of(invoice.month) + chance.between(0, 9);
        format!(
            "date: {day}, kind: invoice, document: D-{number}, amount: {} EUR{contract}",
            money(invoice.amount)
        )
    };
    case.facts("transactions", invoices.iter().enumerate().map(line).collect());
    if with_payments {
        let numbered = invoices.iter().enumerate();
        let payment = |(number, invoice): (usize, &Invoice)| {
            let month = invoice.paid?;
            let day = first_of(month) + 10;
            Some(format!("date: {day}, of: D-{number}, amount: {} EUR", money(invoice.amount)))
        };
        case.facts("payments", numbered.filter_map(payment).collect());
    }
    case.facts("events", ends.iter().map(End::line).collect());
}

fn end_of(chance: &mut Chance, contract: i64, month: i64) -> End {
    let day = first_of(month) + chance.between(11, 27);
    let start = day.plus_months(-chance.between(0, 14)) + -chance.one_of(&[0, 0, 3, 9]);
    End {
        contract,
        day,
        start,
        term: chance.one_of(&[6, 12, 24]),
    }
}

/// One contract under tiers, or two under a plain rate: what the tiers pay depends on what else there is.
pub(super) fn earned(chance: &mut Chance) -> Case {
    let (interval, months) = chance.one_of(&[("quarter", 3), ("year", 12)]);
    let tiers = Tiers::chosen(chance, 3_000);
    let way = chance.between(1, 3);
    let rate = chance.between(1, 2_500);
    let kind = if way == 1 {
        format!("kind: commission.rate, rate: {}", basis_points(rate))
    } else {
        let mode = if way == 2 { "marginal" } else { "flat" };
        format!(
            "kind: commission.tiers, tiers: {{ mode: {mode}, by: amount, boundary: lower_tier, rows: [{}] }}",
            tiers.rows(" EUR")
        )
    };
    let share = chance.one_in(2).then(|| chance.between(1, 100));
    let first_months = chance.between(1, 13);
    let mut case = Case::of_some_months(
        plan(&format!(
            "measures:
  sales: {{ unit: EUR, interval: {interval}, value: {SUM} }}
components:
  - id: pay
    measure: sales
    {}
    {}",
            kind.replacen(", ", "\n    ", 1),
            clawback(share, first_months, "earned")
        )),
        chance,
    );
    let month = chance.between(3, 12);
    let contracts = if way == 1 { 2 } else { 1 };
    let ends: Vec<End> = (1..=contracts).map(|contract| end_of(chance, contract, month)).collect();
    let invoices = invoices(chance, contracts, month);
    facts(&mut case, chance, &invoices, &ends, false);
    let earn = |value: &Number| match way {
        1 => part(rate, 10_000) * value,
        2 => tiers.marginal(value, &whole(1)),
        _ => tiers.flat(value, &whole(1)),
    };
    // Earned to date over all intervals begun, with or without a contract.
    // Each interval is rounded to cents.
    let to_date = |last: i64, without: &[i64]| -> Vec<i64> {
        let froms = (0..12 / months).map(|number| number * months + 1).filter(|from| *from <= last);
        let each = froms.map(|from| {
            let to = (from + months - 1).min(last);
            let counted = invoices
                .iter()
                .filter(|invoice| (from..=to).contains(&invoice.month) && !without.contains(&invoice.contract));
            cents(&earn(&counted.map(|invoice| part(invoice.amount, 100)).sum()))
        });
        each.collect()
    };
    let mut before = 0;
    for number in 1..=12 {
        let now: i64 = to_date(number, &[]).iter().sum();
        let mut posted = now - before;
        if number == month {
            posted -= cents(&taken_back(&ends, (share, first_months), |without| to_date(month, without)));
        }
        case.expect(format!("2027-{number:02}"), "pay", money(posted));
        before = now;
    }
    case
}

/// Contract by contract, in the order in which they end: what is earned without those before, less what is earned
/// without this one too, but nothing is given where a loss would raise the pay.
fn taken_back(ends: &[End], (share, first_months): (Share, i64), earned: impl Fn(&[i64]) -> Vec<i64>) -> Number {
    let mut order: Vec<&End> = ends.iter().collect();
    order.sort_by_key(|end| (end.day, end.contract));
    let (mut lost, mut back) = (Vec::new(), none());
    for end in order {
        if end.day >= end.start.plus_months(first_months) {
            continue;
        }
        let with = earned(&lost);
        lost.push(end.contract);
        let without = earned(&lost);
        let gone: i64 = with.iter().zip(&without).map(|(with, without)| (with - without).max(0)).sum();
        back += part(gone, 100) * end.share(share, first_months);
    }
    back
}

/// A plain rate that is paid as the cash comes in: of a lost contract only what was paid is taken back, by the share;
/// what was not paid lapses.
pub(super) fn paid(chance: &mut Chance) -> Case {
    let rate = chance.between(1, 2_500);
    let basis = chance.one_of(&["paid", "earned"]);
    let (cash, when) = chance.one_of(&[
        (false, ""),
        (true, ", pay_when: { cash_received: full }"),
        (true, ", pay_when: { cash_received: prorated, cash: pooled }"),
    ]);
    let share = chance.one_in(2).then(|| chance.between(1, 100));
    let first_months = chance.between(1, 13);
    let mut case = Case::of_some_months(
        plan(&format!(
            "measures:
  sales: {{ unit: EUR, interval: year, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: {}{when}, {} }}",
            basis_points(rate),
            clawback(share, first_months, basis)
                .replace("event.kind == \"contract_terminated\"", "'event.kind == \"contract_terminated\"'")
        )),
        chance,
    );
    let month = chance.between(3, 12);
    let end = end_of(chance, 1, month);
    let invoices = invoices(chance, 1, month - 1);
    facts(&mut case, chance, &invoices, std::slice::from_ref(&end), cash);
    let sum = |month: i64, contract: Option<i64>, received: bool| -> Number {
        let counted = invoices.iter().filter(|invoice| {
            let came = !received || !cash || invoice.paid.is_some_and(|paid| paid <= month);
            invoice.month <= month && came && contract.is_none_or(|contract| contract == invoice.contract)
        });
        part(rate, 10_000) * counted.map(|invoice| part(invoice.amount, 100)).sum::<Number>()
    };
    let of_all = |received: bool| part(cents(&sum(month, None, received)), 100);
    let others = part(cents(&(sum(month, None, false) - sum(month, Some(1), false))), 100);
    let gone = of_all(false) - others;
    // Of the contract's invoices, the share that is paid.
    let (all, came) = (sum(month, Some(1), false), sum(month, Some(1), true));
    let paid = if all == none() { none() } else { &gone * came / all };
    let takes = end.share(share, first_months);
    let outside = end.day >= end.start.plus_months(first_months);
    let (back, back_of_paid) = match basis {
        _ if outside => (none(), none()),
        "paid" => (&gone - &paid + &paid * &takes, &paid * &takes),
        _ => (&gone * &takes, &gone * &takes),
    };
    super::cash::expect_months(&mut case, |number| {
        let earned = cents(&sum(number, None, false));
        let pooled = sum(number, None, true) / most(sum(number, None, false), part(1, 1_000_000));
        let payable = if cash { cents(&(part(earned, 100) * pooled)) } else { earned };
        let (back, back_of_paid) = if number >= month {
            (cents(&back), cents(&back_of_paid))
        } else {
            (0, 0)
        };
        (earned - back, payable - if cash { back_of_paid } else { back })
    });
    case
}
