/** All pages. `title` is a key of `i18n`; `role` is the least that may open it; each is loaded when it is first shown. */

import type { RouteRecordRaw } from "vue-router";

import type { Role } from "@/api/types";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    /** Names in the breadcrumb above this page: keys, or routes to go back to. */
    above?: readonly { title: string; route?: string }[];
    role?: Role;
    /** Shown without signing in. */
    open?: boolean;
  }
}

const PEOPLE = { title: "frame.menu.people" };
const SYSTEM = { title: "frame.menu.system" };
const APPLICATIONS = { title: "frame.menu.applications" };
const IMAGES = { title: "frame.menu.images", route: "images" };
const VMS = { title: "frame.menu.vms", route: "vms" };

/** Inside the frame. */
const inside: RouteRecordRaw[] = [
  { path: "", redirect: { name: "home" } },
  {
    path: "home",
    name: "home",
    component: () => import("@/views/home/HomePage.vue"),
    meta: { title: "frame.menu.home" },
  },
  {
    path: "system",
    name: "system",
    component: () => import("@/views/system/SystemPage.vue"),
    meta: { title: "frame.menu.services", above: [SYSTEM], role: "SUPER_ADMIN" },
  },
  {
    path: "vms",
    name: "vms",
    component: () => import("@/views/vm/VmList.vue"),
    meta: { title: "frame.menu.vms", above: [APPLICATIONS] },
  },
  {
    path: "vms/new",
    name: "vm-create",
    component: () => import("@/views/vm/VmCreate.vue"),
    meta: { title: "frame.page.vmCreate", above: [APPLICATIONS, VMS] },
  },
  {
    path: "vms/:uuid",
    name: "vm",
    component: () => import("@/views/vm/VmDetail.vue"),
    props: true,
    meta: { title: "frame.page.vmDetail", above: [APPLICATIONS, VMS] },
  },
  {
    path: "volumes",
    name: "volumes",
    component: () => import("@/views/volume/VolumeList.vue"),
    meta: { title: "frame.menu.volumes", above: [APPLICATIONS] },
  },
  {
    path: "images",
    name: "images",
    component: () => import("@/views/image/ImageList.vue"),
    meta: { title: "frame.menu.images" },
  },
  {
    path: "images/new",
    name: "image-create",
    component: () => import("@/views/image/ImageCreate.vue"),
    meta: { title: "frame.page.imageCreate", above: [IMAGES], role: "SUPER_ADMIN" },
  },
  {
    // Not the bare name: an address that ends like a file's is looked for as one.
    path: "images/:uuid/edit",
    name: "image-edit",
    component: () => import("@/views/image/ImageEdit.vue"),
    props: true,
    meta: { title: "frame.page.imageEdit", above: [IMAGES] },
  },
  {
    path: "audit",
    name: "audit",
    component: () => import("@/views/audit/AuditList.vue"),
    meta: { title: "frame.menu.audit", above: [SYSTEM], role: "SUPER_ADMIN" },
  },
  {
    path: "users",
    name: "users",
    component: () => import("@/views/user/UserList.vue"),
    meta: { title: "frame.menu.users", above: [PEOPLE], role: "GROUP_LEADER" },
  },
  {
    path: "groups",
    name: "groups",
    component: () => import("@/views/group/GroupList.vue"),
    meta: { title: "frame.menu.groups", above: [PEOPLE] },
  },
  {
    path: "groups/:id(\\d+)",
    name: "group",
    component: () => import("@/views/group/GroupDetail.vue"),
    props: true,
    meta: { title: "frame.page.groupDetail", above: [PEOPLE, { title: "frame.menu.groups", route: "groups" }] },
  },
  {
    path: "tasks",
    name: "tasks",
    component: () => import("@/views/task/TaskList.vue"),
    meta: { title: "frame.menu.tasks" },
  },
  {
    path: "account",
    name: "account",
    component: () => import("@/views/account/Account.vue"),
    meta: { title: "account.mine" },
  },
  {
    path: "account/keys",
    name: "keys",
    component: () => import("@/views/account/ApiKeys.vue"),
    meta: { title: "frame.page.keys", above: [{ title: "account.mine", route: "account" }] },
  },
  {
    path: ":rest(.*)*",
    name: "not-found",
    component: () => import("@/views/NotFound.vue"),
    meta: { title: "frame.page.notFound" },
  },
];

export const routes: RouteRecordRaw[] = [
  {
    path: "/sign-in",
    name: "sign-in",
    component: () => import("@/views/account/SignIn.vue"),
    meta: { title: "frame.page.signIn", open: true },
  },
  {
    path: "/away",
    name: "away",
    component: () => import("@/views/Away.vue"),
    meta: { title: "frame.page.away", open: true },
  },
  {
    path: "/screens/:uuid",
    name: "screen",
    component: () => import("@/views/vm/VmScreenPage.vue"),
    props: true,
    meta: { title: "frame.page.vmScreen" },
  },
  { path: "/", component: () => import("@/layouts/ConsoleFrame.vue"), children: inside, meta: { title: "common.product" } },
];
