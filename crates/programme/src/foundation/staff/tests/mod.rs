//! People and assignments as their users, importers and intruders meet them.

mod circle;
mod imports;
mod pages;
mod positions;
mod rules;
mod seating;
mod splits;
mod undoing;
