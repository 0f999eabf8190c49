//! Products by the words that somebody seeks.

use super::{Product, product};
use platform::Result;
use platform::database::Tx;
use platform::search::{Hit, Sought, Table, rows};

const PRODUCTS: Table = Table {
    select: "select p.reference, p.name, p.family, p.parent_family, p.active, p.source from products_product p where 1 = 1",
    begins: &[
        "and p.reference_folded >= {} and p.reference_folded < {} order by p.reference_folded, p.reference limit {}",
        "and p.name_folded >= {} and p.name_folded < {} order by p.name_folded, p.reference limit {}",
    ],
    inner: "select p.reference, p.name, p.family, p.parent_family, p.active, p.source from products_product p \
         join (select p.reference from products_product p where 1 = 1",
    word: "and p.name_folded like {} escape '!'",
    best: "order by case when p.name_folded like {} escape '!' or p.name_folded like {} escape '!' then 0 else 1 end, \
         p.name_folded, p.reference",
    end: "limit {}) page on page.reference = p.reference",
};

/// The products that answer, with the page of each.
pub(in crate::foundation::products) async fn list_sought(tx: &mut Tx, sought: &Sought, href: fn(&Product) -> String) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    for row in rows(tx, &PRODUCTS, sought, |query| query).await? {
        let product = product(&row)?;
        let hit = sought.hit(&product.name, &[&product.reference], href(&product));
        hits.extend(hit.map(|hit| hit.code(&product.reference).about(product.family.clone().unwrap_or_default())));
    }
    Ok(hits)
}
