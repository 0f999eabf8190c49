//! Laws and examples of reading files, on invented and on published data.

mod damaged_files;
mod lanes;
mod laws;
mod notation;
mod numbers;
mod profiles;
mod sample_database;
mod spectrum;
