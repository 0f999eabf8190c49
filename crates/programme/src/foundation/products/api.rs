//! Products for programs.

use super::SEE;
use super::rules::Product;
use super::store::{self, Wanted};
use crate::foundation::paging;
use platform::Result;
use platform::api::{Call, Input, Listed, Operation, Operations};
use platform::web::Guard;

const QUERY: &[Input] = &[Input::text("q", "api.words"), Input::text("family", "products.family")];

/// What programs can do with products.
pub(super) fn operations(api: Operations) -> Operations {
    api.and(Operation::list("list_products", "/products", Guard::May(SEE), list_products).query(QUERY))
}

async fn list_products(call: Call) -> Result<Listed<Product>> {
    call.may(SEE)?;
    let page = call.page()?;
    let which = Wanted {
        words: page.words.clone(),
        family: call.query().text("family").to_owned(),
        ..Wanted::default()
    };
    let mut tx = call.read().await?;
    paging::goes_on_from(&page, store::look_up(&mut tx, &page.after).await?)?;
    let products: Vec<Product> = store::list_after(&mut tx, &which, &page.after, page.limit).await?;
    Ok(page.listed(&products, |product| product.reference.clone(), Product::clone))
}
