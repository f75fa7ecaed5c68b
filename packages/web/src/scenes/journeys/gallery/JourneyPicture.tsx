import { CLAUSE_WORDS, type JourneyDocument, stepTitle } from "@beckon/core";
import { useMemo } from "react";
import { curveThrough } from "../editor/canvas/curveThrough.ts";
import { layOut, START } from "../editor/canvas/journeyLayout.ts";
import { stepEditingOf } from "../editor/steps/kinds.ts";
import classes from "./JourneyPicture.module.css";

/** For the lines of what stands at the edge. */
const MARGIN = 8;
/** A short journey is not drawn larger than this one would be. */
const LEAST = { width: 620, height: 560 };

interface JourneyPictureProps {
  readonly document: JourneyDocument;
  readonly height: number;
  /** With the words of each step, where there is room for them. */
  readonly named?: boolean;
}

/** The shape of a journey, small: what its steps are shows by colour. It says nothing that is not said beside it. */
export function JourneyPicture({ document, height, named = false }: JourneyPictureProps) {
  const { nodes, ways } = useMemo(() => layOut(document), [document]);
  const width = Math.max(...nodes.map((node) => node.x + node.width)) + MARGIN;
  const depth = Math.max(...nodes.map((node) => node.y + node.height)) + MARGIN;
  const [shownWidth, shownDepth] = [Math.max(width, LEAST.width), Math.max(depth, LEAST.height)];
  const stepOf = (id: string) => document.steps.find((each) => each.id === id);
  const titleOf = (id: string) => {
    const step = stepOf(id);
    return step ? stepTitle(step) : id === START ? CLAUSE_WORDS.when(document) : null;
  };
  return (
    <svg
      className={classes.picture}
      viewBox={`${(width - shownWidth) / 2} 0 ${shownWidth} ${shownDepth}`}
      height={height}
      preserveAspectRatio="xMidYMin meet"
      aria-hidden
    >
      {ways.map(({ id, points }) => (
        <path key={id} className={classes.way} d={curveThrough(points)} />
      ))}
      {nodes.map(({ id, kind, ...box }) => {
        const step = stepOf(id);
        return (
          <g key={id} className={classes.node} data-kind={kind} data-tone={step && stepEditingOf(step).tone}>
            <rect {...box} rx={kind === "step" ? 16 : box.height / 2} />
            {named && (
              <foreignObject {...box}>
                <div className={classes.name}>
                  <span>{titleOf(id)}</span>
                </div>
              </foreignObject>
            )}
          </g>
        );
      })}
    </svg>
  );
}
