//! The pages.
use platform::web::Routes; pub(super) fn routes(routes: Routes) -> Routes { routes }
