//! What can be chosen among.

use crate::words as w;
use model::ClosedList;

/// Identifier and label.
pub type Choice = (String, String);

/// Choices from the domain's closed lists.
pub fn choices<T: w::Labelled>(all: &[T]) -> Vec<Choice> {
    all.iter()
        .map(|x| (x.entry().1.to_string(), w::label(*x).to_string()))
        .collect()
}

/// Choices from a closed list that is known as data.
pub fn choices_of(list: &ClosedList) -> Vec<Choice> {
    let one = |member: &(&'static str, &'static str)| {
        (member.0.to_string(), w::member(list, *member).to_string())
    };
    list.members.iter().map(one).collect()
}
