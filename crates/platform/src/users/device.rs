//! A device by the name its owner knows it by: "Chrome on Linux".

/// What a browser says of itself, in the order in which it is asked: each imitates those further down.
const BROWSERS: [(&str, &str); 12] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("mainstay", "Mainstay"),
];

/// What the browser runs on, in the order in which it is asked.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
    ("X11", "Unix"),
];

/// A readable name from a `User-Agent` header. It is for recognising one's own devices, not for deciding anything: anybody can
/// send any header.
#[must_use]
pub fn name(user_agent: &str) -> String {
    let found = |signs: &[(&str, &'static str)]| signs.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name);
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => system.to_owned(),
        (None, None) => user_agent.chars().take(40).collect(),
    }
}
