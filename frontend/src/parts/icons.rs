//! Icons as inline SVG, after shapes of the Lucide set (ISC licence), redrawn as one path each.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident $path:literal),+ $(,)?) => {
        /// An icon; always beside words, or with a label.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon { $($name),+ }
        impl Icon {
            /// Every icon, for the page of own parts.
            #[cfg(any(test, feature = "fake"))]
            pub const ALL: &'static [Icon] = &[$(Icon::$name),+];
            fn path(self) -> &'static str { match self { $(Icon::$name => $path),+ } }
        }
    };
}

icons! {
    Camera "M14.5 4h-5L7 7H4a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-3zM15 13a3 3 0 1 1-6 0a3 3 0 0 1 6 0",
    List "M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01",
    Upload "M12 21V8M6 13l6-6l6 6M4 3h16",
    Wifi "M12 20h.01M2 8.8a15 15 0 0 1 20 0M5 12.9a10 10 0 0 1 14 0M8.5 16.4a5 5 0 0 1 7 0",
    WifiOff "M12 20h.01M8.5 16.4a5 5 0 0 1 7 0M5 12.9a10 10 0 0 1 5.2-2.7M19 12.9a10 10 0 0 0-2-1.5M2 8.8a15 15 0 0 1 4.2-2.6M22 8.8a15 15 0 0 0-11.3-3.8M2 2l20 20",
    Lock "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM7 11V7a5 5 0 0 1 10 0v4",
    Leave "M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5l-5-5M21 12H9",
    Search "M19 11a8 8 0 1 1-16 0a8 8 0 0 1 16 0M21 21l-4.3-4.3",
    Check "M20 6L9 17l-5-5",
    Clock "M22 12a10 10 0 1 1-20 0a10 10 0 0 1 20 0M12 6v6l4 2",
    Alert "M21.7 18l-8-14a2 2 0 0 0-3.5 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3M12 9v4M12 17h.01",
    Cross "M18 6L6 18M6 6l12 12",
    Plus "M12 5v14M5 12h14",
    Pin "M20 10c0 6-8 12-8 12s-8-6-8-12a8 8 0 0 1 16 0M15 10a3 3 0 1 1-6 0a3 3 0 0 1 6 0",
    Refresh "M3 12a9 9 0 0 1 15-6.7L21 8M21 3v5h-5M21 12a9 9 0 0 1-15 6.7L3 16M3 21v-5h5",
    Left "M19 12H5M12 19l-7-7l7-7",
    Down "M6 9l6 6l6-6",
    Split "M16 3h5v5M8 3H3v5M12 22v-8.300a4 4 0 0 0-1.200-2.900L3 3M15 9l6-6",
    User "M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M16 7a4 4 0 1 1-8 0a4 4 0 0 1 8 0",
    Keyboard "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2M6 9h.01M10 9h.01M14 9h.01M18 9h.01M8 13h.01M12 13h.01M16 13h.01M7 16h10",
    NoImage "M2 2l20 20M10.4 10.4a2 2 0 1 1-2.8-2.8M13.5 13.5L6 21M18 12l3 3M3.6 3.6A2 2 0 0 0 3 5v14a2 2 0 0 0 2 2h14a2 2 0 0 0 1.4-.6M21 15V5a2 2 0 0 0-2-2H9",
    Eye "M2 12s3.5-7 10-7s10 7 10 7s-3.5 7-10 7S2 12 2 12M15 12a3 3 0 1 1-6 0a3 3 0 0 1 6 0",
    Wrench "M14.7 6.3a1 1 0 0 0 0 1.4l1.6 1.6a1 1 0 0 0 1.4 0l3.8-3.8a6 6 0 0 1-8 8L6.6 20.4a2.1 2.1 0 0 1-3-3l6.900-6.900a6 6 0 0 1 8-8z",
    Pause "M9 4v16M15 4v16",
    Play "M7 4l13 8l-13 8z",
    Calendar "M5 4h14a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2M8 2v4M16 2v4M3 10h18",
    Note "M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8zM14 2v6h6M8 13h8M8 17h5",
    Settings "M4 21v-7M4 10V3M12 21v-9M12 8V3M20 21v-5M20 12V3M1 14h6M9 8h6M17 16h6",
    Scan "M3 7V5a2 2 0 0 1 2-2h2M17 3h2a2 2 0 0 1 2 2v2M21 17v2a2 2 0 0 1-2 2h-2M7 21H5a2 2 0 0 1-2-2v-2M8 8h3v3H8zM13 13h3v3h-3zM14 8h2M8 14h2v2",
    More "M5 12h.01M12 12h.01M19 12h.01",
    Back "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
    Phone "M22 16.900v3a2 2 0 0 1-2.200 2a19.800 19.800 0 0 1-8.600-3.100a19.500 19.500 0 0 1-6-6A19.800 19.800 0 0 1 2.100 4.200A2 2 0 0 1 4.100 2h3a2 2 0 0 1 2 1.700c.1 1 .4 1.900.7 2.800a2 2 0 0 1-.5 2.100L8.100 9.900a16 16 0 0 0 6 6l1.300-1.300a2 2 0 0 1 2.100-.4c.9.3 1.800.6 2.800.7a2 2 0 0 1 1.700 2z",
    Sun "M16 12a4 4 0 1 1-8 0a4 4 0 0 1 8 0M12 2v2M12 20v2M4.9 4.9l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M6.300 17.700l-1.400 1.400M19.100 4.900l-1.400 1.400",
    Moon "M12 3a6 6 0 0 0 9 9a9 9 0 1 1-9-9",
    Edit "M12 20h9M16.500 3.500a2.100 2.100 0 0 1 3 3L7 19l-4 1l1-4z",
    Erase "M20 5H9l-7 7l7 7h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2M18 9l-6 6M12 9l6 6",
    Trash "M3 6h18M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2M10 11v6M14 11v6",
    Send "M22 2L11 13M22 2l-7 20l-4-9l-9-4z",
    Shield "M20 13c0 5-3.500 7.500-8 9c-4.500-1.500-8-4-8-9V5l8-3l8 3zM9 12l2 2l4-4",
    Pinned "M12 17v5M9 10.800a2 2 0 0 1-1.100 1.800l-1.800.9A2 2 0 0 0 5 15.200V17h14v-1.800a2 2 0 0 0-1.100-1.700l-1.800-.9A2 2 0 0 1 15 10.800V4H9zM8 4h8",
    Album "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M10.500 8.500a2 2 0 1 1-4 0a2 2 0 0 1 4 0M21 15l-4-4L6 21",
    Inbox "M22 12h-6l-2 3h-4l-2-3H2M5.500 5.100L2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.500-6.900A2 2 0 0 0 16.800 4H7.200a2 2 0 0 0-1.700 1.100",
}

/// Draws an icon; screen readers pass over it.
#[component]
pub fn Sign(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.path() />
        </svg>
    }
}
