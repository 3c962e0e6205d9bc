//! Words of 记事本.

use super::texts;

texts! { NOTES_TEXTS;
    NOTE_NEW "记一条" "New note";
    NOTE_SEARCH "搜记事" "Search notes";
    NOTE_TEXT "记事内容" "Note";
    NOTE_HINT "随手记：看到什么、谁说了什么、回头要问什么" "Jot down what you saw, who said what, what to ask later";
    NOTE_EMPTY "还没有记事" "No notes yet";
    NOTE_EMPTY_LEAD "记事只存在这台设备上；转成工单之前，别人看不到。" "Notes stay on this device; nobody sees them before they become tickets.";
    NOTE_NONE "没有找到这样的记事" "No such note";
    NOTE_PICK "选一条记事，或新记一条" "Choose a note, or write a new one";
    NOTE_BLANK "（没有文字）" "(no text)";
    NOTE_PHOTOS "{0} 张照片" "{0} photos";
    NOTE_PLACE "记下现在的位置" "Note where I stand";
    NOTE_PLACE_AT "位置已记下，精度 {0} 米" "Place noted, ±{0} m";
    NOTE_PLACE_DROP "去掉位置" "Remove the place";
    NOTE_TO_TICKET "转成工单" "Make a ticket";
    NOTE_TICKET "已转成工单" "Became a ticket";
    NOTE_TICKET_SEE "查看工单" "See the ticket";
    NOTE_DROP "删除" "Delete";
    NOTE_DROPPED "已删除 1 条记事" "1 note deleted";
    NOTE_LOADED "记事的文字、照片和位置已填好，选类别后提交" "Text, photos and place of the note are filled in; choose a category and submit";
    NOTE_GONE "这条记事已不在本机" "This note is no longer on this device";
}
