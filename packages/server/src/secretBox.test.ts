import { expect, test } from "vitest";
import { CannotOpen, SecretBox } from "./secretBox.ts";

const box = new SecretBox("a secret of at least thirty-two characters");

test("what was sealed opens again, and looks different each time", () => {
  const sealed = box.seal("pässword", "channel");
  expect(box.open(sealed, "channel")).toBe("pässword");
  expect(box.seal("pässword", "channel")).not.toBe(sealed);
  expect(sealed).not.toContain("pässword");
});

test("another secret, another purpose or a changed letter does not open it", () => {
  const sealed = box.seal("password", "channel");
  const changed = sealed.slice(0, -2) + (sealed.endsWith("AA") ? "BB" : "AA");
  expect(() => new SecretBox("another secret of at least thirty-two characters").open(sealed, "channel")).toThrow(CannotOpen);
  expect(() => box.open(sealed, "second factor")).toThrow(CannotOpen);
  expect(() => box.open(changed, "channel")).toThrow(CannotOpen);
  expect(() => box.open("password", "channel")).toThrow(CannotOpen);
});
