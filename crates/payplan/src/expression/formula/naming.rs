//! The names a formula may use: the facts of a transaction, an event, a credit, and the share of a split.

use super::Type;

/// Whose fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// `tx.…`: the transaction in hand.
    Transaction,
    /// `event.…`: something that happened, such as the end of a contract.
    Event,
    /// `credits.…`: the credits being drawn together.
    Credits,
    /// `split.…`: the receiver's part of the transaction.
    Split,
}

/// One fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactField {
    Kind,
    Source,
    Document,
    Account,
    AccountClass,
    Product,
    ProductFamily,
    Division,
    Seller,
    Amount,
    Margin,
    Quantity,
    Date,
    Currency,
    Contract,
    ContractStart,
    TermMonths,
    Category,
    Share,
}

/// A fact with its root: `tx.amount` and `credits.amount` are two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub root: Root,
    pub field: FactField,
}

impl FactField {
    pub const ALL: [FactField; 19] = [
        FactField::Kind,
        FactField::Source,
        FactField::Document,
        FactField::Account,
        FactField::AccountClass,
        FactField::Product,
        FactField::ProductFamily,
        FactField::Division,
        FactField::Seller,
        FactField::Amount,
        FactField::Margin,
        FactField::Quantity,
        FactField::Date,
        FactField::Currency,
        FactField::Contract,
        FactField::ContractStart,
        FactField::TermMonths,
        FactField::Category,
        FactField::Share,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            FactField::Kind => "kind",
            FactField::Source => "source",
            FactField::Document => "document",
            FactField::Account => "account",
            FactField::AccountClass => "account.class",
            FactField::Product => "product",
            FactField::ProductFamily => "product.family",
            FactField::Division => "division",
            FactField::Seller => "seller",
            FactField::Amount => "amount",
            FactField::Margin => "margin",
            FactField::Quantity => "quantity",
            FactField::Date => "date",
            FactField::Currency => "currency",
            FactField::Contract => "contract",
            FactField::ContractStart => "contract_start",
            FactField::TermMonths => "term_months",
            FactField::Category => "category",
            FactField::Share => "share",
        }
    }

    pub fn field_type(self) -> Type {
        match self {
            FactField::Amount | FactField::Margin => Type::Money(None),
            FactField::Quantity | FactField::TermMonths => Type::Quantity,
            FactField::Date | FactField::ContractStart => Type::Day,
            FactField::Share => Type::Ratio,
            FactField::Kind
            | FactField::Source
            | FactField::Document
            | FactField::Account
            | FactField::AccountClass
            | FactField::Product
            | FactField::ProductFamily
            | FactField::Division
            | FactField::Seller
            | FactField::Currency
            | FactField::Contract
            | FactField::Category => Type::Text,
        }
    }
}

impl Root {
    pub fn as_str(self) -> &'static str {
        match self {
            Root::Transaction => "tx",
            Root::Event => "event",
            Root::Credits => "credits",
            Root::Split => "split",
        }
    }

    /// Credits know their category, splits only their share.
    fn has(self, field: FactField) -> bool {
        match self {
            Root::Transaction | Root::Event => !matches!(field, FactField::Category | FactField::Share),
            Root::Credits => field != FactField::Seller,
            Root::Split => field == FactField::Share,
        }
    }
}

impl Name {
    /// `tx.account.class`.
    pub fn text(self) -> String {
        format!("{}.{}", self.root.as_str(), self.field.as_str())
    }
}

/// The name as written, if there is one under the roots.
pub(crate) fn name_of(written: &str, roots: &[Root]) -> Option<Name> {
    let (root, field) = written.split_once('.')?;
    let root = roots.iter().copied().find(|known| known.as_str() == root)?;
    let field = FactField::ALL
        .into_iter()
        .find(|known| known.as_str() == field && root.has(*known))?;
    Some(Name { root, field })
}

/// Every name under the roots, in the order of the tables above.
pub(crate) fn known_names(roots: &[Root]) -> Vec<String> {
    let fields = |root: Root| FactField::ALL.into_iter().filter(move |field| root.has(*field));
    roots
        .iter()
        .flat_map(|root| fields(*root).map(|field| Name { root: *root, field }.text()))
        .collect()
}
