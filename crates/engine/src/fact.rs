//! A fact: one line of an order, invoice, payment or other event as its source stated it.
//! Facts are never edited; a newer version of the same key supersedes the older one.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Day, Scaled};

/// What kind of event a fact states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A whole order.
    Order,
    /// One line of an order.
    OrderLine,
    /// One line of an invoice.
    InvoiceLine,
    /// A credit note; its amount carries its sign.
    CreditNote,
    /// Money received.
    Payment,
    /// Start, change, renewal or end of a contract.
    ContractEvent,
    /// An answer to a survey.
    SurveyAnswer,
    /// Metered use.
    Usage,
    /// A cost.
    Cost,
    /// A discount granted.
    Discount,
}

impl FactKind {
    /// Every kind, in declaration order.
    pub const ALL: [FactKind; 10] = [
        FactKind::Order,
        FactKind::OrderLine,
        FactKind::InvoiceLine,
        FactKind::CreditNote,
        FactKind::Payment,
        FactKind::ContractEvent,
        FactKind::SurveyAnswer,
        FactKind::Usage,
        FactKind::Cost,
        FactKind::Discount,
    ];

    /// The kind's name in files, plans and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FactKind::Order => "order",
            FactKind::OrderLine => "order_line",
            FactKind::InvoiceLine => "invoice_line",
            FactKind::CreditNote => "credit_note",
            FactKind::Payment => "payment",
            FactKind::ContractEvent => "contract_event",
            FactKind::SurveyAnswer => "survey_answer",
            FactKind::Usage => "usage",
            FactKind::Cost => "cost",
            FactKind::Discount => "discount",
        }
    }

    /// The kind of this name, exactly as [`FactKind::as_str`] writes it.
    #[must_use]
    pub fn parse(name: &str) -> Option<FactKind> {
        FactKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One line of a source document. Its key is (source, document, line); a version with amount 0 withdraws the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The system the fact comes from.
    pub source: String,
    /// The source's document number.
    pub document: String,
    /// The line within the document; empty when the document has none.
    pub line: String,
    /// What it states.
    pub kind: FactKind,
    /// The day that decides period and holder.
    pub date: Day,
    /// The firm's reference of the account.
    pub account: String,
    /// The buying centre within the account.
    pub division: Option<String>,
    /// The product reference.
    pub product: Option<String>,
    /// The selling person's reference.
    pub seller: Option<String>,
    /// The amount as the source wrote it, with its sign.
    pub amount: Scaled,
    /// The amount's currency.
    pub currency: Currency,
    /// The quantity as the source wrote it.
    pub quantity: Option<Scaled>,
    /// The document this one pays, credits or corrects.
    pub of: Option<String>,
}

/// What makes two facts versions of one line.
pub(crate) type Key = (String, String, String);

impl Fact {
    pub(crate) fn key(&self) -> (&str, &str, &str) {
        (&self.source, &self.document, &self.line)
    }

    pub(crate) fn owned_key(&self) -> Key {
        (self.source.clone(), self.document.clone(), self.line.clone())
    }
}
