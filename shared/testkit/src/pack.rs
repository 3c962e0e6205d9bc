//! A small PMTiles archive: a whole head, and bytes where its parts should be.

/// This many bytes of a pack over the demo district.
pub fn pmtiles(size: usize) -> Vec<u8> {
    let mut pack: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
    pack[..127].fill(0);
    pack[..7].copy_from_slice(b"PMTiles");
    pack[7] = 3;
    let tiles = size as u64 - 157;
    let parts = [(127, 20), (147, 10), (157, 0), (157, tiles)];
    for (i, (from, length)) in parts.into_iter().enumerate() {
        pack[8 + i * 16..16 + i * 16].copy_from_slice(&u64::to_le_bytes(from));
        pack[16 + i * 16..24 + i * 16].copy_from_slice(&u64::to_le_bytes(length));
    }
    (pack[99], pack[101]) = (1, 14);
    for (at, degrees) in [(102, 117.0), (106, 40.0), (110, 117.5), (114, 40.5)] {
        let e7 = (degrees * 1e7) as i32;
        pack[at..at + 4].copy_from_slice(&e7.to_le_bytes());
    }
    pack
}
