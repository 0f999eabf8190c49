//! The people of the made-up firm: who reports to whom, who came and went, who may sign in. All invented.

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
    /// The first day on which they were no longer there; empty for whoever is.
    pub(super) left: &'static str,
    /// What they type to sign in, and the beginning of their mail address.
    pub(super) login: &'static str,
    /// Nothing for whoever does not sign in.
    pub(super) role: Option<Role>,
}

impl Somebody {
    /// Whether nobody has said that they left.
    pub(super) const fn is_there(&self) -> bool {
        self.left.is_empty()
    }
}

/// The title of the account managers, which the plan names.
pub(super) const KAM: &str = "Key account manager";
/// The title of those in the Americas, whose plan is another one.
pub(super) const KAM_AMERICAS: &str = "Key account manager, Americas";
/// The inside seller, who sells and is paid by no plan yet.
pub(super) const INSIDE: &str = "HI-201";

/// How the references of the executive sponsors begin.
pub(super) const SPONSORS: &str = "HI-4";

/// Everybody; the administrator first, because the others are made by them.
pub(super) const EVERYBODY: [Somebody; 51] = [
    somebody(
        ["HI-304", "Leif Kvistgaard", "Systems administrator", "", "2019-03-01", "leif"],
        Role::Administrator,
    ),
    somebody(
        [
            "HI-000",
            "Halldis Ravnsborg",
            "Chief executive officer",
            "",
            "2011-04-01",
            "halldis",
        ],
        Role::ProgrammeChampion,
    ),
    somebody(
        [
            "HI-001",
            "Torvald Nesheim",
            "Key account director",
            "HI-000",
            "2014-09-01",
            "torvald",
        ],
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
        ["HI-013", "Cordelia Whitlock", "Sales manager", "HI-002", "2021-06-01", "cordelia"],
        Role::SalesManager,
    ),
    somebody(
        ["HI-012", "Zsófia Kerekháti", "Sales manager", "HI-002", "2020-02-01", "zsofia"],
        Role::SalesManager,
    ),
    somebody(
        ["HI-306", "Tobias Lindqvist", "Owner of the CRM", "HI-000", "2019-09-01", "tobias"],
        Role::CrmOwner,
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
    somebody(
        ["HI-119", "Thaddeus Brandvold", KAM_AMERICAS, "HI-013", "2018-03-05", "thaddeus"],
        Role::Kam,
    ),
    somebody(
        ["HI-120", "Imani Castleberry", KAM_AMERICAS, "HI-013", "2020-10-12", "imani"],
        Role::Kam,
    ),
    somebody(
        ["HI-121", "Rafael Montoya", KAM_AMERICAS, "HI-013", "2019-05-20", "rafael"],
        Role::Kam,
    ),
    somebody(
        ["HI-122", "Beatrix Halloran", KAM_AMERICAS, "HI-013", "2022-02-14", "beatrix"],
        Role::Kam,
    ),
    somebody(
        ["HI-123", "Desmond Achterberg", KAM_AMERICAS, "HI-013", "2023-08-07", "desmond"],
        Role::Kam,
    ),
    somebody(["HI-124", "Noor Halabi", KAM_AMERICAS, "HI-013", "2026-05-04", "noor"], Role::Kam),
    left(
        somebody(
            ["HI-125", "Callum Strathearn", KAM_AMERICAS, "HI-013", "2022-04-01", "callum"],
            Role::Kam,
        ),
        "2026-04-01",
    ),
    somebody(["HI-115", "Mircea Dobrovicean", KAM, "HI-012", "2020-04-01", "mircea"], Role::Kam),
    somebody(["HI-116", "Tihana Brezovšek", KAM, "HI-012", "2021-07-01", "tihana"], Role::Kam),
    somebody(["HI-117", "Balázs Somlóvári", KAM, "HI-012", "2022-03-01", "balazs"], Role::Kam),
    somebody(["HI-118", "Kalina Stoyanchova", KAM, "HI-012", "2023-02-01", "kalina"], Role::Kam),
    somebody(
        [INSIDE, "Oskar Tiedemann", "Inside sales", "HI-010", "2022-07-01", "oskar"],
        Role::TeamMember,
    ),
    somebody(
        [
            "HI-401",
            "Ragnvald Ekeberg",
            "Chief financial officer",
            "HI-000",
            "2013-01-01",
            "ragnvald",
        ],
        Role::ExecutiveSponsor,
    ),
    somebody(
        [
            "HI-402",
            "Annelies Vercammen",
            "Chief operating officer",
            "HI-000",
            "2016-05-01",
            "annelies",
        ],
        Role::ExecutiveSponsor,
    ),
    absent([
        "HI-403",
        "Bertrand Lacassagne",
        "Head of research",
        "HI-000",
        "2012-02-01",
        "bertrand",
    ]),
    absent(["HI-404", "Siobhán Delahunt", "Head of service", "HI-000", "2015-09-01", "siobhan"]),
    absent(["HI-405", "Henrik Stavnes", "Head of production", "HI-000", "2010-08-01", "henrik"]),
    absent(["HI-406", "Liesbeth Oudekerk", "General counsel", "HI-000", "2018-01-15", "liesbeth"]),
    absent([
        "HI-407",
        "Gottfried Anzinger",
        "Head of digital services",
        "HI-000",
        "2019-04-01",
        "gottfried",
    ]),
    absent(["HI-408", "Paloma Etxebarria", "Head of marketing", "HI-000", "2020-11-01", "paloma"]),
    somebody(
        [
            "HI-409",
            "Wendell Okonkwo",
            "President, Americas",
            "HI-000",
            "2017-07-01",
            "wendell",
        ],
        Role::ExecutiveSponsor,
    ),
    absent([
        "HI-410",
        "Marguerite Fontanel",
        "Head of quality",
        "HI-000",
        "2014-03-01",
        "marguerite",
    ]),
    absent([
        "HI-411",
        "Jarosław Mickowski",
        "Head of supply chain",
        "HI-000",
        "2016-10-01",
        "jaroslaw",
    ]),
    absent(["HI-412", "Astrid Solbakken", "Head of people", "HI-000", "2021-01-01", "astrid"]),
];

const fn somebody([reference, name, title, manager, hired, login]: [&'static str; 6], role: Role) -> Somebody {
    Somebody {
        reference,
        name,
        title,
        manager,
        hired,
        left: "",
        login,
        role: Some(role),
    }
}

/// Somebody who does not sign in.
const fn absent(texts: [&'static str; 6]) -> Somebody {
    Somebody {
        role: None,
        ..somebody(texts, Role::TeamMember)
    }
}

const fn left(one: Somebody, left: &'static str) -> Somebody {
    Somebody { left, ..one }
}

/// The references of the account managers of a title who are there.
pub(super) fn managers(title: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    let are_there = EVERYBODY.iter().filter(move |one| one.title == title && one.is_there());
    are_there.map(|one| one.reference)
}

/// The list of people as a file.
pub(super) fn staff_file() -> Sheet {
    let mut sheet = Sheet::new("staff.csv", &["reference", "name", "title", "manager", "hired", "left", "email"]);
    for one in &EVERYBODY {
        sheet.row([
            one.reference,
            one.name,
            one.title,
            one.manager,
            one.hired,
            one.left,
            &format!("{}@halvorsen.example", one.login),
        ]);
    }
    sheet
}
