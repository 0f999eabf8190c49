//! Contacts in SQL: who may see the account, may see them.

use platform::Result;
use platform::database::{Query, Row, Tx};
use platform::web::listing::fold;
use std::collections::BTreeMap;
use vocabulary::AccountId;

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;

/// Somebody at an account. Personal data: never in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The source's own mark.
    pub reference: String,
    /// Where.
    pub account: AccountId,
    /// The name.
    pub name: String,
    /// What the person does there.
    pub title: Option<String>,
    /// The business address.
    pub email: Option<String>,
    /// The business number.
    pub phone: Option<String>,
}

const CONTACT: &str = "select c.reference, c.account, c.name, c.title, c.email, c.phone from accounts_contact c";

fn contact(row: &Row) -> Result<Contact> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    Ok(Contact {
        reference: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        title: said(row.get(3)?),
        email: said(row.get(4)?),
        phone: said(row.get(5)?),
    })
}

/// The contacts of an account, by name. The account itself was found inside the viewer's scope.
pub async fn list_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Contact>> {
    let query = Query::new(CONTACT).with("where c.account = {} order by c.name_folded, c.reference", &[&account]);
    tx.all(&query).await?.iter().map(contact).collect()
}

/// Every contact by reference, for an import.
pub async fn list_every(tx: &mut Tx) -> Result<BTreeMap<String, Contact>> {
    let rows = tx.all(&Query::new(CONTACT).and("order by c.reference")).await?;
    rows.iter()
        .map(|row| contact(row).map(|contact| (contact.reference.clone(), contact)))
        .collect()
}

/// New contacts.
pub async fn insert(tx: &mut Tx, contacts: &[Contact]) -> Result<()> {
    let now = tx.now();
    for chunk in contacts.chunks(ROWS_AT_ONCE) {
        let mut query =
            Query::new("insert into accounts_contact (reference, account, name, name_folded, title, email, phone, recorded) values");
        for (place, contact) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {})"
            };
            query = query.with(
                text,
                &[
                    &contact.reference,
                    &contact.account,
                    &contact.name,
                    &fold(&contact.name),
                    &contact.title.as_deref().unwrap_or_default(),
                    &contact.email.as_deref().unwrap_or_default(),
                    &contact.phone.as_deref().unwrap_or_default(),
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps what is said of a contact now.
pub async fn update(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let query = Query::new("update accounts_contact set").with(
        "account = {}, name = {}, name_folded = {}, title = {}, email = {}, phone = {} where reference = {}",
        &[
            &contact.account,
            &contact.name,
            &fold(&contact.name),
            &contact.title.as_deref().unwrap_or_default(),
            &contact.email.as_deref().unwrap_or_default(),
            &contact.phone.as_deref().unwrap_or_default(),
            &contact.reference,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}
