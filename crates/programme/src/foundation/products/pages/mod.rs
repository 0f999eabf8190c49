//! The page of products: the list.

mod list;

use super::SEE;
use platform::web::{Guard, Routes};

const PLACE: &str = "/products";

/// The routes of products.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/products", Guard::May(SEE), list::show)
}
