//! Reads a sequential JPEG's coded blocks without keeping any of them: whether each scan holds exactly its picture, so that
//! nothing can lie between the last block and the end.

use crate::jpeg::{self, Component, Frame, Segment};
use crate::layout::Layout;
use model::{Code, Denial};

/// Huffman codes of one table, as the standard counts them.
struct Table {
    /// Greatest code of each length plus one, moved to the left of 16 bits; a length without codes has the one before.
    limit: [u32; 17],
    /// Index of a length's first symbol, less its first code.
    offset: [i32; 17],
    symbols: Vec<u8>,
}

impl Table {
    fn new(counts: &[u8], symbols: &[u8]) -> Table {
        let mut table = Table {
            limit: [0; 17],
            offset: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_i32);
        for length in 1..=16 {
            let count = u32::from(counts.get(length - 1).copied().unwrap_or(0));
            table.offset[length] = index - i32::try_from(code).unwrap_or(i32::MAX);
            code += count;
            index += i32::try_from(count).unwrap_or(0);
            table.limit[length] = code << (16 - length);
            code <<= 1;
        }
        table
    }
}

/// Bits of one stretch of coded bytes.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl Bits<'_> {
    fn fill(&mut self) {
        while self.count <= 48 {
            let Some(&byte) = self.bytes.get(self.at) else {
                return;
            };
            if byte == 0xff {
                if self.bytes.get(self.at + 1) != Some(&0) {
                    return;
                }
                self.at += 1;
            }
            self.at += 1;
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
        }
    }

    fn skip(&mut self, bits: u32) -> Option<()> {
        if self.count < bits {
            self.fill();
        }
        self.count = self.count.checked_sub(bits)?;
        Some(())
    }

    /// The next sixteen bits, with zeros after the last.
    fn peek(&mut self) -> u32 {
        if self.count < 16 {
            self.fill();
        }
        let held = match self.count {
            0..16 => self.held << (16 - self.count),
            count => self.held >> (count - 16),
        };
        (held & 0xffff) as u32
    }

    fn symbol(&mut self, table: &Table) -> Option<u8> {
        let next = self.peek();
        let length = (1..=16).find(|length| next < table.limit[*length])?;
        self.skip(length as u32)?;
        let code = i32::try_from(next >> (16 - length)).ok()?;
        let index = usize::try_from(code + table.offset[length]).ok()?;
        table.symbols.get(index).copied()
    }

    /// Without a table for the finer coefficients, the coarsest alone.
    fn block(&mut self, dc: &Table, ac: Option<&Table>) -> Option<()> {
        let bits = self.symbol(dc)?;
        self.skip((bits <= 11).then_some(bits.into())?)?;
        let Some(ac) = ac else {
            return Some(());
        };
        let mut k = 1;
        while k < 64 {
            let symbol = self.symbol(ac)?;
            let (run, bits) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            match (run, bits) {
                (15, 0) => k += 16,
                (0, 0) => return Some(()),
                (_, 0) => return None,
                _ => {
                    k += run + 1;
                    self.skip(bits)?;
                }
            }
        }
        (k <= 64).then_some(())
    }

    /// Leaves the bits that fill the last byte; what follows is a marker or nothing.
    fn align(&mut self) -> Option<()> {
        (self.count < 8).then_some(())?;
        self.count = 0;
        Some(())
    }
}

/// Tables as defined so far.
#[derive(Default)]
struct Tables {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    /// Units between restart markers; 0 for none.
    interval: u64,
}

impl Tables {
    fn define(&mut self, body: &[u8]) -> Option<()> {
        let mut rest = body;
        while let Some((head, after)) = rest.split_first() {
            let counts = after.get(..16)?;
            let total: usize = counts.iter().map(|n| usize::from(*n)).sum();
            let table = Table::new(counts, after.get(16..16 + total)?);
            let kind = if head >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            *kind.get_mut(usize::from(head & 15))? = Some(table);
            rest = after.get(16 + total..)?;
        }
        Some(())
    }
}

/// The components of a scan with their tables; none for coefficients that the scan does not hold.
type Parts<'a> = Vec<(&'a Component, &'a Table, Option<&'a Table>)>;

/// None of a scan that refines what an earlier one began, or holds finer coefficients alone.
fn parts<'a>(frame: &'a Frame, tables: &'a Tables, body: &[u8]) -> Option<Parts<'a>> {
    let count = usize::from(*body.first()?);
    (1..=4).contains(&count).then_some(())?;
    let coarse = match (frame.progressive, body.get(1 + 2 * count..)?) {
        // Sequential pictures have all coefficients in one pass.
        (false, [0, 63, 0]) => false,
        // The first pass of the coarsest, whatever is left of their bits to later ones.
        (true, [0, 0, steps]) if steps >> 4 == 0 => true,
        _ => return None,
    };
    let each = body.get(1..1 + 2 * count)?.chunks_exact(2);
    each.map(|c| {
        let component = frame.components.iter().find(|known| known.id == c[0])?;
        let dc = tables.dc.get(usize::from(c[1] >> 4))?.as_ref()?;
        let ac = || tables.ac.get(usize::from(c[1] & 15))?.as_ref();
        match coarse {
            true => Some((component, dc, None)),
            false => Some((component, dc, Some(ac()?))),
        }
    })
    .collect()
}

/// Why the blocks of a scan do not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// The bytes end before the picture does.
    Short,
    /// A code or marker that is none.
    Damaged,
}

/// Reads one scan to its last block; how many coded bytes are left behind it.
fn scan(frame: &Frame, parts: &Parts, interval: u64, coded: &[u8]) -> Result<usize, Stop> {
    let (units, blocks): (u64, Vec<u8>) = match parts.as_slice() {
        // Alone, a component has no units: its blocks follow each other.
        [(c, ..)] => {
            let (most_across, most_down) = frame.sampling();
            let side = |n: u32, own: u8, most: u64| {
                (u64::from(n) * u64::from(own)).div_ceil(most).div_ceil(8)
            };
            let across = side(frame.w, c.across, most_across);
            (across * side(frame.h, c.down, most_down), vec![1])
        }
        several => {
            let (across, down) = frame.units();
            let blocks = several.iter().map(|(c, ..)| c.across * c.down);
            (across * down, blocks.collect())
        }
    };
    let mut bits = Bits {
        bytes: coded,
        at: 0,
        held: 0,
        count: 0,
    };
    let mut marker = 0xd0;
    let mut unit = |bits: &mut Bits, n: u64| -> Option<()> {
        if interval > 0 && n > 0 && n.is_multiple_of(interval) {
            bits.align()?;
            (coded.get(bits.at..bits.at + 2)? == [0xff, marker]).then_some(())?;
            bits.at += 2;
            marker = 0xd0 | ((marker + 1) & 7);
        }
        for ((_, dc, ac), count) in parts.iter().zip(&blocks) {
            for _ in 0..*count {
                bits.block(dc, *ac)?;
            }
        }
        Some(())
    };
    for n in 0..units {
        if unit(&mut bits, n).is_none() {
            let ended = bits.at >= coded.len() && bits.count < 16;
            return Err(if ended { Stop::Short } else { Stop::Damaged });
        }
    }
    // Whole bytes that were read ahead and belong to no block are left too.
    let ahead = usize::try_from(bits.count / 8).unwrap_or(0);
    Ok(coded.len() - bits.at + ahead)
}

/// A start of scan with what was defined before it.
struct Scan<'a> {
    frame: &'a Frame,
    tables: &'a Tables,
    /// Its header, behind marker and length.
    head: &'a [u8],
    coded: &'a [u8],
}

/// Goes from scan to scan; the frame, when there is one.
fn walk(
    file: &[u8],
    layout: &Layout,
    mut each: impl FnMut(Scan) -> Result<(), Denial>,
) -> Result<Option<Frame>, Denial> {
    let (mut frame, mut tables) = (None::<Frame>, Tables::default());
    for place in &layout.kept {
        let Some(Segment {
            marker,
            place,
            coded,
        }) = jpeg::segment(file, place.start)
        else {
            continue; // the two markers at the ends
        };
        let whole = file.get(place).unwrap_or_default();
        let body = whole.get(4..).unwrap_or_default();
        match marker {
            0xc0..=0xc2 => frame = Some(jpeg::frame(marker, whole)?),
            0xc4 => tables.define(body).ok_or(Code::PhotoBroken)?,
            0xdd => {
                let units = body.first().zip(body.get(1)).ok_or(Code::PhotoBroken)?;
                tables.interval = u16::from_be_bytes([*units.0, *units.1]).into();
            }
            0xda => each(Scan {
                frame: frame.as_ref().ok_or(Code::PhotoBroken)?,
                tables: &tables,
                head: body,
                coded: file.get(coded).unwrap_or_default(),
            })?,
            _ => {}
        }
    }
    Ok(frame)
}

/// A picture's coded bytes are for as many blocks as its header says; a decoder would fill with grey what is missing, and
/// shear or cut a picture that is larger than it says. Of a picture in several passes, the first is held against its header:
/// it has one coefficient of each block.
pub fn holds_its_picture(file: &[u8], layout: &Layout) -> Result<(), Denial> {
    let broken = || Denial::from(Code::PhotoBroken);
    walk(file, layout, |scan_of| {
        let Scan {
            frame,
            tables,
            head,
            coded,
        } = scan_of;
        // What only a decoder can read is left to it.
        let Some(parts) = parts(frame, tables, head) else {
            return Ok(());
        };
        match scan(frame, &parts, tables.interval, coded) {
            Err(Stop::Short) => Err(broken()),
            // A few bytes of filling are nothing; a good part of the picture is.
            Ok(left) if left > coded.len() / LEFT_SHARE => Err(broken()),
            _ => Ok(()),
        }
    })?;
    Ok(())
}

/// Coded bytes behind the last block of a picture may be this share of all.
const LEFT_SHARE: usize = 8;

/// Whether each component is there once and nothing lies behind the last block of any scan. Coded bytes that do not read are
/// `photo_broken`; a picture in several passes is `photo_format`.
pub fn ends_with_its_blocks(file: &[u8], layout: &Layout) -> Result<bool, Denial> {
    let (mut seen, mut exact) = (Vec::new(), true);
    let frame = walk(file, layout, |scan_of| {
        let Scan { frame, tables, .. } = scan_of;
        if frame.progressive || frame.components.len() > 3 {
            return Err(Code::PhotoFormat.into());
        }
        if !exact {
            return Ok(());
        }
        let parts = parts(frame, tables, scan_of.head).ok_or(Code::PhotoBroken)?;
        for (component, ..) in &parts {
            if seen.contains(&component.id) {
                return Err(Code::PhotoBroken.into());
            }
            seen.push(component.id);
        }
        let left = scan(frame, &parts, tables.interval, scan_of.coded);
        exact = left.map_err(|_| Code::PhotoBroken)? == 0;
        Ok(())
    })?;
    if !exact {
        return Ok(false);
    }
    let all = frame.is_some_and(|f| f.components.len() == seen.len());
    if all {
        Ok(true)
    } else {
        Err(Code::PhotoBroken.into())
    }
}
