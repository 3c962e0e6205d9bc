//! What screens say about things, computed without a browser: time left, links, time line, forms. Tested on the host.

pub mod acts;
pub mod answers;
pub mod batch;
pub mod blocks;
pub mod category;
pub mod columns;
pub mod due;
pub mod fault;
pub mod filter;
pub mod form;
pub mod home;
pub mod keys;
pub mod lists;
pub mod outbox;
pub mod outline;
pub mod patch;
pub mod picked;
pub mod rail;
pub mod stage;
pub mod stream;
pub mod suggest;
pub mod time;
pub mod today;
pub mod told;
pub mod trail;
pub mod window;
