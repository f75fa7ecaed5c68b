import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LinkSigner } from "./linkSigner.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const links = new LinkSigner(SECRET, "https://mail.example");
const PROFILE = "0190a000-0000-7000-8000-0000000000fe";
const SEND = "0190a000-0000-7000-8000-000000000001";
const copy = links.linksOf(PROFILE, SEND);
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

describe("a link", () => {
  test("is read back for its purpose, and worth nothing for another", () => {
    const token = tokenOf(copy.unsubscribe());
    expect(token).toHaveLength(39);
    expect(links.read("unsubscribe", token)).toEqual({ bucket: 0xfe, sendId: SEND });
    for (const purpose of ["open", "click", "preferences", "view"] as const) expect(links.read(purpose, token)).toBeNull();
  });

  test("leads a click to any web address and back, unreadably", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const token = tokenOf(copy.click(url));
        expect(links.readClick(token)).toEqual({ copy: { bucket: 0xfe, sendId: SEND }, url });
      }),
    );
    expect(Buffer.from(tokenOf(copy.click("https://shop.example/?mail=ann@shop.example")).split(".")[1]!, "base64url").toString("latin1")).not.toContain(
      "ann@",
    );
  });

  test("that anybody changed is none of ours", () => {
    const token = tokenOf(copy.click("https://shop.example/cart"));
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(..."ABCxyz019-_".split("")), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        const same = Buffer.from(changed, "base64url").equals(Buffer.from(token, "base64url")) || changed === token;
        // The last character of a base64 text carries bits that mean nothing.
        if (same || links.readClick(changed)?.url === "https://shop.example/cart") return;
        expect(links.readClick(changed)).toBeNull();
      }),
    );
    for (const nonsense of ["", ".", "a.b", "%", "x".repeat(3000), `${token}.`, token.split(".")[0]!, `.${token.split(".")[1]}`])
      expect(links.readClick(nonsense), nonsense.slice(0, 20)).toBeNull();
  });

  test("of another installation is none of ours", () => {
    expect(new LinkSigner(`${SECRET}x`, "https://mail.example").readClick(tokenOf(copy.click("https://a.example")))).toBeNull();
  });
});

test("what is no web address is not counted, and scripts lead nowhere", () => {
  expect(copy.click("mailto:a@b.example")).toBe("mailto:a@b.example");
  expect(copy.click("/relative")).toBe("/relative");
  for (const url of ["javascript:alert(1)", " JaVaScript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x"])
    expect(copy.click(url)).toBe("#");
});

test("our own pages and overlong addresses are left as they are", () => {
  expect(copy.click(copy.unsubscribe())).toBe(copy.unsubscribe());
  const long = `https://a.example/${"x".repeat(2000)}`;
  expect(copy.click(long)).toBe(long);
});
