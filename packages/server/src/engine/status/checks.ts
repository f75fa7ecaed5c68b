import type { StatusCheck, StatusFigures } from "./check.ts";
import { backupCheck, clockCheck, diskChecks, sizeCheck, vacuumCheck } from "./databaseChecks.ts";
import { mailCheck, publicUrlCheck, secretCheck } from "./installationChecks.ts";
import { bucketsCheck, deadLettersCheck, processesCheck, queueCheck, timersCheck } from "./processingChecks.ts";
import { channelChecks, failedCheck, readyChecks, unknownCheck } from "./sendingChecks.ts";

/** Everything that is looked at, in the order in which it is shown. A new check is a line here. */
const CHECKS: readonly ((figures: StatusFigures) => StatusCheck | readonly StatusCheck[])[] = [
  queueCheck,
  timersCheck,
  bucketsCheck,
  processesCheck,
  deadLettersCheck,
  channelChecks,
  readyChecks,
  failedCheck,
  unknownCheck,
  sizeCheck,
  diskChecks,
  vacuumCheck,
  clockCheck,
  backupCheck,
  publicUrlCheck,
  mailCheck,
  secretCheck,
];

/** Judges the figures. Pure, so that every limit is tested without a database. */
export function judgeStatus(figures: StatusFigures): StatusCheck[] {
  return CHECKS.flatMap((check) => check(figures));
}
