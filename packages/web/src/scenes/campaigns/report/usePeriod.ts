import { formatDay, localDay } from "@beckon/core";
import { useRead } from "../../../api/hooks.ts";
import { useNow } from "../../../ui/useNow.ts";
import { useParameter } from "../../../ui/useParameter.ts";

export const PERIODS = [
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
  { value: "all", label: "All time" },
  { value: "own", label: "From … to …" },
] as const;

/** What the report is narrowed to, as the API takes it. */
export interface PeriodQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly version?: number | undefined;
}

/** The period and version that the report shows. It lives in the address, so that it can be sent to a colleague. */
export function usePeriod() {
  const [period, setPeriod] = useParameter("period");
  const [from, setFrom] = useParameter("from");
  const [to, setTo] = useParameter("to");
  const [version, setVersion] = useParameter("version");
  const timeZone = useRead("getWorkspace").data?.settings.timeZone ?? "UTC";
  const today = localDay(timeZone, useNow());
  const chosen = period || "30";
  const days = chosen === "own" ? { from: from || undefined, to: to || undefined } : chosen === "all" ? {} : { from: formatDay(today - Number(chosen) + 1) };
  const query: PeriodQuery = { ...days, version: version ? Number(version) : undefined };
  return { period: chosen, setPeriod, from, setFrom, to, setTo, version, setVersion, query };
}
