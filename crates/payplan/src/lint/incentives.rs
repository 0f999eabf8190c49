//! Rules on what a plan makes people do: thresholds, upside, caps, flat volume, long-term parts, and what data says.

use vocabulary::{Length, Ratio};

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

    fn with_data(&mut self) {
        self.named_by_data();
        self.shares_of_people();
        self.assignment();
        self.margins();
        self.cycle_length();
    }

    /// L05, L06 and L20: what somebody found out about a measure.
    fn named_by_data(&mut self) {
        let evidence = self.evidence;
        if evidence.beyond_influence.is_none() {
            self.open("L05", "whether the payee can influence the measures");
        }
        if evidence.without_data.is_none() {
            self.open("L06", "whether the measures had data in the last two intervals");
        }
        if evidence.unapproved_changes.is_none() {
            self.open("L20", "quotas that changed after their interval began");
        }
        for measure in &self.plan.measures {
            let name = &measure.name;
            let path = format!("measures.{name}");
            if evidence.beyond_influence.as_ref().is_some_and(|names| names.contains(name)) {
                let message = format!("The payee cannot influence {name}; measure something in their hands.");
                self.add("L05", Severity::Warning, (&path, measure.line), message);
            }
            if evidence.without_data.as_ref().is_some_and(|names| names.contains(name)) {
                let message = format!("{name} had no data in the last two intervals; it cannot be paid on.");
                self.add("L06", Severity::Error, (&path, measure.line), message);
            }
            if let Some(changed) = evidence.unapproved_changes.as_ref().and_then(|changes| changes.get(name)) {
                let message = format!("{changed} quotas of {name} changed in their interval without approval.");
                self.add("L20", Severity::Warning, (&path, measure.line), message);
            }
        }
    }

    /// L13, L14 and L15: how many reached threshold, excellence and quota last time.
    fn shares_of_people(&mut self) {
        let evidence = self.evidence;
        if evidence.attainments.is_empty() {
            for (id, what) in [
                ("L13", "how many missed the threshold last year"),
                ("L14", "how many reached excellence last year"),
                ("L15", "how many reached their quota last year"),
            ] {
                self.open(id, what);
            }
            return;
        }
        for component in &self.plan.components {
            let Some(all) = evidence.attainments.get(&component.measure).filter(|all| !all.is_empty()) else {
                continue;
            };
            let share = |reached: &dyn Fn(&Ratio) -> bool| {
                let count = all.iter().filter(|attainment| reached(attainment)).count();
                let of = |number: usize| Ratio::whole(i128::try_from(number).unwrap_or(i128::MAX));
                of(count).checked_div(&of(all.len())).unwrap_or_else(Ratio::zero)
            };
            if let Some(threshold) = threshold(component) {
                let missed = share(&|attainment| *attainment <= threshold);
                if missed > self.policies.missed_max {
                    let message = format!(
                        "{} of the people stayed below the threshold of {}.",
                        percent_text(&missed),
                        component.id
                    );
                    self.at_component("L13", Severity::Warning, component, message);
                }
            }
            if let Some(excellence) = &component.excellence {
                let reached = share(&|attainment| attainment >= excellence);
                let (least, most) = &self.policies.excellence;
                if reached < *least || reached > *most {
                    let message = format!(
                        "{} reached the excellence point of {}; about one in ten should.",
                        percent_text(&reached),
                        component.id
                    );
                    self.at_component("L14", Severity::Warning, component, message);
                }
            }
            let reached = share(&|attainment| *attainment >= Ratio::one());
            let (least, most) = &self.policies.at_quota;
            if reached < *least || reached > *most {
                let message = format!(
                    "{} reached the quota of {}; a good quota is reached by 50 to 70 %.",
                    percent_text(&reached),
                    component.id
                );
                self.at_component("L15", Severity::Warning, component, message);
            }
        }
    }

    /// L19, L25 and L32 on everybody's quotas and credits.
    fn assignment(&mut self) {
        let evidence = self.evidence;
        if evidence.business_plan.is_empty() {
            self.open("L19", "whether quotas exceed the business plan");
        }
        if evidence.quotas.is_empty() {
            self.open("L32", "whether anybody's quota is tiny or negative");
        }
        match &evidence.overlay {
            None => self.open("L25", "overlay credit against the credited amount"),
            Some(share) if *share > self.policies.overlay_max => {
                let message = format!("Overlay credit is {} of the credited amount.", percent_text(share));
                self.add("L25", Severity::Warning, ("crediting", self.plan.title_line), message);
            }
            Some(_) => {}
        }
        for measure in &self.plan.measures {
            let Some(quotas) = evidence.quotas.get(&measure.name) else {
                continue;
            };
            let path = format!("measures.{}", measure.name);
            let total: Ratio = quotas.iter().sum();
            if let Some(plan) = evidence.business_plan.get(&measure.name)
                && let Some(over) = (&total - plan).checked_div(plan)
                && over > self.policies.over_assigned_max
            {
                let message = format!(
                    "The quotas of {} are {} above the business plan.",
                    measure.name,
                    percent_text(&over)
                );
                self.add("L19", Severity::Warning, (&path, measure.line), message);
            }
            if quotas.iter().any(|quota| !quota.is_positive()) {
                let message = format!("A quota of {} is zero or negative; use absolute steps instead.", measure.name);
                self.add("L32", Severity::Error, (&path, measure.line), message);
            }
        }
    }

    /// L21: what one more unit of the measure pays must not exceed what it earns the firm (E46).
    fn margins(&mut self) {
        if self.evidence.margins.is_empty() {
            self.open("L21", "marginal payout rates against gross margin");
        }
        for component in &self.plan.components {
            let Some(margin) = self.evidence.margins.get(&component.measure) else {
                continue;
            };
            let Some(rate) = self.steepest(component).filter(|rate| rate > margin) else {
                continue;
            };
            let message = format!(
                "{} pays up to {} of each further unit, the firm earns {} of it.",
                component.id,
                percent_text(&rate),
                percent_text(margin)
            );
            self.at_component("L21", Severity::Error, component, message);
        }
    }

    /// The highest rate paid on one more unit of the measure.
    fn steepest(&self, component: &Component) -> Option<Ratio> {
        match &component.kind {
            ComponentKind::Tiers(tiers) => {
                let rates = tiers.rows.iter().filter_map(|row| match &row.pays {
                    TierPay::Rate(rate) => Some(rate.clone()),
                    TierPay::Amount(_) | TierPay::Multiple(_) => None,
                });
                rates.max()
            }
            ComponentKind::Curve(curve) => {
                let measure = self.plan.measure(&component.measure)?;
                let quota = super::cliffs::literal_quota(self.plan, measure)?;
                let target = &self.plan.target_incentive.as_ref()?.amount * component.weight.as_ref()?;
                let pairs = curve.points.iter().zip(curve.points.iter().skip(1));
                let slopes = pairs.filter_map(|(from, to)| {
                    let width = (&to.at - &from.at) * &quota;
                    ((&to.pays - &from.pays) * &target).checked_div(&width)
                });
                slopes.max()
            }
            ComponentKind::Rate(crate::plan::RateSource::Literal(rate)) => Some(rate.clone()),
            ComponentKind::Rate(_)
            | ComponentKind::Matrix(_)
            | ComponentKind::Scorecard(_)
            | ComponentKind::Mbo(_)
            | ComponentKind::Spiff(_)
            | ComponentKind::Cycle(_)
            | ComponentKind::Override(_) => None,
        }
    }

    /// L33: an interval shorter than half the sales cycle measures chance.
    fn cycle_length(&mut self) {
        let Some(months) = self.evidence.sales_cycle_months else {
            self.open("L33", "intervals against the length of the sales cycle");
            return;
        };
        for measure in &self.plan.measures {
            let interval = match measure.interval {
                Length::Month => 1,
                Length::Quarter => 3,
                Length::Half => 6,
                Length::Year => 12,
            };
            if interval * 2 < months {
                let message = format!(
                    "{} is measured over {interval} months, the sales cycle takes {months}.",
                    measure.name
                );
                self.add(
                    "L33",
                    Severity::Information,
                    (&format!("measures.{}", measure.name), measure.line),
                    message,
                );
            }
        }
    }
}

/// Whether the first unit of the measure already pays.
fn first_unit_earns(component: &Component) -> bool {
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

/// The attainment up to which a component pays nothing.
fn threshold(component: &Component) -> Option<Ratio> {
    match &component.kind {
        ComponentKind::Tiers(tiers) if tiers.by == TierBy::Attainment && !first_unit_earns(component) => {
            tiers.rows.first().and_then(|row| row.to.clone())
        }
        ComponentKind::Curve(curve) if !first_unit_earns(component) => curve.points.first().map(|point| point.at.clone()),
        ComponentKind::Tiers(_)
        | ComponentKind::Curve(_)
        | ComponentKind::Rate(_)
        | ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_)
        | ComponentKind::Override(_) => None,
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
