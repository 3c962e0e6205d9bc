//! Words of a ticket: list, detail, time line, acts.

use super::texts;

texts! { TICKET_TEXTS;
    ALL "全部" "All";
    SEARCH "搜索" "Search";
    SEARCH_MINE "搜标题、地址、编号" "Title, address, number";
    STATUS "状态" "Status";
    NONE_YET "还没有工单" "No tickets yet";
    NONE_YET_LEAD "采集并提交的工单会出现在这里。" "Tickets you capture and submit show up here.";
    NONE_FOUND "没有符合条件的工单" "No ticket matches";
    NONE_FOUND_LEAD "换个状态，或少写几个字再找。" "Try another status or fewer words.";
    CLEAR_FILTERS "清除条件" "Clear filters";
    LOAD_MORE "加载更多（还有 {0} 件）" "Load more ({0} left)";
    PHOTO_COUNT "{0} 张" "{0}";
    TWO_VALUES "两个值" "Two values";
    PICK_ONE "选一件工单看内容" "Choose a ticket to read it";
    PENDING "待确认" "To be confirmed";
    PENDING_STATUS "{0}（待确认）" "{0} (to be confirmed)";
    VOIDED "未生效" "Did not count";
    VOIDED_WHY "未生效：{0}" "Did not count: {0}";
    DELIVERED "已送达" "Delivered";
    NOT_DELIVERED "待上传" "To send";
    COPY_NUMBER "编号 {0}" "No. {0}";
    LINKS "环节" "Links";
    LINK_DONE "{0}，已过" "{0}, done";
    LINK_NOW "{0}，现在" "{0}, now";
    LINK_AHEAD "{0}，未到" "{0}, ahead";
    // facts
    FACTS "事实" "Facts";
    POSITION "位置" "Position";
    CAPTURED "采集" "Captured";
    CAPTURED_BY "{0} · {1} · {2}" "{0} · {1} · {2}";
    RECEIVED "入池" "Received";
    RECEIVED_LATER "{0}，离线 {1}后送达" "{0}, delivered after {1} offline";
    LEAD "主办" "Lead unit";
    CO "协办" "Joining units";
    HANDLER "经办人" "Handler";
    TAGS "标签" "Tags";
    FLAG_OUTSIDE "位置不在本区" "Outside the district";
    FLAG_AREA "位置与村居不符" "Position and village differ";
    FLAG_CLOCK "采集时设备时钟有偏差" "The device's clock was off";
    READ_ORIGINAL "查看原文" "Show original";
    READ_REASON "查看原因" "Reason";
    READ_REASON_HINT "例如：需电话核实地点。会记入审计。" "For example: to check the place by phone. It is kept in the audit log.";
    READ_LOGGED "查看已记入审计" "This reading is in the audit log";
    NO_REPORTER "无，工作人员发现" "None; found by staff";
    ANONYMOUS "匿名" "Anonymous";
    // deadlines
    DEADLINES "时限" "Deadlines";
    DUE_BEFORE "{0} 前" "before {0}";
    MET_IN_TIME "已按时 {0}" "Met {0}";
    MET_LATE "超时完成 {0}" "Met late {0}";
    WHY_DUE "从 {0} 起算" "Counted from {0}";
    // conflicts
    CONFLICTS "两个值，请选一个" "Two values, please choose";
    CONFLICT_WROTE "{0} {1} 写的" "Written by {0}, {1}";
    USE_THIS "用这个" "Use this";
    USES_NOW "现在用的" "In use";
    CHOSEN "已选定" "Chosen";
    // time line
    TRAIL "经过" "What happened";
    BY_SYSTEM "系统" "System";
    // acts
    ACTS "办理" "Acts";
    SEND "发送" "Send";
    SENDING "正在发送…" "Sending…";
    ACT_DONE "已{0}" "{0}: done";
    ACT_WAITS "已记下「{0}」，待上传" "“{0}” is noted and waits to be sent";
    NOTE "备注" "Note";
    NOTE_RESPOND "响应情况" "What was said or seen";
    NOTE_RESPOND_HINT "联系了谁、说了什么；或到场看到什么" "Who was contacted and what was said, or what was seen";
    NOTE_PROGRESS "反馈内容" "What was done";
    MEANS "方式" "Means";
    RESULT "办理结果" "Result";
    REPLY "回复内容" "Reply";
    MEASURE "处理方式" "Measure";
    MEASURE_HINT "例如：更换、修复、清运、解释说明" "For example: replaced, repaired, cleared, explained";
    CONTACTED "是否联系" "Contacted";
    YES "是" "Yes";
    NO "否" "No";
    SOLVED "是否解决" "Solved";
    SATISFIED "是否满意" "Satisfied";
    REASON "原因" "Reason";
    CONFIRMED_CATEGORY "确认类别" "Confirmed category";
    CONFIRMED_GRADE "确认等级" "Confirmed grade";
    VOID_WARNING "作废后不能恢复。" "This cannot be undone.";
    NEEDS "请填写「{0}」" "Fill in “{0}”";
    NEEDS_CHOICE "请选择「{0}」" "Choose “{0}”";
    TOO_LONG "「{0}」最多 {1} 字" "“{0}” takes at most {1} characters";
    // editing and photos
    EDIT_FACTS "修改" "Edit";
    SAVE_FACTS "保存修改" "Save";
    SAVED_FACTS "已修改" "Changed";
    NOTHING_CHANGED "没有改动" "Nothing was changed";
    ADD_PHOTO "添加照片" "Add a photo";
    PHOTO_ADDED "已添加 1 张照片" "1 photo added";
    PHOTO_KIND "照片内容" "What it shows";
    NO_PHOTOS "没有照片" "No photos";
    NO_PHOTOS_WHY "没有照片：{0}" "No photos: {0}";
}
