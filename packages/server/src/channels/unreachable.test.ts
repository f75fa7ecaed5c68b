import { expect, test } from "vitest";
import { unreachableWords } from "./unreachable.ts";

test("says what to mend, and keeps the system's words for who can read them", () => {
  expect(unreachableWords("connect ECONNREFUSED 127.0.0.1:2599")).toBe(
    "nothing answers there. Are the address and the port right? (connect ECONNREFUSED 127.0.0.1:2599)",
  );
  expect(unreachableWords("queryA ESERVFAIL smtp.nowhere.example", "EDNS")).toMatch(/^nobody knows this name/);
  expect(unreachableWords("Connection timeout")).toMatch(/^no answer came/);
  expect(unreachableWords("SSL routines:ssl3_get_record:wrong version number")).toMatch(/^the port speaks another encryption/);
  expect(unreachableWords("Hostname/IP does not match certificate's altnames")).toMatch(/certificate/);
});

test("leaves words that it does not know as they are", () => {
  expect(unreachableWords("Socket was closed")).toBe("Socket was closed");
});
