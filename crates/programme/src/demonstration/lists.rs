//! What stands beside the made-up firm's business: its products, what currencies are worth, holidays, and the people at key accounts.

use super::chance::Chance;
use super::customers::KEY_ACCOUNTS;
use super::sheet::Sheet;
use vocabulary::{Day, Weekday};

/// Product, name, family, the family above.
const PRODUCTS: [[&str; 4]; 8] = [
    ["FM-80", "Flow meter, 80 mm", "Flow", "Measuring"],
    ["FM-125", "Flow meter, 125 mm", "Flow", "Measuring"],
    ["CV-50", "Control valve, 50 mm", "Valves", "Controlling"],
    ["PT-12", "Pressure transmitter", "Pressure and level", "Measuring"],
    ["LT-40", "Level transmitter", "Pressure and level", "Measuring"],
    ["GX-7", "Gas analyser", "Analysis", "Measuring"],
    ["TB-9M", "Tubing, by the metre", "Accessories", "Service"],
    ["SV-KIT", "Service kit", "Accessories", "Service"],
];

/// The products, as the ERP system lists them; one is no longer sold.
pub(super) fn product_file() -> Sheet {
    let mut sheet = Sheet::new("products.csv", &["reference", "name", "family", "parent family", "active"]);
    for [reference, name, family, parent] in PRODUCTS {
        sheet.row([reference, name, family, parent, "yes"]);
    }
    sheet.row(["FM-60", "Flow meter, 60 mm", "Flow", "Measuring", "no"]);
    sheet
}

/// What one euro is at first, in ten-thousandths of the currency.
const FIRST_RATES: [(&str, i64); 3] = [("USD", 10_412), ("NOK", 117_450), ("CHF", 9_405)];

/// What one euro was worth on each working day of the four years.
pub(super) fn exchange_rate_file() -> Sheet {
    let mut sheet = Sheet::new("exchange_rates.csv", &["table", "day", "from", "to", "rate"]);
    let mut chance = Chance::new(1999);
    let (Some(mut day), Some(end)) = (Day::ymd(2022, 11, 2), Day::ymd(2026, 11, 1)) else {
        return sheet;
    };
    let mut rates = FIRST_RATES;
    while day < end {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            for (currency, rate) in &mut rates {
                // At most four per mille a day, as calm markets move.
                let step = *rate * 4 / 1_000;
                *rate += chance.between(-step, step);
                let text = format!("{}.{:04}", *rate / 10_000, *rate % 10_000);
                sheet.row(["house bank", &day.to_string(), "EUR", currency, &text]);
            }
        }
        day = day.next();
    }
    sheet
}

/// The holidays of the firm's two countries.
const HOLIDAYS: [(&str, &str, &str); 21] = [
    ("DE", "2025-01-01", "New Year's Day"),
    ("DE", "2025-04-18", "Good Friday"),
    ("DE", "2025-04-21", "Easter Monday"),
    ("DE", "2025-05-01", "Labour Day"),
    ("DE", "2025-05-29", "Ascension Day"),
    ("DE", "2025-06-09", "Whit Monday"),
    ("DE", "2025-10-03", "German Unity Day"),
    ("DE", "2025-12-25", "Christmas Day"),
    ("DE", "2025-12-26", "Second Day of Christmas"),
    ("DE", "2026-01-01", "New Year's Day"),
    ("DE", "2026-04-03", "Good Friday"),
    ("DE", "2026-04-06", "Easter Monday"),
    ("DE", "2026-05-01", "Labour Day"),
    ("DE", "2026-05-14", "Ascension Day"),
    ("DE", "2026-05-25", "Whit Monday"),
    ("DE", "2026-10-03", "German Unity Day"),
    ("DE", "2026-12-25", "Christmas Day"),
    ("DE", "2026-12-26", "Second Day of Christmas"),
    ("NO", "2026-05-01", "Labour Day"),
    ("NO", "2026-05-17", "Constitution Day"),
    ("NO", "2026-12-25", "Christmas Day"),
];

pub(super) fn holiday_file() -> Sheet {
    let mut sheet = Sheet::new("holidays.csv", &["country", "day", "name"]);
    for (country, day, name) in HOLIDAYS {
        sheet.row([country, day, name]);
    }
    sheet
}

const FIRST_NAMES: [&str; 25] = [
    "Ingrid", "Jonas", "Maren", "Pieter", "Solveig", "Tobias", "Ylva", "Kristof", "Agnes", "Benoît", "Carla", "Dario", "Edda", "Fabian",
    "Greta", "Hugo", "Irena", "Joris", "Klara", "Leon", "Mirela", "Nils", "Olga", "Paul", "Renata",
];
const LAST_NAMES: [&str; 24] = [
    "Aldersund",
    "Brekkvold",
    "Castenholz",
    "Dijkgraaf",
    "Ekerholt",
    "Fossheim",
    "Grunwaldt",
    "Haverkamp",
    "Imhoff",
    "Jansonius",
    "Kowalczuk",
    "Lindemark",
    "Marchetti",
    "Nordahl",
    "Olszewska",
    "Pfeiffer",
    "Quintela",
    "Rasmussen",
    "Santacana",
    "Terlinden",
    "Ullmann",
    "Verhaegen",
    "Wieczorek",
    "Zanetti",
];
/// Whom a supplier of instruments knows at an account, in the order in which it gets to know them.
const TITLES: [&str; 8] = [
    "Head of purchasing",
    "Plant manager",
    "Maintenance manager",
    "Chief engineer",
    "Quality manager",
    "Chief financial officer",
    "Energy manager",
    "Managing director",
];
/// Those whom nobody has placed yet: name, title, company, mail.
const WAITING: [[&str; 4]; 5] = [
    [
        "Henriette Solbakk",
        "Plant manager",
        "Norrsund Energi",
        "henriette.solbakk@norrsund.example",
    ],
    ["Giancarlo Ferri", "Buyer", "Cantieri Ombralta S.p.A.", "g.ferri@ombralta.example"],
    ["Dolores Ibarguren", "Head of maintenance", "", "dolores.ibarguren@mail.example"],
    [
        "Ruairí Mac Aodha",
        "Chief engineer",
        "Carrowmore Dairies plc",
        "ruairi@carrowmore.example",
    ],
    ["Vesna Kralj", "Quality manager", "Jadrovina", "vesna.kralj@jadrovina.example"],
];

/// Eight people at each key account, and five of whom the file does not say where they belong.
pub(super) fn contact_file() -> Sheet {
    let mut sheet = Sheet::new(
        "contacts.csv",
        &["reference", "account", "company", "name", "title", "email", "phone"],
    );
    let mut chance = Chance::new(41);
    // The numbers of first and last names have no divisor in common: nobody's name comes twice.
    let mut names = FIRST_NAMES.iter().cycle().zip(LAST_NAMES.iter().cycle());
    for account in &KEY_ACCOUNTS {
        let house = domain(account.name);
        for ((number, title), (first, last)) in (1..).zip(TITLES).zip(names.by_ref()) {
            let reference = format!("{}-{number}", account.reference);
            let email = format!("{}.{}@{house}.example", domain(first), domain(last));
            let phone = telephone(account.country, chance.between(0, 9_999));
            sheet.row([&reference, account.reference, "", &format!("{first} {last}"), title, &email, &phone]);
        }
    }
    for (number, [name, title, company, email]) in (1..).zip(WAITING) {
        sheet.row([&format!("FAIR-{number}"), "", company, name, title, email, ""]);
    }
    sheet
}

/// A number that nobody has: of the range that a country keeps for fiction, else one that begins with noughts behind the country's code,
/// as no number of these countries does.
fn telephone(country: &str, number: i64) -> String {
    let (two, three) = (number % 100, number % 1000);
    match country {
        "CA" => format!("+1 613 555 01{two:02}"),
        "DE" => format!("+49 30 23125 {three:03}"),
        "FR" => format!("+33 1 99 00 {:02} {two:02}", number / 100),
        "GB" => format!("+44 20 7946 0{three:03}"),
        "IE" => format!("+353 20 911 {number:04}"),
        "SE" => format!("+46 8 465 004 {two:02}"),
        "US" => format!("+1 202 555 01{two:02}"),
        other => {
            let known = CALLING_CODES.iter().find(|(country, _)| *country == other);
            let code = known.map_or("", |(_, code)| code);
            format!("+{code} 000 {number:04}")
        }
    }
}

/// The calling codes of the countries that keep no numbers for fiction.
const CALLING_CODES: [(&str, &str); 22] = [
    ("AT", "43"),
    ("BE", "32"),
    ("BG", "359"),
    ("CH", "41"),
    ("CY", "357"),
    ("CZ", "420"),
    ("DK", "45"),
    ("EE", "372"),
    ("ES", "34"),
    ("FI", "358"),
    ("GR", "30"),
    ("HR", "385"),
    ("HU", "36"),
    ("IT", "39"),
    ("MX", "52"),
    ("NL", "31"),
    ("NO", "47"),
    ("PL", "48"),
    ("PT", "351"),
    ("RO", "40"),
    ("SI", "386"),
    ("SK", "421"),
];

/// A name as the beginning of a mail address or domain writes it: small letters without accents, a hyphen between words.
fn domain(name: &str) -> String {
    let words = platform::web::listing::fold(name);
    let words = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{KEY_ACCOUNTS, telephone};

    #[test]
    fn every_made_up_number_is_of_the_account_s_country_and_nobody_s() {
        for account in &KEY_ACCOUNTS {
            let number = telephone(account.country, 9_999);
            assert!(!number.starts_with("+ "), "{} has no calling code", account.country);
        }
        // The ranges that the regulators of these countries keep for films and books.
        for (country, first, last) in [
            ("DE", "+49 30 23125 000", "+49 30 23125 999"),
            ("FR", "+33 1 99 00 00 00", "+33 1 99 00 99 99"),
            ("GB", "+44 20 7946 0000", "+44 20 7946 0999"),
            ("IE", "+353 20 911 0000", "+353 20 911 9999"),
            ("SE", "+46 8 465 004 00", "+46 8 465 004 99"),
            ("US", "+1 202 555 0100", "+1 202 555 0199"),
            ("NO", "+47 000 0000", "+47 000 9999"),
        ] {
            assert_eq!(telephone(country, 0), first);
            assert_eq!(telephone(country, 9_999), last);
        }
    }
}
