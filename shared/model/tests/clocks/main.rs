//! Clocks: day-wise arithmetic against a minute-wise clock, the clocks of the life cycle case by case, and their explanation.

mod minutes;
mod stories;
