//! Every way in, as its callers use it and as they must not. The files mirror the addresses.

#[path = "../support/mod.rs"]
mod support;

mod act;
mod alike;
mod basemap;
mod boards;
mod budgets;
mod calls;
mod capture;
mod consents;
mod damage;
mod devices;
mod enrol;
mod erase;
mod exports;
mod facts;
mod filling;
mod filters;
mod headers;
mod heads;
mod list_tickets;
mod merging;
mod notices;
mod pages;
mod payloads;
mod people;
mod photos;
mod positions;
mod pull;
mod push;
mod push_hostile;
mod read_ticket;
mod references;
mod refusals;
mod rights;
mod rules;
<<<<<<< HEAD
mod seeking;
=======
mod scores;
>>>>>>> 6b9fdd3 (pool: the month's sheets, each number with its lines, appeals, freeze)
mod sign_in;
mod sites;
mod sockets;
mod strangers;
mod texts;
mod times;
mod today;
mod two_people;
mod upkeep;
mod views;
