//! The terms of a plan: calendar, rounding, proration, salary, target incentive and how a year falls on its parts.

use vocabulary::{Calendar, Currency, Day, Length, Ratio, Rounding};

use super::fields::{Fields, Keys, list};
use super::scalars::{choice, count, day, days_after, money, percent, written};
use crate::plan::{Basis, PayCalendar, Proration, ProrationOf, RoundingRule, Spread, TargetIncentive};
use crate::problem::Problems;
use crate::yaml::{Content, Node};

#[derive(Clone, Copy)]
enum CalendarKind {
    Month,
    FourFourFive,
    Thirteen,
    Dates,
}

const CALENDAR: Keys = Keys {
    known: &["kind", "year_starts", "starts", "per_year", "calculate", "pay", "pay_day"],
};

pub(super) fn calendar(node: &Node, problems: &mut Problems) -> Option<Calendar> {
    let fields = Fields::open(node, "calendar", &CALENDAR, problems)?;
    let kinds = [
        ("month", CalendarKind::Month),
        ("4-4-5", CalendarKind::FourFourFive),
        ("thirteen", CalendarKind::Thirteen),
        ("dates", CalendarKind::Dates),
    ];
    let kind_node = fields.chosen("kind", "month, 4-4-5, thirteen or dates", problems)?;
    let kind = choice(kind_node, "calendar.kind", &kinds, problems)?;
    let year_starts = fields.optional("year_starts");
    let starts = fields.optional("starts");
    let per_year = fields.optional("per_year");
    let unused = match kind {
        CalendarKind::Month => [("starts", starts), ("per_year", per_year)],
        CalendarKind::FourFourFive | CalendarKind::Thirteen => [("year_starts", year_starts), ("per_year", per_year)],
        CalendarKind::Dates => [("year_starts", year_starts), ("year_starts", None)],
    };
    for (key, node) in unused {
        if let Some(node) = node {
            problems.add(
                node.place,
                &fields.path_of(key),
                format!("`{key}` has no meaning in this kind of calendar; remove it"),
            );
        }
    }
    let calendar = match kind {
        CalendarKind::Month => {
            let first = match year_starts {
                Some(node) => small(count(node, "calendar.year_starts", (1, 12), problems)?),
                None => 1,
            };
            Calendar::months(first)
        }
        CalendarKind::FourFourFive => Calendar::four_four_five(days(&fields, problems)?),
        CalendarKind::Thirteen => Calendar::thirteen(days(&fields, problems)?),
        CalendarKind::Dates => {
            let per_year = fields.required("per_year", problems)?;
            let per_year = count(per_year, "calendar.per_year", (1, 366), problems)?;
            Calendar::dates(days(&fields, problems)?, u8::try_from(per_year).unwrap_or(u8::MAX))
        }
    };
    calendar
        .map_err(|problem| problems.add(node.place, "calendar", problem.to_string()))
        .ok()
}

/// `calculate: monthly, pay: quarterly, pay_day: "+30d"`; each base period where nothing is said.
pub(super) fn pay_calendar(node: &Node, problems: &mut Problems) -> Option<PayCalendar> {
    let fields = Fields::free(node, "calendar", problems)?;
    let words = [
        ("monthly", Length::Month),
        ("quarterly", Length::Quarter),
        ("half_yearly", Length::Half),
        ("yearly", Length::Year),
    ];
    let mut often = |key: &str| {
        let node = fields.optional(key)?;
        choice(node, &fields.path_of(key), &words, problems)
    };
    let (calculate, pay) = (often("calculate"), often("pay"));
    let pay_day = match fields.optional("pay_day") {
        Some(node) => days_after(node, &fields.path_of("pay_day"), problems)?,
        None => 0,
    };
    if let (Some(calculate), Some(pay), Some(node)) = (calculate, pay, fields.optional("pay"))
        && pay < calculate
    {
        let message = "pay runs are at most as frequent as calculations; choose a longer `pay` or a shorter `calculate`";
        problems.add(node.place, &fields.path_of("pay"), message);
    }
    Some(PayCalendar { calculate, pay, pay_day })
}

fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn days(fields: &Fields<'_>, problems: &mut Problems) -> Option<Vec<Day>> {
    let node = fields.required("starts", problems)?;
    list(node, "calendar.starts", problems)
        .into_iter()
        .map(|(path, node)| day(node, &path, problems))
        .collect()
}

const ROUNDING: Keys = Keys {
    known: &["at", "digits", "mode"],
};

pub(super) fn rounding(node: &Node, currency: Currency, problems: &mut Problems) -> Option<RoundingRule> {
    let fields = Fields::open(node, "rounding", &ROUNDING, problems)?;
    let at = fields.chosen("at", "interval", problems);
    let digits = fields.chosen("digits", "the decimals of the currency or fewer", problems);
    let modes = Rounding::ALL.map(|mode| (mode.name(), mode));
    let names = modes.map(|(name, _)| name).join(", ");
    let mode = fields.chosen("mode", &names, problems);
    choice(at?, "rounding.at", &[("interval", ())], problems)?;
    let most = u32::from(currency.minor_digits());
    let digits = count(digits?, "rounding.digits", (0, most), problems)?;
    let mode = choice(mode?, "rounding.mode", &modes, problems)?;
    Some(RoundingRule {
        digits: small(digits),
        mode,
        line: node.place.line,
    })
}

const PRORATION: Keys = Keys {
    known: &["of", "basis", "applies_to"],
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Prorated {
    Quota,
    TargetIncentive,
    Base,
}

pub(super) fn proration(node: &Node, problems: &mut Problems) -> Option<Proration> {
    let fields = Fields::open(node, "proration", &PRORATION, problems)?;
    let of = fields.chosen("of", "annual or spread", problems);
    let basis = fields.chosen("basis", "calendar_days, working_days or whole_months", problems);
    let applies_to = fields.chosen(
        "applies_to",
        "a list of quota, target_incentive and base, or an empty list",
        problems,
    );
    let ofs = [("annual", ProrationOf::Annual), ("spread", ProrationOf::Spread)];
    let of = choice(of?, "proration.of", &ofs, problems)?;
    let bases = [
        ("calendar_days", Basis::CalendarDays),
        ("working_days", Basis::WorkingDays),
        ("whole_months", Basis::WholeMonths),
    ];
    let basis = choice(basis?, "proration.basis", &bases, problems)?;
    let parts = [
        ("quota", Prorated::Quota),
        ("target_incentive", Prorated::TargetIncentive),
        ("base", Prorated::Base),
    ];
    let applies_to: Vec<Prorated> = list(applies_to?, "proration.applies_to", problems)
        .into_iter()
        .filter_map(|(path, node)| choice(node, &path, &parts, problems))
        .collect();
    Some(Proration {
        of,
        basis,
        quota: applies_to.contains(&Prorated::Quota),
        target_incentive: applies_to.contains(&Prorated::TargetIncentive),
        base: applies_to.contains(&Prorated::Base),
        line: node.place.line,
    })
}

const YEARLY: Keys = Keys { known: &["amount", "per"] };

/// `{ amount: 90000 EUR, per: year }`, in currency units.
pub(super) fn base_salary(node: &Node, currency: Currency, problems: &mut Problems) -> Option<Ratio> {
    let fields = Fields::open(node, "base_salary", &YEARLY, problems)?;
    yearly(&fields, currency, problems)
}

fn yearly(fields: &Fields<'_>, currency: Currency, problems: &mut Problems) -> Option<Ratio> {
    let amount = fields.required("amount", problems);
    let per = fields.required("per", problems);
    choice(per?, &fields.path_of("per"), &[("year", ())], problems)?;
    let node = amount?;
    let path = fields.path_of("amount");
    let amount = money(node, &path, currency, problems)?;
    if amount.is_negative() {
        problems.add(node.place, &path, "a year's pay cannot be negative");
        return None;
    }
    Some(amount)
}

const TARGET_INCENTIVE: Keys = Keys {
    known: &["amount", "per", "share_of_base", "spread"],
};

/// An amount a year, or a share of the base salary.
pub(super) fn target_incentive(
    node: &Node,
    (currency, calendar, base): (Currency, Option<&Calendar>, Option<&Ratio>),
    problems: &mut Problems,
) -> Option<TargetIncentive> {
    let fields = Fields::open(node, "target_incentive", &TARGET_INCENTIVE, problems)?;
    let spread_of_year = match fields.optional("spread") {
        Some(node) => spread(node, "target_incentive.spread", calendar, problems)?,
        None => Spread::Even,
    };
    let share_of_base = match (fields.optional("amount"), fields.optional("share_of_base")) {
        (Some(_), Some(node)) => {
            let message = "a target incentive is an `amount` or a `share_of_base`, not both";
            problems.add(node.place, "target_incentive.share_of_base", message);
            return None;
        }
        (_, Some(node)) => Some(percent(node, "target_incentive.share_of_base", problems)?),
        (_, None) => None,
    };
    let amount = match (&share_of_base, base) {
        (Some(share), Some(base)) => share * base,
        (Some(_), None) => {
            let message = "a share of base salary needs `base_salary` in the plan";
            problems.add(node.place, "target_incentive.share_of_base", message);
            return None;
        }
        (None, _) => yearly(&fields, currency, problems)?,
    };
    Some(TargetIncentive {
        amount,
        share_of_base,
        spread: spread_of_year,
        line: node.place.line,
    })
}

/// `even`, `{ q1: 20%, q2: 25%, q3: 25%, q4: 30% }` or `{ h1: 45%, h2: 55% }`.
pub(super) fn spread(node: &Node, path: &str, calendar: Option<&Calendar>, problems: &mut Problems) -> Option<Spread> {
    if let Content::Scalar { .. } = &node.content {
        let text = written(node, path, "`even` or weights", problems)?;
        if text == "even" {
            return Some(Spread::Even);
        }
        let message = "a spread is `even`, or weights by quarter (q1 to q4) or half (h1, h2)";
        problems.add(node.place, path, message);
        return None;
    }
    let fields = Fields::free(node, path, problems)?;
    let halves = fields.entries().any(|(key, _)| key.name.starts_with('h'));
    let (keys, length): (Keys, Length) = if halves {
        (Keys { known: &["h1", "h2"] }, Length::Half)
    } else {
        (
            Keys {
                known: &["q1", "q2", "q3", "q4"],
            },
            Length::Quarter,
        )
    };
    let fields = Fields::open(node, path, &keys, problems)?;
    let mut weights = Vec::new();
    for key in keys.known {
        let node = fields.required(key, problems);
        weights.push(node.and_then(|node| percent(node, &fields.path_of(key), problems)));
    }
    let weights: Vec<Ratio> = weights.into_iter().collect::<Option<_>>()?;
    let total: Ratio = weights.iter().sum();
    if total != Ratio::one() {
        let message = format!("the weights add up to {}, not to 100 %", shares_text(&total));
        problems.add(node.place, path, message);
        return None;
    }
    if let Some(Calendar::Thirteen { .. }) = calendar {
        problems.add(node.place, path, "thirteen periods make no quarters or halves; use `even`");
        return None;
    }
    Some(match length {
        Length::Half => Spread::Halves(weights),
        Length::Month | Length::Quarter | Length::Year => Spread::Quarters(weights),
    })
}

/// A share as a percentage with all its decimals.
pub(crate) fn shares_text(share: &Ratio) -> String {
    format!("{} %", share * Ratio::whole(100))
}
