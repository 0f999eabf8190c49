//! A deferred cycle: interim payments by milestones on the way, the matrix over the whole cycle at its end.

use vocabulary::{Cell, Day, Explained, Ratio, Trace, TraceTable};

use super::by_score::{Part, weighted_parts};
use crate::evaluate::money::{reason, unknown};
use crate::evaluate::wording::{amount_text, percent_text};
use crate::evaluate::{Desk, Stretch};
use crate::plan::{Component, Cycle, LeaverWord, Milestone, PoolSource};

impl Desk<'_> {
    /// Milestones of 30, 30 and 40 % of which the last is reached to three quarters make 90 %.
    pub(super) fn milestone_score(&self, cycle: &Cycle, through: Day) -> Explained<Ratio> {
        let what = format!("milestones up to {}", through.prev());
        let parts = cycle.milestones.iter().map(|milestone| Part {
            id: &milestone.id,
            weight: &milestone.weight,
            reached: self.reached(cycle, milestone, through),
        });
        weighted_parts(what, "Milestone", parts)
    }

    /// The share of a milestone that is reached, at most all of it.
    fn reached(&self, cycle: &Cycle, milestone: &Milestone, through: Day) -> Result<Ratio, String> {
        let id = &milestone.id;
        let value = match (self.milestone(id, through), &milestone.value) {
            (Some(given), _) => given.clone(),
            (None, Some(formula)) => self.formula_value(formula, (cycle.from, through))?,
            (None, None) => return Err(format!("the milestone {id} has not been assessed")),
        };
        let share = match &milestone.target {
            Some(target) => value.checked_div(target).ok_or_else(|| format!("the target of {id} is zero"))?,
            None => value,
        };
        Ok(share.min(Ratio::one()).max(Ratio::zero()))
    }

    fn pool(&self, cycle: &Cycle) -> Result<Ratio, String> {
        match &cycle.pool {
            PoolSource::Literal(pool) => Ok(pool.clone()),
            PoolSource::Table(table) => {
                let rows = self.person.rates.get(&table.table).map_or(&[][..], Vec::as_slice);
                let row = rows.iter().find(|row| row.holds.contains(cycle.from));
                row.map(|row| row.value.clone())
                    .ok_or_else(|| format!("no pool for {} in the table {}", self.person.person, table.table))
            }
        }
    }

    pub(super) fn by_cycle(&self, component: &Component, cycle: &Cycle, (stretch, what): (Stretch<'_>, String)) -> Explained<Ratio> {
        let pool = match self.pool(cycle) {
            Ok(pool) => pool,
            Err(because) => return unknown(what, because, Vec::new()),
        };
        let leaves = self
            .person
            .leaves
            .filter(|leaves| *leaves < cycle.end() && *leaves <= stretch.through);
        let end = leaves.unwrap_or(stretch.through);
        if end >= cycle.end() {
            return self.whole_cycle(component, cycle, (stretch, what, &pool));
        }
        let interim = match self.interim(cycle, &pool, end) {
            Ok(interim) => interim,
            Err(because) => return unknown(what, because, Vec::new()),
        };
        let paid: Ratio = interim.iter().map(|(_, _, amount)| amount).sum();
        let (earned, note) = match leaves {
            Some(leaves) => match self.at_exit(component, cycle, (leaves, &pool, &paid)) {
                Ok(exit) => exit,
                Err(because) => return unknown(what, because, Vec::new()),
            },
            None => (paid, "Interim payments count against the final sum.".to_owned()),
        };
        let rows = interim
            .into_iter()
            .map(|(after, share, amount)| vec![Cell::Text(format!("after year {after}")), Cell::Percent(share), self.exact(&amount)]);
        let table = TraceTable {
            heads: ["Interim", "Of the pool", "Pays"].map(str::to_owned).into(),
            rows: rows.collect(),
            total: Some(vec![Cell::Text("Earned".to_owned()), Cell::Empty, self.exact(&earned)]),
        };
        let trace = Trace::new(what, self.exact(&earned))
            .formula(format!("parts of the pool of {}", amount_text(&pool)))
            .rule(component.id.clone())
            .place(Self::line(component.line))
            .note(note)
            .table(table);
        Explained::known(earned, trace)
    }

    /// The interim payments due by a day: after which year, which share of the pool, how much.
    fn interim(&self, cycle: &Cycle, pool: &Ratio, through: Day) -> Result<Vec<(u32, Ratio, Ratio)>, String> {
        let mut parts = Vec::new();
        for interim in cycle.interim.iter().filter(|interim| cycle.after(interim.after_year) <= through) {
            let share = if interim.by_milestones {
                let score = self.milestone_score(cycle, cycle.after(interim.after_year));
                &interim.up_to * &score.value.map_err(|unknown| unknown.because)?
            } else {
                interim.up_to.clone()
            };
            let amount = pool * &share;
            parts.push((interim.after_year, share, amount));
        }
        Ok(parts)
    }

    fn whole_cycle(&self, component: &Component, cycle: &Cycle, (stretch, what, pool): (Stretch<'_>, String, &Ratio)) -> Explained<Ratio> {
        let end = Stretch {
            interval: stretch.interval,
            through: cycle.end(),
        };
        let cell = self.cell_of(&cycle.finale, end);
        let Some(share) = cell.known_value() else {
            return unknown(what, reason(&cell).unwrap_or_default(), vec![cell.trace]);
        };
        let earned = pool * share;
        let trace = Trace::new(what, self.exact(&earned))
            .formula(format!("pool of {} × {}", amount_text(pool), percent_text(share)))
            .rule(component.id.clone())
            .place(Self::line(component.line))
            .note("Interim payments count against this sum.")
            .input(cell.trace);
        Explained::known(earned, trace)
    }

    /// What a leaver keeps: the part of the pool by the time run and the milestones reached, or what is paid already.
    fn at_exit(
        &self,
        component: &Component,
        cycle: &Cycle,
        (leaves, pool, paid): (Day, &Ratio, &Ratio),
    ) -> Result<(Ratio, String), String> {
        let Some(terms) = component.attached.leaver.or(self.plan.leaver) else {
            return Err(format!("the plan does not say what a leaver keeps of {}", component.id));
        };
        let word = terms.word(self.person.leaver)?;
        if word != LeaverWord::ProrataToDate {
            return Ok((paid.clone(), "Whatever was not paid at exit is lost.".to_owned()));
        }
        let run = Ratio::fraction(cycle.from.days_until(leaves).into(), cycle.from.days_until(cycle.end()).into());
        let run = run.unwrap_or_else(Ratio::zero).max(Ratio::zero());
        let score = self.milestone_score(cycle, leaves).value.map_err(|unknown| unknown.because)?;
        let earned = (pool * &run * &score).max(paid.clone());
        let note = format!(
            "At exit {} of the cycle had run, milestones at {}.",
            percent_text(&run),
            percent_text(&score)
        );
        Ok((earned, note))
    }
}
