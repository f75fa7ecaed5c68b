import { ActionIcon } from "@mantine/core";
import { type FitViewOptions, Panel, useReactFlow } from "@xyflow/react";
import { Maximize, ZoomIn, ZoomOut } from "lucide-react";

/** Nearer, further, and all at once. */
export function CanvasControls({ fit }: { readonly fit: FitViewOptions }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const controls = [
    { label: "Zoom in", icon: ZoomIn, go: () => zoomIn() },
    { label: "Zoom out", icon: ZoomOut, go: () => zoomOut() },
    { label: "Show the whole journey", icon: Maximize, go: () => fitView({ ...fit, minZoom: 0.15 }) },
  ];
  return (
    <Panel position="bottom-left">
      <ActionIcon.Group>
        {controls.map(({ label, icon: Icon, go }) => (
          <ActionIcon key={label} variant="default" size="md" aria-label={label} title={label} onClick={() => void go()}>
            <Icon size={16} aria-hidden />
          </ActionIcon>
        ))}
      </ActionIcon.Group>
    </Panel>
  );
}
