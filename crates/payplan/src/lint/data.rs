//! Rules that need data: what people reached, what the firm earns, how long a sale takes. Without it they stay open.

use vocabulary::{Length, Ratio};

use super::incentives::first_unit_earns;
use super::{Finder, Severity};
use crate::evaluate::percent_text;
use crate::plan::{Component, ComponentKind};
use crate::tiers::{TierBy, TierPay};

impl Finder<'_> {
    pub(super) fn with_data(&mut self) {
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
                let said = format!(
                    "{} reached the excellence point of {}; about one in ten should.",
                    percent_text(&reached),
                    component.id
                );
                self.outside("L14", (&self.policies.excellence, &reached), component, said);
            }
            let reached = share(&|attainment| *attainment >= Ratio::one());
            let said = format!(
                "{} reached the quota of {}; a good quota is reached by 50 to 70 %.",
                percent_text(&reached),
                component.id
            );
            self.outside("L15", (&self.policies.at_quota, &reached), component, said);
        }
    }

    /// A share of people outside the band of a policy.
    fn outside(&mut self, id: &str, ((least, most), share): (&(Ratio, Ratio), &Ratio), component: &Component, said: String) {
        if share < least || share > most {
            self.at_component(id, Severity::Warning, component, said);
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
