//! Northwind, the sample database of a trading firm: customers, employees, products, and orders whose lines stand in a file of their own.

use engine::FactKind;

use super::super::target::Target;
use super::shape::{Alone, Becomes, Join, Part, SHAPE, Shape, Unless};
use super::value::Value::{Column, Fixed, Given, Less, Looked, Words};

const SYSTEM: &str = "Northwind";
const SOURCE: &str = "northwind";
/// The database names no currency; its prices are dollars.
const CURRENCY: &str = "USD";
const NO_PLACE: &str = "facts.ready.structure";

/// A table that nothing in Mainstay refers to.
const fn lookup(table: &'static str, files: &'static [&'static str], columns: &'static [&'static str]) -> Shape {
    Shape {
        system: SYSTEM,
        table,
        files,
        columns,
        passed_over: Some(NO_PLACE),
        ..SHAPE
    }
}

/// The database's tables.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: SYSTEM,
        table: "Order Details",
        columns: &["OrderID", "ProductID", "UnitPrice", "Quantity", "Discount"],
        joins: &[Join {
            with: "Northwind Orders",
            file: "Orders.csv",
            alias: "order",
            here: "OrderID",
            there: "OrderID",
            needed: true,
        }],
        becomes: &[Becomes {
            target: Target::Facts(FactKind::OrderLine),
            fields: &[
                ("source", Fixed(SOURCE)),
                ("document", Column("OrderID")),
                ("line", Column("ProductID")),
                ("date", Column("order.OrderDate")),
                ("account", Column("order.CustomerID")),
                ("product", Column("ProductID")),
                ("seller", Column("order.EmployeeID")),
                ("amount", Less(&["UnitPrice", "Quantity"], "Discount")),
                ("currency", Given("currency", CURRENCY)),
                ("quantity", Column("Quantity")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Orders",
        columns: &[
            "OrderID",
            "CustomerID",
            "EmployeeID",
            "OrderDate",
            "RequiredDate",
            "ShippedDate",
            "ShipVia",
        ],
        part: Some(Part {
            of: "Northwind Order Details",
            file: "Order Details.csv",
            alone: Alone::Refused,
        }),
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Customers",
        columns: &["CustomerID", "CompanyName", "ContactName", "ContactTitle", "Country"],
        becomes: &[
            Becomes {
                target: Target::Accounts,
                fields: &[
                    ("reference", Column("CustomerID")),
                    ("name", Column("CompanyName")),
                    ("country", Column("Country")),
                ],
                unless: None,
            },
            Becomes {
                target: Target::Contacts,
                fields: &[
                    ("reference", Column("CustomerID")),
                    ("account", Column("CustomerID")),
                    ("name", Column("ContactName")),
                    ("title", Column("ContactTitle")),
                    ("phone", Column("Phone")),
                ],
                unless: Some(Unless::Empty("ContactName", "facts.ready.no_contact_name")),
            },
        ],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Employees",
        columns: &["EmployeeID", "LastName", "FirstName", "Title", "HireDate", "ReportsTo"],
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Column("EmployeeID")),
                ("name", Words(&["FirstName", "LastName"])),
                ("title", Column("Title")),
                ("manager", Column("ReportsTo")),
                ("hired", Column("HireDate")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Products",
        columns: &["ProductID", "ProductName", "SupplierID", "CategoryID", "Discontinued"],
        joins: &[Join {
            with: "Northwind Categories",
            file: "Categories.csv",
            alias: "category",
            here: "CategoryID",
            there: "CategoryID",
            needed: false,
        }],
        becomes: &[Becomes {
            target: Target::Products,
            fields: &[
                ("reference", Column("ProductID")),
                ("name", Column("ProductName")),
                ("family", Column("category.CategoryName")),
                ("active", Looked("Discontinued", &[("0", "yes"), ("1", "no")])),
                ("source", Fixed(SOURCE)),
                ("replaces", Given("replaces", "")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: SYSTEM,
        table: "Categories",
        columns: &["CategoryID", "CategoryName", "Description"],
        part: Some(Part {
            of: "Northwind Products",
            file: "Products.csv",
            alone: Alone::PassedOver,
        }),
        ..SHAPE
    },
    lookup("Suppliers", &[], &["SupplierID", "CompanyName", "HomePage"]),
    lookup("Shippers", &[], &["ShipperID", "CompanyName"]),
    lookup("Territories", &[], &["TerritoryID", "TerritoryDescription", "RegionID"]),
    lookup("Regions", &[], &["RegionID", "RegionDescription"]),
    lookup("EmployeeTerritories", &[], &["EmployeeID", "TerritoryID"]),
    lookup("CustomerCustomerDemo", &[], &["CustomerID", "CustomerTypeID"]),
    lookup("CustomerDemographics", &[], &["CustomerTypeID", "CustomerDesc"]),
    lookup("sqlite_sequence", &["sqlite_sequence"], &["name", "seq"]),
];
