//! What screens say about things, computed without a browser: time left, links, time line, forms. Tested on the host.

pub mod acts;
pub mod answers;
pub mod category;
pub mod due;
pub mod fault;
pub mod form;
pub mod home;
pub mod lists;
pub mod outbox;
pub mod outline;
pub mod patch;
pub mod rail;
pub mod stage;
pub mod suggest;
pub mod time;
pub mod told;
pub mod trail;
