//! Words of the map and of 附近.

use super::texts;

texts! { MAP_TEXTS;
    NEARBY_HERE "当前位置" "Where I stand";
    NEARBY_POINT "图上选的点" "A point on the map";
    NEARBY_REACH "范围" "Within";
    NEARBY_COUNT "{0} 件" "{0}";
    NEARBY_NONE "这个范围里没有工单" "No tickets within this distance";
    NEARBY_NONE_LEAD "换个大一点的范围，或换个地方看看" "Try a larger distance or another place";
    NEARBY_MORE "还有 {0} 件更远或没有列出，请缩小范围" "{0} more are not listed; choose a smaller distance";
    NEARBY_NO_CLOCK "不计时" "No deadline now";
    NEARBY_LEGEND "「急」「突」是等级，数字是几件；几件合在一起时，形状和颜色按最急的一件" "A sign on a point: urgent or emergency; a number: several, with shape and colour of the most pressing";
    NEARBY_OPEN "打开工单" "Open the ticket";
    NEARBY_OPEN_ONLY "只看未结" "Open ones only";
    EAST "东" "east"; NORTH_EAST "东北" "north-east"; NORTH "北" "north"; NORTH_WEST "西北" "north-west";
    WEST "西" "west"; SOUTH_WEST "西南" "south-west"; SOUTH "南" "south"; SOUTH_EAST "东南" "south-east";
    METRES "{0} 米" "{0} m";
    METRES_UNIT "米" "m";
    KILOMETRES_UNIT "公里" "km";
    KILOMETRES "{0} 公里" "{0} km";
    MAP_LABEL "网格示意图，点一下可以移动图钉" "Sketch of the grids; tap to move the pin";
    MAP_LABEL_LOOK "网格示意图" "Sketch of the grids";
    MAP_LIVE "地图，点一下可以移动图钉；键盘：方向键移动，回车把图钉放在正中" "Map; tap to move the pin. Keyboard: arrows move, Enter puts the pin in the middle";
    MAP_LIVE_LOOK "地图" "Map";
    MAP_CLUSTER "{0} 件工单：{1}" "{0} tickets: {1}";
    MAP_APPROVAL "审图号 {0}" "Map approval {0}";
    MAP_ZOOM_IN "放大" "Zoom in";
    MAP_ZOOM_OUT "缩小" "Zoom out";
}
