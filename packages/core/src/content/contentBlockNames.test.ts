import { expect, test } from "vitest";
import { blocksNamedIn, blocksNamedInDocument } from "./contentBlockNames.ts";

test("a block is found however it is written, and whatever its capitals", () => {
  const source = `{{content_blocks.\${Footer}}} {{ content_blocks.\${ top-bar } }} {{ content_blocks.legal }} {{content_blocks["Small Print"]}} {{content_blocks.\${x} | id: 'cb1'}}`;
  expect([...blocksNamedIn(source)]).toEqual(["footer", "top-bar", "legal", "small print", "x"]);
});

test("what is plain text names no block", () => {
  expect([...blocksNamedIn("content_blocks.footer {{ profile.content_blocks }} {{ my_content_blocks.x }}")]).toEqual([]);
});

test("every text of a document is looked at", () => {
  const document = { subject: `{{content_blocks.\${a}}}`, translations: { de: { body: { source: "{{ content_blocks.b }}" } } }, n: 1, none: null };
  expect([...blocksNamedInDocument(document)]).toEqual(["a", "b"]);
});
