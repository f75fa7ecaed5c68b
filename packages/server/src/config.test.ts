import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig, WrongSettings } from "./config.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "beckon-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function wrongWith(environment: Record<string, string>): string {
  try {
    readConfig(environment, folder);
  } catch (error) {
    expect(error).toBeInstanceOf(WrongSettings);
    return (error as Error).message;
  }
  return "";
}

describe("readConfig", () => {
  test("needs nothing", () => {
    const { config, warnings } = readConfig({}, folder);
    expect(config).toMatchObject({ port: 3000, host: "127.0.0.1", databaseUrl: null, smtpUrl: null, logLevel: "info", dataDir: path.join(folder, ".beckon") });
    expect([...config.roles]).toEqual(["api", "worker", "sender", "scheduler"]);
    expect(warnings).toEqual([]);
  });

  test("says everything that is wrong at once", () => {
    const message = wrongWith({
      BECKON_PORT: "80000",
      BECKON_SECRET: "short",
      BECKON_ROLES: "worker,sendr",
      BECKON_DATABASE_URL: "mysql://root:pw@x/y",
      BECKON_ADMIN_PASSWORD: "long enough",
    });
    expect(message.split("\n")).toEqual([
      "5 settings are wrong:",
      '  BECKON_PORT must be a port number from 0 to 65535, not "80000".',
      "  BECKON_DATABASE_URL must be an address such as postgres://user:password@host:5432/database.",
      "  BECKON_SECRET must have at least 32 characters, not 5.",
      '  BECKON_ROLES must be some of api,worker,sender,scheduler; "sendr" is none.',
      "  BECKON_ADMIN_PASSWORD needs BECKON_ADMIN_EMAIL, too.",
    ]);
  });

  test.each([
    ["BECKON_PUBLIC_URL", "beckon.example.com"],
    ["BECKON_PUBLIC_URL", "https://beckon.example.com/?a=1"],
    ["BECKON_SMTP_URL", "mail.example.com:25"],
    ["BECKON_SMTP_URL", "smtp:/mail.example.com"],
    ["BECKON_STRIPE_WEBHOOK_SECRET", "sk_live_1"],
    ["BECKON_ADMIN_EMAIL", "ann"],
    ["BECKON_MAIL_FROM", "Shop <hello>"],
    ["BECKON_API_KEY", "with space"],
    ["BECKON_DKIM_KEY", "/no/such/file"],
    ["BECKON_TRUST_PROXY", "everyone"],
    ["BECKON_LOG_LEVEL", "loud"],
    ["BECKON_PORT", "tcp://10.0.0.1:80"],
  ])("refuses %s=%s", (name, value) => {
    expect(wrongWith({ [name]: value })).toContain(`${name} must`);
  });

  test("never repeats a password in what it says", () => {
    expect(wrongWith({ BECKON_SMTP_URL: "http://me:hunter22@host", BECKON_SECRET: "hunter22" })).not.toContain("hunter22");
  });

  test("takes what the environment leaves out from the files, nearest first", () => {
    writeFileSync(path.join(folder, "beckon.env"), "BECKON_PORT=4001\nBECKON_HOST=0.0.0.0\nBECKON_DATA_DIR=data\n");
    writeFileSync(path.join(folder, ".env"), "BECKON_PORT=4002\nBECKON_LOG_LEVEL=warn\nOTHER=1\n");
    mkdirSync(path.join(folder, "data"));
    writeFileSync(path.join(folder, "data/beckon.env"), 'BECKON_LOG_LEVEL=error\nBECKON_MAIL_FROM="Shop <a@b.example>"\n');
    const { config } = readConfig({ BECKON_HOST: "::1" }, folder);
    expect(config).toMatchObject({
      host: "::1",
      port: 4001,
      logLevel: "warn",
      mailFrom: { name: "Shop", email: "a@b.example" },
      dataDir: path.join(folder, "data"),
    });
  });

  test("an empty value is none", () => {
    expect(readConfig({ BECKON_SMTP_URL: "", BECKON_PORT: " " }, folder).config).toMatchObject({ smtpUrl: null, port: 3000 });
  });

  test("points at a misspelled name, but not at what Kubernetes puts there", () => {
    const { warnings } = readConfig({ BECKON_PROT: "1", BECKON_SERVICE_HOST: "10.0.0.1", BECKON_PORT_3000_TCP: "x", BECKON_WEB_SERVICE_PORT: "1" }, folder);
    expect(warnings).toEqual(["BECKON_PROT is no setting of Beckon; did you mean BECKON_PORT?"]);
  });
});
