import type { StatusCheck, StatusFigures } from "./check.ts";

/** Addresses that only this machine, or only this network, can reach. */
const NEAR = /^(localhost|127\.|0\.0\.0\.0|\[::1?\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

export function publicUrlCheck({ publicUrl, mailCarrier }: StatusFigures): StatusCheck {
  const { host, protocol } = new URL(publicUrl);
  const isNear = NEAR.test(host);
  const isPlain = protocol === "http:" && !isNear;
  const level = mailCarrier !== null && isNear ? "error" : mailCarrier !== null && isPlain ? "warning" : "ok";
  return {
    key: "public_url",
    area: "installation",
    title: "Public address",
    level,
    value: publicUrl,
    limit: null,
    advice:
      level === "error"
        ? `Links in mails lead to ${publicUrl}, which recipients cannot reach: nobody can unsubscribe. Set BECKON_PUBLIC_URL to the address that the world knows.`
        : level === "warning"
          ? "Links in mails go over plain HTTP. Put a proxy with TLS in front and set BECKON_PUBLIC_URL to its https address."
          : null,
  };
}

export function mailCheck({ mailCarrier, liveRealCampaigns }: StatusFigures): StatusCheck {
  const level = mailCarrier === null && liveRealCampaigns > 0 ? "warning" : "ok";
  return {
    key: "no_mail_carrier",
    area: "installation",
    title: "Mail",
    level,
    value: mailCarrier === null ? "stays in the local outbox" : `goes out by ${mailCarrier}`,
    limit: null,
    advice:
      level === "ok"
        ? null
        : "Campaigns are live and nobody carries the mail: it stays in the local outbox and reaches no one. Choose a provider under Integrations, or set BECKON_SMTP_URL.",
  };
}

export function secretCheck({ secretMatches }: StatusFigures): StatusCheck {
  return {
    key: "other_secret",
    area: "installation",
    title: "Secret",
    level: secretMatches ? "ok" : "error",
    value: secretMatches ? "the one this database began with" : "another one",
    limit: null,
    advice: secretMatches
      ? null
      : "BECKON_SECRET is not the one that this database began with: links in mails signed with the other one do not work, and stored passwords do not open. Give every process the first one.",
  };
}
