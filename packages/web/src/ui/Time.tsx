import { Tooltip } from "@mantine/core";
import { fromNow, fullTime } from "./time.ts";
import { useNow } from "./useNow.ts";

/** An instant as people say it, with the exact time on hover and for screen readers. */
export function Time({ at }: { readonly at: string | number }) {
  const now = useNow();
  const ms = typeof at === "number" ? at : Date.parse(at);
  return (
    <Tooltip label={fullTime(ms)}>
      <time dateTime={new Date(ms).toISOString()} style={{ whiteSpace: "nowrap" }}>
        {fromNow(ms, now)}
      </time>
    </Tooltip>
  );
}
