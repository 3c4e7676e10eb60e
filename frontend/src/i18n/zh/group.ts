/** User groups and their quotas. */
export default {
  count: "共 {n} 个用户组",
  searchHint: "名称、描述",
  new: "新建用户组",
  editTitle: "编辑 {name}",
  members: "成员",
  usage: "配额使用情况",
  empty: "还没有用户组。",
  emptyHint: "用户组规定成员合计可用的资源，并指定组长。",
  missing: "该用户组已不存在，或者不属于您。",
  noMembers: "该用户组还没有成员。",
  noMembersHint: "请为它新建用户，或通过编辑把用户移到这里。",
  limits: "配额",
  limitsHint: "全体成员合计可用的上限，留空表示不限。",
  noLimit: "不限",
  inUse: "已用 {n}",
  belowUse: "已用 {n}：不会回收，但不能再新增",
  quota: {
    vms: "云主机", cpus: "虚拟 CPU", memory: "内存", systemStorage: "系统盘", dataStorage: "数据盘", publicIps: "公网地址",
  },
  action: { edit: "编辑", delete: "删除" },
  done: { create: "{name} 已创建。", edit: "已保存。", delete: "{name} 已删除。" },
  blocked: {
    notAdministrator: "只有管理员可以修改用户组。",
    hasUsers: "该用户组有 {n} 个用户，请先移出或删除。",
  },
  confirm: { delete: "此操作无法撤销，同时删除：", lostQuota: "它的配额" },
};
