//! Products of the AdventureWorks sample database: product, subcategory and category stand in files of their own.

use super::super::adventureworks::SOURCE;
use super::super::target::Target;
use super::exchange::ADVENTUREWORKS;
use super::shape::{Alone, Becomes, Join, Part, SHAPE, Shape};
use super::value::Value::{Column, Ended, Fixed, Given};

/// The tables of products.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: ADVENTUREWORKS,
        table: "Product",
        columns: &[
            "ProductID",
            "ProductNumber",
            "ProductSubcategoryID",
            "SellEndDate",
            "FinishedGoodsFlag",
        ],
        joins: &[
            Join {
                with: "AdventureWorks ProductSubcategory",
                file: "ProductSubcategory.csv",
                alias: "subcategory",
                here: "ProductSubcategoryID",
                there: "ProductSubcategoryID",
                needed: false,
            },
            Join {
                with: "AdventureWorks ProductCategory",
                file: "ProductCategory.csv",
                alias: "category",
                here: "subcategory.ProductCategoryID",
                there: "ProductCategoryID",
                needed: false,
            },
        ],
        becomes: &[Becomes {
            target: Target::Products,
            // Order lines name their product by its name.
            fields: &[
                ("reference", Column("Name")),
                ("name", Column("Name")),
                ("family", Column("subcategory.Name")),
                ("parent family", Column("category.Name")),
                ("active", Ended("SellEndDate")),
                ("source", Fixed(SOURCE)),
                ("replaces", Given("replaces", "")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: ADVENTUREWORKS,
        table: "ProductSubcategory",
        columns: &["ProductSubcategoryID", "ProductCategoryID", "Name", "rowguid"],
        part: Some(Part {
            of: "AdventureWorks Product",
            file: "Product.csv",
            alone: Alone::PassedOver,
        }),
        ..SHAPE
    },
    Shape {
        system: ADVENTUREWORKS,
        table: "ProductCategory",
        columns: &["ProductCategoryID", "Name", "rowguid"],
        part: Some(Part {
            of: "AdventureWorks Product",
            file: "Product.csv",
            alone: Alone::PassedOver,
        }),
        ..SHAPE
    },
];
