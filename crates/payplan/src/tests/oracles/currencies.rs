//! Other currencies: each line comes in at the rate that the policy names, and the sum is rounded; payments go out at
//! the rate of posting, of payment, of the month, or at one for the year. Rates are never turned round.

use super::numbers::{Date, Number, cents, decimal, first_of, last_of, money, part, whole};
use super::tables::Tiers;
use super::{Case, Chance, SUM, plan_for};

/// Rates of one currency in another, in millionths, each from its day on.
struct Rates(Vec<(Date, i64)>);

impl Rates {
    /// At least one rate in each month, from the December before the plan begins.
    fn chosen(chance: &mut Chance) -> Rates {
        let mut rates = Vec::new();
        for month in 0..=14 {
            rates.push((first_of(month) + chance.between(0, 27), chance.between(400_000, 1_900_000)));
            if chance.one_in(3) {
                rates.push((first_of(month), chance.between(400_000, 1_900_000)));
            }
        }
        rates.sort();
        rates.dedup_by_key(|(day, _)| *day);
        Rates(rates)
    }

    fn lines(&self, from: &str, to: &str) -> Vec<String> {
        let line = |(day, rate): &(Date, i64)| {
            format!(
                "from: {from}, to: {to}, date: {day}, rate: {}.{:06}",
                rate / 1_000_000,
                rate % 1_000_000
            )
        };
        self.0.iter().map(line).collect()
    }

    fn latest(&self, on: Date) -> Number {
        let (_, rate) = self.0.iter().rfind(|(day, _)| *day <= on).unwrap();
        part(*rate, 1_000_000)
    }

    fn average(&self, on: Date) -> Number {
        let (year, month, _) = on.parts();
        let inside: Vec<i64> = self
            .0
            .iter()
            .filter(|(day, _)| *day >= Date::month(year, month) && *day < Date::month(year, month + 1))
            .map(|(_, rate)| *rate)
            .collect();
        part(inside.iter().sum(), i64::try_from(inside.len()).unwrap() * 1_000_000)
    }
}

/// Invoices in three currencies, some of them shared, under a yearly table of tiers.
pub(super) fn coming_in(chance: &mut Chance) -> Case {
    let policy = chance.one_of(&["fixed", "transaction_date", "month_average"]);
    let tiers = Tiers::chosen(chance, 3_000);
    let mut case = Case::of_some_months(
        plan_for(
            ("2027-01-01", "2028-01-01"),
            &format!("currency: {{ plan: EUR, fx: {{ table: rates, policy: {policy} }} }}\ncalendar: {{ kind: month }}"),
            &format!(
                "measures:
  sales: {{ unit: EUR, interval: year, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.tiers, measure: sales, tiers: {{ mode: marginal, by: amount, boundary: lower_tier, rows: [{}] }} }}",
                tiers.rows(" EUR")
            ),
        ),
        chance,
    );
    case.given("participant: { person: anna }");
    let dollars = Rates::chosen(chance);
    let pounds = Rates::chosen(chance);
    let mut lines = dollars.lines("USD", "EUR");
    lines.extend(pounds.lines("GBP", "EUR"));
    lines.extend(Rates::chosen(chance).lines("EUR", "USD"));
    case.facts("fx", lines);
    let (mut credits, mut transactions) = (Vec::new(), Vec::new());
    for number in 0..chance.between(0, 9) {
        let date = first_of(1) + chance.between(0, 364);
        let (currency, amount, share) = (
            chance.one_of(&["EUR", "USD", "GBP"]),
            chance.between(1, 200_000),
            chance.one_of(&[100, 100, 35]),
        );
        let rates = match currency {
            "USD" => Some(&dollars),
            "GBP" => Some(&pounds),
            _ => None,
        };
        let rate = rates.map_or_else(
            || whole(1),
            |rates| match policy {
                "fixed" => rates.latest(first_of(1)),
                "transaction_date" => rates.latest(date),
                _ => rates.average(date),
            },
        );
        credits.push((date, part(amount, 100) * rate * part(share, 100)));
        transactions.push(format!(
            "date: {date}, kind: invoice, document: D-{number}, amount: {} {currency}, splits: {{ anna: {share}%, bob: {}% }}",
            money(amount),
            100 - share
        ));
    }
    case.facts("transactions", transactions);
    let mut earned = 0;
    for month in 1..=12 {
        let sold: Number = credits
            .iter()
            .filter(|(day, _)| *day <= last_of(month))
            .map(|(_, credit)| credit.clone())
            .sum();
        let now = cents(&tiers.marginal(&sold, &whole(1)));
        case.expect(format!("2027-{month:02}"), "measure.sales", decimal(&sold, 6));
        case.expect(format!("2027-{month:02}"), "pay", money(now - earned));
        earned = now;
    }
    case
}

/// Earnings in pounds that are paid in dollars, at once or in two instalments.
pub(super) fn paid_out(chance: &mut Chance) -> Case {
    let policy = chance.one_of(&["fixed", "at_posting", "payment_date", "month_average"]);
    let later = policy != "month_average" && chance.one_in(2);
    let attached = if later {
        ", pay_when: { instalments: [{ share: 40%, at: \"+0d\" }, { share: 60%, at: 2027-06-30 }] }"
    } else {
        ""
    };
    let mut case = Case::of_some_months(
        plan_for(
            ("2027-01-01", "2028-01-01"),
            &format!("currency: {{ plan: GBP, payout: home, payout_fx: {policy} }}\ncalendar: {{ kind: month }}"),
            &format!(
                "measures:
  sales: {{ unit: GBP, interval: month, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 100%{attached} }}"
            ),
        ),
        chance,
    );
    case.given("participant: { home: USD }");
    let rates = Rates::chosen(chance);
    let mut lines = rates.lines("GBP", "USD");
    lines.extend(Rates::chosen(chance).lines("USD", "GBP"));
    case.facts("fx", lines);
    let earned: Vec<i64> = (1..=12).map(|_| chance.between(0, 20_000) * 5).collect();
    let values: Vec<String> = (1..=12)
        .zip(&earned)
        .map(|(month, value)| format!("2027-{month:02}: {} GBP", money(*value)))
        .collect();
    case.given(format!("measures: {{ sales: {{ {} }} }}", values.join(", ")));
    let at = |posted: i64, paid: i64| match policy {
        "fixed" => rates.latest(first_of(1)),
        "at_posting" => rates.latest(last_of(posted)),
        "payment_date" => rates.latest(last_of(paid)),
        _ => rates.average(last_of(paid)),
    };
    for month in 1..=12 {
        let parts = (1..=month).zip(&earned).map(|(posted, earned)| {
            // The second part waits for the end of June, or is due with its posting after that.
            let parts = if later {
                vec![(earned * 2 / 5, posted), (earned * 3 / 5, posted.max(6))]
            } else {
                vec![(*earned, posted)]
            };
            let now = parts.into_iter().filter(|(_, paid)| *paid == month);
            now.map(|(cents, paid)| part(cents, 100) * at(posted, paid)).sum::<Number>()
        });
        case.expect(format!("2027-{month:02}"), "payments", money(cents(&parts.sum())));
    }
    case
}
