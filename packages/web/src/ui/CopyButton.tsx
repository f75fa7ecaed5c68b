import { ActionIcon, CopyButton as Copy, Tooltip } from "@mantine/core";
import { Check, CopyIcon } from "lucide-react";

/** Copies `value`; says so for two seconds. */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <Copy value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : label}>
          <ActionIcon variant="default" size="md" onClick={copy} aria-label={copied ? "Copied" : label}>
            {copied ? <Check size={15} aria-hidden /> : <CopyIcon size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copy>
  );
}
