//! A closed set of words: each with its English identifier (JSON, CLI, database) and its Chinese label (docs/glossary.md).

/// A closed list as data.
#[derive(Debug, PartialEq, Eq)]
pub struct ClosedList {
    /// The type's name.
    pub name: &'static str,
    /// Identifier and Chinese label of each member, in the order of the specification.
    pub members: &'static [(&'static str, &'static str)],
}

/// A type whose values are the members of a closed list.
pub trait Closed {
    /// The list.
    const LIST: &'static ClosedList;
}

/// Declares an enum whose variants carry an English identifier and a Chinese label.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $id:literal $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum $name {
            $(#[doc = $label] $(#[$vdoc])* #[serde(rename = $id)] $variant),+
        }
        impl $name {
            /// Every member, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The English identifier.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $id),+ } }
            /// The Chinese label.
            pub const fn label(self) -> &'static str { match self { $(Self::$variant => $label),+ } }
        }
        impl $crate::words::Closed for $name {
            const LIST: &'static $crate::words::ClosedList =
                &$crate::words::ClosedList { name: stringify!($name), members: &[$(($id, $label)),+] };
        }
        // Read as a text and not as serde's enum: as the key of a map it then stands in the path of an error.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                let known = Self::ALL.iter().copied().find(|w| w.as_str() == word);
                known.ok_or_else(|| serde::de::Error::unknown_variant(&word, &[$($id),+]))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::code::Denial;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|w| w.as_str() == s).ok_or_else(|| {
                    $crate::code::Denial::new($crate::code::Code::ValueUnknown)
                        .with("field", stringify!($name)).with("value", s)
                })
            }
        }
    };
}
pub(crate) use words;
