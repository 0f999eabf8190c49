//! Accounts for programs.

use platform::web::Routes;

/// The API's routes of accounts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
