import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the API of a running Beckon is, for `vite dev`; in production the server serves this app itself. */
const api = process.env.BECKON_URL ?? "http://127.0.0.1:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Inlined assets would be data: URLs, which the server's Content-Security-Policy need not allow.
  build: { outDir: "../../dist/web", emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(["/api", "/v1", "/webhooks", "/docs", "/openapi.json", "/t", "/u"].map((path) => [path, { target: api }])),
  },
});
