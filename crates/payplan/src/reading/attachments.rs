//! Reads what hangs on a component: gates, caps, reviews, true-ups, the time of payment, holdbacks and clawbacks.

use vocabulary::Ratio;

use super::components::{Around, known_measure, measure_named};
use super::crediting::expression;
use super::fields::{Fields, Keys, list};
use super::positions::Scale;
use super::scalars::{choice, count, day, days_after, money, name, number, percent, text, written};
use super::terms::shares_text;
use crate::curve::CurveOver;
use crate::expression::{Comparison, Slot, condition};
use crate::plan::{
    Attachments, Bound, Cap, CapPer, CashRule, Clawback, ClawbackBasis, ClawbackShare, EarnOn, Gate, Holdback, Instalment, InstalmentAt,
    LeaverTerms, LeaverWord, PayTiming, PayWhen, TrueUp, WindfallReview,
};
use crate::problem::Problems;
use crate::yaml::{Content, Node};

/// `None` after a problem; a component without attachments has the empty ones.
pub(super) fn attachments(fields: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<Attachments> {
    let at = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    let earn_on = at("earn_on").map(|(node, path)| {
        let known = [("booking", EarnOn::Booking), ("invoice_posted", EarnOn::InvoicePosted)];
        choice(node, &path, &known, problems)
    });
    let pay_when = at("pay_when").map(|(node, path)| pay_when(node, &path, problems));
    let holdback = at("holdback").map(|(node, path)| holdback(node, &path, problems));
    let clawback = at("clawback").map(|(node, path)| clawback(node, &path, problems));
    let true_up = at("true_up").map(|(node, path)| true_up(node, &path, around, problems));
    let cap = at("cap").map(|(node, path)| cap(node, &path, around, problems));
    let gates = at("gate").map(|(node, path)| gates(node, &path, around, problems));
    let windfall_review = at("windfall_review").map(|(node, path)| windfall_review(node, &path, around, problems));
    let times = at("times").map(|(node, path)| times(node, &path, around, problems));
    let because = at("because").map(|(node, path)| text(node, &path, problems));
    let leaver = at("leaver").map(|(node, path)| {
        let known = [
            ("prorata_to_date", LeaverWord::ProrataToDate),
            ("forfeit_unpaid", LeaverWord::ForfeitUnpaid),
            ("pay_earned", LeaverWord::PayEarned),
        ];
        leaver(node, &path, &known, problems)
    });
    Some(Attachments {
        earn_on: read(earn_on)?,
        pay_when: read(pay_when)?,
        holdback: read(holdback)?,
        clawback: read(clawback)?,
        true_up: read(true_up)?,
        cap: read(cap)?,
        gates: read(gates)?.unwrap_or_default(),
        windfall_review: read(windfall_review)?,
        times: read(times)?,
        because: read(because)?,
        leaver: read(leaver)?,
    })
}

/// What is not written is no problem; what is written must be readable.
fn read<T>(written: Option<Option<T>>) -> Option<Option<T>> {
    match written {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

const PAY_WHEN: Keys = Keys {
    known: &["period_end", "cash_received", "cash", "instalments", "dates"],
};

fn pay_when(node: &Node, path: &str, problems: &mut Problems) -> Option<PayWhen> {
    let fields = Fields::open(node, path, &PAY_WHEN, problems)?;
    let at = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    let ways: Vec<&str> = ["period_end", "cash_received", "instalments", "dates"]
        .into_iter()
        .filter(|key| fields.optional(key).is_some())
        .collect();
    let [way] = ways.as_slice() else {
        let message = "choose one time of payment: `period_end`, `cash_received`, `instalments` or `dates`";
        problems.add_lint("L24", node.place, path, message);
        return None;
    };
    let (value, value_path) = at(way)?;
    let timing = match *way {
        "period_end" => PayTiming::PeriodEnd {
            days: days_after(value, &value_path, problems)?,
        },
        "cash_received" => PayTiming::Cash(cash_rule(&fields, value, &value_path, problems)?),
        "instalments" => PayTiming::Instalments(instalments(value, &value_path, problems)?),
        _ => {
            let days = list(value, &value_path, problems);
            PayTiming::Dates(
                days.into_iter()
                    .map(|(path, node)| day(node, &path, problems))
                    .collect::<Option<_>>()?,
            )
        }
    };
    if let (Some((node, path)), PayTiming::PeriodEnd { .. } | PayTiming::Instalments(_) | PayTiming::Dates(_)) = (at("cash"), &timing) {
        problems.add(node.place, &path, "`cash` belongs to `cash_received: prorated`; remove it");
    }
    Some(PayWhen {
        timing,
        line: node.place.line,
    })
}

fn cash_rule(fields: &Fields<'_>, node: &Node, path: &str, problems: &mut Problems) -> Option<CashRule> {
    let prorated = choice(node, path, &[("full", false), ("prorated", true)], problems)?;
    if !prorated {
        return Some(CashRule::Full);
    }
    let choices = "pooled (the paid share of the pooled earning) or threshold_first (the first cash fills the lower tiers)";
    let node = fields.chosen("cash", choices, problems)?;
    let known = [("pooled", CashRule::Pooled), ("threshold_first", CashRule::ThresholdFirst)];
    choice(node, &fields.path_of("cash"), &known, problems)
}

const INSTALMENT: Keys = Keys {
    known: &["share", "at", "when"],
};

fn instalments(node: &Node, path: &str, problems: &mut Problems) -> Option<Vec<Instalment>> {
    let read: Vec<Option<Instalment>> = list(node, path, problems)
        .into_iter()
        .map(|(path, node)| {
            let fields = Fields::open(node, &path, &INSTALMENT, problems)?;
            let share = fields.required("share", problems)?;
            Some(Instalment {
                share: super::scalars::share(share, &fields.path_of("share"), problems)?,
                at: instalment_at(&fields, problems)?,
            })
        })
        .collect();
    let read: Vec<Instalment> = read.into_iter().collect::<Option<_>>()?;
    let total: Ratio = read.iter().map(|each| &each.share).sum();
    if total != Ratio::one() {
        let message = format!("the instalments make {}, not 100 %", shares_text(&total));
        problems.add(node.place, path, message);
        return None;
    }
    Some(read)
}

/// `at: "+90d"`, `at: 2027-12-31`, or `when:` with a condition on an event.
fn instalment_at(fields: &Fields<'_>, problems: &mut Problems) -> Option<InstalmentAt> {
    match (fields.optional("at"), fields.optional("when")) {
        (Some(node), None) => {
            let path = fields.path_of("at");
            let text = written(node, &path, "days such as \"+90d\" or a date", problems)?;
            if text.starts_with('+') {
                days_after(node, &path, problems).map(|days| InstalmentAt::After { days })
            } else {
                day(node, &path, problems).map(InstalmentAt::On)
            }
        }
        (None, Some(node)) => {
            let read = |text: &str| condition(text, Slot::EventWhen);
            expression(node, &fields.path_of("when"), read, problems).map(|when| InstalmentAt::When(Box::new(when)))
        }
        (Some(_), Some(_)) | (None, None) => {
            let message = "say `at` (days after the period's end, or a date) or `when` (a condition on an event)";
            problems.add_lint("L24", fields.place, &fields.path, message);
            None
        }
    }
}

const HOLDBACK: Keys = Keys {
    known: &["share", "at", "when"],
};

fn holdback(node: &Node, path: &str, problems: &mut Problems) -> Option<Holdback> {
    let fields = Fields::open(node, path, &HOLDBACK, problems)?;
    let share = fields.chosen("share", "the share of each earning that is kept back", problems);
    let release = instalment_at(&fields, problems);
    let share = percent(share?, &fields.path_of("share"), problems)?;
    if share.is_negative() || share > Ratio::one() {
        problems.add(node.place, path, "a holdback keeps between 0% and 100%");
        return None;
    }
    Some(Holdback { share, release: release? })
}

const CLAWBACK: Keys = Keys {
    known: &["of", "when", "window", "basis", "share", "post_to"],
};
const WINDOW: Keys = Keys {
    known: &["first_months", "of"],
};

/// L28: window, basis and posting rule are part of every clawback.
fn clawback(node: &Node, path: &str, problems: &mut Problems) -> Option<Clawback> {
    let fields = Fields::open(node, path, &CLAWBACK, problems)?;
    let of = fields.chosen("of", "rerun_without", problems);
    let when = fields.required("when", problems);
    let mut wanted = |key: &str, choices: &str| {
        let node = fields.optional(key);
        if node.is_none() {
            let message = format!("`{key}` must be chosen, because it changes money: {choices}");
            problems.add_lint("L28", fields.place, &fields.path_of(key), message);
        }
        node
    };
    let window = wanted("window", "`{ first_months: 12, of: contract_start }`");
    let basis = wanted("basis", "paid (the unpaid rest lapses) or earned");
    let post_to = wanted("post_to", "open_period");
    let share = fields.chosen("share", "a percentage or linear_remaining_term", problems);
    choice(of?, &fields.path_of("of"), &[("rerun_without", ())], problems)?;
    choice(post_to?, &fields.path_of("post_to"), &[("open_period", ())], problems)?;
    let read = |text: &str| condition(text, Slot::EventWhen);
    let when = expression(when?, &fields.path_of("when"), read, problems)?;
    let known = [("paid", ClawbackBasis::Paid), ("earned", ClawbackBasis::Earned)];
    let basis = choice(basis?, &fields.path_of("basis"), &known, problems)?;
    let share_node = share?;
    let share_path = fields.path_of("share");
    let share = match written(share_node, &share_path, "a percentage or linear_remaining_term", problems)? {
        text if text.ends_with('%') => ClawbackShare::Percent(percent(share_node, &share_path, problems)?),
        _ => choice(
            share_node,
            &share_path,
            &[("linear_remaining_term", ClawbackShare::LinearRemainingTerm)],
            problems,
        )?,
    };
    let window = Fields::open(window?, &fields.path_of("window"), &WINDOW, problems)?;
    let first_months = window.required("first_months", problems)?;
    let of = window.required("of", problems)?;
    choice(of, &window.path_of("of"), &[("contract_start", ())], problems)?;
    Some(Clawback {
        when,
        first_months: count(first_months, &window.path_of("first_months"), (1, 240), problems)?,
        basis,
        share,
        line: node.place.line,
    })
}

const TRUE_UP: Keys = Keys {
    known: &["interval", "floor", "negative"],
};

fn true_up(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<TrueUp> {
    let fields = Fields::open(node, path, &TRUE_UP, problems)?;
    let interval = match fields.optional("interval") {
        Some(node) => {
            let lengths = vocabulary::Length::ALL.map(|length| (length.name(), length));
            Some(choice(node, &fields.path_of("interval"), &lengths, problems)?)
        }
        None => None,
    };
    let floor = match fields.optional("floor") {
        Some(node) => Some(money(node, &fields.path_of("floor"), around.currency, problems)?),
        None => None,
    };
    let negative = fields.chosen("negative", "carry_forward", problems)?;
    choice(negative, &fields.path_of("negative"), &[("carry_forward", ())], problems)?;
    Some(TrueUp {
        interval,
        floor,
        line: node.place.line,
    })
}

const CAP: Keys = Keys {
    known: &["amount", "share", "per", "unless", "because"],
};

fn cap(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Cap> {
    let fields = Fields::open(node, path, &CAP, problems)?;
    let at = match (fields.optional("amount"), fields.optional("share")) {
        (Some(node), None) => Bound::Amount(money(node, &fields.path_of("amount"), around.currency, problems)?),
        (None, Some(node)) => Bound::OfTarget(percent(node, &fields.path_of("share"), problems)?),
        (Some(_), Some(_)) | (None, None) => {
            problems.add(node.place, path, "a cap is an `amount`, or a `share` of the component's target");
            return None;
        }
    };
    let per = fields.chosen("per", "interval or transaction", problems)?;
    let known = [("interval", CapPer::Interval), ("transaction", CapPer::Transaction)];
    let per = choice(per, &fields.path_of("per"), &known, problems)?;
    let unless = match fields.optional("unless") {
        Some(node) => {
            let fields = Fields::open(node, &fields.path_of("unless"), &UNLESS, problems)?;
            Some(comparison(&fields, Ratio::zero(), around, problems)?)
        }
        None => None,
    };
    Some(Cap {
        at,
        per,
        unless,
        line: node.place.line,
    })
}

const UNLESS: Keys = Keys {
    known: &["measure", "at_least", "above", "at_most", "below"],
};
const GATE: Keys = Keys {
    known: &["measure", "at_least", "above", "at_most", "below", "else", "because"],
};

/// One gate, or a list of them that must all be met.
fn gates(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Vec<Gate>> {
    match &node.content {
        Content::List(_) => list(node, path, problems)
            .into_iter()
            .map(|(path, node)| gate(node, &path, around, problems))
            .collect(),
        Content::Scalar { .. } | Content::Map(_) => gate(node, path, around, problems).map(|gate| vec![gate]),
    }
}

fn gate(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Gate> {
    let fields = Fields::open(node, path, &GATE, problems)?;
    let choices = "pay_nothing, pay_half or a percentage of the payout";
    let otherwise = fields.chosen("else", choices, problems)?;
    let otherwise_path = fields.path_of("else");
    let half = Ratio::fraction(1, 2).unwrap_or_else(Ratio::zero);
    let otherwise = match written(otherwise, &otherwise_path, choices, problems)? {
        text if text.ends_with('%') => percent(otherwise, &otherwise_path, problems)?,
        _ => choice(
            otherwise,
            &otherwise_path,
            &[("pay_nothing", Ratio::zero()), ("pay_half", half)],
            problems,
        )?,
    };
    let because = fields
        .optional("because")
        .and_then(|node| text(node, &fields.path_of("because"), problems));
    let gate = comparison(&fields, otherwise, around, problems)?;
    Some(Gate { because, ..gate })
}

/// A gate compares like with like: money with money, a share of quota with attainment.
fn comparison(fields: &Fields<'_>, otherwise: Ratio, around: &Around<'_>, problems: &mut Problems) -> Option<Gate> {
    let measure = measure_named(fields, around.names, problems)?;
    let ways = [
        ("at_least", Comparison::GreaterOrEqual),
        ("above", Comparison::Greater),
        ("at_most", Comparison::LessOrEqual),
        ("below", Comparison::Less),
    ];
    let said: Vec<(&str, Comparison, &Node)> = ways
        .into_iter()
        .filter_map(|(key, how)| Some((key, how, fields.optional(key)?)))
        .collect();
    let [(key, how, node)] = said.as_slice() else {
        let message = "a condition on a measure has one comparison: `at_least`, `above`, `at_most` or `below`";
        problems.add(fields.place, &fields.path, message);
        return None;
    };
    let scale = Scale::of_measure(&measure, around.names, around.currency);
    let (over, with) = scale.position(node, &fields.path_of(key), problems)?;
    Some(Gate {
        measure,
        by_attainment: over == CurveOver::Attainment,
        how: *how,
        with,
        otherwise,
        because: None,
        line: fields.place.line,
    })
}

const WINDFALL: Keys = Keys {
    known: &["over", "of", "approver"],
};

fn windfall_review(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<WindfallReview> {
    let fields = Fields::open(node, path, &WINDFALL, problems)?;
    let over = fields.required("over", problems);
    let of = fields.required("of", problems);
    let approver = fields.required("approver", problems);
    if !around.has_target_incentive {
        let message = "a review over a multiple of target incentive needs `target_incentive` in the plan";
        problems.add(node.place, path, message);
    }
    choice(of?, &fields.path_of("of"), &[("target_incentive", ())], problems)?;
    Some(WindfallReview {
        over: number(over?, &fields.path_of("over"), problems)?,
        approver: name(approver?, &fields.path_of("approver"), problems)?,
        line: node.place.line,
    })
}

const TIMES: Keys = Keys { known: &["measure"] };

/// The payout times a measure of unit `ratio`, never another component's payout.
fn times(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<String> {
    let fields = Fields::open(node, path, &TIMES, problems)?;
    let node = fields.required("measure", problems)?;
    let path = fields.path_of("measure");
    let measure = known_measure(node, &path, around.names, problems)?;
    match around.names.unit(&measure) {
        Some("ratio") | None => Some(measure),
        Some(unit) => {
            let message = format!("a payout is multiplied by a measure of unit `ratio`; `{measure}` is in {unit}");
            problems.add(node.place, &path, message);
            None
        }
    }
}

const LEAVER: Keys = Keys { known: &["good", "bad"] };

pub(super) fn leaver(node: &Node, path: &str, known: &[(&str, LeaverWord)], problems: &mut Problems) -> Option<LeaverTerms> {
    let fields = Fields::open(node, path, &LEAVER, problems)?;
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let [good, bad] = ["good", "bad"].map(|key| {
        let node = fields.chosen(key, &words.join(", "), problems)?;
        choice(node, &fields.path_of(key), known, problems)
    });
    Some(LeaverTerms { good: good?, bad: bad? })
}
