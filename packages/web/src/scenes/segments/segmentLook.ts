import type { SegmentListItem } from "@beckon/contract";

type Looked = Pick<SegmentListItem, "state" | "kind" | "building">;

/** How the state of a segment is called and coloured. */
export function segmentLook({ state, kind, building }: Looked): { readonly label: string; readonly color: string } {
  if (state === "archived") return { label: "Archived", color: "gray" };
  if (kind === "list") return { label: "List", color: "gray" };
  switch (state) {
    case "draft":
      return { label: "Draft", color: "gray" };
    case "building":
      return { label: `Building, ${building?.percent ?? 0} %`, color: "blue" };
    case "live":
      return { label: "Live", color: "green" };
    case "failed":
      return { label: "Not built", color: "red" };
  }
}
