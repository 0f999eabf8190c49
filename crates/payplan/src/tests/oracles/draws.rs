//! Draws and guarantees of all four kinds: amounts of part months, debts, recoveries within their share, what is
//! written off, and what leavers owe.

use super::numbers::{Date, cents, first_of, money, part, percent};
use super::{Case, Chance, SUM, plan};

struct Terms {
    kind: &'static str,
    is_draw: bool,
    recoverable: bool,
    months: i64,
    amount: i64,
    from_month: i64,
    share: i64,
    above: bool,
    write_off: Option<i64>,
    leaver: Option<(Date, bool)>,
    hired: Date,
}

const KINDS: [(&str, bool, bool); 4] = [
    ("non_recoverable_draw", true, false),
    ("non_recoverable_guarantee", false, false),
    ("recoverable_draw", true, true),
    ("recoverable_guarantee", false, true),
];

fn chosen(chance: &mut Chance) -> Terms {
    let (kind, is_draw, recoverable) = chance.one_of(&KINDS);
    let months = chance.between(1, 9);
    let above = chance.one_in(2);
    let hired = first_of(chance.between(1, 6)) + chance.one_of(&[0, 0, 11, 27]);
    let from_month = chance.between(1, 10);
    Terms {
        kind,
        is_draw,
        recoverable,
        months,
        amount: chance.between(1, 200_000),
        from_month,
        share: chance.between(1, 100),
        above,
        write_off: chance.one_in(2).then(|| chance.between(months.max(from_month), 12)),
        leaver: chance.one_in(3).then(|| (hired + chance.between(1, 180), chance.one_in(2))),
        hired,
    }
}

impl Terms {
    fn plan(&self) -> String {
        let of = if self.above { "above_guarantee" } else { "earning" };
        let recovery = format!(
            "\n  recovery: {{ from_month: {}, max_share: {}%, of: {of}, write_off_after_months: {} }}",
            self.from_month,
            self.share,
            self.write_off.map_or_else(|| "never".to_owned(), |months| months.to_string())
        );
        plan(&format!(
            "measures:
  gross: {{ unit: EUR, interval: month, value: {SUM} }}
components:
  - {{ id: pay, kind: commission.rate, measure: gross, rate: 100% }}
guarantee:
  kind: guarantee.draw
  type: {}
  for: {{ first_months: {}, of: hire }}
  amount: {{ money: {} EUR, per: month }}{}
  leaver: {{ good: write_off, bad: due_at_exit }}",
            self.kind,
            self.months,
            money(self.amount),
            if self.recoverable { recovery } else { String::new() },
        ))
    }

    /// The amount of a month; a part of it for a month in which somebody comes or goes.
    fn promised(&self, month: i64, number: i64) -> i64 {
        let from = self.hired.max(first_of(month));
        let to = self
            .leaver
            .map_or(first_of(month + 1), |(leaves, _)| leaves.min(first_of(month + 1)));
        let (days, of) = (from.days_to(to), first_of(month).days_to(first_of(month + 1)));
        if number < 1 || number > self.months || days <= 0 {
            return 0;
        }
        cents(&(part(self.amount, 100) * part(days, of)))
    }
}

pub(super) fn draws(chance: &mut Chance) -> Case {
    let terms = chosen(chance);
    let mut case = Case::of_some_months(terms.plan(), chance);
    let leaver = terms.leaver.map_or_else(String::new, |(leaves, good)| {
        format!(", leaves: {leaves}, leaver: {}", if good { "good" } else { "bad" })
    });
    case.given(format!("participant: {{ hired: {}{leaver} }}", terms.hired));
    let (_, hire_month, _) = terms.hired.parts();
    let exit = terms.leaver.map(|(leaves, good)| ((leaves + -1).parts().1, good));
    let (mut carried, mut debt, mut values) = (0, 0, Vec::new());
    for month in 1..=12 {
        let number = month - hire_month + 1;
        let employed = number >= 1 && exit.is_none_or(|(last, _)| month <= last);
        let earned = match employed {
            false => 0,
            true if chance.one_in(5) => chance.between(-60_000, 0),
            true => chance.between(0, 300_000),
        };
        values.push(format!("2027-{month:02}: {} EUR", money(earned)));
        let available: i64 = carried + earned;
        let positive = available.max(0);
        let promised = terms.promised(month, number);
        let extra = if terms.is_draw { promised } else { (promised - positive).max(0) };
        if terms.write_off.is_some_and(|months| number > months) {
            debt = 0;
        }
        let topped_up = if terms.recoverable { extra } else { 0 };
        // A draw is recovered from the same earning that it stands beside; a guarantee only from later ones.
        if terms.is_draw {
            debt += topped_up;
        }
        let of = if terms.above { (positive - promised).max(0) } else { positive };
        let mut recovered = 0;
        if number >= terms.from_month {
            recovered = debt.min(cents(&(part(of, 100) * percent(terms.share))));
        }
        let mut paid = positive + extra - recovered;
        debt -= recovered;
        if !terms.is_draw {
            debt += topped_up;
        }
        carried = available.min(0);
        if exit == Some((month, false)) {
            // The debt is set against everything that is still to be paid; the rest is owed.
            let taken = debt.min(paid);
            paid -= taken;
            carried -= debt - taken;
        }
        if exit.is_some_and(|(last, _)| last == month) {
            debt = 0;
        }
        let name = format!("2027-{month:02}");
        case.expect(&name, "payments", money(paid));
        case.expect(&name, "balance", money(carried));
        case.expect(&name, "draw_balance", money(debt));
    }
    case.given(format!("measures: {{ gross: {{ {} }} }}", values.join(", ")));
    case
}
