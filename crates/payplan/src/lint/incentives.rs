//! Rules on what a plan makes people do: thresholds, upside, caps, flat volume, long-term parts, and what data says.

use vocabulary::Ratio;

use super::{Finder, Severity};
use crate::curve::Below;
use crate::evaluate::{amount_text, percent_text};
use crate::plan::{CapPer, Component, ComponentKind, Measure, QuotaSource, Unit};
use crate::tiers::{TierBy, TierMode, TierPay};

/// Words of a measure's name that speak of activity.
const ACTIVITIES: [&str; 8] = ["call", "visit", "meeting", "email", "activit", "demo", "touch", "hours"];

/// Words of a measure's or key figure's name that speak of the relationship.
const RELATIONSHIPS: [&str; 7] = [
    "nps",
    "csat",
    "satisfaction",
    "share_of_wallet",
    "retention",
    "churn",
    "relationship",
];

impl Finder<'_> {
    pub(super) fn incentives(&mut self) {
        self.activities();
        if self.is_key_account_plan() {
            self.flat_volume();
            self.long_term();
        }
        self.leverage();
        self.thresholds();
        self.hard_caps();
        self.ratchets();
        self.small_quotas();
        self.with_data();
    }

    fn is_key_account_plan(&self) -> bool {
        self.plan.applies_to.role.as_deref() == Some("key_account_manager")
    }

    /// L04: a measure whose name speaks of activity.
    fn activities(&mut self) {
        for measure in &self.plan.measures {
            let names = std::iter::once(measure.name.clone()).chain(measure.value.kpis());
            let speaks = names
                .map(|name| name.to_lowercase())
                .find(|name| ACTIVITIES.iter().any(|word| name.contains(word)));
            if let Some(name) = speaks {
                let message = format!("{name} counts what people do, not what it leads to; measure the result.");
                self.add(
                    "L04",
                    Severity::Warning,
                    (&format!("measures.{}", measure.name), measure.line),
                    message,
                );
            }
        }
    }

    /// L10: the first unit of existing business earns.
    fn flat_volume(&mut self) {
        for component in &self.plan.components {
            let Some(measure) = self.plan.measure(&component.measure) else {
                continue;
            };
            let of_money = matches!(measure.unit, Unit::Money(_)) && measure.minus.is_none();
            if of_money && !self.is_new_business(measure) && first_unit_earns(component) {
                let message = format!(
                    "{} pays from the first unit of existing business; take last year's off with `minus: baseline(…)`, or pay only above a share of quota.",
                    component.id
                );
                self.at_component("L10", Severity::Error, component, message);
            }
        }
    }

    /// Whether a measure's credits speak of new business: by the names of their categories and rules.
    fn is_new_business(&self, measure: &Measure) -> bool {
        let speaks = |name: &str| {
            ["new", "first", "cross", "growth"]
                .iter()
                .any(|word| name.to_lowercase().contains(word))
        };
        measure.categories.iter().all(|category| {
            let rules = self.plan.crediting.rules.iter().filter(|rule| rule.category == *category);
            speaks(category) || rules.clone().count() > 0 && rules.into_iter().all(|rule| speaks(&rule.id))
        })
    }

    /// L11: nothing beyond the year and nothing of the relationship.
    fn long_term(&mut self) {
        let speaks = |name: &str| RELATIONSHIPS.iter().any(|word| name.to_lowercase().contains(word));
        let lasting = self.plan.components.iter().any(|component| match &component.kind {
            ComponentKind::Cycle(_) => true,
            ComponentKind::Scorecard(card) => card.items.iter().any(|item| speaks(&item.kpi)),
            ComponentKind::Rate(_)
            | ComponentKind::Tiers(_)
            | ComponentKind::Curve(_)
            | ComponentKind::Matrix(_)
            | ComponentKind::Mbo(_)
            | ComponentKind::Spiff(_)
            | ComponentKind::Override(_) => component.measures().iter().any(|name| speaks(name)),
        });
        if !lasting {
            let message =
                "Nothing in this plan looks beyond the year or at the relationship; it makes key account managers sell deal by deal.";
            self.add(
                "L11",
                Severity::Warning,
                ("components", self.plan.components_line),
                message.to_owned(),
            );
        }
    }

    /// L12: pay at the excellence point as a multiple of pay at target.
    fn leverage(&mut self) {
        let band = if self.is_key_account_plan() {
            self.policies.leverage_kam.clone()
        } else {
            self.policies.leverage.clone()
        };
        for component in &self.plan.components {
            let Some(excellence) = &component.excellence else { continue };
            let Some(times) = leverage_total(component, excellence) else {
                continue;
            };
            if times < band.0 || times > band.1 {
                let message = format!(
                    "At {} {} pays {} times its target; usual are {} to {} times.",
                    percent_text(excellence),
                    component.id,
                    amount_text(&times),
                    amount_text(&band.0),
                    amount_text(&band.1)
                );
                self.at_component("L12", Severity::Warning, component, message);
            }
        }
    }

    /// L13, the part that needs no data: a component against a quota that pays from nothing on.
    fn thresholds(&mut self) {
        for component in &self.plan.components {
            let against_quota = self.plan.measure(&component.measure).is_some_and(|measure| measure.quota.is_some());
            if against_quota && first_unit_earns(component) {
                let message = format!("{} pays from the first unit on and has no threshold below its quota.", component.id);
                self.at_component("L13", Severity::Warning, component, message);
            }
        }
    }

    /// L17: a ceiling on what revenue pays. A bounded table is none, and a review is none.
    fn hard_caps(&mut self) {
        for component in &self.plan.components {
            let of_money = self
                .plan
                .measure(&component.measure)
                .is_some_and(|measure| matches!(measure.unit, Unit::Money(_)));
            let capped = component
                .attached
                .cap
                .as_ref()
                .is_some_and(|cap| cap.per == CapPer::Interval && cap.unless.is_none());
            if of_money && capped {
                let message = format!(
                    "{} stops paying at its cap, and people stop selling there; use a lower rate beyond a point, or `windfall_review`.",
                    component.id
                );
                self.at_component("L17", Severity::Warning, component, message);
            }
        }
    }

    /// L32 on what the plan itself writes: a percentage of nothing means nothing.
    fn small_quotas(&mut self) {
        for measure in &self.plan.measures {
            let Some(quota) = &measure.quota else { continue };
            if let QuotaSource::Literal(amount) = &quota.of
                && !amount.is_positive()
            {
                let message = format!(
                    "The quota of {} is {}; use absolute steps instead.",
                    measure.name,
                    amount_text(amount)
                );
                self.add(
                    "L32",
                    Severity::Error,
                    (&format!("measures.{}.quota", measure.name), quota.line),
                    message,
                );
            }
        }
    }
}

/// Whether the first unit of the measure already pays.
pub(super) fn first_unit_earns(component: &Component) -> bool {
    match &component.kind {
        ComponentKind::Rate(_) => true,
        ComponentKind::Tiers(tiers) => tiers.rows.first().is_some_and(|row| match &row.pays {
            TierPay::Rate(pay) | TierPay::Amount(pay) | TierPay::Multiple(pay) => pay.is_positive(),
        }),
        ComponentKind::Curve(curve) => match &curve.below {
            Below::Share(share) => share.is_positive(),
            Below::First => curve.points.first().is_some_and(|point| point.pays.is_positive()),
            Below::Extend => true,
        },
        ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_)
        | ComponentKind::Override(_) => false,
    }
}

/// Pay at an attainment ÷ pay at 100 %: 39,600 ÷ 18,000 = 2.2 at 130 % of the sample plan. The quota cancels out.
fn leverage_total(component: &Component, excellence: &Ratio) -> Option<Ratio> {
    match &component.kind {
        ComponentKind::Tiers(tiers) if tiers.by == TierBy::Attainment && tiers.mode != TierMode::Interpolated => {
            let one = Ratio::one();
            tiers.pay(excellence, &one).checked_div(&tiers.pay(&one, &one))
        }
        ComponentKind::Curve(curve) => curve.read(excellence).pays.checked_div(&curve.read(&Ratio::one()).pays),
        ComponentKind::Tiers(_)
        | ComponentKind::Rate(_)
        | ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_)
        | ComponentKind::Override(_) => None,
    }
}
