//! The people of the made-up firm: who reports to whom, who may sign in, and what each account manager is asked for. All invented.

use super::sheet::Sheet;
use platform::access::Role;

/// Somebody of the firm.
pub(super) struct Somebody {
    /// The firm's own number.
    pub(super) reference: &'static str,
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The reference of the person above.
    pub(super) manager: &'static str,
    pub(super) hired: &'static str,
    /// What they type to sign in.
    pub(super) login: &'static str,
    pub(super) role: Role,
}

/// The title of the account managers, which the plan names.
pub(super) const KAM: &str = "Key account manager";
/// The inside seller, who sells and is paid by no plan yet.
pub(super) const INSIDE: &str = "HI-201";

/// Everybody; the administrator first, because the others are made by them.
pub(super) const EVERYBODY: [Somebody; 29] = [
    somebody(
        ["HI-304", "Leif Kvistgaard", "Systems administrator", "", "2019-03-01", "leif"],
        Role::Administrator,
    ),
    somebody(
        ["HI-001", "Torvald Nesheim", "Key account director", "", "2014-09-01", "torvald"],
        Role::KaDirector,
    ),
    somebody(
        [
            "HI-301",
            "Renske Dijkhuis",
            "Compensation analyst",
            "HI-001",
            "2020-06-15",
            "renske",
        ],
        Role::CompAnalyst,
    ),
    somebody(
        ["HI-302", "Noémie Carpentras", "HR partner", "", "2018-02-01", "noemie"],
        Role::HrPartner,
    ),
    somebody(
        ["HI-303", "Wiktor Zaremba", "Internal auditor", "", "2021-10-01", "wiktor"],
        Role::Auditor,
    ),
    somebody(
        ["HI-305", "Rosalie Steenbrugge", "Programme lead", "HI-001", "2022-09-01", "rosalie"],
        Role::ProgrammeLead,
    ),
    somebody(
        [
            "HI-002",
            "Marieke van Aalst",
            "Head of key accounts",
            "HI-001",
            "2016-01-01",
            "marieke",
        ],
        Role::SecondLineManager,
    ),
    somebody(
        ["HI-010", "Anselm Brückner", "Sales manager", "HI-002", "2017-05-01", "anselm"],
        Role::SalesManager,
    ),
    somebody(
        ["HI-011", "Giulia Ferrandi", "Sales manager", "HI-002", "2019-11-01", "giulia"],
        Role::SalesManager,
    ),
    somebody(
        ["HI-012", "Zsófia Kerekháti", "Sales manager", "HI-002", "2020-02-01", "zsofia"],
        Role::SalesManager,
    ),
    somebody(["HI-101", "Jonna Vestergren", KAM, "HI-010", "2018-08-01", "jonna"], Role::Kam),
    somebody(["HI-102", "Pieter Oosterling", KAM, "HI-010", "2015-04-01", "pieter"], Role::Kam),
    somebody(["HI-103", "Saoirse Kilbane", KAM, "HI-010", "2022-01-10", "saoirse"], Role::Kam),
    somebody(["HI-104", "Matthias Ehrenfels", KAM, "HI-010", "2012-10-01", "matthias"], Role::Kam),
    somebody(["HI-105", "Katarzyna Wolanin", KAM, "HI-010", "2021-03-15", "katarzyna"], Role::Kam),
    somebody(["HI-106", "Élodie Marchandeau", KAM, "HI-011", "2019-09-01", "elodie"], Role::Kam),
    somebody(["HI-107", "Bruno Castellari", KAM, "HI-011", "2023-06-01", "bruno"], Role::Kam),
    somebody(["HI-108", "Inês Valadares", KAM, "HI-011", "2025-04-01", "ines"], Role::Kam),
    somebody(["HI-109", "Vilja Korpihalme", KAM, "HI-010", "2020-08-17", "vilja"], Role::Kam),
    somebody(["HI-110", "Ondřej Brázdilka", KAM, "HI-010", "2023-09-01", "ondrej"], Role::Kam),
    somebody(["HI-111", "Despina Kalamaroudi", KAM, "HI-011", "2021-05-03", "despina"], Role::Kam),
    somebody(["HI-112", "Corentin Aubrespy", KAM, "HI-011", "2017-10-01", "corentin"], Role::Kam),
    somebody(["HI-113", "Ilaria Bonvecchiati", KAM, "HI-011", "2020-01-15", "ilaria"], Role::Kam),
    somebody(["HI-114", "Jordi Montsalvet", KAM, "HI-011", "2022-11-01", "jordi"], Role::Kam),
    somebody(["HI-115", "Mircea Dobrovicean", KAM, "HI-012", "2020-04-01", "mircea"], Role::Kam),
    somebody(["HI-116", "Tihana Brezovšek", KAM, "HI-012", "2021-07-01", "tihana"], Role::Kam),
    somebody(["HI-117", "Balázs Somlóvári", KAM, "HI-012", "2022-03-01", "balazs"], Role::Kam),
    somebody(["HI-118", "Kalina Stoyanchova", KAM, "HI-012", "2023-02-01", "kalina"], Role::Kam),
    somebody(
        [INSIDE, "Oskar Tiedemann", "Inside sales", "HI-010", "2022-07-01", "oskar"],
        Role::TeamMember,
    ),
];

const fn somebody([reference, name, title, manager, hired, login]: [&'static str; 6], role: Role) -> Somebody {
    Somebody {
        reference,
        name,
        title,
        manager,
        hired,
        login,
        role,
    }
}

/// What an account manager is asked for in a year, and how well it goes.
pub(super) struct Task {
    pub(super) person: &'static str,
    pub(super) year: i64,
    /// The quota of revenue with key accounts, EUR a year.
    pub(super) revenue: i64,
    /// The quota of renewed contracts, EUR a year.
    pub(super) renewals: i64,
    /// How much of the revenue quota the accounts would bring in a full year, per cent.
    pub(super) revenue_pace: i64,
    /// The same of the renewals.
    pub(super) renewals_pace: i64,
    /// How large their new orders are, per cent of the usual.
    pub(super) orders_pace: i64,
}

/// The tasks of both years: a clear star and a clear low in each team of seven, the others near their quotas, nobody level.
pub(super) const TASKS: [Task; 36] = [
    task("HI-101", 2025, [1_200_000, 360_000, 104, 106, 110]),
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
    task("HI-114", 2025, [1_150_000, 340_000, 88, 92, 110]),
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

/// The list of people as a file.
pub(super) fn staff_file() -> Sheet {
    let mut sheet = Sheet::new("staff.csv", &["reference", "name", "title", "manager", "hired", "email"]);
    for one in &EVERYBODY {
        sheet.row([
            one.reference,
            one.name,
            one.title,
            one.manager,
            one.hired,
            &format!("{}@halvorsen.example", one.login),
        ]);
    }
    sheet
}

/// The quotas as a file.
pub(super) fn quota_file() -> Sheet {
    let mut sheet = Sheet::new("quotas.csv", &["person", "measure", "from", "to", "amount", "currency"]);
    for task in &TASKS {
        let (from, to) = (format!("{}-01-01", task.year), format!("{}-01-01", task.year + 1));
        sheet.row([task.person, "key_revenue", &from, &to, &task.revenue.to_string(), "EUR"]);
        sheet.row([task.person, "renewals", &from, &to, &task.renewals.to_string(), "EUR"]);
    }
    sheet
}
