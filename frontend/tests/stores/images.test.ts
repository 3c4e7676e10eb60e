import { expect, it, vi } from "vitest";

import { publish } from "@/events/bus";
import { useImages } from "@/stores/images";

import { ok, serve } from "../helpers";

const QUERY = { keywords: "Cent", page: 1, size: 20 };

it("looks again when an image is published, not for every task", async () => {
  const asked = serve(() => ok({ content: [], totalElements: 0 }));
  const images = useImages();
  await images.list.load(QUERY);
  const task = (kind: string) => publish({ kind: "changed", type: "operation", key: "o", revision: 1, time: 0, record: { kind } });
  task("vm_start");
  expect(asked).toHaveLength(1);
  task("image_publish");
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]!.path).toBe("/api/image/fuzzy_query?keywords=Cent&page_num=1&page_size=20");
});

it("saves a text and tells what the catalogue makes of it", async () => {
  const broken = { uuid: "a.yaml", name: "NA", problem: "line 3: no" };
  const asked = serve(({ method }) => (method === "POST" ? ok({ message: "success" }) : ok([{ uuid: "b.yaml" }, broken])));
  expect(await useImages().save("a.yaml", "image: {}", "key")).toEqual(broken);
  expect(asked[0]).toMatchObject({ path: "/api/image/save", body: { uuid: "a.yaml", content: "image: {}" }, headers: { "Idempotency-Key": "key" } });
});

it("tells where files go", async () => {
  serve(() => ok({ img_vol_sto: { nfs_ip: "10.0.0.1", storage_dir: "/srv/images/", total_storage: 100, used_storage: 40 }, data_vol_sto: {} }));
  const images = useImages();
  await images.loadFolder();
  expect(images.folder).toEqual({ server: "10.0.0.1", directory: "/srv/images/", total: 100, used: 40 });
});
