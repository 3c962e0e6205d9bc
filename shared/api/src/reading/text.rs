//! The characters of JSON. Nothing here depends on what is read, so it exists once.

use super::Unread;
use model::decimal;
use std::borrow::Cow;

/// Brackets inside brackets, at most: as many as `serde_json` allows.
const DEPTH: u8 = 127;

/// A text and where we are in it.
pub(super) struct Text<'de> {
    json: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Text<'de> {
    pub(super) fn new(json: &'de str) -> Self {
        let (at, depth) = (0, 0);
        Text { json, at, depth }
    }

    /// The fault with its place.
    pub(super) fn located(&self, mut fault: Unread) -> Unread {
        fault.0.at = self.at;
        fault
    }

    pub(super) fn other_than(&self, wanted: &str) -> Unread {
        Unread::new(["expected ", wanted].concat())
    }

    fn byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space.
    pub(super) fn peek(&mut self) -> Result<u8, Unread> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte().ok_or_else(|| self.other_than("more"))
    }

    fn take(&mut self, wanted: u8) -> Result<bool, Unread> {
        let there = self.peek()? == wanted;
        self.at += usize::from(there);
        Ok(there)
    }

    /// Steps over one sign.
    pub(super) fn pass(&mut self, sign: u8) -> Result<(), Unread> {
        if self.take(sign)? {
            return Ok(());
        }
        Err(self.other_than(char::from(sign).encode_utf8(&mut [0; 4])))
    }

    /// Nothing but space is left.
    pub(super) fn end(&mut self) -> Result<(), Unread> {
        match self.peek() {
            Ok(_) => Err(self.other_than("nothing more")),
            Err(_) => Ok(()),
        }
    }

    /// Steps into brackets.
    pub(super) fn enter(&mut self, open: u8) -> Result<(), Unread> {
        self.pass(open)?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.other_than("fewer brackets inside each other"));
        }
        Ok(())
    }

    /// Whether the brackets end here; else steps over the comma before the next part.
    pub(super) fn leave(&mut self, open: u8, first: bool) -> Result<bool, Unread> {
        // In ASCII both closing brackets stand two after their opening ones.
        if self.take(open + 2)? {
            self.depth -= 1;
            return Ok(true);
        }
        if !first {
            self.pass(b',')?;
        }
        Ok(false)
    }

    fn keyword(&mut self, word: &str) -> Result<(), Unread> {
        if self.json.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.other_than(word))
    }

    /// Whether null stands here; steps over it.
    pub(super) fn nothing(&mut self) -> Result<bool, Unread> {
        let null = self.peek()? == b'n';
        if null {
            self.keyword("null")?;
        }
        Ok(null)
    }

    pub(super) fn yes_or_no(&mut self) -> Result<bool, Unread> {
        let yes = self.peek()? == b't';
        self.keyword(if yes { "true" } else { "false" })?;
        Ok(yes)
    }

    /// The digits, point and exponent that stand here.
    fn digits(&self) -> &'de str {
        let rest = &self.json[self.at..];
        let in_number = |b: &u8| b.is_ascii_digit() || b"-+.eE".contains(b);
        &rest[..rest.bytes().take_while(in_number).count()]
    }

    fn number(&mut self) -> Result<&'de str, Unread> {
        self.peek()?;
        let number = self.digits();
        // Rust reads some numbers that JSON does not know.
        let plain = match number.strip_prefix('-').unwrap_or(number).as_bytes() {
            [b'0', b'0'..=b'9', ..] => false,
            [b'0'..=b'9', .., last] | [last] => last.is_ascii_digit(),
            _ => false,
        };
        if !plain || number.contains(".e") || number.contains(".E") {
            return Err(self.other_than("a number"));
        }
        self.at += number.len();
        Ok(number)
    }

    /// Whether the number here has a fraction, or is too long to be whole.
    pub(super) fn is_real(&self) -> bool {
        let number = self.digits();
        number.parse::<u64>().is_err() && number.parse::<i64>().is_err()
    }

    pub(super) fn whole(&mut self) -> Result<u64, Unread> {
        let number = self.number()?;
        let whole = number.parse();
        whole.map_err(|_| self.other_than("a whole number"))
    }

    pub(super) fn signed(&mut self) -> Result<i64, Unread> {
        let number = self.number()?;
        let whole = number.parse();
        whole.map_err(|_| self.other_than("a whole number"))
    }

    pub(super) fn real(&mut self) -> Result<f64, Unread> {
        let number = self.number()?;
        decimal::read(number).ok_or_else(|| self.other_than("a number"))
    }

    /// The text that stands here, as it is when nothing in it is escaped.
    pub(super) fn words(&mut self) -> Result<Cow<'de, str>, Unread> {
        self.pass(b'"')?;
        let mut whole = String::new();
        loop {
            let rest = &self.json[self.at..];
            let plain = rest
                .bytes()
                .position(|b| matches!(b, b'"' | b'\\' | 0..0x20));
            let plain = plain.ok_or_else(|| self.other_than("the end of a text"))?;
            let (part, stop) = (&rest[..plain], rest.as_bytes()[plain]);
            self.at += plain + 1;
            match stop {
                b'"' if whole.is_empty() => return Ok(Cow::Borrowed(part)),
                b'"' => return Ok(Cow::Owned(whole + part)),
                b'\\' => {
                    whole += part;
                    whole.push(self.escaped()?);
                }
                _ => return Err(self.other_than("no control character")),
            }
        }
    }

    /// The character behind a backslash.
    fn escaped(&mut self) -> Result<char, Unread> {
        let sign = self.byte();
        self.at += 1;
        Ok(match sign {
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(sign),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.unit()?;
                let pair = matches!(first, 0xd800..0xdc00) && self.keyword("\\u").is_ok();
                let second = if pair { Some(self.unit()?) } else { None };
                let units = std::iter::once(first).chain(second);
                match char::decode_utf16(units).next() {
                    Some(Ok(sign)) => sign,
                    _ => return Err(self.other_than("a character")),
                }
            }
            _ => return Err(self.other_than("an escape")),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16, Unread> {
        let digits = self.json.get(self.at..self.at + 4);
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|d| u16::from_str_radix(d, 16).ok());
        self.at += 4;
        unit.ok_or_else(|| self.other_than("four hexadecimal digits"))
    }

    /// Steps over any value.
    pub(super) fn skip(&mut self) -> Result<(), Unread> {
        match self.peek()? {
            open @ (b'{' | b'[') => {
                self.enter(open)?;
                let mut first = true;
                while !self.leave(open, first)? {
                    first = false;
                    if open == b'{' {
                        self.words()?;
                        self.pass(b':')?;
                    }
                    self.skip()?;
                }
            }
            b'"' => drop(self.words()?),
            b'n' => self.keyword("null")?,
            b't' | b'f' => drop(self.yes_or_no()?),
            _ => drop(self.number()?),
        }
        Ok(())
    }
}
