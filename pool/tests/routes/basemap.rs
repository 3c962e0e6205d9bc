use crate::support::device::Device;
use crate::support::{Answer, Pool};
use api::{Basemap, MapDatum};
use axum::body::Body;
use axum::http::{Request, header};
use pool::basemap::{Label, publish, remove};
use sha2::{Digest, Sha256};

fn published(pool: &Pool, bytes: &[u8], name: &str) -> Basemap {
    let file = pool.dir.path().join(format!("{name}.pmtiles"));
    std::fs::write(&file, bytes).unwrap();
    let label = Label {
        name: name.into(),
        datum: MapDatum::Cgcs2000,
        approval: "京S(2026)012号".into(),
    };
    publish(&pool.store, &file, label).unwrap()
}

async fn get(pool: &Pool, token: Option<&str>, path: &str, range: Option<&str>) -> Answer {
    let mut request = Request::get(format!("/api/v1/{path}"));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    pool.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_pack_is_fetched_whole_or_in_parts_by_desks_and_devices() {
    let pool = Pool::new();
    let session = pool.token("demo_desk_town").await;
    let device = Device::enrolled(&pool, "demo_collector").await;
    for token in [&session, &device.token] {
        assert_eq!(
            get(&pool, Some(token), "basemap", None).await.refused(404),
            "basemap_none"
        );
    }
    let bytes = testkit::pack::pmtiles(5_000);
    let basemap = published(&pool, &bytes, "云桥底图 2026-11");
    assert_eq!(basemap.sha256.as_str(), hex::encode(Sha256::digest(&bytes)));
    assert_eq!(basemap.bounds, [117.0, 40.0, 117.5, 40.5]);
    let path = format!("basemap/{}", basemap.sha256);
    for token in [&session, &device.token] {
        let which = get(&pool, Some(token), "basemap", None).await.ok();
        assert_eq!(serde_json::from_value::<Basemap>(which).unwrap(), basemap);
        let whole = get(&pool, Some(token), &path, None).await;
        assert_eq!((whole.status.as_u16(), &whole.bytes), (200, &bytes));
        assert!(
            whole.headers[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        let rest = get(&pool, Some(token), &path, Some("bytes=4000-")).await;
        assert_eq!(
            (rest.status.as_u16(), &rest.bytes[..]),
            (206, &bytes[4000..])
        );
        assert_eq!(rest.headers[header::CONTENT_RANGE], "bytes 4000-4999/5000");
        let beyond = get(&pool, Some(token), &path, Some("bytes=9000-")).await;
        assert_eq!(beyond.status, 416);
    }
    for path in ["basemap", path.as_str()] {
        assert_eq!(
            get(&pool, None, path, None).await.refused(401),
            "signed_out"
        );
    }
    for wrong in [
        "basemap/00",
        "basemap/..%2Fpool.sqlite",
        &format!("basemap/{}", "0".repeat(64)),
    ] {
        assert_eq!(
            get(&pool, Some(&session), wrong, None).await.refused(404),
            "basemap_none"
        );
    }
}

#[tokio::test]
async fn a_newer_pack_takes_the_place_and_a_lost_one_is_not_offered() {
    let pool = Pool::new();
    let token = pool.token("demo_desk_town").await;
    let old = published(&pool, &testkit::pack::pmtiles(3_000), "一");
    let new = published(&pool, &testkit::pack::pmtiles(4_000), "二");
    let path = |b: &Basemap| format!("basemap/{}", b.sha256);
    assert_eq!(
        get(&pool, Some(&token), &path(&old), None)
            .await
            .refused(404),
        "basemap_none"
    );
    assert_eq!(
        get(&pool, Some(&token), &path(&new), None).await.status,
        200
    );
    // As after a restore: named, but not there.
    std::fs::remove_file(pool::basemap::path(pool.store.folder(), &new.sha256)).unwrap();
    assert_eq!(
        get(&pool, Some(&token), "basemap", None).await.refused(404),
        "basemap_none"
    );
    published(&pool, &testkit::pack::pmtiles(4_000), "二");
    get(&pool, Some(&token), "basemap", None).await.ok();
    assert!(remove(&pool.store).unwrap());
    assert!(!remove(&pool.store).unwrap());
    assert_eq!(
        get(&pool, Some(&token), "basemap", None).await.refused(404),
        "basemap_none"
    );
    let left = std::fs::read_dir(pool.store.folder().join("basemap"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn categories_come_with_their_initials() {
    let pool = Pool::new();
    let reply = pool
        .call("demo_collector", "read_district", serde_json::json!({}))
        .await
        .ok();
    let categories = reply["district"]["categories"].as_array().unwrap();
    for category in categories {
        let name = category["name"].as_str().unwrap();
        assert_eq!(
            category["initials"],
            pool::initials::initials(name),
            "{name}"
        );
    }
}
