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

/// What one euro was worth on each working day of the two years.
pub(super) fn exchange_rate_file() -> Sheet {
    let mut sheet = Sheet::new("exchange_rates.csv", &["table", "day", "from", "to", "rate"]);
    let mut chance = Chance::new(1999);
    let (Some(mut day), Some(end)) = (Day::ymd(2025, 1, 2), Day::ymd(2026, 11, 1)) else {
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

const FIRST_NAMES: [&str; 8] = ["Ingrid", "Jonas", "Maren", "Pieter", "Solveig", "Tobias", "Ylva", "Kristof"];
const LAST_NAMES: [&str; 8] = [
    "Aldersund",
    "Brekkvold",
    "Castenholz",
    "Dijkgraaf",
    "Ekerholt",
    "Fossheim",
    "Grunwaldt",
    "Haverkamp",
];
const TITLES: [&str; 4] = ["Head of purchasing", "Plant manager", "Maintenance manager", "Chief engineer"];

/// Two people at each key account.
pub(super) fn contact_file() -> Sheet {
    let mut sheet = Sheet::new("contacts.csv", &["reference", "account", "name", "title", "email", "phone"]);
    let mut chance = Chance::new(41);
    for account in &KEY_ACCOUNTS {
        for number in 1..=2 {
            let (first, last) = (chance.pick(&FIRST_NAMES), chance.pick(&LAST_NAMES));
            let reference = format!("{}-{number}", account.reference);
            let email = format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase());
            let phone = format!("+47 555 {:04}", chance.between(0, 9_999));
            let title = chance.pick(&TITLES);
            sheet.row([&reference, account.reference, &format!("{first} {last}"), title, &email, &phone]);
        }
    }
    sheet
}
