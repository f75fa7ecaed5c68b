import type { EventContext } from "../event/event.ts";
import { isObject, type Json } from "../json.ts";
import type { Device } from "./profile.ts";

/** Systems as they call themselves in a browser's name, the telling ones first: an iPad also says Mac, Android also Linux. */
const SYSTEMS: readonly (readonly [RegExp, Device])[] = [
  [/ipad/i, { type: "tablet", os: "ios" }],
  [/iphone|ipod/i, { type: "phone", os: "ios" }],
  [/android.*mobile/i, { type: "phone", os: "android" }],
  [/android/i, { type: "tablet", os: "android" }],
  [/windows/i, { type: "computer", os: "windows" }],
  [/mac os|macintosh/i, { type: "computer", os: "macos" }],
  [/cros/i, { type: "computer", os: "chromeos" }],
  [/linux|x11/i, { type: "computer", os: "linux" }],
];

/** The device that an activity was done with: what the app says of it, else what the browser calls itself. Null where neither tells. */
export function deviceOf(context: EventContext): Device | null {
  const told = appDevice(context);
  if (told !== null) return told;
  const { userAgent } = context;
  if (typeof userAgent !== "string" || userAgent === "") return null;
  return SYSTEMS.find(([name]) => name.test(userAgent))?.[1] ?? { type: "other", os: null };
}

/** Segment's mobile libraries say `device.type` and `os.name`. */
function appDevice({ device, os }: EventContext): Device | null {
  const type = text(device?.["type"]);
  const system = text(isObject(os) ? os["name"] : undefined) ?? type;
  if (system === null) return null;
  if (system === "ios" || system === "ipados")
    return { type: /ipad/i.test(text(device?.["model"]) ?? "") || system === "ipados" ? "tablet" : "phone", os: "ios" };
  if (system === "android") return { type: "phone", os: "android" };
  const known = SYSTEMS.find(([name]) => name.test(system))?.[1];
  return known ?? null;
}

function text(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value.toLowerCase() : null;
}
