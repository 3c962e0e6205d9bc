//! The head of a PMTiles archive, version 3: 127 bytes that say where everything lies. Nothing else of it is read here.

/// Length of the head.
pub const BYTES: usize = 127;
const MAGIC: &[u8; 7] = b"PMTiles";
const VERSION: u8 = 3;
const ZOOM_MAX: u8 = 30;
/// Kinds of tiles: vector, PNG, JPEG, WebP, AVIF.
const KINDS: std::ops::RangeInclusive<u8> = 1..=5;
/// Directory and metadata must be small enough for a tablet to read whole.
const LISTS_MAX: u64 = 64 * 1024 * 1024;
const E7: f64 = 1e7;

/// Checks the head of a file of this many bytes; west, south, east, north in degrees, or what is wrong in words.
pub fn bounds(head: &[u8; BYTES], size: u64) -> Result<[f64; 4], &'static str> {
    if &head[..7] != MAGIC {
        return Err("不是 PMTiles 文件");
    }
    if head[7] != VERSION {
        return Err("须是 PMTiles 第 3 版");
    }
    // Root directory, metadata, leaf directories, tiles: offset and length each.
    for (i, small) in [true, true, true, false].into_iter().enumerate() {
        let (from, length) = (whole(head, 8 + i * 16), whole(head, 16 + i * 16));
        let inside = from.checked_add(length).is_some_and(|end| end <= size);
        if !inside || length > 0 && from < BYTES as u64 {
            return Err("文件不完整，目录指到了文件之外");
        }
        if small && length > LISTS_MAX {
            return Err("目录太大");
        }
    }
    if whole(head, 16) == 0 || whole(head, 64) == 0 {
        return Err("里面没有图块");
    }
    if !KINDS.contains(&head[99]) {
        return Err("不认识的图块类型");
    }
    if head[100] > head[101] || head[101] > ZOOM_MAX {
        return Err("缩放级别不合理");
    }
    let [west, south, east, north] = [102, 106, 110, 114].map(|at| degrees(head, at));
    let world = model::geo::in_world(west, south) && model::geo::in_world(east, north);
    if !world || west >= east || south >= north {
        return Err("范围不合理");
    }
    Ok([west, south, east, north])
}

fn whole(head: &[u8; BYTES], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&head[at..at + 8]);
    u64::from_le_bytes(bytes)
}

fn degrees(head: &[u8; BYTES], at: usize) -> f64 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&head[at..at + 4]);
    f64::from(i32::from_le_bytes(bytes)) / E7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> [u8; BYTES] {
        let mut head = [0; BYTES];
        head[..7].copy_from_slice(MAGIC);
        head[7] = 3;
        for (i, (from, length)) in [(127, 20), (147, 10), (157, 0), (157, 43)]
            .into_iter()
            .enumerate()
        {
            head[8 + i * 16..16 + i * 16].copy_from_slice(&u64::to_le_bytes(from));
            head[16 + i * 16..24 + i * 16].copy_from_slice(&u64::to_le_bytes(length));
        }
        head[99] = 1;
        head[101] = 14;
        for (at, degrees) in [(102, 117.0), (106, 40.0), (110, 117.5), (114, 40.5)] {
            head[at..at + 4].copy_from_slice(&((degrees * E7) as i32).to_le_bytes());
        }
        head
    }

    #[test]
    fn a_whole_head_says_its_bounds() {
        assert_eq!(bounds(&good(), 200), Ok([117.0, 40.0, 117.5, 40.5]));
    }

    #[test]
    fn whatever_is_wrong_is_said() {
        let change = |at: usize, bytes: &[u8]| {
            let mut head = good();
            head[at..at + bytes.len()].copy_from_slice(bytes);
            bounds(&head, 200).unwrap_err()
        };
        for (at, bytes, says) in [
            (0, &b"PMTilez"[..], "不是"),
            (7, &[2], "第 3 版"),
            (56, &u64::MAX.to_le_bytes(), "不完整"),
            (64, &44_u64.to_le_bytes(), "不完整"),
            (8, &126_u64.to_le_bytes(), "不完整"),
            (16, &0_u64.to_le_bytes(), "没有图块"),
            (99, &[0], "类型"),
            (99, &[9], "类型"),
            (100, &[15], "缩放"),
            (101, &[31], "缩放"),
            (102, &i32::MAX.to_le_bytes(), "范围"),
            (110, &1_i32.to_le_bytes(), "范围"),
        ] {
            assert!(change(at, bytes).contains(says), "{at}");
        }
        assert!(bounds(&good(), 199).is_err(), "cut");
        let mut wide = good();
        wide[32..40].copy_from_slice(&(LISTS_MAX + 1).to_le_bytes());
        assert_eq!(bounds(&wide, u64::MAX), Err("目录太大"));
    }
}
