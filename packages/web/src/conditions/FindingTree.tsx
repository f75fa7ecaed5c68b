import type { Finding, Json } from "@beckon/core";
import { Text } from "@mantine/core";
import { FindingMark } from "../ui/FindingMark.tsx";
import { fullTime } from "../ui/time.ts";
import { valueText } from "../ui/valueText.ts";
import classes from "./FindingTree.module.css";

/** Why a condition holds for somebody or not: every part with a mark and what was found, inner ones indented. */
export function FindingTree({ finding }: { readonly finding: Finding }) {
  return (
    <ul className={classes.findings}>
      <FindingLine finding={finding} />
    </ul>
  );
}

function FindingLine({ finding }: { readonly finding: Finding }) {
  const { holds, condition, found, against, until, parts } = finding;
  const said = [
    ...(found === undefined ? [] : [`found: ${foundText(found)}`]),
    ...(against === undefined ? [] : [`against: ${foundText(against)}`]),
    ...(until === undefined ? [] : [`stays so until ${fullTime(Date.parse(until))}, if nothing happens`]),
  ];
  return (
    <li>
      <div className={classes.line}>
        <FindingMark holds={holds} />
        <Text size="sm" component="div">
          {condition}
          {said.length > 0 && (
            <Text size="xs" c="dimmed">
              {said.join("; ")}
            </Text>
          )}
        </Text>
      </div>
      {parts && parts.length > 0 && (
        <ul className={classes.findings}>
          {parts.map((part, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one answer, which stands still; two may read alike.
            <FindingLine key={place} finding={part} />
          ))}
        </ul>
      )}
    </li>
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function foundText(found: Json): string {
  if (found === null) return "nothing";
  return typeof found === "string" && INSTANT.test(found) ? fullTime(Date.parse(found)) : valueText(found);
}
