/** v1's menu tree. An entry is shown once its route is there and the user may open it. */

import { Box, Coin, HomeFilled, List, Monitor, Picture, Setting, User } from "@element-plus/icons-vue";
import type { Component } from "vue";

export interface Entry {
  title: string;
  /** Name of its route. */
  route?: string;
  icon?: Component;
  children?: readonly Entry[];
}

export const MENU: readonly Entry[] = [
  { title: "frame.menu.home", route: "home", icon: HomeFilled },
  {
    title: "frame.menu.system",
    icon: Setting,
    children: [
      { title: "frame.menu.services", route: "system" },
      { title: "frame.menu.audit", route: "audit" },
    ],
  },
  {
    title: "frame.menu.applications",
    icon: Box,
    children: [
      { title: "frame.menu.vms", route: "vms", icon: Monitor },
      { title: "frame.menu.volumes", route: "volumes", icon: Coin },
    ],
  },
  { title: "frame.menu.images", route: "images", icon: Picture },
  {
    title: "frame.menu.people",
    icon: User,
    children: [
      { title: "frame.menu.users", route: "users" },
      { title: "frame.menu.groups", route: "groups" },
    ],
  },
  { title: "frame.menu.tasks", route: "tasks", icon: List },
];
