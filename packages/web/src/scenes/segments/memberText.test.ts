import { expect, test } from "vitest";
import { membersOfFile, membersOfText } from "./memberText.ts";

test("pasted names are addresses or user ids, each once", () => {
  expect(membersOfText("ann@shop.example, 4711\n\n 4711 ;bob")).toEqual([{ email: "ann@shop.example" }, { userId: "4711" }, { userId: "bob" }]);
});

test("of a file the column of user ids counts, else that of addresses", () => {
  expect(membersOfFile("Name,User ID,Email\r\nAnn,u-1,a@b.example\r\n")).toEqual([{ userId: "u-1" }]);
  expect(membersOfFile('name;e-mail\n"Lee; Ann";a@b.example')).toEqual([{ email: "a@b.example" }]);
});

test("a file of one column needs no heading, one of several does", () => {
  expect(membersOfFile("a@b.example\nu-2")).toEqual([{ email: "a@b.example" }, { userId: "u-2" }]);
  expect(membersOfFile("Ann,a@b.example\nBob,b@b.example")).toEqual([]);
});
