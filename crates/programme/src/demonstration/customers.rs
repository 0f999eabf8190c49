//! The customers of the made-up firm, and who looks after them from when to when.

use super::people::{EVERYBODY, INSIDE, Somebody};
use super::sheet::Sheet;
use platform::access::Role;

/// The first day of the assignments that nobody remembers otherwise.
const SINCE: &str = "2024-01-01";
/// How many accounts that are no key accounts the firm serves.
const OTHERS: usize = 120;
/// How many of them it wants to make key accounts: two of each account manager.
const TARGETS: usize = 36;

/// A key account.
pub(super) struct KeyAccount {
    pub(super) reference: &'static str,
    pub(super) name: &'static str,
    country: &'static str,
    /// The reference of the account above, empty for none.
    parent: &'static str,
    /// What it brings of its manager's task, per mille.
    pub(super) weight: i64,
    /// Who looks after it, each with the first day; nobody when empty.
    pub(super) held: &'static [(&'static str, &'static str)],
    /// Those who share its credit, with their shares, where it is not one person's alone.
    shared: &'static [(&'static str, &'static str)],
}

impl KeyAccount {
    /// Who leads the account in a month, given as `2025-04`.
    pub(super) fn lead(&self, month: &str) -> Option<&'static str> {
        self.held
            .iter()
            .rev()
            .find(|(_, from)| from.get(..7).is_some_and(|first| first <= month))
            .map(|(person, _)| *person)
    }
}

const fn key(texts: [&'static str; 4], weight: i64, held: &'static [(&'static str, &'static str)]) -> KeyAccount {
    let [reference, name, country, parent] = texts;
    KeyAccount {
        reference,
        name,
        country,
        parent,
        weight,
        held,
        shared: &[],
    }
}

const fn shared(account: KeyAccount, shared: &'static [(&'static str, &'static str)]) -> KeyAccount {
    KeyAccount { shared, ..account }
}

/// The key accounts. One was handed over in the middle of 2025, three in spring to somebody new, one has nobody.
pub(super) const KEY_ACCOUNTS: [KeyAccount; 59] = [
    key(["A-1001", "Norrsund Energi Group", "SE", ""], 400, &[("HI-101", SINCE)]),
    key(["A-1002", "Norrsund Kraft", "SE", "A-1001"], 250, &[("HI-101", SINCE)]),
    key(["A-1003", "Norrsund Hydro Norge", "NO", "A-1001"], 150, &[("HI-101", SINCE)]),
    key(["A-1004", "Fjellvik Mejeri", "NO", ""], 100, &[("HI-101", SINCE)]),
    key(["A-1005", "Waterkant Holding", "NL", ""], 350, &[("HI-102", SINCE)]),
    key(["A-1006", "Waterkant Belgique", "BE", "A-1005"], 200, &[("HI-102", SINCE)]),
    key(["A-1007", "Zuiderpolder Chemie", "NL", ""], 300, &[("HI-102", SINCE)]),
    key(
        ["A-1008", "Maasoever Voeding", "NL", ""],
        150,
        &[("HI-102", SINCE), ("HI-105", "2025-07-01")],
    ),
    key(["A-1009", "Carrowmore Dairies", "IE", ""], 450, &[("HI-103", SINCE)]),
    key(["A-1010", "Ballinrath Pharma", "IE", ""], 300, &[("HI-103", SINCE)]),
    shared(
        key(["A-1011", "Atlantic Peat & Malt", "IE", ""], 250, &[("HI-103", SINCE)]),
        &[("HI-103", "60%"), ("HI-101", "40%")],
    ),
    key(["A-1012", "Rheintaler Werke", "DE", ""], 350, &[("HI-104", SINCE)]),
    key(["A-1013", "Rheintaler Austria", "AT", "A-1012"], 200, &[("HI-104", SINCE)]),
    key(["A-1014", "Rheintaler Schweiz", "CH", "A-1012"], 150, &[("HI-104", SINCE)]),
    key(["A-1015", "Hohenfurt Papier", "DE", ""], 200, &[("HI-104", SINCE)]),
    key(["A-1016", "Wiślana Cukrownia", "PL", ""], 400, &[("HI-105", SINCE)]),
    key(["A-1017", "Karpacka Huta Szkła", "PL", ""], 300, &[("HI-105", SINCE)]),
    key(["A-1018", "Zatoka Stocznia", "PL", ""], 220, &[("HI-105", SINCE)]),
    key(["A-1019", "Groupe Valmorin", "FR", ""], 450, &[("HI-106", SINCE)]),
    key(["A-1020", "Valmorin Céramique", "FR", "A-1019"], 200, &[("HI-106", SINCE)]),
    key(["A-1021", "Laiterie du Clairval", "FR", ""], 150, &[("HI-106", SINCE)]),
    key(["A-1022", "Cantieri Ombralta", "IT", ""], 500, &[("HI-107", SINCE)]),
    shared(
        key(["A-1023", "Acque del Tramonto", "IT", ""], 300, &[("HI-107", SINCE)]),
        &[
            ("HI-107", "72.68%"),
            ("HI-106", "10.93%"),
            ("HI-104", "2.73%"),
            ("HI-105", "13.66%"),
        ],
    ),
    key(["A-1024", "Vetreria Pianalta", "IT", ""], 200, &[("HI-107", SINCE)]),
    key(
        ["A-1025", "Grupo Sierralba", "ES", ""],
        400,
        &[("HI-106", SINCE), ("HI-108", "2025-04-01")],
    ),
    key(
        ["A-1026", "Sierralba Portugal", "PT", "A-1025"],
        300,
        &[("HI-106", SINCE), ("HI-108", "2025-04-01")],
    ),
    key(
        ["A-1027", "Bodegas Altovalle", "ES", ""],
        300,
        &[("HI-106", SINCE), ("HI-108", "2025-04-01")],
    ),
    key(["A-1028", "Skagerhus Bryggeri", "DK", ""], 100, &[("HI-101", SINCE)]),
    key(["A-1029", "Säntisquell", "CH", ""], 100, &[("HI-104", SINCE)]),
    key(["A-1030", "Tidewater Abrasives", "GB", ""], 0, &[]),
    key(["A-1031", "Kaarnajoki Sellu", "FI", ""], 450, &[("HI-109", SINCE)]),
    key(["A-1032", "Kaarnajoki Eesti", "EE", "A-1031"], 200, &[("HI-109", SINCE)]),
    key(["A-1033", "Lumivuori Meijeri", "FI", ""], 350, &[("HI-109", SINCE)]),
    key(["A-1034", "Třpytov Sklárny", "CZ", ""], 500, &[("HI-110", SINCE)]),
    key(["A-1035", "Třpytov Slovensko", "SK", "A-1034"], 300, &[("HI-110", SINCE)]),
    key(["A-1036", "Podhorská Sladovna", "CZ", ""], 200, &[("HI-110", SINCE)]),
    key(["A-1037", "Kymatos Nafpigeia", "GR", ""], 550, &[("HI-111", SINCE)]),
    key(["A-1038", "Kymatos Kypros", "CY", "A-1037"], 250, &[("HI-111", SINCE)]),
    key(["A-1039", "Elaionas Trofima", "GR", ""], 200, &[("HI-111", SINCE)]),
    key(["A-1040", "Savonnerie Mirecade", "FR", ""], 380, &[("HI-112", SINCE)]),
    key(["A-1041", "Salines d'Orvaux", "FR", ""], 340, &[("HI-112", SINCE)]),
    key(["A-1042", "Papeteries Lauzerac", "FR", ""], 280, &[("HI-112", SINCE)]),
    key(["A-1043", "Gruppo Marevento", "IT", ""], 400, &[("HI-113", SINCE)]),
    key(["A-1044", "Marevento Energia", "IT", "A-1043"], 300, &[("HI-113", SINCE)]),
    key(["A-1045", "Oleificio Roccaspina", "IT", ""], 180, &[("HI-113", SINCE)]),
    key(["A-1046", "Conserve Valdoro", "IT", ""], 120, &[("HI-113", SINCE)]),
    key(["A-1047", "Química Montelar", "ES", ""], 600, &[("HI-114", SINCE)]),
    key(["A-1048", "Ceràmiques Vallfosca", "ES", ""], 400, &[("HI-114", SINCE)]),
    key(["A-1049", "Dunărești Rafinare", "RO", ""], 480, &[("HI-115", SINCE)]),
    key(["A-1050", "Brădetul Lactate", "RO", ""], 320, &[("HI-115", SINCE)]),
    key(["A-1051", "Sidervalea", "RO", ""], 200, &[("HI-115", SINCE)]),
    key(["A-1052", "Jadrovina Brodogradnja", "HR", ""], 520, &[("HI-116", SINCE)]),
    key(["A-1053", "Jadrovina Slovenija", "SI", "A-1052"], 280, &[("HI-116", SINCE)]),
    key(["A-1054", "Zlatobreg Pivovara", "HR", ""], 200, &[("HI-116", SINCE)]),
    key(["A-1055", "Tiszahajló Vegyipar", "HU", ""], 600, &[("HI-117", SINCE)]),
    key(["A-1056", "Bakonykő Malom", "HU", ""], 400, &[("HI-117", SINCE)]),
    key(["A-1057", "Belorechie Staklo", "BG", ""], 450, &[("HI-118", SINCE)]),
    key(["A-1058", "Tunjavit Agro", "BG", ""], 330, &[("HI-118", SINCE)]),
    key(["A-1059", "Strumeshka Tekstil", "BG", ""], 220, &[("HI-118", SINCE)]),
];

const STEMS: [&str; 30] = [
    "Alder",
    "Birken",
    "Castell",
    "Dornbach",
    "Elster",
    "Falken",
    "Granit",
    "Hafen",
    "Immen",
    "Jura",
    "Kastanien",
    "Linden",
    "Marsch",
    "Nordlys",
    "Osterfeld",
    "Pappel",
    "Quell",
    "Rosen",
    "Silber",
    "Tannen",
    "Ulmen",
    "Valle",
    "Weiher",
    "Ysel",
    "Zeder",
    "Aurora",
    "Brava",
    "Corvo",
    "Delta",
    "Estrel",
];
const TRADES: [&str; 9] = [
    "Chemicals",
    "Foods",
    "Glass",
    "Paper",
    "Pharma",
    "Plastics",
    "Pumps",
    "Textiles",
    "Water",
];
const COUNTRIES: [&str; 12] = ["DE", "NL", "SE", "FR", "IT", "PL", "AT", "ES", "BE", "DK", "CH", "PT"];

/// An account that is no key account.
pub(super) struct OtherAccount {
    pub(super) reference: String,
    pub(super) name: String,
    class: &'static str,
    country: &'static str,
}

/// The accounts that are no key accounts; the targets among them first.
pub(super) fn others() -> Vec<OtherAccount> {
    let turns = STEMS.iter().cycle().zip(COUNTRIES.iter().cycle());
    let other = |(place, (stem, country)): (usize, (&&'static str, &&'static str))| {
        let trade = TRADES.iter().cycle().nth(place / STEMS.len() + place).copied().unwrap_or_default();
        let class = if place < TARGETS { "target" } else { "other" };
        OtherAccount {
            reference: format!("A-{}", 2001 + place),
            name: format!("{stem} {trade}"),
            class,
            country,
        }
    };
    turns.take(OTHERS).enumerate().map(other).collect()
}

fn account_managers() -> impl Iterator<Item = &'static Somebody> + Clone {
    EVERYBODY.iter().filter(|one| one.role == Role::Kam)
}

/// The references of the account managers.
pub(super) fn managers() -> impl Iterator<Item = &'static str> + Clone {
    account_managers().map(|one| one.reference)
}

/// The list of accounts as a file.
pub(super) fn account_file() -> Sheet {
    let mut sheet = Sheet::new("accounts.csv", &["reference", "name", "parent", "class", "country"]);
    for account in &KEY_ACCOUNTS {
        sheet.row([account.reference, account.name, account.parent, "key", account.country]);
    }
    for account in others() {
        sheet.row([&account.reference, &account.name, "", account.class, account.country]);
    }
    sheet
}

/// Who holds which share of which account when, as a file.
pub(super) fn assignment_file() -> Sheet {
    let mut sheet = Sheet::new("assignments.csv", &["account", "person", "role", "share", "from", "to"]);
    for account in &KEY_ACCOUNTS {
        if account.shared.is_empty() {
            let ends = account.held.iter().skip(1).map(|(_, from)| *from).chain(std::iter::once(""));
            for ((person, from), to) in account.held.iter().zip(ends) {
                sheet.row([account.reference, person, "kam", "100%", from, to]);
            }
        }
        for (person, share) in account.shared {
            sheet.row([account.reference, person, "kam", share, SINCE, ""]);
        }
    }
    for (place, (account, one)) in others().iter().zip(account_managers().cycle()).enumerate() {
        if place < TARGETS {
            let from = SINCE.max(one.hired);
            sheet.row([&account.reference, one.reference, "kam", "100%", from, ""]);
        } else if place < 2 * TARGETS {
            sheet.row([&account.reference, INSIDE, "inside_sales", "100%", SINCE, ""]);
        }
    }
    sheet
}
