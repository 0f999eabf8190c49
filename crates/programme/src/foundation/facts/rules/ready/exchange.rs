//! Exchange rates of the AdventureWorks sample database and of the Federal Reserve.

use super::super::target::Target;
use super::shape::{Becomes, SHAPE, Shape};
use super::value::Value::{Column, DayOf, Fixed, Looked};

/// The system of the shapes that the sample database's own tables stand for.
pub(super) const ADVENTUREWORKS: &str = "AdventureWorks";
const FEDERAL_RESERVE: &str = "Federal Reserve";

/// The country's currency is priced in dollars here; a dollar is priced in the others.
const FROM: &[(&str, &str)] = &[
    ("Australia", "AUD"),
    ("Euro", "EUR"),
    ("Ireland", "IEP"),
    ("New Zealand", "NZD"),
    ("United Kingdom", "GBP"),
    ("Austria", "USD"),
    ("Belgium", "USD"),
    ("Brazil", "USD"),
    ("Canada", "USD"),
    ("China", "USD"),
    ("Denmark", "USD"),
    ("Finland", "USD"),
    ("France", "USD"),
    ("Germany", "USD"),
    ("Greece", "USD"),
    ("Hong Kong", "USD"),
    ("India", "USD"),
    ("Italy", "USD"),
    ("Japan", "USD"),
    ("Malaysia", "USD"),
    ("Mexico", "USD"),
    ("Netherlands", "USD"),
    ("Norway", "USD"),
    ("Portugal", "USD"),
    ("Singapore", "USD"),
    ("South Africa", "USD"),
    ("South Korea", "USD"),
    ("Spain", "USD"),
    ("Sri Lanka", "USD"),
    ("Sweden", "USD"),
    ("Switzerland", "USD"),
    ("Taiwan", "USD"),
    ("Thailand", "USD"),
    ("Venezuela", "USD"),
];

/// Countries of the euro are listed with the currency they had before.
const TO: &[(&str, &str)] = &[
    ("Australia", "USD"),
    ("Euro", "USD"),
    ("Ireland", "USD"),
    ("New Zealand", "USD"),
    ("United Kingdom", "USD"),
    ("Austria", "ATS"),
    ("Belgium", "BEF"),
    ("Brazil", "BRL"),
    ("Canada", "CAD"),
    ("China", "CNY"),
    ("Denmark", "DKK"),
    ("Finland", "FIM"),
    ("France", "FRF"),
    ("Germany", "DEM"),
    ("Greece", "GRD"),
    ("Hong Kong", "HKD"),
    ("India", "INR"),
    ("Italy", "ITL"),
    ("Japan", "JPY"),
    ("Malaysia", "MYR"),
    ("Mexico", "MXN"),
    ("Netherlands", "NLG"),
    ("Norway", "NOK"),
    ("Portugal", "PTE"),
    ("Singapore", "SGD"),
    ("South Africa", "ZAR"),
    ("South Korea", "KRW"),
    ("Spain", "ESP"),
    ("Sri Lanka", "LKR"),
    ("Sweden", "SEK"),
    ("Switzerland", "CHF"),
    ("Taiwan", "TWD"),
    ("Thailand", "THB"),
    ("Venezuela", "VEB"),
];

/// The files of rates.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: ADVENTUREWORKS,
        table: "CurrencyRate",
        columns: &[
            "CurrencyRateID",
            "CurrencyRateDate",
            "FromCurrencyCode",
            "ToCurrencyCode",
            "AverageRate",
            "EndOfDayRate",
        ],
        becomes: &[
            Becomes {
                target: Target::ExchangeRates,
                fields: &[
                    ("table", Fixed("adventureworks average")),
                    ("day", DayOf("CurrencyRateDate")),
                    ("from", Column("FromCurrencyCode")),
                    ("to", Column("ToCurrencyCode")),
                    ("rate", Column("AverageRate")),
                ],
                unless: None,
            },
            Becomes {
                target: Target::ExchangeRates,
                fields: &[
                    ("table", Fixed("adventureworks end of day")),
                    ("day", DayOf("CurrencyRateDate")),
                    ("from", Column("FromCurrencyCode")),
                    ("to", Column("ToCurrencyCode")),
                    ("rate", Column("EndOfDayRate")),
                ],
                unless: None,
            },
        ],
        ..SHAPE
    },
    Shape {
        system: FEDERAL_RESERVE,
        table: "Monthly rates",
        files: &["monthly"],
        columns: &["Date", "Country", "Exchange rate"],
        becomes: &[Becomes {
            target: Target::ExchangeRates,
            fields: &[
                ("table", Fixed("fed monthly")),
                ("day", Column("Date")),
                ("from", Looked("Country", FROM)),
                ("to", Looked("Country", TO)),
                ("rate", Column("Exchange rate")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: FEDERAL_RESERVE,
        table: "Annual rates",
        files: &["annual"],
        columns: &["Date", "Country", "Exchange rate"],
        becomes: &[Becomes {
            target: Target::ExchangeRates,
            fields: &[
                ("table", Fixed("fed annual")),
                ("day", Column("Date")),
                ("from", Looked("Country", FROM)),
                ("to", Looked("Country", TO)),
                ("rate", Column("Exchange rate")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: FEDERAL_RESERVE,
        table: "Yearly rates",
        files: &["yearly"],
        columns: &["Date", "Country", "Value"],
        becomes: &[Becomes {
            target: Target::ExchangeRates,
            fields: &[
                ("table", Fixed("fed annual")),
                ("day", Column("Date")),
                ("from", Looked("Country", FROM)),
                ("to", Looked("Country", TO)),
                ("rate", Column("Value")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
];
