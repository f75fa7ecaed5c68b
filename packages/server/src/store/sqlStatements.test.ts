import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitStatements } from "./sqlStatements.ts";

describe("splitStatements", () => {
  test("splits at semicolons and drops what says nothing", () => {
    expect(splitStatements("create table a (x int);\n\n;insert into a values (1) ; -- done\n/* end */")).toEqual([
      "create table a (x int)",
      "insert into a values (1)",
    ]);
  });

  test.each([
    ["a line comment", "select 1 -- not; here\n + 1"],
    ["a nested block comment", "select /* a; /* b; */ c; */ 1"],
    ["a quoted string", "select 'a;''b;'"],
    ["an escape string", "select e'a\\';b'"],
    ["a quoted name", 'select 1 as "a;b"'],
    ["dollar quotes", "select $$a;b$$"],
    ["tagged dollar quotes", "do $body$ begin; perform $$x;$$; end $body$"],
    ["a name with a dollar", "select a$1 from b"],
  ])("does not split inside %s", (_, sql) => {
    expect(splitStatements(`${sql};select 2`)).toEqual([sql, "select 2"]);
  });

  test("a backslash before the closing quote is plain in an ordinary string", () => {
    expect(splitStatements("select 'a\\';select 2")).toEqual(["select 'a\\'", "select 2"]);
  });

  test("never loses a character of what it keeps, whatever the text", () => {
    const pieces = fc.array(fc.constantFrom("'", '"', "$$", "$a$", "--", "/*", "*/", "\n", ";", "x", " ", "e'", "\\"));
    fc.assert(
      fc.property(pieces, (words) => {
        const sql = words.join("");
        let from = 0;
        for (const statement of splitStatements(sql)) {
          const at = sql.indexOf(statement, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + statement.length;
        }
      }),
    );
  });
});
