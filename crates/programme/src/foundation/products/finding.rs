//! What can be found of products: each stands in the list of its own reference.

use super::rules::Product;
use super::{SEE, store};
use platform::search::Finder;
use platform::web::address;

/// The finder of products.
pub const FINDERS: &[Finder] = &[Finder {
    word: "products",
    name: "products.place",
    needs: Some(SEE),
    list: Some("/products"),
    find: |tx, viewer, words| {
        Box::pin(async {
            viewer.may(SEE)?;
            store::list_sought(tx, words, href).await
        })
    },
}];

fn href(product: &Product) -> String {
    address("/products", &[("q", &product.reference)])
}
