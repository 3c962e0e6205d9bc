//! Bundles that are none, or not this pool's, or of a device that may not push; and what in them is not what it says.

use super::*;

#[tokio::test]
async fn what_is_no_bundle_of_this_pools_device_changes_nothing() {
    let (pool, elsewhere) = (Pool::new(), Pool::new());
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let foreign = Device::enrolled(&elsewhere, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let parts = [frame(&device, std::slice::from_ref(&written))];
    let good = bundle(&pool, &device, &parts);
    let lines = pool.audit().len();
    // Empty, cut, a byte swapped, something else altogether.
    let mut swapped = good.clone();
    swapped[good.len() / 2] ^= 1;
    for bad in [
        Vec::new(),
        good[..good.len() - 1].to_vec(),
        good[..40].to_vec(),
        swapped,
        vec![7; 4000],
    ] {
        assert_eq!(refusal(&pool, bad).await, Code::RescueBroken);
    }
    let huge = vec![0; sync::rescue::BYTES_MAX + 1];
    assert_eq!(refusal(&pool, huge).await, Code::BodyTooLarge);
    // Of another district: sealed for another pool, or by a device that is another pool's.
    assert_eq!(
        refusal(&elsewhere, good.clone()).await,
        Code::RescueElsewhere
    );
    let lied = sealed(&elsewhere, &device, &parts, |h| {
        h.pool = pool.store.keys.pool.clone()
    });
    assert_eq!(
        refusal(&pool, lied).await,
        Code::RescueBroken,
        "it does not open"
    );
    let stranger = bundle(&pool, &foreign, &[]);
    assert_eq!(refusal(&pool, stranger).await, Code::RescueUnknown);
    // Of another person, or of another's device.
    let named = sealed(&pool, &device, &parts, |h| {
        h.user = UserName::new("demo_handler").unwrap()
    });
    assert_eq!(refusal(&pool, named).await, Code::EditForged);
    let other = Device::enrolled(&pool, "demo_handler").await;
    let forged = sealed(&pool, &other, &parts, |h| h.device = device.id.clone());
    assert_eq!(refusal(&pool, forged).await, Code::SignatureWrong);
    // A frame of another device inside, and one inside a bundle that is.
    let smuggled = bundle(&pool, &other, &parts);
    assert_eq!(refusal(&pool, smuggled).await, Code::SignatureWrong);
    let inside = bundle(&pool, &device, &[Part::Frame(good.clone())]);
    assert_eq!(refusal(&pool, inside).await, Code::RescueBroken);
    // What does not read in its last part counts in no part.
    let late = bundle(
        &pool,
        &device,
        &[parts[0].clone(), Part::Frame(b"ZSR1".to_vec())],
    );
    assert_eq!(refusal(&pool, late).await, Code::RescueBroken);
    assert_eq!(tickets(&pool).await, 0);
    // The same at the way that couriers use, with the right status.
    for (bytes, status, code) in [
        (Vec::new(), 400, "rescue_broken"),
        (vec![0; sync::rescue::BYTES_MAX + 1], 413, "body_too_large"),
        (bundle(&pool, &foreign, &[]), 403, "rescue_unknown"),
    ] {
        assert_eq!(carried(&pool, &other, bytes).await.refused(status), code);
    }
    let stranger = pool.post("rescue", None, good.clone()).await;
    assert_eq!(stranger.refused(403), "not_enrolled");
    let told: Vec<_> = pool
        .audit()
        .into_iter()
        .filter(|l| l.1 == "rescue_taken")
        .collect();
    assert!(
        told.iter().all(|l| l.2.ends_with(" 0 0 0 0")),
        "{lines}: {told:?}"
    );
    assert_eq!(counts(&pool, good).await, [1, 0, 0, 0]);
}

#[tokio::test]
async fn a_device_that_was_switched_off_leaves_what_waits_for_the_desk() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    let ticket: TicketId = id.parse().unwrap();
    let mut device = Device::enrolled(&pool, "demo_handler").await;
    device.pull_all(&pool).await;
    let written = device.act(
        &ticket,
        1,
        Act::Progress(Progress {
            text: "已围挡".into(),
        }),
    );
    let bytes = bundle(&pool, &device, &[frame(&device, &[written])]);
    // It was written before the device was switched off: the clock has moved on.
    let written_by = now();
    while now() == written_by {
        std::hint::spin_loop();
    }
    let off = device.id.clone();
    pool.store
        .write_now(move |tx| pool::devices::revoke(tx, "demo_admin", &off, now()))
        .unwrap();
    let taken = import(&pool, bytes.clone()).await.unwrap();
    assert_eq!(taken.counts.void, 1, "{taken:?}");
    assert!(
        taken.why.contains_key(&Code::AwaitsConfirmation),
        "{taken:?}"
    );
    assert_eq!(
        counts(&pool, bytes).await,
        [0, 0, 1, 0],
        "again, and still one"
    );
    let confirmed = pool
        .act("demo_desk_town", &id, "confirm", json!({}))
        .await
        .ok();
    assert!(confirmed.to_string().contains("已围挡"));
    // Nothing else of it is let in: neither a push, nor what it carries for others.
    assert_eq!(
        device.send(&pool, Vec::new()).await.refused(403),
        "device_revoked"
    );
    assert_eq!(
        carried(&pool, &device, Vec::new()).await.refused(403),
        "device_revoked"
    );
}

#[tokio::test]
async fn a_device_that_waits_for_the_administrator_waits_with_its_bundle() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let bytes = bundle(&pool, &device, &[frame(&device, &[written])]);
    // A year old: nobody has heard of the device for as long.
    let turns = Semaphore::new(1);
    let year = now().plus_minutes(366 * DAY);
    let late = rescue::take(&pool.store, year, bytes.clone(), "", &turns).await;
    assert_eq!(late.unwrap_err().denial().code, Code::DeviceExpired);
    assert_eq!(tickets(&pool).await, 0);
    let id = device.id.clone();
    pool.store
        .write_now(move |tx| pool::devices::confirm(tx, "demo_admin", &id, year).map(drop))
        .unwrap();
    let taken = rescue::take(&pool.store, year, bytes, "", &turns)
        .await
        .unwrap();
    assert_eq!(taken.counts.taken, 1, "{taken:?}");
}

#[tokio::test]
async fn photos_meet_the_same_door_as_an_upload() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let (written, photo) = pictured(&mut device, 3);
    let Part::Photo {
        sha256,
        ticket,
        bytes,
    } = photo.clone()
    else {
        unreachable!()
    };
    let lies = [
        // Not listed there, other bytes, no picture at all, no such ticket.
        Part::Photo {
            sha256: Sha256::new("ab".repeat(32)).unwrap(),
            ticket: ticket.clone(),
            bytes: bytes.clone(),
        },
        Part::Photo {
            sha256: sha256.clone(),
            ticket: ticket.clone(),
            bytes: bytes[1..].to_vec(),
        },
        Part::Photo {
            sha256: sha256.clone(),
            ticket: ticket.clone(),
            bytes: vec![0; bytes.len()],
        },
        Part::Photo {
            sha256,
            ticket: "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f".parse().unwrap(),
            bytes,
        },
    ];
    let mut parts = vec![frame(&device, std::slice::from_ref(&written))];
    parts.extend(lies);
    let taken = import(&pool, bundle(&pool, &device, &parts)).await.unwrap();
    assert_eq!(
        (taken.counts.taken, taken.counts.refused),
        (2, 4),
        "{taken:?}"
    );
    let shown = pool.shown("demo_desk_town", written.0.as_str()).await;
    assert_eq!(shown["photos"][0]["delivered"], false);
    assert_eq!(
        counts(&pool, bundle(&pool, &device, &[photo])).await,
        [1, 0, 0, 0]
    );
}
