/** Every visible word, English. One file per room; both languages have the same keys (a test compares them). */

import account from "./en/account";
import audit from "./en/audit";
import common from "./en/common";
import error from "./en/error";
import frame from "./en/frame";
import group from "./en/group";
import home from "./en/home";
import image from "./en/image";
import operation from "./en/operation";
import screen from "./en/screen";
import system from "./en/system";
import user from "./en/user";
import vm from "./en/vm";
import volume from "./en/volume";

export default {
  account, audit, common, error, frame, group, home, image, operation, screen,
  system, user, vm, volume,
};
