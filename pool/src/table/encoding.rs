//! From a file's bytes to its text: UTF-8 with and without mark, UTF-16 either way round, GB18030.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use model::{Code, Denial};

/// Reads a text. What is a workbook, or in none of these encodings, is refused with advice.
pub fn decode(bytes: &[u8]) -> Result<String, Denial> {
    let advice = |what: &str| {
        Denial::new(Code::TextEncoding).with(
            "detail",
            format!("{what}，请在表格软件里另存为「CSV UTF-8（逗号分隔）」"),
        )
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(advice("这是 xlsx 工作簿"));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(advice("这是 xls 工作簿"));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        return text
            .map(Into::into)
            .ok_or_else(|| advice("文件开头写明的编码与内容不符"));
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
    {
        return Ok(text.to_string());
    }
    // Without a mark: in UTF-16, every other byte of digits, commas and line ends is zero.
    if let Some(encoding) = wide(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text
            .map(Into::into)
            .ok_or_else(|| advice("文件像 UTF-16，但读不完整"));
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    text.filter(|text| !text.contains('\0'))
        .map(Into::into)
        .ok_or_else(|| advice("文件的编码认不出来"))
}

fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first| {
        bytes
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if bytes.len() % 2 == 1 || even.max(odd) == 0 {
        None
    } else if odd > even {
        Some(UTF_16LE)
    } else {
        Some(UTF_16BE)
    }
}
