/** Puts the console together: stores, the API's wiring to them, language, pages. */

import "element-plus/theme-chalk/base.css";
import "element-plus/theme-chalk/el-message.css";
import "element-plus/theme-chalk/el-notification.css";
import "element-plus/theme-chalk/dark/css-vars.css";
import "@/styles/main.css";

import { createPinia } from "pinia";
import { createApp } from "vue";

import { wire } from "@/api/http";
import App from "@/App.vue";
import { currentLanguage, i18n, setLanguage } from "@/i18n";
import { router, toSignIn } from "@/router";
import { useConnection } from "@/stores/connection";
import { usePreferences } from "@/stores/preferences";
import { useSession } from "@/stores/session";

const app = createApp(App).use(createPinia()).use(i18n);
const session = useSession();
const connection = useConnection();
usePreferences();
setLanguage(currentLanguage());

wire({
  token: () => session.token,
  language: currentLanguage,
  unauthenticated: () => {
    session.end();
    void toSignIn();
  },
  reachable: connection.reachable,
  warned: connection.warned,
});

app.use(router).mount("#app");
