/** Every visible word, Chinese. One file per room; both languages have the same keys (a test compares them). */

import account from "./zh/account";
import audit from "./zh/audit";
import common from "./zh/common";
import error from "./zh/error";
import frame from "./zh/frame";
import group from "./zh/group";
import home from "./zh/home";
import image from "./zh/image";
import operation from "./zh/operation";
import screen from "./zh/screen";
import system from "./zh/system";
import user from "./zh/user";
import vm from "./zh/vm";
import volume from "./zh/volume";

export default {
  account, audit, common, error, frame, group, home, image, operation, screen,
  system, user, vm, volume,
};
