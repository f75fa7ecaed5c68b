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
export const PARTS: readonly { readonly title: string; readonly parts: readonly Part[] }[] = [
  { title: "The story", parts: [whenPart, audiencePart, waitPart, unlessPart, sendPart] },
  { title: "The rules", parts: [betweenPart, atMostPart, againPart, lifePart] },
  { title: "The measure", parts: [goalPart, standingPart] },
];
