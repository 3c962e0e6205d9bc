use crate::run;
use tempfile::TempDir;

#[test]
fn a_code_is_read_from_its_picture() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "0"]).ok();
    let file = dir.path().join("code.png");
    let path = file.to_str().unwrap();
    let ask = |pool: &str| {
        let args = [
            "enrol-code",
            "--user",
            "demo_collector",
            "--qr",
            path,
            "--pool",
            pool,
        ];
        run(&data, &args)
    };
    ask("http://pool.example").fails(2);
    ask("https://me:secret@pool.example").fails(2);
    assert!(!file.exists());
    let printed = ask("https://pool.example:8443/").ok();
    let picture = image::open(&file).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let mut seen =
        rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
            picture.get_pixel(x as u32, y as u32).0[0]
        });
    let (_, text) = seen.detect_grids()[0].decode().unwrap();
    let code = printed["code"].as_str().unwrap();
    assert_eq!(
        text,
        format!("zs12345:enrol?pool=https%3A%2F%2Fpool.example%3A8443&code={code}")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    ask("https://pool.example").fails(2); // never over another picture
    let alone = ["enrol-code", "--user", "demo_collector", "--qr", path];
    assert_eq!(run(&data, &alone).exit, 2, "an address belongs to it");
}
