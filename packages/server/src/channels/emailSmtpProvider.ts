import { createPrivateKey } from "node:crypto";
import type { ProviderKind, ProviderValues } from "@beckon/core";
import { EmailSmtp, type SmtpSettings } from "./emailSmtp.ts";

/** Any mail server that takes our login. */
export const smtp: ProviderKind = {
  key: "smtp",
  name: "SMTP server",
  role: "mail",
  does: "Your own mail server, or the SMTP address of any provider.",
  fields: [
    { key: "host", label: "Server", kind: "host", required: true, placeholder: "smtp.shop.example" },
    { key: "port", label: "Port", kind: "number", required: false, placeholder: "587", help: "Empty: 587, or 465 where TLS begins at once." },
    {
      key: "security",
      label: "Encryption",
      kind: "choice",
      required: true,
      options: [
        { value: "starttls", label: "STARTTLS (usual on port 587)" },
        { value: "tls", label: "TLS from the start (port 465)" },
        { value: "none", label: "None (only within your own network)" },
      ],
    },
    { key: "user", label: "User", kind: "text", required: false },
    { key: "password", label: "Password", kind: "secret", required: false },
    {
      key: "returnPathDomain",
      label: "Return path",
      kind: "domain",
      required: false,
      placeholder: "bounces.shop.example",
      help: "A domain whose mail your server pipes to Beckon: then each bounce is found by its address alone. See Bounce mail.",
    },
    {
      key: "dkimDomain",
      label: "DKIM domain",
      kind: "domain",
      required: false,
      placeholder: "shop.example",
      help: "Only where Beckon shall sign the mails itself.",
    },
    { key: "dkimSelector", label: "DKIM selector", kind: "text", required: false, placeholder: "beckon" },
    { key: "dkimKey", label: "DKIM private key", kind: "long_secret", required: false, placeholder: "-----BEGIN PRIVATE KEY-----" },
  ],
  contradiction: ({ dkimDomain, dkimSelector, dkimKey }) => {
    const given = [dkimDomain, dkimSelector, dkimKey].filter(Boolean).length;
    if (given > 0 && given < 3) return "DKIM needs a domain, a selector and a private key, all three.";
    return dkimKey && !isPrivateKey(dkimKey) ? "The DKIM private key must be a private key in PEM form." : null;
  },
  open: (values, { now, returnPath }) => {
    const domain = values["returnPathDomain"];
    return new EmailSmtp({ ...settingsOf(values), ...(domain ? { returnPath: (sendId: string) => returnPath(sendId, domain) } : {}) }, { now });
  },
  dns: { shownAt: "the documentation of your mail server" },
};

function settingsOf(values: ProviderValues): SmtpSettings {
  const { host = "", user = "", password = "", security = "starttls", dkimDomain, dkimSelector, dkimKey } = values;
  const port = values["port"] ?? (security === "tls" ? "465" : "587");
  const login = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : "";
  const url = `${security === "tls" ? "smtps" : "smtp"}://${login}${host}:${port}${SECURITY[security] ?? ""}`;
  return { url, ...(dkimDomain && dkimSelector && dkimKey ? { dkim: { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimKey } } : {}) };
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** Words of nodemailer: STARTTLS must succeed, or must not be tried. */
const SECURITY: { readonly [security: string]: string } = { starttls: "?requireTLS=true", none: "?ignoreTLS=true" };
