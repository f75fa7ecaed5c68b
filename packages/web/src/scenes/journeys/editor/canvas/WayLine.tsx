import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { useJourneyDesk } from "../journeyDesk.ts";
import { WayMenu } from "../WayMenu.tsx";
import { curveThrough } from "./curveThrough.ts";
import classes from "./JourneyCanvas.module.css";
import type { PlacedWay } from "./journeyLayout.ts";

/** A way from one step to another, with its words and the plus that puts a step into it. */
export function WayLine({ data, sourceX, sourceY, targetX, targetY, markerEnd }: EdgeProps<Edge<{ way: PlacedWay }>>) {
  const { readOnly } = useJourneyDesk();
  if (!data) return null;
  const { way } = data;
  // Downward ways leave from the middle of a step; those that lead back, where they are nearest.
  const isDownward = targetY > sourceY;
  const between = way.points.slice(1, -1);
  const points = isDownward ? [{ x: sourceX, y: sourceY }, ...between, { x: targetX, y: targetY }] : way.points;
  return (
    <>
      <BaseEdge path={curveThrough(points)} markerEnd={markerEnd} className={classes.line} data-back={isDownward ? undefined : true} />
      <EdgeLabelRenderer>
        <div className={`${classes.way} nopan`} style={{ transform: `translate(-50%, -50%) translate(${way.at.x}px, ${way.at.y}px)` }}>
          {way.label !== "" && (
            <span className={classes.wayLabel} title={way.label}>
              {way.label}
            </span>
          )}
          {!readOnly && <WayMenu place={way.place} label={way.label === "" ? `Add a step after ${way.source}` : `Add a step where ${way.label}`} />}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}
