//! Rules on how a plan is built: weights, number of components, pay mix, texts, overlaps, SPIFFs.

use vocabulary::Ratio;

use super::{Finder, Severity};
use crate::evaluate::percent_text;
use crate::expression::{Condition, Field, Literal};
use crate::plan::{Component, ComponentKind, Crediting, InstalmentAt, PayTiming, Receiver, SpiffAmount};

impl Finder<'_> {
    pub(super) fn structure(&mut self) {
        self.weights();
        self.number_of_components();
        self.small_weights();
        self.assessed();
        self.pay_mix();
        self.overlapping();
        self.credit_notes();
        self.spiffs();
        self.reading_level();
        self.acknowledged();
    }

    /// L01: the weights of a plan's components make exactly 100 %.
    fn weights(&mut self) {
        if self.plan.target_incentive.is_none() {
            return;
        }
        let total: Ratio = self.plan.components.iter().filter_map(|component| component.weight.as_ref()).sum();
        if total != Ratio::one() {
            let message = format!("The weights of the components make {}, not 100 %.", percent_text(&total));
            self.add("L01", Severity::Error, ("components", self.plan.components_line), message);
        }
    }

    /// L02: SPIFFs are counted apart, a scorecard counts once.
    fn number_of_components(&mut self) {
        let count = self.plan.components.iter().filter(|component| !component.is_spiff()).count();
        let most = self.policies.components_max;
        if count > most {
            let message = format!("The plan has {count} components; people follow at most {most}. Merge or drop some.");
            self.add("L02", Severity::Warning, ("components", self.plan.components_line), message);
        }
    }

    /// L03: a small weight moves nobody.
    fn small_weights(&mut self) {
        for component in &self.plan.components {
            let Some(weight) = &component.weight else { continue };
            let (least, error) = (&self.policies.weight_least, &self.policies.weight_error);
            if weight < least {
                let severity = if weight < error { Severity::Error } else { Severity::Warning };
                let message = format!(
                    "{} weighs {}; below {} a component moves nobody.",
                    component.id,
                    percent_text(weight),
                    percent_text(least)
                );
                self.at_component("L03", severity, component, message);
            }
        }
    }

    /// L07: objectives and approvals that a manager assesses.
    fn assessed(&mut self) {
        let shares = self.plan.components.iter().filter_map(|component| {
            let weight = component.weight.as_ref()?;
            match &component.kind {
                ComponentKind::Mbo(_) => Some(weight.clone()),
                ComponentKind::Cycle(cycle) => {
                    let approved = cycle
                        .milestones
                        .iter()
                        .filter(|milestone| milestone.evidence.as_deref() == Some("approval"));
                    let share: Ratio = approved.map(|milestone| &milestone.weight).sum();
                    Some(weight * &share)
                }
                ComponentKind::Rate(_)
                | ComponentKind::Tiers(_)
                | ComponentKind::Curve(_)
                | ComponentKind::Matrix(_)
                | ComponentKind::Scorecard(_)
                | ComponentKind::Spiff(_)
                | ComponentKind::Override(_) => None,
            }
        });
        let total: Ratio = shares.sum();
        if total > self.policies.assessed_max {
            let message = format!(
                "{} of target incentive is assessed by a manager; at most {} is.",
                percent_text(&total),
                percent_text(&self.policies.assessed_max)
            );
            self.add("L07", Severity::Warning, ("components", self.plan.components_line), message);
        }
    }

    /// L08 for key account managers; L09 as information for other roles with a known benchmark.
    fn pay_mix(&mut self) {
        let (Some(base), Some(target)) = (&self.plan.base_salary, &self.plan.target_incentive) else {
            return;
        };
        let Some(share) = base.checked_div(&(base + &target.amount)) else {
            return;
        };
        let percent = |number: i128| Ratio::fraction(number, 100).unwrap_or_else(Ratio::zero);
        let role = self.plan.applies_to.role.as_deref().unwrap_or_default();
        let (id, severity, band) = match role {
            "key_account_manager" => ("L08", Severity::Warning, self.policies.mix.clone()),
            "new_business" => ("L09", Severity::Information, (percent(50), percent(60))),
            "account_manager" => ("L09", Severity::Information, (percent(65), percent(70))),
            "sales_engineer" => ("L09", Severity::Information, (percent(70), percent(70))),
            _ => return,
        };
        if share < band.0 || share > band.1 {
            let message = format!(
                "Base salary is {} of on-target earnings; usual for this role are {} to {}.",
                percent_text(&share),
                percent_text(&band.0),
                percent_text(&band.1)
            );
            self.add(id, severity, ("base_salary", self.plan.title_line), message);
        }
    }

    /// L22: a category that feeds two components pays twice, unless the plan says that it should.
    fn overlapping(&mut self) {
        let components = &self.plan.components;
        let mut found: Vec<(String, String, usize, String)> = Vec::new();
        for (number, component) in components.iter().enumerate() {
            for category in self.categories_of(component) {
                let earlier = components
                    .iter()
                    .take(number)
                    .find(|other| self.categories_of(other).contains(&category));
                let Some(earlier) = earlier else { continue };
                let meant = self.plan.overlaps.iter().any(|overlap| {
                    overlap.category == category && overlap.components.contains(&component.id) && overlap.components.contains(&earlier.id)
                });
                if !meant {
                    let message = format!(
                        "The category {category} pays in {} and in {}; add `overlap: {{ {category}: [{}, {}], because: \"…\" }}` or separate them.",
                        earlier.id, component.id, earlier.id, component.id
                    );
                    found.push((component.id.clone(), category, component.line, message));
                }
            }
        }
        for (id, _, line, message) in found {
            self.add("L22", Severity::Error, (&format!("components.{id}"), line), message);
        }
    }

    /// The categories of credit that a component pays for. Gates and caps only look at them.
    fn categories_of(&self, component: &Component) -> Vec<String> {
        let mut measures: Vec<&str> = vec![&component.measure];
        let mut categories: Vec<String> = Vec::new();
        match &component.kind {
            ComponentKind::Matrix(matrix) => measures.extend([matrix.rows.measure.as_str(), &matrix.cols.measure]),
            ComponentKind::Cycle(cycle) => {
                measures.extend([cycle.finale.rows.measure.as_str(), &cycle.finale.cols.measure]);
                let values = cycle.milestones.iter().filter_map(|milestone| milestone.value.as_ref());
                categories.extend(values.flat_map(|value| value.categories()));
            }
            ComponentKind::Rate(_)
            | ComponentKind::Tiers(_)
            | ComponentKind::Curve(_)
            | ComponentKind::Scorecard(_)
            | ComponentKind::Mbo(_)
            | ComponentKind::Spiff(_)
            | ComponentKind::Override(_) => {}
        }
        let read = measures.into_iter().filter_map(|name| self.plan.measure(name));
        categories.extend(read.flat_map(|measure| measure.categories.iter().cloned()));
        categories.sort();
        categories.dedup();
        categories
    }

    /// L24: where accounts change hands, a credit note's owner changes money. Plans of the time before it had to be
    /// chosen can still be read; they can no longer be approved.
    fn credit_notes(&mut self) {
        if self.plan.credit_note.is_none() && credits_notes_to_holders(&self.plan.crediting) {
            let message = "`credit_note` must be chosen, because it changes money after a hand-over: `{ to: original_holder }` or `{ to: current_holder }`.";
            self.add("L24", Severity::Error, ("credit_note", self.plan.title_line), message.to_owned());
        }
    }

    /// L26: both limits, and a small share of the target incentive.
    fn spiffs(&mut self) {
        for component in &self.plan.components {
            let ComponentKind::Spiff(spiff) = &component.kind else { continue };
            if spiff.per_person.is_none() || spiff.budget.is_none() {
                let message = format!("{} needs both limits: `limit: {{ per_person: …, budget: … }}`.", component.id);
                self.at_component("L26", Severity::Error, component, message);
            }
            let (Some(times), SpiffAmount::Literal(amount), Some(target)) = (spiff.per_person, &spiff.amount, &self.plan.target_incentive)
            else {
                continue;
            };
            let most = amount * &Ratio::whole(times.into());
            let share = most.checked_div(&target.amount).unwrap_or_else(Ratio::zero);
            if share > self.policies.spiff_max {
                let message = format!(
                    "{} can pay {} of target incentive; more than {} draws people away from the plan.",
                    component.id,
                    percent_text(&share),
                    percent_text(&self.policies.spiff_max)
                );
                self.at_component("L26", Severity::Warning, component, message);
            }
        }
    }

    /// L31: a plan that is explained in a minute.
    fn reading_level(&mut self) {
        let texts = self
            .plan
            .text
            .iter()
            .chain(self.plan.components.iter().filter_map(|component| component.text.as_ref()));
        let length: usize = texts.map(|text| text.chars().count()).sum();
        if length > self.policies.text_max {
            let message = format!("The plan's texts have {length} characters; a page has {}.", self.policies.text_max);
            self.add("L31", Severity::Information, ("text", self.plan.title_line), message);
        }
        for component in &self.plan.components {
            let count = expressions_of(component);
            if count > 1 {
                let message = format!(
                    "{} needs {count} expressions of its own; one is explained more easily.",
                    component.id
                );
                self.at_component("L31", Severity::Information, component, message);
            }
        }
    }

    /// L30: only where the law of the place asks for it.
    fn acknowledged(&mut self) {
        if !self.policies.acknowledgement {
            self.open("L30", "whether the law asks for an acknowledgement");
            return;
        }
        if !self
            .plan
            .acknowledge
            .as_ref()
            .is_some_and(|acknowledge| acknowledge.before_first_payment)
        {
            let message = "The law asks for an acknowledged plan before the first payment; add `acknowledge: { before: first_payment, method: signature }`.";
            self.add("L30", Severity::Error, ("acknowledge", self.plan.title_line), message.to_owned());
        }
    }
}

fn expressions_of(component: &Component) -> usize {
    let kind = match &component.kind {
        ComponentKind::Spiff(spiff) => 1 + usize::from(matches!(spiff.amount, SpiffAmount::Formula(_))),
        ComponentKind::Cycle(cycle) => cycle.milestones.iter().filter(|milestone| milestone.value.is_some()).count(),
        ComponentKind::Rate(_)
        | ComponentKind::Tiers(_)
        | ComponentKind::Curve(_)
        | ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Override(_) => 0,
    };
    let attached = &component.attached;
    let on_event = |at: &InstalmentAt| matches!(at, InstalmentAt::When(_));
    let instalments = match attached.pay_when.as_ref().map(|when| &when.timing) {
        Some(PayTiming::Instalments(instalments)) => instalments.iter().filter(|each| on_event(&each.at)).count(),
        Some(PayTiming::PeriodEnd { .. } | PayTiming::Cash(_) | PayTiming::Dates(_)) | None => 0,
    };
    let held = attached.holdback.as_ref().is_some_and(|holdback| on_event(&holdback.release));
    kind + instalments + usize::from(attached.clawback.is_some()) + usize::from(held)
}

/// Whether a rule gives credit notes to whoever holds the account.
fn credits_notes_to_holders(crediting: &Crediting) -> bool {
    let to_holders = |receiver: &Receiver| matches!(receiver, Receiver::Holders { .. });
    crediting
        .rules
        .iter()
        .any(|rule| to_holders(&rule.to) && asks_for_credit_notes(&rule.when))
}

fn asks_for_credit_notes(condition: &Condition) -> bool {
    let named = |value: &Literal| matches!(value, Literal::Text(text) if text == "credit_note");
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(asks_for_credit_notes),
        Condition::Not(part) => asks_for_credit_notes(part),
        Condition::Compare { field, with, .. } => *field == Field::Kind && named(with),
        Condition::In { field, values } => *field == Field::Kind && values.iter().any(named),
        Condition::Formula(_) => false,
    }
}
