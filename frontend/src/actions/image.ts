/** What can be done with an image, by whom and when, as iaas-core decides it. */

import { Delete, Edit, Lock, Unlock, View } from "@element-plus/icons-vue";

import * as api from "@/api/image";
import type { Image } from "@/api/types";
import { useSession } from "@/stores/session";

import type { Action, Say, Text } from "./action";

export type ImageActionId = "edit" | "view" | "share" | "unshare" | "delete";

/** Nobody published it: it was put into the folder, and is everybody's. */
export const isPublished = (image: Image) => image.isPublic !== undefined;
/** What a broken file describes has no name; the file has. */
export const nameOf = (image: Image) => (image.problem && image.name === "NA" ? image.uuid : image.name || image.uuid);

/** Why it cannot be used, in the user's language where there are words for it; the server's sentence says more. */
export function problemOf(image: Image, say: Say, knows: (key: string) => boolean): string {
  const key = `image.problem.${image.problemCode ?? ""}`;
  return image.problemCode && knows(key) ? say(key, { file: image.directory?.replace(/^images\//, "") ?? image.uuid }) : (image.problem ?? "");
}

/** The publisher, the group's leader and administrators; of what nobody published, administrators alone. */
function isMine(image: Image): boolean {
  const session = useSession();
  if (session.isAdministrator) return true;
  if (!isPublished(image)) return false;
  return session.is("GROUP_LEADER") ? image.groupId === session.user?.groupId : image.userId === session.user?.id;
}

const forbidden = (image: Image): Text => ({ key: isPublished(image) ? "image.blocked.notMine" : "image.blocked.administrators" });

function changeBlocked(image: Image): Text | null {
  if (!isMine(image)) return forbidden(image);
  return image.status === "CREATING" ? { key: "image.blocked.creating" } : null;
}

function shareBlocked(wanted: boolean): Action<Image>["blocked"] {
  return (image) => {
    if (!isPublished(image)) return { key: "image.blocked.everybodys" };
    if (!isMine(image)) return forbidden(image);
    return image.isPublic === wanted ? { key: wanted ? "image.blocked.shared" : "image.blocked.notShared" } : null;
  };
}

/** Deleting takes the files, too; VMs made from it go on. */
function askDelete(images: readonly Image[], say: Say) {
  const many = images.length > 1;
  const files = images.flatMap((image) => [image.directory, ...(image.childImages ?? []).map((child) => child.directory)]);
  return {
    title: `${say("image.action.delete")}: ${images[0] && !many ? nameOf(images[0]) : `${images.length} ×`}`,
    text: say("image.confirm.delete"),
    lost: [
      ...images.map((image) => say("image.confirm.lostText", { name: nameOf(image), file: image.uuid })),
      ...[...new Set(files)].flatMap((file) => (file ? [say("image.confirm.lostFile", { file })] : [])),
    ],
    kept: [say("image.confirm.kept")],
    choices: [{ key: "force", label: say("image.confirm.force") }],
    typed: many || !images[0] ? say("image.confirm.typeDelete") : nameOf(images[0]),
    ok: say("image.action.delete"),
    danger: true,
  };
}

const IMAGE_ACTIONS: readonly (Action<Image> & { id: ImageActionId })[] = [
  { id: "edit", icon: Edit, blocked: (image) => (useSession().isAdministrator ? changeBlocked(image) : { key: "image.blocked.administrators" }) },
  { id: "view", icon: View, blocked: () => null },
  { id: "share", icon: Unlock, blocked: shareBlocked(true), run: (image) => api.share(image.uuid, true) },
  {
    id: "unshare", icon: Lock, blocked: shareBlocked(false), run: (image) => api.share(image.uuid, false),
  },
  {
    id: "delete", icon: Delete, danger: true, bulk: true, blocked: changeBlocked, confirm: askDelete,
    run: (image, choices) => api.remove(image.uuid, choices.has("force")),
  },
];

export const imageActions = IMAGE_ACTIONS;
export const imageAction = (id: ImageActionId): Action<Image> => IMAGE_ACTIONS.find((action) => action.id === id) as Action<Image>;
