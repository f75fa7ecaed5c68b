import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the API of a running Beckon is, for `vite dev`; in production the server serves this app itself. */
const api = process.env.BECKON_URL ?? "http://127.0.0.1:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    // Inlined assets would be data: URLs, which the server's Content-Security-Policy need not allow.
    assetsInlineLimit: 0,
    // These know light-dark(). For older ones it would be rewritten into a form that needs a colour-scheme rule which Mantine does not have.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // CodeMirror, which is fetched when an editor is first opened.
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(["/api", "/v1", "/webhooks", "/docs", "/openapi.json"].map((path) => [path, { target: api }])),
  },
});
