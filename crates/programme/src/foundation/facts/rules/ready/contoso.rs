//! Contoso, the sample firm of a data generator: order lines in five currencies, products, stores and exchange rates of each day.

use engine::FactKind;

use super::super::target::Target;
use super::shape::{Alone, Becomes, Join, Part, SHAPE, Shape};
use super::value::Value::{Column, Fixed, Given, Prefixed, Product};

const SYSTEM: &str = "Contoso";
/// The source of the facts and the table of the rates.
const SOURCE: &str = "contoso";

/// The firm's files.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: SYSTEM,
        table: "Sales",
        columns: &[
            "OrderKey",
            "LineNumber",
            "OrderDate",
            "DeliveryDate",
            "CustomerKey",
            "StoreKey",
            "ProductKey",
            "Quantity",
            "UnitPrice",
            "NetPrice",
            "UnitCost",
            "CurrencyCode",
            "ExchangeRate",
        ],
        // Amounts stay in the currency of the order; the rate of the day is the currencies' to know.
        becomes: &[Becomes {
            target: Target::Facts(FactKind::OrderLine),
            fields: &[
                ("source", Fixed(SOURCE)),
                ("document", Column("OrderKey")),
                ("line", Column("LineNumber")),
                ("date", Column("OrderDate")),
                ("account", Prefixed("S", "StoreKey")),
                ("product", Column("ProductKey")),
                ("amount", Product(&["NetPrice", "Quantity"])),
                ("currency", Column("CurrencyCode")),
                ("quantity", Column("Quantity")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Order rows",
        columns: &[
            "OrderKey",
            "LineNumber",
            "ProductKey",
            "Quantity",
            "UnitPrice",
            "NetPrice",
            "UnitCost",
        ],
        joins: &[Join {
            with: "Contoso Orders",
            file: "orders.csv",
            alias: "order",
            here: "OrderKey",
            there: "OrderKey",
            needed: true,
        }],
        becomes: &[Becomes {
            target: Target::Facts(FactKind::OrderLine),
            fields: &[
                ("source", Fixed(SOURCE)),
                ("document", Column("OrderKey")),
                ("line", Column("LineNumber")),
                ("date", Column("order.OrderDate")),
                ("account", Prefixed("S", "order.StoreKey")),
                ("product", Column("ProductKey")),
                ("amount", Product(&["NetPrice", "Quantity"])),
                ("currency", Column("order.CurrencyCode")),
                ("quantity", Column("Quantity")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Orders",
        columns: &["OrderKey", "CustomerKey", "StoreKey", "OrderDate", "DeliveryDate", "CurrencyCode"],
        part: Some(Part {
            of: "Contoso Order rows",
            file: "orderrows.csv",
            alone: Alone::Refused,
        }),
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Products",
        columns: &["ProductKey", "ProductCode", "ProductName", "CategoryName", "SubCategoryName"],
        becomes: &[Becomes {
            target: Target::Products,
            fields: &[
                ("reference", Column("ProductKey")),
                ("name", Column("ProductName")),
                ("family", Column("SubCategoryName")),
                ("parent family", Column("CategoryName")),
                ("source", Fixed(SOURCE)),
                ("replaces", Given("replaces", "")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Stores",
        columns: &["StoreKey", "StoreCode", "CountryCode", "CountryName", "Description"],
        becomes: &[Becomes {
            target: Target::Accounts,
            fields: &[
                ("reference", Prefixed("S", "StoreKey")),
                ("name", Column("Description")),
                ("class", Fixed("Store")),
                ("country", Column("CountryCode")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Exchange rates",
        columns: &["Date", "FromCurrency", "ToCurrency", "Exchange"],
        becomes: &[Becomes {
            target: Target::ExchangeRates,
            fields: &[
                ("table", Fixed(SOURCE)),
                ("day", Column("Date")),
                ("from", Column("FromCurrency")),
                ("to", Column("ToCurrency")),
                ("rate", Column("Exchange")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
];
