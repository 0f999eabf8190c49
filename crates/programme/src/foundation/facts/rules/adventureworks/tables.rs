//! The tables of the AdventureWorks sample database: their columns, how their files are written, and
//! what Mainstay takes from them.

use super::super::dialect::{Dialect, Encoding, Terminator};
use super::super::reject::NOTE_COLUMNS;
use super::super::table::plain_name;

/// What a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Sellers,
    Quotas,
    Stores,
    Employees,
    OrgChart,
    Orders,
    OrderLines,
    Territories,
    TerritoryHistory,
    /// Not read, with the reason.
    NotNeeded(&'static str),
}

/// How the headerless file of a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    /// Tab and line break.
    Tabs,
    /// `+|` and `&|` with a line break, for tables with long text.
    PlusBars,
    /// The table comes with a header only.
    HeaderOnly,
}

/// One table.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) columns: &'static [&'static str],
    marks: Marks,
    pub(super) purpose: Purpose,
}

const fn table(name: &'static str, marks: Marks, purpose: Purpose, columns: &'static [&'static str]) -> Known {
    Known {
        name,
        columns,
        marks,
        purpose,
    }
}

const PRODUCTS: Purpose = Purpose::NotNeeded("Products are taken from the order lines.");
const LOOKUP: Purpose = Purpose::NotNeeded("Nothing in accounts, staff or pay refers to it.");
const STAFFING: Purpose = Purpose::NotNeeded("Titles and the management tree come from Employee and the organisation chart.");
const EXCHANGE: Purpose = Purpose::NotNeeded("All orders are in US dollars.");

/// The tables that are recognised, by the columns of the database's own definition.
pub(super) const TABLES: &[Known] = &[
    table(
        "SalesPerson",
        Marks::Tabs,
        Purpose::Sellers,
        &[
            "BusinessEntityID",
            "TerritoryID",
            "SalesQuota",
            "Bonus",
            "CommissionPct",
            "SalesYTD",
            "SalesLastYear",
            "rowguid",
            "ModifiedDate",
        ],
    ),
    table(
        "SalesPersonQuotaHistory",
        Marks::Tabs,
        Purpose::Quotas,
        &["BusinessEntityID", "QuotaDate", "SalesQuota", "rowguid", "ModifiedDate"],
    ),
    table(
        "Store",
        Marks::PlusBars,
        Purpose::Stores,
        &[
            "BusinessEntityID",
            "Name",
            "SalesPersonID",
            "Demographics",
            "rowguid",
            "ModifiedDate",
        ],
    ),
    table(
        "Employee",
        Marks::Tabs,
        Purpose::Employees,
        &[
            "BusinessEntityID",
            "NationalIDNumber",
            "LoginID",
            "OrganizationNode",
            "OrganizationLevel",
            "JobTitle",
            "BirthDate",
            "MaritalStatus",
            "Gender",
            "HireDate",
            "SalariedFlag",
            "VacationHours",
            "SickLeaveHours",
            "CurrentFlag",
            "rowguid",
            "ModifiedDate",
        ],
    ),
    table(
        "org_chart_decoded",
        Marks::HeaderOnly,
        Purpose::OrgChart,
        &[
            "BusinessEntityID",
            "LoginID",
            "JobTitle",
            "OrganizationNode",
            "Path",
            "OrganizationLevel",
            "ManagerID",
            "HireDate",
            "CurrentFlag",
        ],
    ),
    table(
        "SalesOrderHeader_reseller",
        Marks::HeaderOnly,
        Purpose::Orders,
        &[
            "SalesOrderID",
            "SalesOrderNumber",
            "OrderDate2014",
            "OrderDate2025",
            "SalesPersonID",
            "TerritoryID",
            "CustomerID",
            "StoreID",
            "ResellerKey",
            "Reseller",
            "ShipMethodID",
            "CreditCardID",
            "SubTotal",
            "TaxAmt",
            "Freight",
            "TotalDue",
            "Lines",
            "LineSum",
        ],
    ),
    table(
        "SalesOrderDetail_reseller",
        Marks::HeaderOnly,
        Purpose::OrderLines,
        &[
            "SalesOrderID",
            "SalesOrderNumber",
            "OrderDate2025",
            "SalesPersonID",
            "CustomerID",
            "StoreID",
            "ResellerKey",
            "SalesTerritoryKey",
            "ProductKey",
            "Product",
            "Subcategory",
            "Category",
            "OrderQuantity",
            "UnitPrice",
            "SalesAmount",
            "StandardCost",
        ],
    ),
    table(
        "SalesTerritory",
        Marks::Tabs,
        Purpose::Territories,
        &[
            "TerritoryID",
            "Name",
            "CountryRegionCode",
            "Group",
            "SalesYTD",
            "SalesLastYear",
            "CostYTD",
            "CostLastYear",
            "rowguid",
            "ModifiedDate",
        ],
    ),
    table(
        "SalesTerritoryHistory",
        Marks::Tabs,
        Purpose::TerritoryHistory,
        &["BusinessEntityID", "TerritoryID", "StartDate", "EndDate", "rowguid", "ModifiedDate"],
    ),
    table(
        "Department",
        Marks::Tabs,
        STAFFING,
        &["DepartmentID", "Name", "GroupName", "ModifiedDate"],
    ),
    table(
        "EmployeeDepartmentHistory",
        Marks::Tabs,
        STAFFING,
        &[
            "BusinessEntityID",
            "DepartmentID",
            "ShiftID",
            "StartDate",
            "EndDate",
            "ModifiedDate",
        ],
    ),
    table(
        "EmployeePayHistory",
        Marks::Tabs,
        Purpose::NotNeeded("Hourly pay is no part of incentive pay."),
        &["BusinessEntityID", "RateChangeDate", "Rate", "PayFrequency", "ModifiedDate"],
    ),
    table(
        "JobCandidate",
        Marks::PlusBars,
        Purpose::NotNeeded("Applications are personal data that no account needs."),
        &["JobCandidateID", "BusinessEntityID", "Resume", "ModifiedDate"],
    ),
    table(
        "Shift",
        Marks::Tabs,
        LOOKUP,
        &["ShiftID", "Name", "StartTime", "EndTime", "ModifiedDate"],
    ),
    table(
        "Product",
        Marks::Tabs,
        PRODUCTS,
        &[
            "ProductID",
            "Name",
            "ProductNumber",
            "MakeFlag",
            "FinishedGoodsFlag",
            "Color",
            "SafetyStockLevel",
            "ReorderPoint",
            "StandardCost",
            "ListPrice",
            "Size",
            "SizeUnitMeasureCode",
            "WeightUnitMeasureCode",
            "Weight",
            "DaysToManufacture",
            "ProductLine",
            "Class",
            "Style",
            "ProductSubcategoryID",
            "ProductModelID",
            "SellStartDate",
            "SellEndDate",
            "DiscontinuedDate",
            "rowguid",
            "ModifiedDate",
        ],
    ),
    table(
        "ProductCategory",
        Marks::Tabs,
        PRODUCTS,
        &["ProductCategoryID", "Name", "rowguid", "ModifiedDate"],
    ),
    table(
        "ProductSubcategory",
        Marks::Tabs,
        PRODUCTS,
        &["ProductSubcategoryID", "ProductCategoryID", "Name", "rowguid", "ModifiedDate"],
    ),
    table(
        "ProductReview",
        Marks::Tabs,
        PRODUCTS,
        &[
            "ProductReviewID",
            "ProductID",
            "ReviewerName",
            "ReviewDate",
            "EmailAddress",
            "Rating",
            "Comments",
            "ModifiedDate",
        ],
    ),
    table("Currency", Marks::Tabs, EXCHANGE, &["CurrencyCode", "Name", "ModifiedDate"]),
    table(
        "CurrencyRate",
        Marks::Tabs,
        EXCHANGE,
        &[
            "CurrencyRateID",
            "CurrencyRateDate",
            "FromCurrencyCode",
            "ToCurrencyCode",
            "AverageRate",
            "EndOfDayRate",
            "ModifiedDate",
        ],
    ),
    table(
        "SpecialOffer",
        Marks::Tabs,
        Purpose::NotNeeded("Discounts are already inside the sub-totals."),
        &[
            "SpecialOfferID",
            "Description",
            "DiscountPct",
            "Type",
            "Category",
            "StartDate",
            "EndDate",
            "MinQty",
            "MaxQty",
            "rowguid",
            "ModifiedDate",
        ],
    ),
    table(
        "StateProvince",
        Marks::Tabs,
        LOOKUP,
        &[
            "StateProvinceID",
            "StateProvinceCode",
            "CountryRegionCode",
            "IsOnlyStateProvinceFlag",
            "Name",
            "TerritoryID",
            "rowguid",
            "ModifiedDate",
        ],
    ),
];

impl Known {
    /// The table with exactly these columns, whatever the file is called.
    pub(super) fn by_columns(columns: &[String]) -> Option<&'static Self> {
        let found: Vec<String> = columns
            .iter()
            .filter(|column| !NOTE_COLUMNS.contains(&column.as_str()))
            .map(|column| plain_name(column))
            .collect();
        TABLES.iter().find(|table| {
            table.columns.len() == found.len() && table.columns.iter().zip(&found).all(|(known, found)| plain_name(known) == *found)
        })
    }

    /// The table a file is named after: `raw/Store.csv` and `Sales.Store.csv` are the table `Store`.
    pub(super) fn by_name(file: &str) -> Option<&'static Self> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let stem = stem.rsplit('.').next().unwrap_or(stem);
        TABLES.iter().find(|table| table.name.eq_ignore_ascii_case(stem))
    }

    /// How the table's headerless file is written; none for tables that only come with a header.
    pub(super) fn raw_dialect(&self, guessed: &Dialect) -> Option<Dialect> {
        let (delimiter, terminator) = match self.marks {
            Marks::Tabs => ("\t", Terminator::AnyNewline),
            Marks::PlusBars => (
                "+|",
                match &guessed.terminator {
                    // The releases up to 2017 end lines with a carriage return, too.
                    Terminator::Text(text) if text.starts_with("&|") => guessed.terminator.clone(),
                    Terminator::Text(_) | Terminator::AnyNewline => Terminator::Text("&|\n".to_owned()),
                },
            ),
            Marks::HeaderOnly => return None,
        };
        Some(Dialect {
            encoding: guessed.encoding,
            delimiter: delimiter.to_owned(),
            terminator,
            quote: None,
            header: false,
            titles: 0,
        })
    }
}

/// Standard CSV of this encoding, as the tables with a header are written.
pub(super) fn headered_dialect(encoding: Encoding) -> Dialect {
    Dialect {
        encoding,
        ..Dialect::standard()
    }
}
