//! What is left of personal data where a person has no need to see it whole. Star counts never tell an odd length.

use crate::search::half_width;

/// Compound surnames (复姓) still in use; all others keep one character.
const COMPOUND: &str = "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 \
    澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 \
    司空 闾丘 子车 亓官 司寇 巫马 公西 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 轩辕 \
    令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五";
/// Numbers before these words name a road, a place or a length, not a door.
const NOT_A_DOOR: &str = "号线 国道 省道 县道 乡道 高速 路 街 大街 环 巷 胡同 条 公里 米 社区 村 中学 \
    小学";
/// What a house, a stair or a flat is counted in; Chinese numerals and single letters are hidden only before these.
const DOOR: &str = "号 號 弄 栋 幢 座 楼 单元 层 室 户 房";

/// 张三 becomes 张*, 欧阳修远 becomes 欧阳**.
pub fn name(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    let first: String = chars.iter().take(2).collect();
    let shown = match chars.len() {
        0 => return String::new(),
        1 => 0, // a surname alone is still all we know of the person
        2 => 1, // 欧阳 of two characters is surname 欧, given name 阳
        _ if COMPOUND.split(' ').any(|c| c == first) => 2,
        _ => 1,
    };
    // Two stars at most: the length of a long name would tell who it is.
    let stars = (chars.len() - shown).min(2);
    chars[..shown].iter().collect::<String>() + &"*".repeat(stars)
}

/// 13800001234 becomes 138****1234; whatever is not a mainland mobile number is hidden altogether.
pub fn phone(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')'))
        .collect();
    if plain.is_empty() {
        return String::new();
    }
    match mobile(&plain) {
        Some(bare) => format!("{}****{}", &bare[..3], &bare[7..]),
        None => "****".into(),
    }
}

/// The eleven digits of a mainland mobile number, without the country's code; none when it is no such number.
pub(crate) fn mobile(plain: &str) -> Option<&str> {
    let bare = ["+86", "0086", "86"]
        .iter()
        .find_map(|p| plain.strip_prefix(p))
        .unwrap_or(plain);
    let digits = bare.bytes().all(|b| b.is_ascii_digit());
    (bare.len() == 11 && bare.starts_with('1') && digits).then_some(bare)
}

/// Identity and organisation codes keep the first and last character; short ones are hidden altogether.
pub fn code(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    match chars[..] {
        [] => String::new(),
        [first, .., last] if chars.len() >= 15 => {
            format!("{first}{}{last}", "*".repeat(chars.len() - 2))
        }
        _ => "****".into(),
    }
}

/// Hides the house number: 幸福路12号院3号楼501室 becomes 幸福路*号院*号楼*室. In doubt a number is hidden.
pub fn address(text: &str) -> String {
    let original: Vec<char> = text.chars().collect();
    let chars: Vec<char> = text.chars().map(half_width).collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < chars.len() {
        let run = |is: fn(char) -> bool| chars[at..].iter().take_while(|c| is(**c)).count();
        let plain = run(|c| c.is_ascii_alphanumeric() || c.is_numeric());
        // 3-2-501, 3#501 and 12/3 are one number written in parts.
        let joined = run(|c| c.is_ascii_alphanumeric() || c.is_numeric() || "-—–~#/.".contains(c));
        let (length, digits) = match plain {
            0 => (run(is_chinese_digit), false),
            _ => (
                joined,
                chars[at..at + joined].iter().any(|c| c.is_numeric()),
            ),
        };
        if length == 0 {
            out.push(original[at]);
            at += 1;
            continue;
        }
        let end = at + length;
        let rest: String = chars[end..]
            .iter()
            .filter(|c| !c.is_whitespace())
            .take(4)
            .collect();
        let before = |words: &str| words.split(' ').any(|w| rest.starts_with(w));
        let hide = !before(NOT_A_DOOR) && (digits || before(DOOR));
        if hide {
            out.push('*');
        } else {
            out.extend(&original[at..end]);
        }
        at = end;
    }
    out
}

fn is_chinese_digit(c: char) -> bool {
    "〇零一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾甲乙丙丁".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One case a line: what goes in, an arrow, what is left.
    fn all(mask: fn(&str) -> String, cases: &str) {
        for case in cases.lines() {
            let (text, expect) = case.trim_start().split_once('→').unwrap();
            assert_eq!(mask(text), expect, "{text}");
        }
    }

    #[test]
    fn names_keep_the_surname() {
        let cases = "张三→张*
            张三丰→张**
            张先生→张**
            欧阳修远→欧阳**
            欧阳修→欧阳*
            欧阳→欧*
            李四  →李*
            张→*
            →
            买买提·艾力江→买**
            John Smith→J**
            𠮷野家→𠮷**";
        all(name, cases);
    }

    #[test]
    fn phones_keep_three_and_four() {
        let cases = "13800001234→138****1234
            138 0000 1234→138****1234
            +86-138-0000-1234→138****1234
            008613800001234→138****1234
            １３８００００１２３４→138****1234
            010-88886666→****
            110→****
            23800001234→****
            1380000123→****
            13800001234 家里→****
            1٣800001234→****
            86→****
            不详→****
            →";
        all(phone, cases);
    }

    #[test]
    fn codes_keep_first_and_last() {
        let cases = "91350100M000100Y43→9****************3
            11010519491231002X→1****************X
            12345→****
            统一社会信用代码不详→****
            →";
        all(code, cases);
    }

    #[test]
    fn addresses_lose_the_house_number() {
        let cases = "云桥街道幸福路12号院3号楼2单元501室→云桥街道幸福路*号院*号楼*单元*室
            幸福里3-2-501→幸福里*
            幸福路 12 号→幸福路 * 号
            幸福路１２号（东门）→幸福路*号（东门）
            幸福路十二号院二层→幸福路*号院*层
            甲12号B座→甲*号*座
            幸福路12号东侧50米→幸福路*号东侧50米
            3号楼#501→*号楼#*
            云桥12→云桥*
            幸福里⑫号→幸福里*号
            一号院→*号院
            地铁10号线云桥站→地铁10号线云桥站
            三里屯SOHO门口→三里屯SOHO门口
            东三环与G107国道交口→东三环与G107国道交口
            东四10条，101中学→东四10条，101中学
            丁字街北口→丁字街北口
            八一村五组→八一村五组
            →";
        all(address, cases);
    }
}
