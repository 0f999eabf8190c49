//! Rules that hold for every chapter: access, routes, texts, policies.
