//! Words for a browser that is a tablet: becoming one, what it lacks, whether its store is safe, the home screen, new versions.

use super::texts;

texts! { TABLET_TEXTS;
    TABLET_OR "在平板上采集" "To capture on a tablet";
    TABLET_BECOME "登记为平板" "Enrol as a tablet";
    TABLET_BECOME_LEAD "用登记码登记一次，以后没有网络也能打开、采集；内容加密存在这个浏览器里。坐席电脑不用登记。" "Enrol once with a code; from then on it opens and captures without a network, encrypted in this browser. A desk needs no enrolment.";
    TABLET_NOT "不登记，回到登录" "Do not enrol; back to sign-in";
    // what a browser lacks, and the way on
    LACK_SECURE "这个地址不是加密的（http），浏览器不让它在本机存工单" "This address is not encrypted (http), so the browser keeps no tickets for it";
    LACK_SECURE_WAY "请向管理员要 https 开头的地址，用它打开再登记" "Ask the administrator for the address that begins with https, open that one and enrol there";
    LACK_WINDOW "这个页面嵌在别的网页里，存下来的内容随时会被清掉" "This page stands inside another one, where what is kept can vanish at any time";
    LACK_WINDOW_WAY "请把工单池的地址直接输进浏览器的地址栏打开" "Type the pool's address into the browser's own address bar";
    LACK_FILES "这个浏览器不能在本机存工单：版本太旧，或是别的应用里自带的" "This browser cannot keep tickets: it is too old, or is built into another app";
    LACK_FILES_WAY "请复制地址，用平板自己的浏览器打开；还不行就先更新系统或浏览器" "Copy the address and open it in the tablet's own browser; if that fails, update the system or the browser";
    LACK_STORING "这个窗口不让网页存文件，多半是无痕（隐私）窗口" "This window lets pages keep no files; it is probably a private one";
    LACK_STORING_WAY "请换成普通窗口打开同一个地址" "Open the same address in a usual window";
    LACK_ROOM "浏览器留给这个网页的空间不够存一天的照片" "The browser leaves this page too little room for a day's photos";
    LACK_ROOM_WAY "请清理平板的存储空间；如果是无痕窗口，请换成普通窗口" "Free space on the tablet; if this window is private, use a usual one";
    LACK_SHELL "这个浏览器不能离线打开页面；开着的页面照样离线能用" "This browser cannot open the page without a network; a page that is open works without one";
    LACK_SHELL_WAY "出门前先打开、别关掉；或在浏览器设置里允许这个网站保存数据" "Open it before you leave and keep it open, or allow this site to keep data in the browser's settings";
    LACK_HOME "还没有添加到主屏幕：标签页里存的内容，几天不用会被系统清掉" "Not on the home screen yet: what a tab keeps is cleared by the system after some days without use";
    LACK_HOME_WAY "先添加到主屏幕，再从主屏幕的图标打开登记；两处的内容不通用" "Add it to the home screen first and enrol from its icon there; the two do not share what they keep";
    LACK_MAP "这个浏览器画不了底图，附近和选点用本区轮廓图代替" "This browser cannot draw the basemap; outlines of the district stand in for it";
    LACK_MAP_WAY "工单照样能写、能定位" "Tickets and positions work as usual";
    LACK_CAMERA "这里不能直接开相机" "The camera cannot be opened from here";
    LACK_CAMERA_WAY "用系统相机拍好，再从相册里选" "Take photos with the system's camera and choose them from the album";
    LACK_PLACE "这里定不了位" "This place cannot be measured here";
    LACK_PLACE_WAY "在地图上点选，或写清楚地址" "Pick the spot on the map, or write the address";
    // whether what is kept is safe
    KEPT "本机存储" "Storage";
    KEPT_SAFE "已保护" "Protected";
    KEPT_SAFE_LEAD "空间紧张时，浏览器也不会自己清掉这里的内容。" "The browser does not clear what is kept here, even when space gets short.";
    KEPT_LOOSE "可能被系统清理" "May be cleared";
    KEPT_LOOSE_LEAD "空间紧张或很久不用时，浏览器可能清掉没有上传的内容。请添加到主屏幕再打开，常同步，别用清理工具清浏览器。" "When space is short or after long disuse the browser may clear what is not sent. Add it to the home screen, sync often, and keep cleaning tools away from the browser.";
    KEPT_ASK "请浏览器保护" "Ask the browser to protect it";
    KEPT_NOT_YET "浏览器这次没有答应。添加到主屏幕、常用几天以后再试。" "The browser did not agree this time. Add it to the home screen, use it some days, then try again.";
    // the home screen
    HOME_HOW "怎样添加到主屏幕" "How to add it to the home screen";
    HOME_APPLE "iPad、iPhone（Safari）" "iPad, iPhone (Safari)";
    HOME_APPLE_STEPS "点「分享」（方框里向上的箭头），往下找到「添加到主屏幕」，点「添加」。" "Tap Share (the arrow out of a box), find “Add to Home Screen” further down, tap “Add”.";
    HOME_ANDROID "安卓（Chrome 等）" "Android (Chrome and others)";
    HOME_ANDROID_STEPS "点右上角的三个点，选「安装应用」或「添加到主屏幕」。" "Tap the three dots at the top right, then “Install app” or “Add to Home screen”.";
    HOME_HARMONY "鸿蒙（华为浏览器）" "HarmonyOS (Huawei Browser)";
    HOME_HARMONY_STEPS "点底部或右上角的菜单，选「添加至」，再选「桌面」。" "Open the menu at the foot or the top right, choose “Add to”, then “Home screen”.";
    HOME_THEN "以后都从主屏幕的图标打开。" "From then on open it by its icon.";
    // what waits, said before the PIN
    WAITING_HERE "还有 {0} 件没有送达工单池，解锁后会自动上传" "{0} tickets have not reached the pool; they are sent once unlocked";
    STORE_GONE "这台设备以前的数据不在了，多半是被清理掉的；当时还有 {0} 件没有送达。请重新登记，并告诉管理员。" "What was kept on this device is gone, probably cleared; {0} tickets were not delivered then. Enrol again and tell the administrator.";
    // a new version
    VERSION_NEW "有新版本" "New version";
    VERSION_TAKE "换成新版本" "Use the new version";
    VERSION_WAITS "正在存好…" "Saving first…";
    VERSION_UNSAVED "还有内容没有存下来，先不换版本；存好以后再点一次" "Something is not saved yet, so the version stays; tap again once it is";
    // a forgotten PIN
    PIN_FORGOT "忘了 PIN" "Forgot the PIN";
    PIN_FORGOT_LEAD "PIN 只有您知道，谁也找不回来。可以重新登记：请管理员停用这台设备，再给一个新登记码。" "Only you know the PIN, and nobody can recover it. You can enrol again: ask the administrator to switch this device off and for a new code.";
    PIN_FORGOT_KEPT "已经送达的工单，重新登记后会取回。没有送达的内容另存在本机，用新的 PIN 打不开；登记页上可以存成救援包交给坐席：记得旧 PIN 就填，有系统钥匙串的设备不记得也能取当时封好的一份。" "What was delivered comes back after enrolling again. What was not is set aside on this device and does not open with a new PIN; the enrolment page saves it as a rescue file for the desk, by the old PIN, or on a device with a keyring without it.";
    PIN_FORGOT_WAITS "有 {0} 件还没有送达。" "{0} tickets were not delivered.";
    PIN_FORGOT_DO "另存旧数据，重新登记" "Set the old data aside and enrol again";
}
