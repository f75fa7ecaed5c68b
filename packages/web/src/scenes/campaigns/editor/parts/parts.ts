import type { Part } from "../part.ts";
import { againPart } from "./againPart.tsx";
import { atMostPart } from "./atMostPart.tsx";
import { audiencePart } from "./audiencePart.tsx";
import { betweenPart } from "./betweenPart.tsx";
import { goalPart } from "./goalPart.tsx";
import { lifePart } from "./lifePart.tsx";
import { sendPart } from "./sendPart.tsx";
import { standingPart } from "./standingPart.tsx";
import { unlessPart } from "./unlessPart.tsx";
import { waitPart } from "./waitPart.tsx";
import { whenPart } from "./whenPart.tsx";

/** The campaign's sentence from beginning to end. A new clause is a new file and a line here. */
export const PARTS: readonly Part[] = [
  whenPart,
  audiencePart,
  waitPart,
  unlessPart,
  betweenPart,
  sendPart,
  atMostPart,
  goalPart,
  againPart,
  lifePart,
  standingPart,
];
