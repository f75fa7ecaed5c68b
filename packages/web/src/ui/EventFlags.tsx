import { Badge } from "@mantine/core";
import { flagWords } from "./flagWords.ts";
import { inWords } from "./states.ts";

/** The first mark of an event and how many more there are: a line has room for one. Nothing where there is none. */
export function EventFlags({ flags }: { readonly flags: readonly string[] }) {
  const [first, ...others] = flags;
  if (!first) return null;
  return (
    <Badge size="xs" color="orange" title={flagWords(flags)}>
      {inWords(first)}
      {others.length > 0 && ` +${others.length}`}
    </Badge>
  );
}
