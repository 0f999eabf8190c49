//! A SPIFF: an amount for each event, after its limits.

use vocabulary::{Cell, Explained, Ratio, Trace, TraceTable};

use crate::evaluate::money::unknown;
use crate::evaluate::{Desk, Stretch};
use crate::inputs::Award;
use crate::plan::Component;

impl Desk<'_> {
    fn awards(&self, component: &Component, stretch: Stretch<'_>) -> Result<Vec<&Award>, String> {
        let all = match self.person.awards.get(&component.id) {
            Some(Ok(all)) => all,
            Some(Err(because)) => return Err(because.clone()),
            None => return Err(format!("the events of {} are not known", component.id)),
        };
        let inside = |award: &&Award| stretch.interval.from <= award.date && award.date < stretch.through;
        Ok(all.iter().filter(inside).collect())
    }

    /// How many events were paid for so far.
    pub(super) fn events(&self, component: &Component, stretch: Stretch<'_>) -> Explained<Ratio> {
        let what = format!("events of {}, {}", component.said(), stretch.name());
        match self.awards(component, stretch) {
            Ok(awards) => {
                let count = Ratio::whole(i128::try_from(awards.len()).unwrap_or(i128::MAX));
                Explained::known(count.clone(), Trace::new(what, Cell::Number(count)))
            }
            Err(because) => unknown(what, because, Vec::new()),
        }
    }

    pub(super) fn by_events(&self, component: &Component, (stretch, what): (Stretch<'_>, String)) -> Explained<Ratio> {
        let awards = match self.awards(component, stretch) {
            Ok(awards) => awards,
            Err(because) => return unknown(what, because, Vec::new()),
        };
        let earned: Ratio = awards.iter().map(|award| &award.amount).sum();
        let rows = awards
            .iter()
            .map(|award| vec![Cell::Text(award.document.clone()), Cell::Day(award.date), self.exact(&award.amount)]);
        let table = TraceTable {
            heads: ["Event", "Day", "Pays"].map(str::to_owned).into(),
            rows: rows.collect(),
            total: Some(vec![Cell::Text("Earned".to_owned()), Cell::Empty, self.exact(&earned)]),
        };
        let trace = Trace::new(what, self.exact(&earned))
            .formula("an amount for each event, within the limits")
            .rule(component.id.clone())
            .place(Self::line(component.line))
            .table(table);
        Explained::known(earned, trace)
    }
}
