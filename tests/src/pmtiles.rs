//! A PMTiles pack of a few tiles, as test data: version 3, one directory, nothing compressed.

/// Zoom, column, row.
pub type Zxy = (u8, u32, u32);

/// PNG tiles, as the header names them.
const PNG: u8 = 2;
const UNCOMPRESSED: u8 = 1;
const HEADER: usize = 127;

/// Writes a pack of PNG tiles; `bounds` are west, south, east, north in degrees.
pub fn pack(tiles: &[(Zxy, Vec<u8>)], bounds: [f64; 4]) -> Vec<u8> {
    let mut tiles: Vec<(u64, &Vec<u8>)> =
        tiles.iter().map(|(at, png)| (tile_id(*at), png)).collect();
    tiles.sort_by_key(|(id, _)| *id);
    let directory = directory(&tiles);
    let metadata = br#"{"name":"test"}"#;
    let data: Vec<u8> = tiles
        .iter()
        .flat_map(|(_, png)| png.iter().copied())
        .collect();
    let (root, about) = (HEADER as u64, (HEADER + directory.len()) as u64);
    let first = about + metadata.len() as u64;
    let count = tiles.len() as u64;
    let mut file = b"PMTiles\x03".to_vec();
    let sections = [
        (root, directory.len() as u64),
        (about, metadata.len() as u64),
        (first, 0), // leaf directories
        (first, data.len() as u64),
    ];
    for (offset, length) in sections {
        file.extend(offset.to_le_bytes());
        file.extend(length.to_le_bytes());
    }
    for number in [count, count, count] {
        file.extend(number.to_le_bytes());
    }
    let zooms: Vec<u8> = tiles.iter().map(|(id, _)| zoom(*id)).collect();
    let (least, most) = (zooms.iter().min().copied(), zooms.iter().max().copied());
    file.extend([
        1,
        UNCOMPRESSED,
        UNCOMPRESSED,
        PNG,
        least.unwrap_or(0),
        most.unwrap_or(0),
    ]);
    let degrees = |d: f64| ((d * 1e7) as i32).to_le_bytes();
    for edge in bounds {
        file.extend(degrees(edge));
    }
    file.push(least.unwrap_or(0));
    file.extend(degrees((bounds[0] + bounds[2]) / 2.0));
    file.extend(degrees((bounds[1] + bounds[3]) / 2.0));
    assert_eq!(file.len(), HEADER);
    file.extend(directory);
    file.extend(metadata);
    file.extend(data);
    file
}

/// Columns of numbers: how far each id is from the one before, how often it repeats, its length, its offset plus one.
fn directory(tiles: &[(u64, &Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, tiles.len() as u64);
    let mut last = 0;
    for (id, _) in tiles {
        number(&mut out, id - last);
        last = *id;
    }
    tiles.iter().for_each(|_| number(&mut out, 1));
    tiles
        .iter()
        .for_each(|(_, png)| number(&mut out, png.len() as u64));
    let mut offset = 0;
    for (_, png) in tiles {
        number(&mut out, offset + 1);
        offset += png.len() as u64;
    }
    out
}

/// Seven bits a byte, the lowest first.
fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Tiles of lower zooms come first, those of one zoom along a Hilbert curve.
pub fn tile_id((z, x, y): Zxy) -> u64 {
    let mut id = ((1u64 << (2 * z)) - 1) / 3;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    for level in (0..z).rev() {
        let side = 1u64 << level;
        let (right, down) = (u64::from(x & side > 0), u64::from(y & side > 0));
        id += side * side * ((3 * right) ^ down);
        if down == 0 {
            if right == 1 {
                (x, y) = (
                    side.wrapping_sub(1).wrapping_sub(x),
                    side.wrapping_sub(1).wrapping_sub(y),
                );
            }
            (x, y) = (y, x);
        }
        (x, y) = (x & (side - 1), y & (side - 1));
    }
    id
}

fn zoom(id: u64) -> u8 {
    (0..=31)
        .rev()
        .find(|z| ((1u64 << (2 * z)) - 1) / 3 <= id)
        .unwrap_or(0)
}

/// The tile that holds a position at a zoom.
pub fn tile_of(lon: f64, lat: f64, z: u8) -> Zxy {
    let side = f64::from(1u32 << z);
    let x = (lon + 180.0) / 360.0 * side;
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    (z, x as u32, y as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_specification() {
        for (at, id) in [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
            ((12, 3423, 1763), 19_078_479),
        ] {
            assert_eq!(tile_id(at), id, "{at:?}");
            assert_eq!(zoom(id), at.0);
        }
    }

    #[test]
    fn a_pack_says_where_everything_is() {
        let at = tile_of(116.105, 40.003, 12);
        let file = pack(
            &[(at, vec![7; 300]), ((0, 0, 0), vec![1, 2, 3])],
            [116.0, 39.9, 116.2, 40.1],
        );
        let long = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
        assert_eq!(&file[..8], b"PMTiles\x03");
        let (data, length) = (long(56), long(64));
        assert_eq!((file.len(), length), (data + length, 303));
        assert_eq!(&file[data..data + 4], [1, 2, 3, 7], "the lower zoom first");
        assert_eq!(file[long(8)], 2, "two entries");
        assert_eq!((file[100], file[101]), (0, 12));
    }
}
