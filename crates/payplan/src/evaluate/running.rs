//! A measure as it builds up: what was credited from the start of its interval to a day.

use vocabulary::{Cell, Day, Explained, Ratio, Trace};

use super::money::unknown;
use super::{Desk, Stretch};
use crate::inputs::Increment;
use crate::plan::Measure;

impl Desk<'_> {
    /// The measure from the start of the interval to `through`.
    pub(super) fn measured(&self, measure: &Measure, stretch: Stretch<'_>) -> Explained<Ratio> {
        self.between(
            measure,
            (stretch.interval.from, stretch.through),
            format!("{}, {}", measure.said(), stretch.name()),
        )
    }

    /// The measure's gain from one day up to another.
    pub(super) fn between(&self, measure: &Measure, (from, to): (Day, Day), what: String) -> Explained<Ratio> {
        let place = Self::line(measure.line);
        match self.parts(measure, from, to) {
            Ok(parts) => {
                let mut total = Ratio::zero();
                let mut because = None;
                for part in parts {
                    match &part.value {
                        Ok(value) => total += value,
                        Err(reason) => because = because.or(Some(reason.clone())),
                    }
                }
                match because {
                    None => {
                        let categories = measure.categories.join(", ");
                        let trace = Trace::new(what, self.exact(&total))
                            .formula(format!("sum of the credits of {categories}"))
                            .place(place);
                        Explained::known(total, trace)
                    }
                    Some(because) => unknown(what, because, Vec::new()),
                }
            }
            Err(because) => {
                let trace = Trace::new(what, Cell::Unknown(because.clone())).place(place);
                Explained::unknown(because, trace)
            }
        }
    }

    /// The increments that cover the days without a gap. Days outside the employment need none.
    pub(super) fn parts(&self, measure: &Measure, from: Day, to: Day) -> Result<Vec<&Increment>, String> {
        let name = &measure.name;
        let all = self.person.measures.get(name).map_or(&[][..], Vec::as_slice);
        let mut inside: Vec<&Increment> = all.iter().filter(|part| part.from < to && part.to > from).collect();
        inside.sort_by_key(|part| (part.from, part.to));
        let mut covered = from;
        for part in &inside {
            if part.from < covered {
                return Err(format!("{name} is given twice for {covered}"));
            }
            if part.from < from || part.to > to {
                let (first, last) = (part.from, part.to.prev());
                return Err(format!("{name} is only known for {first} to {last} as a whole"));
            }
            self.needs_nothing(name, covered, part.from)?;
            covered = part.to;
        }
        self.needs_nothing(name, covered, to)?;
        Ok(inside)
    }

    /// A gap is no zero, unless nobody was employed in it.
    fn needs_nothing(&self, name: &str, from: Day, to: Day) -> Result<(), String> {
        if from >= to {
            return Ok(());
        }
        match self.employment().within(from, to) {
            None => Ok(()),
            Some((first, end)) => Err(format!("{name} is not known from {first} to {}", end.prev())),
        }
    }
}
