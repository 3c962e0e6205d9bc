//! Words of 设置 and of the page of own parts.

use super::texts;

texts! { SETTINGS_TEXTS;
    SETTINGS "设置" "Settings";
    LANGUAGE "语言" "Language";
    LOOK "主题" "Theme";
    LOOK_HINT "日光主题对比度最高，户外看得清" "The sunlight theme has the highest contrast, for outdoors";
    TEXT_SIZE "字号" "Text size";
    TEXT_SIZE_HINT "字号只影响这台设备" "Text size applies to this device only";
    LOCK_AFTER "多久不用就锁定" "Lock after";
    LOCK_MINUTES "{0} 分钟" "{0} min";
    LOCK_HINT "锁定前写到一半的内容会先存好" "What you are writing is saved before locking";
    NOTICES "系统通知" "Notifications";
    NOTICES_HINT "窗口不在前面时，提醒新的临期、紧急和退回；只有件数，没有姓名和地点" "While the window is in the background: what came on, in numbers only, without names or places";
    NOTICES_ON "提醒" "On";
    NOTICES_OFF "不提醒" "Off";
    BASEMAP "底图" "Basemap";
    BASEMAP_NONE "工单池还没有发布底图，地图只显示本区边界。" "The pool has published no basemap; the map shows the district's outlines only.";
    BASEMAP_READY "已下载" "On this device";
    BASEMAP_PART "已下载 {0} / {1}" "{0} of {1} here";
    BASEMAP_FETCH "下载底图（{0}）" "Fetch the basemap ({0})";
    BASEMAP_RESUME "继续下载" "Go on fetching";
    BASEMAP_BUSY "正在下载…" "Fetching…";
    APPROVAL "审图号 {0}" "Map approval {0}";
    DEVICES "设备" "Devices";
    DEVICE_ACTIVE "在用" "In use";
    DEVICE_REVOKED "已停用" "Switched off";
    DEVICE_COPIED "数据有两份在用，等待确认" "Two copies in use, waits";
    DEVICE_HELD "还原以后等待确认" "Waits since a restore";
    DEVICE_EXPIRED "太久没有同步，等待确认" "Not seen for too long, waits";
    DEVICE_UNSEEN "还没有同步过" "Has not synced yet";
    DEVICE_SEEN "最近同步 {0}" "Last sync {0}";
    DEVICE_REVOKE "停用" "Switch off";
    DEVICE_CONFIRM "确认" "Confirm";
    ACCOUNT "账号" "Account";
    ABOUT "关于" "About";
    ABOUT_VERSION "版本 {0}" "Version {0}";
    ABOUT_LICENCE "以 MIT 或 Apache-2.0 许可发布；图标形状取自 Lucide（ISC）。" "Released under MIT or Apache-2.0; icon shapes after Lucide (ISC).";
    ABOUT_DEVICE "数据加密保存在这台设备上" "Data is kept encrypted on this device";
    ABOUT_BROWSER "数据保存在工单池，这里只显示" "Data is kept at the pool and only shown here";
    GALLERY "界面部件" "Parts";
    GALLERY_LEAD "每个自有部件和它的各种状态，供贡献者查看。" "Each part of our own in each of its states, for contributors.";
}
