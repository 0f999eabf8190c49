//! What each account manager of the made-up firm is asked for, how well it goes, and what those in the Americas bring in.

use super::people::{EVERYBODY, KAM_AMERICAS};
use super::sheet::Sheet;

/// What an account manager is asked for in a year, and how well it goes.
pub(super) struct Task {
    pub(super) person: &'static str,
    pub(super) year: i64,
    /// The quota of revenue with key accounts, in the currency of their plan, a year.
    pub(super) revenue: i64,
    /// The quota of renewed contracts, a year.
    pub(super) renewals: i64,
    /// How much of the revenue quota the accounts would bring in a full year, per cent.
    pub(super) revenue_pace: i64,
    /// The same of the renewals.
    pub(super) renewals_pace: i64,
    /// How large their new orders are, per cent of the usual.
    pub(super) orders_pace: i64,
}

impl Task {
    /// The currency of the plan that pays the person.
    fn currency(&self) -> &'static str {
        let is_in_the_americas = EVERYBODY
            .iter()
            .any(|one| one.reference == self.person && one.title == KAM_AMERICAS);
        if is_in_the_americas { "USD" } else { "EUR" }
    }
}

/// The tasks of both years: a clear star and a clear low in each team of six or seven, the others near their
/// quotas, nobody level.
pub(super) const TASKS: [Task; 49] = [
    task("HI-101", 2025, [1_200_000, 360_000, 98, 106, 110]),
    task("HI-102", 2025, [1_600_000, 420_000, 104, 95, 90]),
    task("HI-103", 2025, [950_000, 280_000, 164, 130, 150]),
    task("HI-104", 2025, [2_000_000, 500_000, 103, 98, 100]),
    task("HI-105", 2025, [1_400_000, 400_000, 91, 88, 80]),
    task("HI-106", 2025, [1_100_000, 330_000, 107, 102, 95]),
    task("HI-107", 2025, [800_000, 240_000, 50, 74, 40]),
    task("HI-108", 2025, [1_000_000, 300_000, 90, 96, 105]),
    task("HI-109", 2025, [1_050_000, 310_000, 99, 101, 90]),
    task("HI-110", 2025, [900_000, 270_000, 71, 80, 70]),
    task("HI-111", 2025, [850_000, 250_000, 111, 104, 100]),
    task("HI-112", 2025, [950_000, 290_000, 133, 118, 125]),
    task("HI-113", 2025, [1_000_000, 300_000, 95, 97, 95]),
    task("HI-114", 2025, [1_150_000, 340_000, 90, 92, 110]),
    task("HI-115", 2025, [750_000, 220_000, 102, 99, 85]),
    task("HI-116", 2025, [800_000, 240_000, 93, 105, 100]),
    task("HI-117", 2025, [900_000, 260_000, 109, 94, 90]),
    task("HI-118", 2025, [650_000, 200_000, 86, 90, 80]),
    task("HI-101", 2026, [1_260_000, 380_000, 101, 104, 105]),
    task("HI-102", 2026, [1_650_000, 430_000, 112, 109, 95]),
    task("HI-103", 2026, [1_050_000, 310_000, 148, 125, 140]),
    task("HI-104", 2026, [2_000_000, 500_000, 94, 100, 100]),
    task("HI-105", 2026, [1_450_000, 410_000, 97, 101, 90]),
    task("HI-106", 2026, [1_150_000, 340_000, 116, 108, 100]),
    task("HI-107", 2026, [800_000, 240_000, 74, 86, 60]),
    task("HI-108", 2026, [1_100_000, 320_000, 107, 110, 115]),
    task("HI-109", 2026, [1_100_000, 320_000, 105, 103, 95]),
    task("HI-110", 2026, [900_000, 270_000, 76, 84, 75]),
    task("HI-111", 2026, [900_000, 260_000, 101, 100, 105]),
    task("HI-112", 2026, [1_050_000, 310_000, 131, 116, 120]),
    task("HI-113", 2026, [1_050_000, 310_000, 103, 99, 100]),
    task("HI-114", 2026, [1_150_000, 340_000, 91, 96, 105]),
    task("HI-115", 2026, [800_000, 230_000, 99, 102, 90]),
    task("HI-116", 2026, [820_000, 250_000, 107, 98, 105]),
    task("HI-117", 2026, [900_000, 270_000, 95, 103, 95]),
    task("HI-118", 2026, [700_000, 210_000, 90, 93, 85]),
    task("HI-119", 2025, [1_500_000, 420_000, 101, 99, 100]),
    task("HI-119", 2026, [1_560_000, 430_000, 104, 101, 100]),
    task("HI-120", 2025, [1_250_000, 350_000, 126, 112, 120]),
    task("HI-120", 2026, [1_350_000, 370_000, 127, 116, 115]),
    task("HI-121", 2025, [1_300_000, 380_000, 96, 101, 95]),
    task("HI-121", 2026, [1_300_000, 380_000, 98, 97, 100]),
    task("HI-122", 2025, [1_100_000, 300_000, 104, 95, 105]),
    task("HI-122", 2026, [1_150_000, 320_000, 94, 102, 95]),
    task("HI-123", 2025, [950_000, 260_000, 72, 84, 60]),
    task("HI-123", 2026, [950_000, 260_000, 50, 80, 65]),
    task("HI-125", 2025, [1_000_000, 280_000, 92, 90, 80]),
    task("HI-125", 2026, [1_050_000, 290_000, 90, 93, 75]),
    task("HI-124", 2026, [1_050_000, 290_000, 102, 98, 110]),
];

const fn task(person: &'static str, year: i64, [revenue, renewals, revenue_pace, renewals_pace, orders_pace]: [i64; 5]) -> Task {
    Task {
        person,
        year,
        revenue,
        renewals,
        revenue_pace,
        renewals_pace,
        orders_pace,
    }
}

/// The task of a person in a year.
pub(super) fn task_of(person: &str, year: i64) -> Option<&'static Task> {
    TASKS.iter().find(|task| task.person == person && task.year == year)
}

/// The quotas as a file.
pub(super) fn quota_file() -> Sheet {
    let mut sheet = Sheet::new("quotas.csv", &["person", "measure", "from", "to", "amount", "currency"]);
    for task in &TASKS {
        let (from, to) = (format!("{}-01-01", task.year), format!("{}-01-01", task.year + 1));
        let currency = task.currency();
        sheet.row([task.person, "key_revenue", &from, &to, &task.revenue.to_string(), currency]);
        sheet.row([task.person, "renewals", &from, &to, &task.renewals.to_string(), currency]);
    }
    sheet
}

/// The first day on which facts of the Americas come from Mainstay's own sources.
pub(super) const AMERICAS_SINCE: &str = "2025-04-01";

/// What those in the Americas bring in: their first quarter of 2025 was paid by another system.
///
/// Person, revenue credited, renewals credited, new business credited, and the two per cent that it earned. The others earned
/// nothing yet: both begin later in a year.
const OPENINGS: [(&str, [i64; 4]); 6] = [
    ("HI-119", [318_000, 98_000, 42_000, 840]),
    ("HI-120", [331_000, 91_000, 55_000, 1_100]),
    ("HI-121", [262_000, 96_000, 31_000, 620]),
    ("HI-122", [240_500, 70_000, 38_500, 770]),
    ("HI-123", [143_000, 54_000, 12_000, 240]),
    ("HI-125", [193_500, 63_000, 20_000, 400]),
];

/// The same as a file.
pub(super) fn opening_file() -> Sheet {
    let mut sheet = Sheet::new(
        "opening_balances.csv",
        &["person", "kind", "plan", "of", "day", "amount", "currency"],
    );
    for (person, [revenue, renewals, orders, paid]) in OPENINGS {
        let mut row = |kind: &str, of: &str, amount: i64| {
            sheet.row([person, kind, "kam-americas", of, AMERICAS_SINCE, &amount.to_string(), "USD"]);
        };
        row("measure", "key_revenue", revenue);
        row("earned", "key-revenue", 0);
        row("measure", "renewals", renewals);
        row("earned", "renewals", 0);
        row("measure", "new_business", orders);
        row("earned", "new-business", paid);
    }
    sheet
}
