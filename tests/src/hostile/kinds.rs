//! The attacks, a file for each kind of the issue.

mod admin;
mod backdate;
mod books;
mod calls;
mod claims;
mod devices;
mod door;
mod duty;
mod fill;
mod headers;
mod pages;
mod pictures;
mod refs;
mod signin;
mod times;
mod work;

use super::attack::Attack;

/// All of them, in the order.
pub fn all() -> Vec<Attack> {
    [
        times::attacks(),
        work::attacks(),
        calls::attacks(),
        claims::attacks(),
        fill::attacks(),
        door::attacks(),
        signin::attacks(),
        backdate::attacks(),
        refs::attacks(),
        duty::attacks(),
        admin::attacks(),
        pictures::attacks(),
        books::attacks(),
        devices::attacks(),
        headers::attacks(),
        pages::attacks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
