// `npm run demo`: the same as `npm start`, with the sample shop, and apart from what is real: in a data folder and with a user of its own.
const DEMO = {
  BECKON_DATA_DIR: ".beckon-demo",
  BECKON_ADMIN_EMAIL: "demo@sample-shop.example",
  BECKON_ADMIN_PASSWORD: "northlight-coffee",
};

for (const [name, value] of Object.entries(DEMO)) process.env[name] ||= value;
process.argv.push("--sample-shop");
await import("./start.mjs");
