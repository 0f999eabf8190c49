//! What a file can become, and the columns each of them reads.

use engine::FactKind;
use serde::{Deserialize, Serialize};

/// What the rows of a file become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Accounts,
    Staff,
    Positions,
    Assignments,
    Quotas,
    Rates,
    OpeningBalances,
    CoachingSessions,
    Contacts,
    Products,
    ExchangeRates,
    Holidays,
    Facts(#[schemars(with = "String")] FactKind),
}

/// One thing a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name in mappings, and the heading that needs no mapping.
    pub name: &'static str,
    pub required: bool,
    /// Headings that are taken for this field when a profile has no mapping of its own.
    pub synonyms: &'static [&'static str],
    /// What belongs here, for the mapping page.
    pub meaning: &'static str,
}

const fn required(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Field {
    Field {
        name,
        required: true,
        synonyms,
        meaning,
    }
}

const fn optional(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Field {
    Field {
        name,
        required: false,
        synonyms,
        meaning,
    }
}

const FROM_MEANING: &str = "the first day";
const TO: Field = optional("to", &["valid to", "valid until"], "the first day on which it no longer holds");
const LAST_DAY: Field = optional(
    "last day",
    &["end date", "last date"],
    "the last day on which it holds, if “to” is not given",
);

const ACCOUNTS: &[Field] = &[
    required(
        "reference",
        &["account", "account id", "account number", "id", "customer id", "customer number"],
        "the firm's own number of the account",
    ),
    required("name", &["account name", "customer name", "company"], "its name"),
    optional("parent", &["parent account", "parent id"], "the reference of the account above it"),
    optional("class", &["account class", "segment", "tier"], "key account, target, other …"),
    optional("country", &["country code"], "its country"),
    optional(
        "owner",
        &["account owner", "account manager", "owner id"],
        "the reference of the person who looks after it",
    ),
];

const STAFF: &[Field] = &[
    required(
        "reference",
        &["person", "person id", "employee id", "employee number", "id"],
        "the firm's own number of the person",
    ),
    required("name", &["full name", "employee name"], "the person's name"),
    required("title", &["job title", "position"], "the job title"),
    optional("manager", &["manager id", "reports to"], "the reference of the person above"),
    optional("hired", &["hire date", "start date", "entry date"], "the first day of work"),
    optional("left", &["leaving date", "termination date"], "the first day no longer employed"),
    optional("email", &["mail", "e-mail address", "email address"], "the business address"),
];

const POSITIONS: &[Field] = &[
    required(
        "reference",
        &["position", "position id", "position number", "position code", "seat"],
        "the firm's own mark of the position",
    ),
    required("name", &["position name", "seat name"], "what the seat is called"),
    optional(
        "title",
        &["job title", "position title"],
        "the title whose plan pays whoever holds it",
    ),
    optional(
        "person",
        &["person id", "employee id", "employee number", "holder", "held by"],
        "the reference of who holds it; empty if nobody does",
    ),
    optional("from", &["valid from", "start date"], "the first day they hold it"),
    TO,
    LAST_DAY,
];

const ASSIGNMENTS: &[Field] = &[
    required("account", &["account id", "account reference"], "the account's reference"),
    required("person", &["person id", "employee id"], "the person's reference"),
    required("role", &["function"], "what the person is for this account"),
    optional("share", &["split", "percentage"], "the part of the credit; all of it if empty"),
    required("from", &["valid from", "start date"], FROM_MEANING),
    TO,
    LAST_DAY,
];

const QUOTAS: &[Field] = &[
    required("person", &["person id", "employee id", "seller"], "the person's reference"),
    required("measure", &["metric"], "what the quota is measured in, as plans name it"),
    required("from", &["valid from", "start date", "quota date"], FROM_MEANING),
    TO,
    LAST_DAY,
    required("amount", &["quota", "target"], "the quota"),
    required("currency", &["currency code"], "its currency"),
];

const RATES: &[Field] = &[
    required("table", &["rate table"], "the table as plans name it"),
    required("person", &["person id", "employee id", "seller"], "the person's reference"),
    optional("from", &["valid from", "start date"], FROM_MEANING),
    TO,
    LAST_DAY,
    required("rate", &["commission rate", "percentage"], "0.012 or 1.2%"),
];

const OPENING_BALANCES: &[Field] = &[
    required("person", &["person id", "employee id", "seller"], "the person's reference"),
    required("kind", &["balance", "balance kind"], "measure, earned, draw or holdback"),
    optional("plan", &["plan name"], "the plan by its name; every plan that names it if empty"),
    optional(
        "of",
        &["measure", "component", "metric"],
        "the measure or component, as plans name it",
    ),
    required("day", &["as of", "balance date"], "the first day that is no longer in it"),
    required("amount", &["balance amount"], "the amount; what is owed is positive"),
    required("currency", &["currency code"], "its currency"),
];

const COACHING_SESSIONS: &[Field] = &[
    required(
        "reference",
        &["session", "session id", "id"],
        "the source's own mark of the session",
    ),
    required("coach", &["coach id", "manager", "manager id"], "the coach's reference"),
    required(
        "coachee",
        &["coachee id", "person", "person id", "employee id"],
        "the coachee's reference",
    ),
    required("date", &["day", "session date", "held on"], "the day"),
    required("minutes", &["duration", "length"], "how long, in minutes"),
    required("kind", &["type"], "deal or skill"),
    optional("stage", &["deal stage"], "creation, pursuit, close, post_deal or none"),
    optional("skill", &["competency"], "teach, tailor, take_control, relationship or other"),
    optional("instance", &["observation", "what was seen"], "the instance that was seen"),
    optional("how", &["how to improve", "advice"], "how to do it next time"),
    optional("commitment", &["action", "action item"], "what the coachee will do"),
    optional("due", &["due date"], "by when"),
];

const CONTACTS: &[Field] = &[
    required(
        "reference",
        &["contact", "contact id", "id"],
        "the source's own mark of the contact",
    ),
    optional(
        "account",
        &["account id", "account reference", "company id"],
        "the account's reference; without one somebody decides where the contact belongs",
    ),
    required("name", &["full name", "contact name"], "the contact's name"),
    optional(
        "company",
        &["company name", "organisation", "organization"],
        "the account's name, if its reference is not known",
    ),
    optional("title", &["job title", "contact title"], "what the contact does there"),
    optional("email", &["mail", "e-mail address", "email address"], "the business address"),
    optional("phone", &["telephone", "phone number"], "the business number"),
];

const PRODUCTS: &[Field] = &[
    required(
        "reference",
        &["product", "product id", "product number", "product code", "sku", "id"],
        "the firm's own number of the product, as orders name it",
    ),
    required("name", &["product name"], "its name"),
    optional(
        "family",
        &["product family", "subcategory", "product group"],
        "the family it belongs to",
    ),
    optional("parent family", &["category", "parent category"], "the family above that one"),
    optional("active", &["is active", "sold"], "yes or no; yes if empty"),
    optional("source", &["system"], "the system that the list comes from"),
    optional(
        "replaces",
        &["takes the place of"],
        "the system whose products these are too, if they may change what it said",
    ),
];

const EXCHANGE_RATES: &[Field] = &[
    optional("table", &["rate table"], "whose rates they are; “daily” if empty"),
    required("day", &["date", "rate date"], "the day"),
    required(
        "from",
        &["from currency", "base", "base currency"],
        "the currency of which one unit is priced",
    ),
    required("to", &["to currency", "quote currency"], "the currency in which it is priced"),
    required("rate", &["exchange", "exchange rate"], "how many of “to” one of “from” is"),
];

const HOLIDAYS: &[Field] = &[
    required("country", &["country code"], "the country's two letters, such as DE"),
    optional(
        "subdivision",
        &["state", "region", "province"],
        "the part of the country; all of it if empty",
    ),
    required("day", &["date"], "the day"),
    required("name", &["holiday", "holiday name"], "what the day is called"),
];

const FACTS: &[Field] = &[
    required("source", &["system"], "the system the fact comes from"),
    required(
        "document",
        &["order", "order number", "invoice", "invoice number", "document number"],
        "the number of the order, invoice …",
    ),
    optional(
        "line",
        &["line number", "position", "item"],
        "the line within the document; empty if it has none",
    ),
    required("date", &["order date", "invoice date", "day"], "the day that decides the period"),
    required("account", &["account id", "customer id", "customer"], "the account's reference"),
    optional("division", &["buying centre", "buying center"], "the buying centre"),
    optional("product", &["product id", "product number", "sku"], "the product"),
    optional(
        "seller",
        &["seller id", "sales person", "sales person id", "salesperson"],
        "the reference of the person who sold",
    ),
    required("amount", &["net amount", "subtotal", "net value"], "the amount with its sign"),
    required("currency", &["currency code"], "its currency"),
    optional("quantity", &["qty", "order quantity"], "how many"),
    optional(
        "of",
        &["original document", "corrects", "pays"],
        "the document it pays, credits or corrects",
    ),
];

impl Target {
    /// The fields in the order in which a mapping shows them.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Accounts => ACCOUNTS,
            Self::Staff => STAFF,
            Self::Positions => POSITIONS,
            Self::Assignments => ASSIGNMENTS,
            Self::Quotas => QUOTAS,
            Self::Rates => RATES,
            Self::OpeningBalances => OPENING_BALANCES,
            Self::CoachingSessions => COACHING_SESSIONS,
            Self::Contacts => CONTACTS,
            Self::Products => PRODUCTS,
            Self::ExchangeRates => EXCHANGE_RATES,
            Self::Holidays => HOLIDAYS,
            Self::Facts(_) => FACTS,
        }
    }

    /// The name in commands and forms: `accounts`, `staff` …, and the kind of the facts, such as `order`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Staff => "staff",
            Self::Positions => "positions",
            Self::Assignments => "assignments",
            Self::Quotas => "quotas",
            Self::Rates => "rates",
            Self::OpeningBalances => "opening_balances",
            Self::CoachingSessions => "coaching_sessions",
            Self::Contacts => "contacts",
            Self::Products => "products",
            Self::ExchangeRates => "exchange_rates",
            Self::Holidays => "holidays",
            Self::Facts(kind) => kind.as_str(),
        }
    }

    /// Every target, facts by kind.
    pub fn all() -> Vec<Self> {
        let tables = [
            Self::Accounts,
            Self::Staff,
            Self::Positions,
            Self::Assignments,
            Self::Quotas,
            Self::Rates,
            Self::OpeningBalances,
            Self::CoachingSessions,
            Self::Contacts,
            Self::Products,
            Self::ExchangeRates,
            Self::Holidays,
        ];
        tables.into_iter().chain(FactKind::ALL.into_iter().map(Self::Facts)).collect()
    }

    /// Finds a target by the name that [`Target::name`] gives.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|target| target.name() == name)
    }
}
