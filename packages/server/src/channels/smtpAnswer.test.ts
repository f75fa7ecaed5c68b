import { describe, expect, test } from "vitest";
import { classifyFailure } from "./smtpAnswer.ts";

const answer = (response: string, command = "RCPT TO") =>
  classifyFailure({ message: response, response, responseCode: Number(response.slice(0, 3)), command, code: "EENVELOPE" }, false);

describe("what a server's answer means", () => {
  test("a dead address is given up and suppressed", () => {
    for (const response of [
      "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown",
      "550 No such user here",
      "553 5.1.3 bad address",
      "550 5.2.1 account disabled",
      "550 Requested action not taken: mailbox unavailable",
    ]) {
      expect(answer(response), response).toMatchObject({ result: "permanent", suppress: true });
    }
  });

  test("a refused mail is given up, and the address kept", () => {
    for (const response of ["554 5.7.1 Message rejected as spam", "550 5.7.1 Blocked by policy", "552 5.3.4 Message size exceeds limit"])
      expect(answer(response, "DATA"), response).toMatchObject({ result: "permanent", suppress: false });
  });

  test("a passing trouble is tried again, when the server says so", () => {
    expect(answer("451 4.7.1 Greylisted, try again in 300 seconds")).toMatchObject({ result: "retry", afterMs: 300_000 });
    expect(answer("450 4.2.0 please retry after 5 minutes")).toMatchObject({ result: "retry", afterMs: 300_000 });
    expect(answer("421 4.3.2 too many connections")).toMatchObject({ result: "retry", afterMs: null });
    expect(answer("552 5.2.2 mailbox full")).toMatchObject({ result: "retry" });
  });

  test("wrong settings of ours stop the channel", () => {
    expect(
      classifyFailure({ message: "Invalid login: 535 5.7.8 no", response: "535 5.7.8 no", responseCode: 535, code: "EAUTH", command: "AUTH PLAIN" }, false),
    ).toMatchObject({ result: "configuration", detail: expect.stringContaining("login") });
    expect(answer("530 5.7.0 Must issue a STARTTLS command first", "MAIL FROM")).toMatchObject({ result: "configuration" });
    expect(answer("554 5.7.1 <x@y.example>: Relay access denied")).toMatchObject({ result: "configuration" });
    expect(answer("554 Message rejected: Email address is not verified.", "DATA")).toMatchObject({ result: "configuration" });
    expect(answer("553 5.7.1 sender address not owned by user", "MAIL FROM")).toMatchObject({ result: "configuration" });
  });

  test("no answer after the whole mail left is doubt; before, it is nothing lost", () => {
    const broken = { message: "Connection closed unexpectedly", code: "ECONNECTION", command: "CONN" };
    expect(classifyFailure(broken, true)).toMatchObject({ result: "unknown" });
    expect(classifyFailure(broken, false)).toMatchObject({ result: "retry" });
    expect(classifyFailure({ message: "connect ECONNREFUSED 127.0.0.1:1", code: "ESOCKET", originalCode: "ECONNREFUSED" }, false)).toMatchObject({
      result: "configuration",
      detail: expect.stringContaining("cannot be reached"),
    });
  });

  test("a password in an address is not repeated", () => {
    expect(classifyFailure({ message: "cannot connect to smtp://user:secret@host", code: "EDNS" }, false)).not.toMatchObject({
      detail: expect.stringContaining("secret"),
    });
  });
});
