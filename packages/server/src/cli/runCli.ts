import { CliError } from "./apiClient.ts";
import { type BackupCommand, type RestoreCommand, readCommand } from "./command.ts";
import { HELP } from "./help.ts";
import { plan, push } from "./planAndPush.ts";
import { type Output, Printer } from "./printer.ts";
import { pull } from "./pull.ts";
import { runScenarios } from "./runScenarios.ts";

/** All that the command line touches. */
export interface CliWorld {
  readonly out: Output;
  readonly err: Output;
  readonly env: { readonly [name: string]: string | undefined };
  readonly coloured: boolean;
  readonly version: string;
  /** What works on the database itself and not by the API. */
  readonly operations: Operations;
}

/** Told by the sentences that they say and by their errors. */
export interface Operations {
  backUp(command: BackupCommand, say: (sentence: string) => void): Promise<void>;
  restore(command: RestoreCommand, say: (sentence: string) => void): Promise<void>;
}

/** Runs one command. @returns the exit code: 0 done, 1 error, 2 differences (`plan --exit-code`) */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  const command = readCommand(argv, world.env);
  const printer = new Printer(world.out, world.coloured);
  const complaints = new Printer(world.err, world.coloured);
  try {
    switch (command.name) {
      case "version":
        printer.line(world.version);
        return 0;
      case "help": {
        if (command.problem === null) printer.line(HELP.trimEnd());
        else complaints.line(`${command.problem}\n\n${HELP.trimEnd()}`);
        return command.problem === null ? 0 : 1;
      }
      case "pull":
        return await pull(command, printer);
      case "plan":
        return await plan(command, printer);
      case "push":
        return await push(command, printer);
      case "test":
        return await runScenarios(command, printer);
      case "backup":
        await world.operations.backUp(command, (sentence) => printer.line(sentence));
        return 0;
      case "restore":
        await world.operations.restore(command, (sentence) => printer.line(sentence));
        return 0;
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    complaints.line(`${complaints.paint("red", "error")} ${error.message}`);
    return 1;
  }
}
