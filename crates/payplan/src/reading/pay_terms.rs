//! Reads what holds for the whole plan besides its components: currencies, guarantees, overlaps, hand-overs, signatures.

use vocabulary::Currency;

use super::attachments::leaver;
use super::fields::{Fields, Keys, list};
use super::names::Names;
use super::scalars::{choice, count, is_name, money, name, percent, text, written};
use crate::plan::{
    Acknowledge, CreditNoteTo, Exchange, ExchangePolicy, Guarantee, GuaranteeKind, LeaverWord, Overlap, Payout, Recovery, RecoveryOf,
};
use crate::problem::Problems;
use crate::yaml::{Content, Node};

const CURRENCY: Keys = Keys {
    known: &["plan", "fx", "payout", "payout_fx"],
};
const FX: Keys = Keys {
    known: &["table", "policy"],
};

/// The plan's currency, and how other currencies come in and go out.
pub(super) fn currency(node: &Node, problems: &mut Problems) -> Option<(Currency, Exchange)> {
    let fields = Fields::open(node, "currency", &CURRENCY, problems)?;
    let plan = fields.chosen("plan", "an ISO 4217 code such as EUR", problems)?;
    let code = written(plan, "currency.plan", "a currency such as EUR", problems)?;
    let currency = Currency::parse(code)
        .map_err(|problem| problems.add(plan.place, "currency.plan", problem.to_string()))
        .ok()?;
    let mut exchange = Exchange::default();
    if let Some(node) = fields.optional("fx") {
        let fx = Fields::open(node, "currency.fx", &FX, problems)?;
        let table = fx.required("table", problems);
        let policy = fx.chosen("policy", "fixed, transaction_date or month_average", problems);
        let policies = [
            ("fixed", ExchangePolicy::Fixed),
            ("transaction_date", ExchangePolicy::TransactionDate),
            ("month_average", ExchangePolicy::MonthAverage),
        ];
        exchange.table = table.and_then(|node| name(node, "currency.fx.table", problems));
        exchange.policy = policy.and_then(|node| choice(node, "currency.fx.policy", &policies, problems));
    }
    if let Some(node) = fields.optional("payout") {
        exchange.payout = choice(node, "currency.payout", &[("plan", Payout::Plan), ("home", Payout::Home)], problems)?;
    }
    let policies = [
        ("fixed", ExchangePolicy::Fixed),
        ("at_posting", ExchangePolicy::AtPosting),
        ("payment_date", ExchangePolicy::PaymentDate),
        ("month_average", ExchangePolicy::MonthAverage),
    ];
    let payout_fx = if exchange.payout == Payout::Home {
        fields.chosen("payout_fx", "fixed, at_posting, payment_date or month_average", problems)
    } else {
        fields.optional("payout_fx")
    };
    exchange.payout_policy = payout_fx.and_then(|node| choice(node, "currency.payout_fx", &policies, problems));
    Some((currency, exchange))
}

const CREDIT_NOTE: Keys = Keys { known: &["to"] };

pub(super) fn credit_note(node: &Node, problems: &mut Problems) -> Option<CreditNoteTo> {
    let fields = Fields::open(node, "credit_note", &CREDIT_NOTE, problems)?;
    let to = fields.chosen("to", "original_holder or current_holder", problems)?;
    let known = [
        ("original_holder", CreditNoteTo::OriginalHolder),
        ("current_holder", CreditNoteTo::CurrentHolder),
    ];
    choice(to, "credit_note.to", &known, problems)
}

/// `overlap: { key_revenue: [growth, development], because: "…" }`: the reason holds for every category named.
pub(super) fn overlaps(node: &Node, names: &Names<'_>, problems: &mut Problems) -> Vec<Overlap> {
    let Some(fields) = Fields::free(node, "overlap", problems) else {
        return Vec::new();
    };
    let because = fields.required("because", problems);
    let because = because.and_then(|node| text(node, "overlap.because", problems)).unwrap_or_default();
    let mut overlaps = Vec::new();
    for (key, node) in fields.entries().filter(|(key, _)| key.name != "because") {
        let path = fields.path_of(&key.name);
        if !is_name(&key.name) {
            problems.add(key.place, &path, "a category's name uses letters, digits, `-` and `_`");
        }
        if let Some(made) = &names.categories
            && !made.contains(&key.name.as_str())
        {
            let message = format!("no crediting rule makes credits of the category `{}`.", key.name);
            problems.add_unknown(key.place, &path, message, (&key.name, made));
        }
        let mut components = Vec::new();
        for (path, node) in list(node, &path, problems) {
            let Some(id) = name(node, &path, problems) else { continue };
            if let Some(known) = &names.components
                && !known.contains(&id.as_str())
            {
                let message = format!("the plan has no component `{id}`.");
                problems.add_unknown(node.place, &path, message, (&id, known));
            }
            components.push(id);
        }
        overlaps.push(Overlap {
            category: key.name.clone(),
            components,
            because: because.clone(),
        });
    }
    overlaps
}

const GUARANTEE: Keys = Keys {
    known: &["kind", "type", "for", "amount", "recovery", "leaver"],
};
const FOR: Keys = Keys {
    known: &["first_months", "of"],
};
const AMOUNT: Keys = Keys { known: &["money", "per"] };
const RECOVERY: Keys = Keys {
    known: &["from_month", "max_share", "of", "write_off_after_months"],
};

/// L27: a draw has an end, a recovery rule and terms for leavers.
pub(super) fn guarantee(node: &Node, currency: Currency, problems: &mut Problems) -> Option<Guarantee> {
    let fields = Fields::open(node, "guarantee", &GUARANTEE, problems)?;
    let kind = fields.required("kind", problems);
    choice(kind?, "guarantee.kind", &[("guarantee.draw", ())], problems)?;
    let kinds = [
        ("non_recoverable_draw", GuaranteeKind::NonRecoverableDraw),
        ("non_recoverable_guarantee", GuaranteeKind::NonRecoverableGuarantee),
        ("recoverable_draw", GuaranteeKind::RecoverableDraw),
        ("recoverable_guarantee", GuaranteeKind::RecoverableGuarantee),
    ];
    let kind = fields.chosen("type", &kinds.map(|(word, _)| word).join(", "), problems);
    let kind = kind.and_then(|node| choice(node, "guarantee.type", &kinds, problems));
    let mut wanted = |key: &str, choices: &str| {
        let found = fields.optional(key);
        if found.is_none() {
            let message = format!("a draw needs `{key}`: {choices}");
            problems.add_lint("L27", node.place, &fields.path_of(key), message);
        }
        found
    };
    let time = wanted("for", "`{ first_months: 6, of: hire }`");
    let terms = wanted("leaver", "`{ good: write_off, bad: due_at_exit }`");
    let recovery = match kind.is_some_and(GuaranteeKind::is_recoverable) {
        true => Some(wanted(
            "recovery",
            "`{ from_month: 7, max_share: 50%, of: earning, write_off_after_months: 18 }`",
        )?),
        false => None,
    };
    let amount = fields.required("amount", problems);
    let amount = amount.and_then(|node| amount_of(node, currency, problems));
    let time = Fields::open(time?, "guarantee.for", &FOR, problems)?;
    let first_months = time.required("first_months", problems);
    let of = time.required("of", problems);
    choice(of?, "guarantee.for.of", &[("hire", ())], problems)?;
    let known = [("write_off", LeaverWord::WriteOff), ("due_at_exit", LeaverWord::DueAtExit)];
    let terms = leaver(terms?, "guarantee.leaver", &known, problems);
    let recovery = match recovery {
        Some(node) => Some(recovery_of(node, problems)?),
        None => None,
    };
    let (amount, per_period) = amount?;
    Some(Guarantee {
        kind: kind?,
        first_months: count(first_months?, "guarantee.for.first_months", (1, 600), problems)?,
        amount,
        per_period,
        recovery,
        leaver: terms?,
        line: node.place.line,
    })
}

fn amount_of(node: &Node, currency: Currency, problems: &mut Problems) -> Option<(vocabulary::Ratio, bool)> {
    let fields = Fields::open(node, "guarantee.amount", &AMOUNT, problems)?;
    let amount = fields.required("money", problems);
    let per = fields.required("per", problems);
    let amount = money(amount?, "guarantee.amount.money", currency, problems)?;
    let per_period = choice(per?, "guarantee.amount.per", &[("month", false), ("period", true)], problems)?;
    Some((amount, per_period))
}

fn recovery_of(node: &Node, problems: &mut Problems) -> Option<Recovery> {
    let fields = Fields::open(node, "guarantee.recovery", &RECOVERY, problems)?;
    let from_month = fields.chosen("from_month", "the month after hire from which the debt is recovered", problems);
    let max_share = fields.chosen("max_share", "the most that is taken of an earning", problems);
    let write_off = fields.chosen("write_off_after_months", "a number of months after hire, or never", problems);
    let of = match fields.optional("of") {
        Some(node) => {
            let known = [("earning", RecoveryOf::Earning), ("above_guarantee", RecoveryOf::AboveGuarantee)];
            choice(node, "guarantee.recovery.of", &known, problems)?
        }
        None => RecoveryOf::Earning,
    };
    let from_month = count(from_month?, "guarantee.recovery.from_month", (1, 600), problems)?;
    let max_share = percent(max_share?, "guarantee.recovery.max_share", problems)?;
    let write_off = write_off?;
    let path = "guarantee.recovery.write_off_after_months";
    let write_off_after_months = match &write_off.content {
        Content::Scalar { text, .. } if text == "never" => None,
        Content::Scalar { .. } | Content::List(_) | Content::Map(_) => Some(count(write_off, path, (1, 600), problems)?),
    };
    Some(Recovery {
        from_month,
        max_share,
        of,
        write_off_after_months,
    })
}

const ACKNOWLEDGE: Keys = Keys {
    known: &["before", "method", "resend_on"],
};

pub(super) fn acknowledge(node: &Node, problems: &mut Problems) -> Option<Acknowledge> {
    let fields = Fields::open(node, "acknowledge", &ACKNOWLEDGE, problems)?;
    let before = fields.required("before", problems);
    let method = fields.required("method", problems);
    let known = [("first_payment", true), ("effective", false)];
    let before_first_payment = choice(before?, "acknowledge.before", &known, problems)?;
    let methods = [("signature", "signature"), ("typed_name", "typed_name"), ("click", "click")];
    let method = choice(method?, "acknowledge.method", &methods, problems)?;
    let resend_on = match fields.optional("resend_on") {
        Some(node) => list(node, "acknowledge.resend_on", problems)
            .into_iter()
            .filter_map(|(path, node)| {
                let known = [("version", "version"), ("assignment", "assignment")];
                choice(node, &path, &known, problems).map(str::to_owned)
            })
            .collect(),
        None => Vec::new(),
    };
    Some(Acknowledge {
        before_first_payment,
        method: method.to_owned(),
        resend_on,
    })
}
