//! The façade keeps its promises on both databases.
