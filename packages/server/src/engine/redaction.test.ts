import { expect, test } from "vitest";
import { HIDDEN, withoutSecrets } from "./redaction.ts";

test.each(["password", "newPassword", "clientSecret", "accessToken", "apiKey", "api_key", "dkimKey", "recoveryCodes", "authorization", "routing_key"])(
  "hides what is called %s, wherever it stands",
  (name) => {
    expect(withoutSecrets({ deep: [{ [name]: { inner: "s3cret" } }] })).toEqual({ deep: [{ [name]: HIDDEN }] });
    expect(withoutSecrets("s3cret", `channel.${name}`)).toBe(HIDDEN);
  },
);

test.each(["key", "campaignKey", "name", "passing", "frequencyCaps", "author"])("shows what is called %s", (name) => {
  expect(withoutSecrets({ [name]: "cart-reminder" })).toEqual({ [name]: "cart-reminder" });
});

test.each([
  ["bkn_api_0123456789abcdef", HIDDEN],
  ["whsec_0123456789abcdef", HIDDEN],
  ["smtp://ann:s3cret@mail.example:587", `smtp://ann:${HIDDEN}@mail.example:587`],
  ["-----BEGIN PRIVATE KEY-----\nMIIE", HIDDEN],
])("hides %s in any text", (text, kept) => {
  expect(withoutSecrets({ note: `see ${text}` })).toEqual({ note: `see ${kept}` });
});
