//! The pages of accounts.

use platform::web::Routes;

/// The routes of accounts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
