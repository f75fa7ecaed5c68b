import { type ChildProcess, fork } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

/** What the sink has taken. */
export interface SinkTally {
  readonly mails: number;
  readonly bytes: number;
  /** Arrival of the end of each mail by the address it went to, in ms since 1970 (the clock of the machine, with fractions). */
  readonly arrivals: { readonly [address: string]: number };
}

/** A mail server in a process of its own. */
export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  tally(): Promise<SinkTally>;
  /** Resolves when so many mails have come since the last `reset`. */
  received(mails: number): Promise<void>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

type Ask = { readonly ask: "tally" } | { readonly ask: "reset" } | { readonly ask: "received"; readonly mails: number };

/** Starts the sink as another run of this very program. */
export async function startSink(): Promise<SmtpSink> {
  const child: ChildProcess = fork(process.argv[1] as string, ["smtp-sink"], { serialization: "advanced" });
  const { port } = await answer<{ port: number }>(child);
  const ask = async <Answer>(question: Ask): Promise<Answer> => {
    child.send(question);
    return answer<Answer>(child);
  };
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    tally: () => ask<SinkTally>({ ask: "tally" }),
    received: async (mails) => void (await ask({ ask: "received", mails })),
    reset: async () => void (await ask({ ask: "reset" })),
    async close() {
      child.disconnect();
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}

function answer<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as Answer));
    child.once("error", reject);
  });
}

/**
 * The sink itself: a mail server reduced to what a sender must wait for, so that the figure is the sender's. (The package
 * `smtp-server` takes a third of a core at 1,000 mails/s, and waits 100 ms before its greeting.) It offers PIPELINING, as
 * real servers do.
 */
export async function run(): Promise<void> {
  let mails = 0;
  let bytes = 0;
  let arrivals: { [address: string]: number } = {};
  let awaited: { readonly mails: number } | null = null;
  const told = () => {
    if (awaited !== null && mails >= awaited.mails) {
      awaited = null;
      process.send?.({});
    }
  };
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    serve(socket, (size, address) => {
      mails += 1;
      bytes += size;
      arrivals[address] = performance.timeOrigin + performance.now();
      told();
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as { port: number }).port }));
  process.on("message", (question: Ask) => {
    if (question.ask === "tally") process.send?.({ mails, bytes, arrivals });
    if (question.ask === "reset") {
      mails = 0;
      bytes = 0;
      arrivals = {};
      process.send?.({});
    }
    if (question.ask === "received") {
      awaited = question;
      told();
    }
  });
  await new Promise<void>((resolve) => process.on("disconnect", resolve));
  process.exit(0);
}

const END = Buffer.from("\r\n.\r\n");

/** One connection: commands are answered, and of a mail only its end is looked for. */
function serve(socket: Socket, took: (bytes: number, address: string) => void): void {
  let command = "";
  let address = "";
  let inMail = false;
  let size = 0;
  let tail = Buffer.alloc(0);
  socket.write("220 sink ESMTP\r\n");
  socket.on("data", (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (inMail) {
        const joined = tail.length > 0 ? Buffer.concat([tail, rest]) : rest;
        const end = joined.indexOf(END);
        if (end < 0) {
          size += rest.length;
          tail = Buffer.from(joined.subarray(Math.max(0, joined.length - END.length + 1)));
          return;
        }
        size += rest.length - (joined.length - end - END.length);
        rest = joined.subarray(end + END.length);
        tail = Buffer.alloc(0);
        inMail = false;
        took(size, address);
        socket.write("250 2.0.0 Ok: queued as SINK\r\n");
        continue;
      }
      const newline = rest.indexOf(10);
      command += rest.toString("latin1", 0, newline < 0 ? rest.length : newline + 1);
      rest = newline < 0 ? rest.subarray(rest.length) : rest.subarray(newline + 1);
      if (newline < 0) return;
      const line = command.trim();
      command = "";
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") socket.write("250-sink\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250 8BITMIME\r\n");
      else if (verb === "RCPT") {
        address = /<([^>]*)>/.exec(line)?.[1] ?? "";
        socket.write("250 2.1.5 Ok\r\n");
      } else if (verb === "DATA") {
        inMail = true;
        size = 0;
        socket.write("354 go\r\n");
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 2.0.0 Ok\r\n");
    }
  });
}
