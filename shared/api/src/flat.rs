//! Reads shapes that lie flat in one object. serde would hold every value of it in a form of its own and read from that: the
//! same types once more, for a way of reading that nothing else goes.

use crate::reading::{Reader, Unread, read, read_by};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::{Map, Value};

/// An object as text, to be read more than once.
pub(crate) struct Object(String);

/// Takes the object.
pub(crate) fn object<'de, D: Deserializer<'de>>(d: D) -> Result<Object, D::Error> {
    use serde::Deserialize;
    let members = Map::deserialize(d)?;
    Ok(Object(Value::Object(members).to_string()))
}

impl Object {
    /// Reads one shape and leaves the members that it does not know to others.
    pub(crate) fn part<T: DeserializeOwned, E: Error>(&self) -> Result<T, E> {
        read(&self.0).map_err(E::custom)
    }
    /// The same for a shape that reads itself in its own way.
    pub(crate) fn part_by<'a, T, E: Error>(
        &'a self,
        from: impl FnOnce(Reader<'_, 'a>) -> Result<T, Unread>,
    ) -> Result<T, E> {
        read_by(&self.0, from).map_err(E::custom)
    }
}
