import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vitest/config";

/** The suite that `npm run dev` talks to: `make up` in the checkout. */
const CORE = process.env.IAAS_CORE_URL ?? "http://127.0.0.1:9080";
const NOVNC = process.env.IAAS_NOVNC_URL ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus on demand: a component that a template names is imported with its style, nothing else is.
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()] }),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    manifest: true,
    // Data: addresses in style sheets would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        manualChunks: (id) => (/node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify)\//.test(id) ? "vue" : undefined),
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: CORE, rewrite: (path) => path.replace(/^\/api/, "") },
      "/websockify": { target: NOVNC, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.ts"],
    server: { deps: { inline: ["element-plus"] } },
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
  },
});
