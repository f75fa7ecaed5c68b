import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { API_KEY, type ApiTestServer, answerOf, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;

beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.db.query("delete from suppressions");
});

async function bring(payload: string | Buffer, type = "text/csv") {
  const headers = { authorization: `Bearer ${API_KEY}`, "content-type": type };
  return answerOf(await server.app.inject({ method: "POST", url: "/api/suppressions/import", headers, payload }));
}

const listed = async () => (await server.call("GET", "/api/suppressions?limit=100")).body.items;

describe("a file of suppressed addresses", () => {
  test("is taken row by row, and what cannot be read is told with its row", async () => {
    const { status, body } = await bring(
      "Email,Reason,Channel,Note\nAnn@shop.example,spam complaint,,asked by phone\nbob@shop.example,,email,\nnobody,,,\neve@shop.example,bored,,\ndan@shop.example,,sms,\n\nann@shop.example,,,\n",
    );
    expect([status, { ...body, faults: body.faults.map(({ row }: { row: number }) => row) }]).toEqual([
      200,
      { added: 2, known: 1, faulty: 3, faults: [4, 5, 6] },
    ]);
    expect(body.faults[1].problem).toBe("“bored” is no reason; write hard_bounce, complaint or manual, or leave it empty.");
    expect(await listed()).toMatchObject([
      { address: "bob@shop.example", reason: "manual", detail: expect.stringMatching(/^From a file, by /) },
      { address: "ann@shop.example", reason: "complaint", detail: "asked by phone" },
    ]);
  });

  test("needs no header where it is a plain list, and leaves reasons that are known as they are", async () => {
    await server.call("POST", "/api/suppressions", { channel: "email", address: "ann@shop.example", reason: "complaint" });
    expect((await bring("ann@shop.example\nbob@shop.example\n")).body).toMatchObject({ added: 1, known: 1, faulty: 0 });
    expect((await listed()).find(({ address }: { address: string }) => address === "ann@shop.example").reason).toBe("complaint");
  });

  test("stops the messages of people whose addresses it names", async () => {
    await server.call("POST", "/api/profiles", { email: "ann@shop.example" });
    await server.work();
    await bring("email\nann@shop.example\n");
    await server.work();
    const { rows } = await server.database.db.query("select name from events where name = 'Address Suppressed'");
    expect(rows).toHaveLength(1);
  });

  test.each([
    ["name,city\nAnn,Berlin\n", "text/csv", 422, "import_file_unusable"],
    [Buffer.from("504b0304", "hex"), "text/csv", 422, "import_file_unusable"],
    ["", "text/csv", 422, "import_file_unusable"],
    [Buffer.alloc(20_000_001, "a"), "text/csv", 413, "import_file_too_large"],
    ["{}", "application/json", 415, "unsupported_media_type"],
  ])("is refused whole where it is no such file (%#)", async (file, type, status, code) => {
    const answer = await bring(file, type);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  test("goes out as it is listed, and comes in again", async () => {
    await bring("email,reason,detail\nann@shop.example,complaint,=1+1\nbob@shop.example,manual,x\n+eve@shop.example,manual,x\n");
    const file = await server.app.inject({ method: "GET", url: "/api/suppressions.csv?reason=complaint", headers: { authorization: `Bearer ${API_KEY}` } });
    expect(file.headers["content-disposition"]).toContain("suppressed-addresses.csv");
    expect(file.body).toMatch(/^\ufeffaddress,channel,reason,detail,at\r\nann@shop\.example,email,complaint,'=1\+1,\S+Z\r\n$/);
    const all = await server.app.inject({ method: "GET", url: "/api/suppressions.csv", headers: { authorization: `Bearer ${API_KEY}` } });
    await server.database.db.query("delete from suppressions");
    expect((await bring(all.body)).body).toMatchObject({ added: 3, faulty: 0 });
    expect((await listed()).map(({ address }: { address: string }) => address)).toContain("+eve@shop.example");
  });
});
