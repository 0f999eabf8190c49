//! The plan's crediting rules in the words of the bulk engine. One filter, two evaluators, the same answer.

use engine::{Condition, CreditTo, CreditingRule, TextField};
use payplan::{Comparison, CreditAmount, CreditKind, Field, Literal, Plan, Receiver};
use std::collections::BTreeSet;

/// The crediting rules of a plan for the engine, in the plan's order.
#[must_use]
pub fn rules_of(plan: &Plan) -> Vec<CreditingRule> {
    plan.crediting
        .rules
        .iter()
        .map(|rule| rule_of(rule, &plan.crediting.sources))
        .collect()
}

/// The families of products that the plan's rules name.
#[must_use]
pub fn families_of(plan: &Plan) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rule in &plan.crediting.rules {
        name_families(&rule.when, &mut named);
    }
    named
}

fn name_families(condition: &payplan::Condition, named: &mut BTreeSet<String>) {
    let text = |literal: &Literal| match literal {
        Literal::Text(text) => Some(text.clone()),
        Literal::Money(..) | Literal::Day(_) => None,
    };
    match condition {
        payplan::Condition::All(parts) | payplan::Condition::Any(parts) => parts.iter().for_each(|part| name_families(part, named)),
        payplan::Condition::Not(part) => name_families(part, named),
        payplan::Condition::Compare { field, with, .. } if *field == Field::ProductFamily => named.extend(text(with)),
        payplan::Condition::In { field, values } if *field == Field::ProductFamily => named.extend(values.iter().filter_map(text)),
        // What a formula asks is beyond what a run credits by; such a plan is refused.
        payplan::Condition::Compare { .. } | payplan::Condition::In { .. } | payplan::Condition::Formula(_) => {}
    }
}

fn rule_of(rule: &payplan::CreditingRule, sources: &[String]) -> CreditingRule {
    let when = condition_of(&rule.when);
    let when = if sources.is_empty() {
        when
    } else {
        Condition::All(vec![from_sources(sources), when])
    };
    CreditingRule {
        id: rule.id.clone(),
        when,
        to: match &rule.to {
            Receiver::Seller => CreditTo::Seller,
            Receiver::Holders { role } => CreditTo::Holders { role: role.clone() },
        },
        category: rule.category.clone(),
        overlay: matches!(rule.kind, CreditKind::Overlay),
        by_share: matches!(rule.amount, CreditAmount::TimesShare),
    }
}

/// A source is `system` or `system.kind`: `erp.invoice_line` takes the invoice lines of the source `erp`.
fn from_sources(sources: &[String]) -> Condition {
    let one = |source: &String| match source.split_once('.') {
        Some((system, kind)) => Condition::All(vec![among(TextField::Source, system), among(TextField::Kind, kind)]),
        None => among(TextField::Source, source),
    };
    Condition::Any(sources.iter().map(one).collect())
}

fn among(field: TextField, value: &str) -> Condition {
    Condition::Text {
        field,
        among: vec![value.to_owned()],
    }
}

fn condition_of(condition: &payplan::Condition) -> Condition {
    match condition {
        payplan::Condition::All(parts) => Condition::All(parts.iter().map(condition_of).collect()),
        payplan::Condition::Any(parts) => Condition::Any(parts.iter().map(condition_of).collect()),
        payplan::Condition::Not(part) => Condition::Not(Box::new(condition_of(part))),
        payplan::Condition::In { field, values } => {
            Condition::Any(values.iter().map(|value| compare(*field, Comparison::Equal, value)).collect())
        }
        payplan::Condition::Compare { field, how, with } => compare(*field, *how, with),
        // A plan whose measures read such a rule is refused before it is approved; here it credits nobody.
        payplan::Condition::Formula(_) => Condition::Any(Vec::new()),
    }
}

fn compare(field: Field, how: Comparison, with: &Literal) -> Condition {
    match with {
        Literal::Money(amount, currency) => Condition::Amount {
            cmp: comparison_of(how),
            than: amount.clone(),
            currency: *currency,
        },
        Literal::Day(day) => Condition::Date {
            cmp: comparison_of(how),
            than: *day,
        },
        Literal::Text(text) => match (text_field(field), how) {
            (Some(field), Comparison::NotEqual) => Condition::Not(Box::new(among(field, text))),
            (Some(field), _) => among(field, text),
            (None, _) => Condition::Any(Vec::new()),
        },
    }
}

fn text_field(field: Field) -> Option<TextField> {
    match field {
        Field::Kind => Some(TextField::Kind),
        Field::Source => Some(TextField::Source),
        Field::Account => Some(TextField::Account),
        Field::AccountClass => Some(TextField::AccountClass),
        Field::Product => Some(TextField::Product),
        Field::ProductFamily => Some(TextField::ProductFamily),
        Field::Seller => Some(TextField::Seller),
        Field::Currency => Some(TextField::Currency),
        Field::Amount | Field::Date => None,
    }
}

fn comparison_of(how: Comparison) -> engine::Comparison {
    match how {
        Comparison::Equal => engine::Comparison::Equal,
        Comparison::NotEqual => engine::Comparison::Different,
        Comparison::Less => engine::Comparison::Below,
        Comparison::LessOrEqual => engine::Comparison::AtMost,
        Comparison::Greater => engine::Comparison::Above,
        Comparison::GreaterOrEqual => engine::Comparison::AtLeast,
    }
}
