//! What holds for the whole plan, in words: who, when, salary and target, time worked, guarantees, exceptions.

use super::Page;
use crate::evaluate::{amount_text, percent_text};
use crate::plan::{Acknowledge, CreditNoteTo, Guarantee, LeaverTerms, LeaverWord, Plan, ProrationOf};

pub(super) fn opening(plan: &Plan, page: &mut Page) {
    page.tell(format!("# {}\n", plan.name));
    if let Some(text) = &plan.text {
        page.tell(text.trim());
    }
    let code = plan.currency.code();
    match plan.effective.end() {
        Some(end) => page.tell(format!("It holds from {} to {}.", plan.effective.start(), end.prev())),
        None => page.tell(format!("It holds from {}.", plan.effective.start())),
    }
    if let Some(base) = &plan.base_salary {
        page.tell(format!("Your base salary is {} {code} a year.", amount_text(base)));
    }
    if let Some(target) = &plan.target_incentive {
        page.tell(format!("Your target incentive is {} {code} a year.", amount_text(&target.amount)));
        if let Some(base) = &plan.base_salary
            && let Some(share) = base.checked_div(&(base + &target.amount))
        {
            page.tell(format!(
                "Together {} {code}, of which {} is base.",
                amount_text(&(base + &target.amount)),
                percent_text(&share)
            ));
        }
    }
}

pub(super) fn besides(plan: &Plan, page: &mut Page) {
    page.head("What else holds");
    if let Some(proration) = plan.proration {
        let parts = [
            (proration.quota, "quota"),
            (proration.target_incentive, "target incentive"),
            (proration.base, "base salary"),
        ];
        let parts: Vec<&str> = parts.iter().filter(|(holds, _)| *holds).map(|(_, name)| *name).collect();
        if !parts.is_empty() {
            let of = match proration.of {
                ProrationOf::Annual => "the year",
                ProrationOf::Spread => "each part of the year",
            };
            page.tell(format!(
                "Who works a part of the year has that part of {}, counted over {of}.",
                parts.join(", ")
            ));
        }
    }
    page.tell(format!(
        "Amounts stay exact and are rounded once to {} decimals ({}).",
        plan.rounding.digits,
        plan.rounding.mode.name().replace('_', " ")
    ));
    match plan.credit_note {
        Some(CreditNoteTo::OriginalHolder) => page.tell("A credit note goes to whoever held the account at the time of its invoice."),
        Some(CreditNoteTo::CurrentHolder) => page.tell("A credit note goes to whoever holds the account on its day."),
        None => {}
    }
    for overlap in &plan.overlaps {
        page.tell(format!(
            "{} counts in {}: {}.",
            overlap.category.replace('_', " "),
            overlap.components.join(" and "),
            overlap.because
        ));
    }
    if let Some(guarantee) = &plan.guarantee {
        guaranteed(plan, guarantee, page);
    }
    if let Some(terms) = plan.leaver {
        page.tell(leavers(terms));
    }
    if let Some(acknowledge) = &plan.acknowledge {
        acknowledged(acknowledge, page);
    }
    if !plan.lint_exceptions.is_empty() {
        page.head("Where this plan departs from the rules of good plans");
        for exception in &plan.lint_exceptions {
            page.tell(format!("{} for {}: {}.", exception.id, exception.at, exception.because));
        }
    }
}

fn guaranteed(plan: &Plan, guarantee: &Guarantee, page: &mut Page) {
    let per = if guarantee.per_period { "period" } else { "month" };
    page.tell(format!(
        "In your first {} months you have {} {} a {per}{}.",
        guarantee.first_months,
        amount_text(&guarantee.amount),
        plan.currency.code(),
        if guarantee.kind.is_draw() {
            " beside what you earn"
        } else {
            " at least"
        }
    ));
    match &guarantee.recovery {
        Some(recovery) => {
            page.tell(format!(
                "From month {} on it is taken back from what you earn, at most {} of it.",
                recovery.from_month,
                percent_text(&recovery.max_share)
            ));
            if let Some(months) = recovery.write_off_after_months {
                page.tell(format!("What is left after month {months} is written off."));
            }
        }
        None => page.tell("You keep it."),
    }
    page.tell(leavers(guarantee.leaver));
}

fn acknowledged(acknowledge: &Acknowledge, page: &mut Page) {
    let before = if acknowledge.before_first_payment {
        "anything is paid by it"
    } else {
        "it takes effect; nothing is paid by it earlier"
    };
    let by = match acknowledge.method.as_str() {
        "signature" => "with your signature",
        "typed_name" => "by writing your name",
        _ => "with a click",
    };
    let again: Vec<&str> = acknowledge
        .resend_on
        .iter()
        .map(|on| if on == "version" { "a new version" } else { "a new assignment" })
        .collect();
    page.tell(format!("You acknowledge this plan {by} before {before}."));
    if !again.is_empty() {
        page.tell(format!("You are asked again for {}.", again.join(" and for ")));
    }
}

pub(super) fn leavers(terms: LeaverTerms) -> String {
    let said = |word: LeaverWord| match word {
        LeaverWord::ProrataToDate => "has the part that has run",
        LeaverWord::ForfeitUnpaid => "loses what is not paid yet",
        LeaverWord::PayEarned => "is paid what is earned",
        LeaverWord::WriteOff => "owes nothing of it",
        LeaverWord::DueAtExit => "pays it back at exit",
    };
    format!("A good leaver {}; a bad leaver {}.", said(terms.good), said(terms.bad))
}
