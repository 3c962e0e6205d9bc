//! 挂: 挂账, 续挂 and 销账.

use super::{Row, row};
use model::Status::{Handling, HangReq, Hung};
use model::act::Action::*;
use testkit::ground::DAY;
use testkit::ground::walk::Step::{Do, Wait};

pub fn rows() -> Vec<Row> {
    let none = Vec::new;
    vec![
        row(
            RequestHang,
            &[Handling],
            none(),
            Some(HangReq),
            "hang by=unit_leader_B01 next_check=+20160 reason=funds until=+86400",
        ),
        row(
            GrantHang,
            &[HangReq],
            none(),
            Some(Hung),
            "pause feedback +0; pause done +0; hang by=unit_leader_B01 next_check=+20159 reason=funds since=+0 until=+86399; start hang_check +0 +16127.2 +20159",
        ),
        row(
            GrantHang,
            &[Hung],
            vec![Do("unit_leader", RenewHang)],
            None,
            "hang by=unit_leader_B01 next_check=+28799 reason=funds since=-2 until=+115199; start hang_check +0 +23039.2 +28799",
        ),
        row(DenyHang, &[HangReq], none(), Some(Handling), "unhung"),
        row(
            DenyHang,
            &[Hung],
            vec![Do("unit_leader", RenewHang)],
            None,
            "hang by=unit_leader_B01 next_check=+20157 reason=funds since=-2 until=+86397",
        ),
        row(
            HangProgress,
            &[Hung],
            vec![Wait(10 * DAY)],
            None,
            "hang by=unit_leader_B01 next_check=+20160 reason=funds since=-14401 until=+71998; start hang_check +0 +16128 +20160",
        ),
        row(
            RenewHang,
            &[Hung],
            none(),
            None,
            "hang by=unit_leader_B01 next_check=+20158 reason=funds renewal=by=unit_leader_B01 next_check=+28800 until=+115200 since=-1 until=+86398",
        ),
        row(
            ReleaseHang,
            &[Hung],
            vec![Wait(59)],
            Some(Handling),
            "unhung; met hang_check +0; resume feedback +0 +3452 +4316; resume done +0 +8060 +10076",
        ),
    ]
}
