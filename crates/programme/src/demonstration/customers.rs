//! The customers of the made-up firm, and who looks after them from when to when.

use super::people::{EVERYBODY, INSIDE, KAM, KAM_AMERICAS, SPONSORS, managers};
use super::quotas::AMERICAS_SINCE;
use super::sheet::Sheet;

/// The first day of the assignments that nobody remembers otherwise.
const SINCE: &str = "2024-01-01";
/// How many customers are no key accounts.
const OTHERS: usize = 860;
/// How many of them each account manager is to make a key account.
const TARGETS: usize = 2;
/// How many the inside seller looks after.
const INSIDE_ACCOUNTS: usize = 36;

/// Who looks after an account, from when, until when.
type Held = &'static [(&'static str, &'static str, &'static str)];

/// A key account.
pub(super) struct KeyAccount {
    pub(super) reference: &'static str,
    pub(super) name: &'static str,
    pub(super) country: &'static str,
    /// The reference of the account above, empty for none.
    pub(super) parent: &'static str,
    /// What it brings of its manager's task, per mille.
    pub(super) weight: i64,
    /// Who looks after it, one after the other; nobody when empty.
    pub(super) held: Held,
    /// Those who share its credit, with their shares, where it is not one person's alone.
    shared: &'static [(&'static str, &'static str)],
}

impl KeyAccount {
    /// What it is billed in: those in the Americas were bought with their ledgers, all others pay in euros.
    pub(super) fn currency(&self) -> &'static str {
        if matches!(self.country, "US" | "CA" | "MX") { "USD" } else { "EUR" }
    }

    /// Who leads the account in a month, given as `2025-04`.
    pub(super) fn lead(&self, month: &str) -> Option<&'static str> {
        self.held
            .iter()
            .rev()
            .find(|(_, from, _)| from.get(..7).is_some_and(|first| first <= month))
            .map(|(person, ..)| *person)
    }
}

const fn key(texts: [&'static str; 4], weight: i64, held: Held) -> KeyAccount {
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

/// Forty key accounts with their divisions, some of which another manager looks after. One account was handed over in the middle of
/// 2025, three in spring to somebody new, two had nobody for a month after somebody left, one has nobody at all.
pub(super) const KEY_ACCOUNTS: [KeyAccount; 75] = [
    key(["A-1001", "Norrsund Energi Group", "SE", ""], 400, &[("HI-101", SINCE, "")]),
    key(["A-1002", "Norrsund Kraft", "SE", "A-1001"], 250, &[("HI-101", SINCE, "")]),
    key(["A-1003", "Norrsund Hydro Norge", "NO", "A-1001"], 150, &[("HI-101", SINCE, "")]),
    key(["A-1004", "Fjellvik Mejeri", "NO", ""], 100, &[("HI-101", SINCE, "")]),
    key(["A-1005", "Waterkant Holding", "NL", ""], 350, &[("HI-102", SINCE, "")]),
    key(["A-1006", "Waterkant Belgique", "BE", "A-1005"], 200, &[("HI-102", SINCE, "")]),
    key(["A-1007", "Zuiderpolder Chemie", "NL", "A-1005"], 300, &[("HI-102", SINCE, "")]),
    key(
        ["A-1008", "Maasoever Voeding", "NL", ""],
        150,
        &[("HI-102", SINCE, "2025-07-01"), ("HI-105", "2025-07-01", "")],
    ),
    key(["A-1009", "Carrowmore Dairies", "IE", ""], 450, &[("HI-103", SINCE, "")]),
    key(["A-1010", "Ballinrath Pharma", "IE", ""], 300, &[("HI-103", SINCE, "")]),
    shared(
        key(["A-1011", "Atlantic Peat & Malt", "IE", ""], 250, &[("HI-103", SINCE, "")]),
        &[("HI-103", "60%"), ("HI-101", "40%")],
    ),
    key(["A-1012", "Rheintaler Werke", "DE", ""], 350, &[("HI-104", SINCE, "")]),
    key(["A-1013", "Rheintaler Austria", "AT", "A-1012"], 200, &[("HI-104", SINCE, "")]),
    key(["A-1014", "Rheintaler Schweiz", "CH", "A-1012"], 150, &[("HI-104", SINCE, "")]),
    key(["A-1015", "Hohenfurt Papier", "DE", ""], 200, &[("HI-104", SINCE, "")]),
    key(["A-1016", "Wiślana Cukrownia", "PL", ""], 400, &[("HI-105", SINCE, "")]),
    key(["A-1017", "Karpacka Huta Szkła", "PL", "A-1034"], 300, &[("HI-105", SINCE, "")]),
    key(["A-1018", "Zatoka Stocznia", "PL", ""], 220, &[("HI-105", SINCE, "")]),
    key(["A-1019", "Groupe Valmorin", "FR", ""], 450, &[("HI-106", SINCE, "")]),
    key(["A-1020", "Valmorin Céramique", "FR", "A-1019"], 200, &[("HI-106", SINCE, "")]),
    key(["A-1021", "Laiterie du Clairval", "FR", "A-1019"], 150, &[("HI-106", SINCE, "")]),
    key(["A-1022", "Cantieri Ombralta", "IT", ""], 500, &[("HI-107", SINCE, "")]),
    shared(
        key(["A-1023", "Acque del Tramonto", "IT", ""], 300, &[("HI-107", SINCE, "")]),
        &[
            ("HI-107", "72.68%"),
            ("HI-106", "10.93%"),
            ("HI-104", "2.73%"),
            ("HI-105", "13.66%"),
        ],
    ),
    key(["A-1024", "Vetreria Pianalta", "IT", ""], 200, &[("HI-107", SINCE, "")]),
    key(
        ["A-1025", "Grupo Sierralba", "ES", ""],
        400,
        &[("HI-106", SINCE, "2025-04-01"), ("HI-108", "2025-04-01", "")],
    ),
    key(
        ["A-1026", "Sierralba Portugal", "PT", "A-1025"],
        300,
        &[("HI-106", SINCE, "2025-04-01"), ("HI-108", "2025-04-01", "")],
    ),
    key(
        ["A-1027", "Bodegas Altovalle", "ES", "A-1025"],
        300,
        &[("HI-106", SINCE, "2025-04-01"), ("HI-108", "2025-04-01", "")],
    ),
    key(["A-1028", "Skagerhus Bryggeri", "DK", "A-1004"], 100, &[("HI-101", SINCE, "")]),
    key(["A-1029", "Säntisquell", "CH", "A-1012"], 100, &[("HI-104", SINCE, "")]),
    key(["A-1030", "Tidewater Abrasives", "GB", "A-1060"], 0, &[]),
    key(["A-1031", "Kaarnajoki Sellu", "FI", ""], 450, &[("HI-109", SINCE, "")]),
    key(["A-1032", "Kaarnajoki Eesti", "EE", "A-1031"], 200, &[("HI-109", SINCE, "")]),
    key(["A-1033", "Lumivuori Meijeri", "FI", ""], 350, &[("HI-109", SINCE, "")]),
    key(["A-1034", "Třpytov Sklárny", "CZ", ""], 500, &[("HI-110", SINCE, "")]),
    key(["A-1035", "Třpytov Slovensko", "SK", "A-1034"], 300, &[("HI-110", SINCE, "")]),
    key(["A-1036", "Podhorská Sladovna", "CZ", ""], 200, &[("HI-110", SINCE, "")]),
    key(["A-1037", "Kymatos Nafpigeia", "GR", ""], 550, &[("HI-111", SINCE, "")]),
    key(["A-1038", "Kymatos Kypros", "CY", "A-1037"], 250, &[("HI-111", SINCE, "")]),
    key(["A-1039", "Elaionas Trofima", "GR", ""], 200, &[("HI-111", SINCE, "")]),
    key(["A-1040", "Savonnerie Mirecade", "FR", ""], 380, &[("HI-112", SINCE, "")]),
    key(["A-1041", "Salines d'Orvaux", "FR", "A-1040"], 340, &[("HI-112", SINCE, "")]),
    key(["A-1042", "Papeteries Lauzerac", "FR", "A-1015"], 280, &[("HI-112", SINCE, "")]),
    key(["A-1043", "Gruppo Marevento", "IT", ""], 400, &[("HI-113", SINCE, "")]),
    key(["A-1044", "Marevento Energia", "IT", "A-1043"], 300, &[("HI-113", SINCE, "")]),
    key(["A-1045", "Oleificio Roccaspina", "IT", "A-1043"], 180, &[("HI-113", SINCE, "")]),
    key(["A-1046", "Conserve Valdoro", "IT", "A-1043"], 120, &[("HI-113", SINCE, "")]),
    key(["A-1047", "Química Montelar", "ES", ""], 600, &[("HI-114", SINCE, "")]),
    key(["A-1048", "Ceràmiques Vallfosca", "ES", ""], 400, &[("HI-114", SINCE, "")]),
    key(["A-1049", "Dunărești Rafinare", "RO", ""], 480, &[("HI-115", SINCE, "")]),
    key(["A-1050", "Brădetul Lactate", "RO", "A-1009"], 320, &[("HI-115", SINCE, "")]),
    key(["A-1051", "Sidervalea", "RO", ""], 200, &[("HI-115", SINCE, "")]),
    key(["A-1052", "Jadrovina Brodogradnja", "HR", ""], 520, &[("HI-116", SINCE, "")]),
    key(["A-1053", "Jadrovina Slovenija", "SI", "A-1052"], 280, &[("HI-116", SINCE, "")]),
    key(["A-1054", "Zlatobreg Pivovara", "HR", ""], 200, &[("HI-116", SINCE, "")]),
    key(["A-1055", "Tiszahajló Vegyipar", "HU", ""], 600, &[("HI-117", SINCE, "")]),
    key(["A-1056", "Bakonykő Malom", "HU", ""], 400, &[("HI-117", SINCE, "")]),
    key(["A-1057", "Belorechie Staklo", "BG", "A-1034"], 450, &[("HI-118", SINCE, "")]),
    key(["A-1058", "Tunjavit Agro", "BG", ""], 330, &[("HI-118", SINCE, "")]),
    key(["A-1059", "Strumeshka Tekstil", "BG", ""], 220, &[("HI-118", SINCE, "")]),
    key(["A-1060", "Tidewater Industries", "US", ""], 350, &[("HI-119", AMERICAS_SINCE, "")]),
    key(
        ["A-1061", "Tidewater Coatings", "US", "A-1060"],
        250,
        &[("HI-119", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1062", "Tidewater Canada", "CA", "A-1060"],
        180,
        &[("HI-119", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1063", "Prairie Malting Company", "US", ""],
        600,
        &[("HI-120", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1064", "Prairie Grain Terminals", "US", "A-1063"],
        400,
        &[("HI-120", AMERICAS_SINCE, "")],
    ),
    key(["A-1065", "Ouachita Paper Mills", "US", ""], 450, &[("HI-121", AMERICAS_SINCE, "")]),
    key(
        ["A-1066", "Ouachita Packaging", "US", "A-1065"],
        300,
        &[("HI-121", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1067", "Ouachita México", "MX", "A-1065"],
        250,
        &[("HI-121", AMERICAS_SINCE, "")],
    ),
    key(["A-1068", "Great Basin Lithium", "US", ""], 650, &[("HI-122", AMERICAS_SINCE, "")]),
    key(
        ["A-1069", "Great Basin Refining", "US", "A-1068"],
        350,
        &[("HI-122", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1070", "Chesapeake Biologics", "US", ""],
        600,
        &[("HI-125", AMERICAS_SINCE, "2026-04-01"), ("HI-124", "2026-05-04", "")],
    ),
    key(
        ["A-1071", "Chesapeake Vaccines", "US", "A-1070"],
        400,
        &[("HI-125", AMERICAS_SINCE, "2026-04-01"), ("HI-124", "2026-05-04", "")],
    ),
    key(
        ["A-1072", "Cascadia Dairy Cooperative", "US", ""],
        420,
        &[("HI-123", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1073", "Cascadia Creameries", "US", "A-1072"],
        330,
        &[("HI-123", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1074", "Cascadia Canada", "CA", "A-1072"],
        250,
        &[("HI-123", AMERICAS_SINCE, "")],
    ),
    key(
        ["A-1075", "Tidewater Marine", "US", "A-1060"],
        220,
        &[("HI-119", AMERICAS_SINCE, "")],
    ),
];

const STEMS: [&str; 43] = [
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
    "Fontane",
    "Garda",
    "Horizont",
    "Isola",
    "Juniper",
    "Kestrel",
    "Lago",
    "Meander",
    "Norden",
    "Orion",
    "Piave",
    "Rondo",
    "Sierra",
];
const TRADES: [&str; 20] = [
    "Chemicals",
    "Foods",
    "Glass",
    "Paper",
    "Pharma",
    "Plastics",
    "Pumps",
    "Textiles",
    "Water",
    "Brewing",
    "Cement",
    "Dairy",
    "Energy",
    "Foundry",
    "Laboratories",
    "Mills",
    "Packaging",
    "Refining",
    "Shipyards",
    "Steel",
];
const COUNTRIES: [&str; 13] = ["DE", "NL", "SE", "FR", "IT", "PL", "AT", "ES", "BE", "DK", "CH", "PT", "US"];

/// An account that is no key account.
pub(super) struct OtherAccount {
    pub(super) reference: String,
    pub(super) name: String,
    /// What it is billed in.
    pub(super) currency: &'static str,
    /// Who looks after it: an account manager when it is to become a key account, or the inside seller, or nobody.
    holder: Option<&'static str>,
    country: &'static str,
}

impl OtherAccount {
    fn is_target(&self) -> bool {
        self.holder.is_some_and(|holder| holder != INSIDE)
    }
}

/// The accounts that are no key accounts. The numbers of stems and of trades have no divisor in common: no name comes twice.
pub(super) fn others() -> Vec<OtherAccount> {
    let targets = |title| managers(title).flat_map(|one| std::iter::repeat_n(one, TARGETS));
    let (mut in_euros, mut in_dollars) = (targets(KAM), targets(KAM_AMERICAS));
    let mut inside = std::iter::repeat_n(INSIDE, INSIDE_ACCOUNTS);
    let turns = STEMS.iter().cycle().zip(TRADES.iter().cycle()).zip(COUNTRIES.iter().cycle());
    let other = |(place, ((stem, trade), country)): (usize, ((&&str, &&str), &&'static str))| {
        let (currency, holder) = match *country {
            "US" => ("USD", in_dollars.next()),
            "CH" => ("CHF", inside.next()),
            _ => ("EUR", in_euros.next().or_else(|| inside.next())),
        };
        OtherAccount {
            reference: format!("A-{}", 2001 + place),
            name: format!("{stem} {trade}"),
            currency,
            holder,
            country,
        }
    };
    turns.take(OTHERS).enumerate().map(other).collect()
}

/// The list of accounts as a file.
pub(super) fn account_file() -> Sheet {
    let mut sheet = Sheet::new("accounts.csv", &["reference", "name", "parent", "class", "country"]);
    for account in &KEY_ACCOUNTS {
        sheet.row([account.reference, account.name, account.parent, "key", account.country]);
    }
    for account in others() {
        let class = if account.is_target() { "target" } else { "other" };
        sheet.row([&account.reference, &account.name, "", class, account.country]);
    }
    sheet
}

/// How many groups a sponsor is paired with.
const SPONSORED: usize = 2;

/// Who holds which share of which account when, as a file; and which executive is the sponsor of which group.
pub(super) fn assignment_file() -> Sheet {
    let mut sheet = Sheet::new("assignments.csv", &["account", "person", "role", "share", "from", "to"]);
    for account in &KEY_ACCOUNTS {
        if account.shared.is_empty() {
            for (person, from, to) in account.held {
                sheet.row([account.reference, person, "kam", "100%", from, to]);
            }
        }
        for (person, share) in account.shared {
            sheet.row([account.reference, person, "kam", share, SINCE, ""]);
        }
    }
    for account in others() {
        let Some(person) = account.holder else { continue };
        let role = if account.is_target() { "kam" } else { "inside_sales" };
        let hired = EVERYBODY.iter().find(|one| one.reference == person).map_or("", |one| one.hired);
        sheet.row([&account.reference, person, role, "100%", SINCE.max(hired), ""]);
    }
    let sponsors = EVERYBODY.iter().filter(|one| one.reference.starts_with(SPONSORS));
    let groups = KEY_ACCOUNTS.iter().filter(|account| account.parent.is_empty());
    for (account, sponsor) in groups.zip(sponsors.flat_map(|one| std::iter::repeat_n(one, SPONSORED))) {
        sheet.row([account.reference, sponsor.reference, "executive_sponsor", "100%", SINCE, ""]);
    }
    sheet
}
