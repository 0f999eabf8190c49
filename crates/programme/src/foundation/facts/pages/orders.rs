//! The panel of an account: its newest orders, invoices and contracts, straight from the store.

use super::amount;
use crate::foundation::facts::acts::blocking;
use crate::foundation::facts::shelf;
use crate::foundation::staff::{self, Person};
use document::Part;
use engine::{Fact, FactKind, LineFilter};
use hypertext::prelude::*;
use platform::look::components::{Column, Empty, Row, Section, Table, none, note, unknown};
use platform::look::{Markup, format, text, words};
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use std::collections::BTreeMap;

/// Orders that a page shows; a file of them holds more.
pub const ORDERS_SHOWN: usize = 10;

/// What an account bought, as the firm's systems call it; what it answers, uses and costs stands elsewhere.
const BOUGHT: [FactKind; 5] = [
    FactKind::Order,
    FactKind::OrderLine,
    FactKind::InvoiceLine,
    FactKind::CreditNote,
    FactKind::ContractEvent,
];

/// The newest lines of what an account bought.
pub struct Orders {
    /// How many of how many.
    about: String,
    table: Table,
}

/// The newest lines of what an account bought, by its reference, at most so many. Whoever shows them has asked for the right to see the account.
///
/// A batch that is damaged makes them unknown with the reason, and leaves the rest of the page as it is.
///
/// # Errors
/// When the database does not answer or the disk fails.
pub async fn orders(app: &AppRef, account: &str, most: usize) -> Result<Result<Orders, String>> {
    // No transaction stays open while files are read: readers are few, and everybody needs one.
    let pinned = crate::foundation::facts::pinned(&mut app.db.read().await?).await?;
    let (store, reference) = (crate::foundation::facts::fact_store(&app.config), account.to_owned());
    let found = blocking("reading the orders of an account", move || {
        let filter = LineFilter {
            account: Some(reference),
            kinds: BOUGHT.to_vec(),
            ..LineFilter::default()
        };
        store.lines(&pinned, &filter, 0, most).map_err(shelf::problem)
    });
    match found.await {
        Ok(page) => {
            let total = format::count(page.total);
            let shown = format::count(u64::try_from(page.facts.len()).unwrap_or_default());
            let about = say_with("facts.orders_shown", &[("shown", &shown), ("total", &total)]);
            let sellers = staff::by_reference(
                &mut app.db.read().await?,
                page.facts.iter().filter_map(|order| order.seller.as_ref()),
            )
            .await?;
            let table = table(&page.facts, &sellers);
            Ok(Ok(Orders { about, table }))
        }
        Err(Error::Refused(refusal)) => Ok(Err(refusal.sentence)),
        Err(other) => Err(other),
    }
}

/// The orders as a section of the account's page.
#[must_use]
pub fn panel(orders: &Result<Orders, String>) -> Markup {
    let section = |body: Markup| Section::new(say("facts.orders"), body).id("orders");
    match orders {
        Ok(orders) => section(orders.table.memoize()).about(&orders.about).memoize(),
        Err(because) => section(note(unknown(because))).memoize(),
    }
}

/// The same section for a paper.
#[must_use]
pub fn printed(orders: &Result<Orders, String>) -> document::Section {
    let section = document::Section::new(say("facts.orders"));
    match orders {
        Ok(orders) => section.about(&orders.about).part(Part::Table(orders.table.printed())),
        Err(because) => section.part(Part::note(words(&unknown(because)))),
    }
}

/// What one of them is called, beside its line.
fn say_one(kind: FactKind) -> &'static str {
    say(match kind {
        FactKind::Order => "facts.kind_order",
        FactKind::OrderLine => "facts.kind_order_line",
        FactKind::InvoiceLine => "facts.kind_invoice_line",
        FactKind::CreditNote => "facts.kind_credit_note",
        FactKind::ContractEvent => "facts.kind_contract_event",
        FactKind::Payment | FactKind::SurveyAnswer | FactKind::Usage | FactKind::Cost | FactKind::Discount => {
            return super::say_kind(kind);
        }
    })
}

fn table(orders: &[Fact], sellers: &BTreeMap<String, Person>) -> Table {
    let columns = vec![
        Column::text("document", say("facts.document")),
        Column::text("kind", say("facts.kind")).quiet(),
        Column::text("day", say("facts.day")),
        Column::text("seller", say("facts.seller")),
        Column::number("amount", say("facts.amount")).lead(),
    ];
    let rows = orders.iter().map(|order| {
        let name = |reference: &String| text(sellers.get(reference).map_or(reference, |person| &person.name));
        let seller = order.seller.as_ref().map_or_else(none, name);
        Row::new(vec![
            text(&order.document),
            text(say_one(order.kind)),
            text(format::day(order.date)),
            seller,
            amount(&order.amount.to_ratio(), order.currency),
        ])
    });
    Table::new(say("facts.orders"), columns)
        .rows(rows.collect())
        .empty(Empty::new(say("facts.no_orders"), say("facts.no_orders_why")))
}
