//! The style sheet, the script and the icon, as bytes whose address changes with their content.
//!
//! There is no front-end build: what stands in `web/` is what the browser gets. Because the address carries a
//! hash, answers may be cached for ever.

use std::fmt::Write as _;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// The cache header that belongs to every asset: its address changes when it does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

const STYLE: &str = concat!(
    include_str!("../../../../web/style/tokens.css"),
    include_str!("../../../../web/style/base.css"),
    include_str!("../../../../web/style/frame.css"),
    include_str!("../../../../web/style/parts.css"),
    include_str!("../../../../web/style/forms.css"),
    include_str!("../../../../web/style/ledger.css"),
    include_str!("../../../../web/style/reach.css"),
    include_str!("../../../../web/style/charts.css"),
    include_str!("../../../../web/style/print.css"),
);
const SCRIPT: &str = concat!(
    include_str!("../../../../web/script/mainstay.js"),
    include_str!("../../../../web/script/keys.js"),
    include_str!("../../../../web/script/palette.js"),
    include_str!("../../../../web/script/names.js"),
);
/// What a browser may fetch before a link is pressed: pages whose reading nobody keeps.
const PREFETCH: &str = include_str!("../../../../web/script/prefetch.json");
const ICON: &str = include_str!("../../../../web/style/favicon.svg");

/// One file that the browser fetches.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where it is served: `/assets/<hash>/mainstay.css`.
    pub path: String,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// What is sent.
    pub bytes: &'static [u8],
}

/// All assets of this build, style sheet first.
#[must_use]
pub fn all() -> &'static [Asset] {
    static ALL: OnceLock<Vec<Asset>> = OnceLock::new();
    ALL.get_or_init(|| {
        vec![
            asset("mainstay.css", "text/css; charset=utf-8", STYLE),
            asset("mainstay.js", "text/javascript; charset=utf-8", SCRIPT),
            asset("prefetch.json", "application/speculationrules+json", PREFETCH),
            asset("favicon.svg", "image/svg+xml", ICON),
        ]
    })
}

/// The asset at an address, or nothing: an address with an old hash is not served.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    all().iter().find(|asset| asset.path == path)
}

/// The address of an asset by its plain file name, for `href` and `src`.
#[must_use]
pub fn path_of(file: &str) -> &'static str {
    let found = all().iter().find(|asset| asset.path.rsplit('/').next() == Some(file));
    found.map_or("", |asset| asset.path.as_str())
}

fn asset(file: &str, content_type: &'static str, content: &'static str) -> Asset {
    let mut hash = String::new();
    for byte in Sha256::digest(content.as_bytes()).iter().take(8) {
        write!(hash, "{byte:02x}").expect("writing to a string cannot fail");
    }
    Asset {
        path: format!("/assets/{hash}/{file}"),
        content_type,
        bytes: content.as_bytes(),
    }
}
