import type { Import } from "@beckon/contract";

interface Look {
  readonly label: string;
  readonly color: string;
}

const LOOKS: { readonly [state in Import["state"]]: Look } = {
  new: { label: "To be mapped", color: "gray" },
  checking: { label: "Being checked", color: "blue" },
  checked: { label: "Checked", color: "blue" },
  running: { label: "Running", color: "blue" },
  done: { label: "Done", color: "green" },
  failed: { label: "Failed", color: "red" },
  cancelled: { label: "Stopped", color: "gray" },
};

export function importLook(state: Import["state"]): Look {
  return LOOKS[state];
}
