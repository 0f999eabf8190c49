//! Policies as those who set them and those who compute with them meet them.
