import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";

const LINES = ["error", { max: 250, skipBlankLines: false, skipComments: false }];

/** Which room may not import what, and why. */
const apart = (...groups) => ({
  "no-restricted-imports": ["error", { patterns: groups.map(([group, message]) => ({ group, message })) }],
});
const API = [["@/api/*", "!@/api/types", "!@/api/errors"], "only stores, actions and events call the API"];
const STORES = [["@/stores/*", "@/views/*"], "components get props only"];
const VIEWS = [["@/views/*", "@/layouts/*"], "views stand above this"];
const NOVNC = [["@novnc/*"], "noVNC is loaded in src/screen alone, where a screen is shown"];
const ECHARTS = [["echarts", "echarts/*"], "ECharts is loaded in src/charts alone, where a chart is shown"];
const GLOBALS = ["fetch", "EventSource", "XMLHttpRequest", "WebSocket"];

export default ts.config(
  { ignores: ["dist", "node_modules", "src/api/schema.ts"] },
  ...ts.configs.strict,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      "max-lines": LINES,
      "no-undef": "off",
      "no-console": "error",
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-globals": [
        "error",
        ...GLOBALS.map((name) => ({ name, message: "the server is spoken to in src/api and src/events alone" })),
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "MemberExpression[property.name='innerHTML']", message: "text is text: no innerHTML" },
      ],
      "vue/no-v-html": "error",
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/multi-word-component-names": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": ["error", { html: { void: "always", normal: "always", component: "always" } }],
      "vue/require-default-prop": "off",
      "vue/html-indent": ["error", 2],
      "vue/no-bare-strings-in-template": ["error", { allowlist: ["·", "/", "–", "—", ":", "(", ")", "%", "+", "…", "→", "×", ","] }],
    },
  },
  { files: ["src/views/**", "src/layouts/**"], rules: apart(API, NOVNC, ECHARTS) },
  { files: ["src/components/**", "src/composables/**"], rules: apart(API, STORES, NOVNC, ECHARTS) },
  { files: ["src/stores/**", "src/actions/**"], rules: apart(VIEWS, NOVNC, ECHARTS) },
  { files: ["src/charts/**"], rules: apart(API, STORES, NOVNC) },
  { files: ["src/api/**"], rules: { ...apart(VIEWS, [["@/stores/*", "@/actions/*"], "the API knows no store"]), "no-restricted-globals": "off" } },
  { files: ["src/events/**"], rules: { "no-restricted-globals": "off" } },
  { files: ["tests/**", "scripts/**", "*.config.*"], rules: { "no-restricted-globals": "off", "no-console": "off" } },
  { files: ["tests/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
