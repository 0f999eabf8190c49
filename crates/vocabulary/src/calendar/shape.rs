//! A calendar as a plan or policy writes it, before its dates are checked.

use super::Calendar;
use crate::day::{Day, TimeProblem};

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind")]
pub(super) enum Shape {
    #[serde(rename = "month")]
    Months { year_starts: u8 },
    #[serde(rename = "4-4-5")]
    FourFourFive { starts: Vec<Day> },
    #[serde(rename = "thirteen")]
    Thirteen { starts: Vec<Day> },
    #[serde(rename = "dates")]
    Dates { starts: Vec<Day>, per_year: u8 },
}

impl TryFrom<Shape> for Calendar {
    type Error = TimeProblem;

    fn try_from(shape: Shape) -> Result<Self, Self::Error> {
        match shape {
            Shape::Months { year_starts } => Calendar::months(year_starts),
            Shape::FourFourFive { starts } => Calendar::four_four_five(starts),
            Shape::Thirteen { starts } => Calendar::thirteen(starts),
            Shape::Dates { starts, per_year } => Calendar::dates(starts, per_year),
        }
    }
}

impl From<Calendar> for Shape {
    fn from(calendar: Calendar) -> Shape {
        match calendar {
            Calendar::Months { year_starts } => Shape::Months { year_starts },
            Calendar::FourFourFive { starts } => Shape::FourFourFive { starts },
            Calendar::Thirteen { starts } => Shape::Thirteen { starts },
            Calendar::Dates { starts, per_year } => Shape::Dates { starts, per_year },
        }
    }
}
