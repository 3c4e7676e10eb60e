/** User groups and their quotas. */
export default {
  count: "{n} group | {n} groups",
  searchHint: "Name, description",
  new: "New group",
  editTitle: "Edit {name}",
  members: "Members",
  usage: "In use of the quota",
  empty: "There are no groups yet.",
  emptyHint: "A group says what its members may have in total, and who leads them.",
  missing: "This group does not exist any more, or it is not yours.",
  noMembers: "This group has no members yet.",
  noMembersHint: "Create a user for it, or move one here by editing.",
  limits: "Quota",
  limitsHint: "The most that the members may have in total. An empty field is no limit.",
  noLimit: "no limit",
  inUse: "{n} in use",
  belowUse: "{n} in use: nothing is taken away, nothing can be added",
  quota: {
    vms: "VMs", cpus: "vCPUs", memory: "Memory", systemStorage: "System disks", dataStorage: "Data disks", publicIps: "Public addresses",
  },
  action: { edit: "Edit", delete: "Delete" },
  done: { create: "{name} is created.", edit: "Saved.", delete: "{name} is deleted." },
  blocked: {
    notAdministrator: "Only administrators change groups.",
    hasUsers: "The group has {n} users. Move or delete these first.",
  },
  confirm: { delete: "This cannot be undone. With the group goes:", lostQuota: "its quota" },
};
