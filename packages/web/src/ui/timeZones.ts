/** Zone of this browser, or UTC where it keeps it to itself. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** All zones the browser knows, UTC first. */
export function timeZones(): string[] {
  return [...new Set(["UTC", browserTimeZone(), ...Intl.supportedValuesOf("timeZone")])];
}
