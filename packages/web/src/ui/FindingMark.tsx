import { ThemeIcon } from "@mantine/core";
import { Check, X } from "lucide-react";

/** Whether something that was judged holds. */
export function FindingMark({ holds }: { readonly holds: boolean }) {
  return (
    <ThemeIcon size={20} radius="xl" variant="light" color={holds ? "green" : "red"}>
      {holds ? <Check size={13} aria-label="Yes" /> : <X size={13} aria-label="No" />}
    </ThemeIcon>
  );
}
