use super::*;
use encoding_rs::GB18030;

const COLUMNS: Columns = Columns {
    known: &["user", "name", "role", "grid"],
    needed: &["user", "name"],
};

fn read(text: &str) -> Table {
    Table::read(text.as_bytes(), COLUMNS).unwrap()
}
fn lines(table: &Table) -> Vec<(u64, String, String)> {
    let cell = |r: Row, name| r.cell(name).to_string();
    table
        .rows()
        .map(|r| (r.line(), cell(r, "user"), cell(r, "name")))
        .collect()
}
fn places(text: &str) -> Vec<(u64, String, Code)> {
    let faults = match Table::read(text.as_bytes(), COLUMNS) {
        Ok(table) => table.faults,
        Err(faults) => faults,
    };
    faults
        .into_iter()
        .map(|f| (f.line, f.column, f.code))
        .collect()
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_shows_them() {
    let expect = |rows: &[(u64, &str, &str)]| -> Vec<(u64, String, String)> {
        let all = rows
            .iter()
            .map(|(n, a, b)| (*n, a.to_string(), b.to_string()));
        all.collect()
    };
    for end in ["\n", "\r\n", "\r"] {
        let text = ["user,name", "a,甲", "", "b,乙", ",,,", "c,丙", ",", ""].join(end);
        let rows = expect(&[(2, "a", "甲"), (4, "b", "乙"), (6, "c", "丙")]);
        assert_eq!(lines(&read(&text)), rows, "{end:?}");
        // A line's end inside a cell makes no new row.
        let text = ["user,name", "a,\"甲", "乙\"", "b,丙"].join(end);
        let rows = expect(&[(2, "a", &format!("甲{end}乙")), (3, "b", "丙")]);
        assert_eq!(lines(&read(&text)), rows, "{end:?}");
        let text = ["", "", "user,name", "a,甲"].join(end);
        assert_eq!(lines(&read(&text)), expect(&[(4, "a", "甲")]), "{end:?}");
    }
}

#[test]
fn emptiness_below_and_to_the_right_is_passed_over() {
    let table = read("User , name,,,\r\na,甲,,,\r\n,,,,\r\n,,,,\r\n");
    assert_eq!(lines(&table), [(2, "a".into(), "甲".into())]);
    assert!(table.faults.is_empty() && table.has("user") && !table.has("grid"));
}

#[test]
fn what_is_wrong_with_the_table_itself_is_told_by_place() {
    let at = |line, column: &str, code| (line, column.to_string(), code);
    assert_eq!(places(""), [at(1, "", Code::TableEmpty)]);
    assert_eq!(places("user,name\n,,\n"), [at(1, "", Code::TableEmpty)]);
    let found = places("user,nmae,user,\r\na,b,c,d\r\n");
    let expect = [
        at(1, "B", Code::FieldUnknown),
        at(1, "C", Code::TableTwice),
        at(1, "D", Code::FieldMissing),
        at(1, "", Code::FieldMissing),
    ];
    assert_eq!(found, expect);
    let found = places("user,name\r\na,甲,路, \r\nb,乙\r\nc,丙,,多\r\n");
    assert_eq!(
        found,
        [
            at(2, "C", Code::FieldUnknown),
            at(4, "D", Code::FieldUnknown)
        ]
    );
    // Blanks that nobody sees make no row, no column and no other name of a column.
    let table = read(
        "ｕｓｅｒ,\u{200b}name\u{a0},\u{200b}\r\na,甲,\u{feff}\r\n\u{3000},\u{200b},,\u{a0}\r\nb,乙\r\n",
    );
    assert_eq!(table.faults, []);
    assert_eq!(
        lines(&table),
        [(2, "a".into(), "甲".into()), (4, "b".into(), "乙".into())]
    );
    let many = "a,b,c\n".repeat(80);
    assert_eq!(places(&format!("user,name\n{many}")).len(), FAULTS_MAX);
    assert_eq!(
        (letters(0), letters(25), letters(26)),
        ("A".into(), "Z".into(), "AA".into())
    );
}

#[test]
fn encodings_of_spreadsheet_programs_are_recognised() {
    let text = "user,name\r\nzhang3,张三丰\r\n";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|u| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            })
            .collect()
    };
    let gbk = GB18030.encode(text).0.into_owned();
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with mark", marked(b"\xef\xbb\xbf", text.as_bytes())),
        ("GB18030", gbk.clone()),
        ("UTF-16 LE with mark", marked(b"\xff\xfe", &utf16(false))),
        ("UTF-16 BE with mark", marked(b"\xfe\xff", &utf16(true))),
        ("UTF-16 LE", utf16(false)),
        ("UTF-16 BE", utf16(true)),
    ] {
        let table = Table::read(&bytes, COLUMNS).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert_eq!(
            lines(&table),
            [(2, "zhang3".into(), "张三丰".into())],
            "{name}"
        );
    }
    let tabs = text.replace(',', "\t");
    assert_eq!(
        lines(&read(&tabs)).len(),
        1,
        "what a program calls Unicode text"
    );
    for bytes in [
        &b"PK\x03\x04rest"[..],
        b"\xd0\xcf\x11\xe0rest",
        b"user,name\n\xff\xff\xff",
        &gbk[..gbk.len() - 3],
    ] {
        let faults = Table::read(bytes, COLUMNS).unwrap_err();
        assert_eq!(faults[0].code, Code::TextEncoding);
        assert!(faults[0].detail.contains("另存为"), "{faults:?}");
    }
}

#[test]
fn codes_words_and_answers_are_read_as_they_look() {
    let table = read(
        "user,name,role,grid\nＴ\u{200b}０１,甲,采集员,是\nT02,乙,Collector,No\nT03,丙,国王,也许\n",
    );
    let found: Vec<_> = table
        .rows()
        .map(|r| (r.code("user"), r.word::<model::Role>("role"), r.yes("grid")))
        .collect();
    let collector = Some(model::Role::Collector);
    assert_eq!(
        found,
        [
            ("T01".into(), collector, Some(true)),
            ("T02".into(), collector, Some(false)),
            ("T03".into(), None, None)
        ]
    );
}

#[test]
fn a_fault_says_its_place_for_people_and_for_scripts() {
    let table = read("user,name,role\r\na,甲,王\r\n");
    let row = table.rows().next().unwrap();
    let fault = row.fault("role", Code::ValueUnknown, "没有这个岗位");
    assert_eq!(fault.sentence(), "第 2 行 role（C 列）：没有这个岗位");
    let said = serde_json::to_value(&fault).unwrap();
    let expect = serde_json::json!({"line": 2, "column": "C", "code": "value_unknown", "detail": "role：没有这个岗位"});
    assert_eq!(said, expect);
}

/// What stands in the file is repeated as it stands there, and not a whole page of it.
#[test]
fn a_first_row_that_nobody_can_part_is_told_with_advice() {
    let told = |text: &str| -> String {
        let faults = Table::read(text.as_bytes(), COLUMNS).unwrap_err();
        assert_eq!((faults[0].line, faults[0].code), (1, Code::FieldUnknown));
        faults[0].detail.clone()
    };
    for typed in ["user，name\na，甲\n", "user；name\n", "user、name\n"] {
        let said = told(typed);
        let first = typed.lines().next().unwrap();
        assert!(said.starts_with(first) && said.contains("半角"), "{said}");
    }
    assert!(told("user,name,姓名\na,b,c\n").starts_with("姓名：不认识"));
    let long = told(&format!("user,name,{}\n", "x".repeat(100_000)));
    assert!(long.chars().count() < 120 && long.contains('…'), "{long}");
}

#[test]
fn what_a_spreadsheet_made_of_a_long_number_is_told_as_that() {
    let table =
        read("user,name,grid\n9.902E+11,甲,9.9E+13\n990200001001,乙,1E5\n１.２Ｅ＋１１,丙,x\n");
    let rows: Vec<Row> = table.rows().collect();
    let told = |row: usize, name: &str| rows[row].fault(name, Code::AreaUnknown, "没有这个区域");
    for (row, name, shown) in [
        (0, "user", "9.902E+11"),
        (0, "grid", "9.9E+13"),
        (2, "user", "1.2E+11"),
    ] {
        let said = told(row, name).detail;
        let expect = format!("{shown} 是表格软件改成的科学计数");
        assert!(
            said.contains(&expect) && said.contains("没有这个区域"),
            "{said}"
        );
    }
    for (row, name) in [(1, "user"), (1, "grid"), (2, "grid"), (1, "name")] {
        assert_eq!(told(row, name).detail, format!("{name}：没有这个区域"));
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told_with_its_row() {
    let open = "user,name\na,甲\nb,\"乙\nc,丙\nd,丁\n";
    assert_eq!(places(open), [(3, String::new(), Code::FieldType)]);
    for closed in [
        "user,name\na,\"甲\"\"\"\n",
        "user,name\na,甲\"乙\n",
        "user,name\n\"a\",\"甲\n乙\"\n",
    ] {
        assert_eq!(places(closed), [], "{closed:?}");
    }
}

#[test]
fn what_programs_add_around_a_table_is_none_of_it() {
    for end in ["\n", "\r\n"] {
        let text = ["sep=;", "user;name", "a;甲,乙", "", "b;丙", "\u{1a}"].join(end);
        let table = read(&text);
        let rows = [(3, "a", "甲,乙"), (5, "b", "丙")].map(|(n, a, b)| (n, a.into(), b.into()));
        assert_eq!(
            (lines(&table), table.faults.len()),
            (rows.to_vec(), 0),
            "{end:?}"
        );
    }
}

#[test]
fn no_encoding_is_guessed_into_other_words() {
    // Each of these words of GB18030 is also UTF-8: signs of other alphabets.
    for name in ["联通", "郑小强", "叶平", "毛"] {
        let bytes = GB18030
            .encode(&format!("user,name\nzxq,{name}\n"))
            .0
            .into_owned();
        let table = Table::read(&bytes, COLUMNS).unwrap();
        assert_eq!(lines(&table), [(2, "zxq".into(), name.into())]);
    }
    assert_eq!(
        lines(&read("user,name\njose,José Ñandú\n"))[0].2,
        "José Ñandú"
    );
    // One line from another file among good ones; zeros; four bytes a sign.
    let mixed = [
        "user,name\na,李四\n".as_bytes(),
        b"b,\xd5\xd4\xce\xe4\n",
        "c,王五\n".as_bytes(),
    ];
    let zeros = "user,name\na,张\0三\n".as_bytes().to_vec();
    let wide: Vec<u8> = "\u{feff}user,name\n"
        .chars()
        .flat_map(|c| (c as u32).to_le_bytes())
        .collect();
    for (bytes, says) in [
        (mixed.concat(), "第 3 行"),
        (zeros, "第 2 行"),
        (wide, "编码与内容不符"),
    ] {
        let faults = Table::read(&bytes, COLUMNS).unwrap_err();
        assert_eq!((faults.len(), faults[0].code), (1, Code::TextEncoding));
        assert!(faults[0].detail.contains(says), "{}", faults[0].detail);
    }
}
