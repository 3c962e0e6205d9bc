//! What a demo photo shows.

use model::Source;

macro_rules! themes {
    ($($(#[$doc:meta])* $variant:ident $id:literal),+ $(,)?) => {
        /// The subject of a photo.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Theme { $($(#[$doc])* $variant),+ }
        impl Theme {
            /// Every theme.
            pub const ALL: &'static [Theme] = &[$(Theme::$variant),+];
            /// Its name in `issues.txt`.
            pub const fn as_str(self) -> &'static str { match self { $(Theme::$variant => $id),+ } }
            /// Its pictures, as WebP.
            pub(crate) const fn sheet(self) -> &'static [u8] {
                match self { $(Theme::$variant => include_bytes!(concat!("../pictures/", $id, ".webp"))),+ }
            }
        }
    };
}
themes! {
    /// A road with a manhole cover.
    Manhole "manhole",
    /// A road with a damaged surface.
    Road "road",
    /// A street lamp at dusk.
    Lamp "lamp",
    /// A shop with goods on the pavement.
    Shop "shop",
    /// Rubbish bins and bags.
    Bins "bins",
    /// A wall with a damp stain.
    Wall "wall",
    /// A river bank with a rail.
    River "river",
    /// A stairwell with things left in it.
    Stair "stair",
    /// Cars parked along a building.
    Park "park",
    /// Loose cables on a house front.
    Cable "cable",
    /// Trees beside a path.
    Tree "tree",
    /// A village road between fields.
    Field "field",
    /// A building site with a crane.
    Site "site",
    /// Outdoor exercise equipment.
    Fitness "fitness",
}

impl Theme {
    /// Whether such a matter would come from this source: shops speak up about the street, sensors about what they measure.
    pub fn fits(self, source: Source) -> bool {
        match source {
            Source::Enterprise => {
                matches!(self, Theme::Shop | Theme::Park | Theme::Road | Theme::Site)
            }
            Source::Warning => matches!(self, Theme::Manhole | Theme::River | Theme::Lamp),
            _ => true,
        }
    }
}

impl std::str::FromStr for Theme {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Theme::ALL
            .iter()
            .copied()
            .find(|t| t.as_str() == s)
            .ok_or(())
    }
}
