import type { SegmentDetail, SegmentOverlap } from "@beckon/contract";
import { Stack, Text, VisuallyHidden } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { SegmentPicker } from "../../pickers/SegmentPicker.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { peopleText } from "../../ui/sizeText.ts";
import { useParameter } from "../../ui/useParameter.ts";
import classes from "./OverlapPanel.module.css";

/** How many are in this segment, in another, and in both. */
export function OverlapPanel({ segment }: { readonly segment: SegmentDetail }) {
  const [other, setOther] = useParameter("with");
  const overlap = useRead("getSegmentOverlap", { params: { id: segment.id }, query: { with: other } }, { enabled: other !== "" });
  return (
    <Panel title="Compare with another segment" lead="Who is in both, and who in one alone.">
      <Stack>
        <SegmentPicker label="The other segment" by="id" without={segment.id} value={other || null} onChange={setOther} />
        {other !== "" && <Loaded query={overlap}>{(answer) => <Picture overlap={answer} />}</Loaded>}
      </Stack>
    </Panel>
  );
}

function Picture({ overlap: { one, other, both } }: { readonly overlap: SegmentOverlap }) {
  const parts = [
    { key: "one", label: `Only in ${one.name}`, people: Math.max(0, one.people - both) },
    { key: "both", label: "In both", people: both },
    { key: "other", label: `Only in ${other.name}`, people: Math.max(0, other.people - both) },
  ];
  const total = parts.reduce((sum, { people }) => sum + people, 0);
  const of = (part: number, whole: number) => (whole === 0 ? "none" : `${((100 * part) / whole).toLocaleString("en", { maximumFractionDigits: 1 })} %`);
  if (total === 0)
    return (
      <Text size="sm" c="dimmed">
        Nobody is in either of them now.
      </Text>
    );
  return (
    <Stack gap="sm" data-testid="overlap">
      <div className={classes.bar} aria-hidden>
        {parts.map(({ key, people }) => people > 0 && <div key={key} data-part={key} style={{ flexGrow: people }} />)}
      </div>
      <dl className={classes.legend}>
        {parts.map(({ key, label, people }) => (
          <div key={key}>
            <dt>
              <span className={classes.dot} data-part={key} aria-hidden /> {label}
            </dt>
            <dd>{peopleText(people)}</dd>
          </div>
        ))}
      </dl>
      <Text size="sm">
        {of(both, one.people)} of {one.name} and {of(both, other.people)} of {other.name} are in both.
      </Text>
      <VisuallyHidden role="status">
        {one.name} has {peopleText(one.people)}, {other.name} has {peopleText(other.people)}, and {peopleText(both)} are in both.
      </VisuallyHidden>
    </Stack>
  );
}
