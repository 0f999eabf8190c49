//! Products for programs.

use super::SEE;
use super::rules::Product;
use super::store::{self, Wanted};
use crate::foundation::paging;
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Guard, Params, Routes};
use std::collections::BTreeMap;

/// The API's routes of products.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/products", Guard::May(SEE), list)
}

async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    caller.may(SEE)?;
    let cursor = Cursor::read(&params)?;
    let which = Wanted {
        words: cursor.words.clone(),
        family: params.get("family").cloned().unwrap_or_default(),
        ..Wanted::default()
    };
    let mut tx = caller.app.db.read().await?;
    paging::goes_on_from(&cursor, store::look_up(&mut tx, &cursor.after).await?)?;
    let products: Vec<Product> = store::list_after(&mut tx, &which, &cursor.after, cursor.limit).await?;
    cursor.answer("products", &products, |product| &product.reference, |product| product)
}
