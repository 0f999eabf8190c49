//! Holidays as the `holidays` package of Python lists them, and organograms of the British government.

use super::super::target::Target;
use super::shape::{Becomes, SHAPE, Shape, Unless};
use super::value::Value::{Column, Within};

/// What stands for “nobody”.
const NOBODY: &[&str] = &["XX"];

/// The files.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: "Holidays",
        table: "Days",
        columns: &["country", "subdivision", "date", "name"],
        becomes: &[Becomes {
            target: Target::Holidays,
            fields: &[
                ("country", Column("country")),
                ("subdivision", Column("subdivision")),
                ("day", Column("date")),
                ("name", Column("name")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: "Organogram",
        table: "Senior posts",
        columns: &[
            "Post Unique Reference",
            "Grade (or equivalent)",
            "Job Title",
            "Reports to Senior Post",
        ],
        // The files name no persons: the post stands for whoever holds it. Posts are numbered within their organisation.
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Within("Organisation", "Post Unique Reference", NOBODY)),
                ("name", Column("Job Title")),
                ("title", Column("Grade (or equivalent)")),
                ("manager", Within("Organisation", "Reports to Senior Post", NOBODY)),
            ],
            unless: Some(Unless::Says("Post Unique Reference", &["XX"], "facts.ready.no_post")),
        }],
        ..SHAPE
    },
    Shape {
        system: "Organogram",
        table: "Junior posts",
        columns: &["Reporting Senior Post", "Grade", "Generic Job Title", "Number of Posts in FTE"],
        passed_over: Some("facts.ready.groups_of_posts"),
        ..SHAPE
    },
];
