import type { Problem, SegmentDetail } from "@beckon/contract";
import { Grid, Stack, Text } from "@mantine/core";
import { ConditionEditor } from "../../conditions/ConditionEditor.tsx";
import { ConditionProblemsProvider, isInside } from "../../conditions/problems.ts";
import { ConditionScopeProvider } from "../../conditions/scope.ts";
import { sentenceOf } from "../../conditions/sentenceOf.ts";
import { DocumentNames } from "../../drafting/DocumentNames.tsx";
import { ProblemList } from "../../drafting/ProblemList.tsx";
import { Steps } from "../../drafting/Steps.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { PreviewPanel } from "./PreviewPanel.tsx";
import classes from "./SegmentBuilder.module.css";
import type { SegmentDraft } from "./useSegmentDraft.ts";

interface SegmentBuilderProps {
  readonly segment: SegmentDetail;
  readonly draft: SegmentDraft;
  readonly problems: readonly Problem[];
  readonly readOnly: boolean;
}

/** The conditions as a sentence that can be changed, with how many they fit and who beside them. */
export function SegmentBuilder({ segment, draft, problems, readOnly }: SegmentBuilderProps) {
  const { document, change } = draft;
  const isList = segment.kind === "list";
  return (
    <Grid gap="lg" align="flex-start">
      <Grid.Col span={{ base: 12, md: isList ? 12 : 7, lg: isList ? 12 : 8 }}>
        <fieldset className={classes.fieldset} disabled={readOnly}>
          <Stack gap="lg">
            <DocumentNames document={document} change={change} keyFixed={segment.version > 0 ? "Fixed, because campaigns name it" : null} />
            <ProblemList problems={problems.filter(({ path }) => !isInside(path, "condition"))} />
            {!isList && (
              <Panel title="Who is in it" lead={<Sentence draft={draft} />} actions={<Steps draft={draft} readOnly={readOnly} />}>
                <ConditionProblemsProvider value={problems}>
                  <ConditionScopeProvider value={{ hasProperties: false, entryEvent: null, hasPast: true, segment: segment.key }}>
                    <ConditionEditor label="People for whom" value={document.condition} onChange={(condition) => change({ condition })} path="condition" />
                  </ConditionScopeProvider>
                </ConditionProblemsProvider>
              </Panel>
            )}
          </Stack>
        </fieldset>
      </Grid.Col>
      {!isList && (
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <div className={classes.side}>
            <PreviewPanel segmentKey={segment.key} condition={document.condition} />
          </div>
        </Grid.Col>
      )}
    </Grid>
  );
}

/** The whole as one sentence. */
function Sentence({ draft: { document } }: { readonly draft: SegmentDraft }) {
  if (document.condition === undefined) return "Nobody yet.";
  return (
    <Text span inherit data-testid="sentence">
      {sentenceOf(document.condition)}
    </Text>
  );
}
