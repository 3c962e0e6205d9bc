//! Migrations have numbers of their own: two branches may each have taken the next one, and no store would open any more.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folders of migrations below the root.
pub const MIGRATIONS: &[&str] = &["pool/migrations", "src-tauri/device/migrations"];

/// A line for each number that more than one file of a folder has.
pub fn twice(root: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for folder in MIGRATIONS {
        let files = fs::read_dir(root.join(folder)).with_context(|| folder.to_string())?;
        let names = files.map(|f| Ok(f?.file_name().to_string_lossy().into_owned()));
        let names = names.collect::<Result<Vec<_>>>()?;
        let found = shared(&names).into_iter();
        wrong.extend(found.map(|files| format!("{folder}：{files} 的号码一样，后来的改成下一个")));
    }
    Ok(wrong)
}

/// Files that share their number.
fn shared(names: &[String]) -> Vec<String> {
    let mut by_number = BTreeMap::<&str, Vec<&str>>::new();
    for name in names {
        if let Some((number, _)) = name.split_once("__") {
            by_number.entry(number).or_default().push(name);
        }
    }
    let several = by_number.into_values().filter(|files| files.len() > 1);
    several
        .map(|mut files| {
            files.sort_unstable();
            files.join("、")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::root;

    #[test]
    fn a_number_taken_twice_is_named() {
        let names = ["V1__a.sql", "V12__b.sql", "V2__c.sql", "V12__d.sql"].map(String::from);
        assert_eq!(shared(&names), ["V12__b.sql、V12__d.sql"]);
        assert_eq!(twice(&root()).unwrap(), Vec::<String>::new());
    }
}
