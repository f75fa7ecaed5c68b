import { ActionIcon, type ActionIconProps, CopyButton as Copy, Tooltip } from "@mantine/core";
import { Check, CopyIcon } from "lucide-react";

interface CopyButtonProps extends Pick<ActionIconProps, "size" | "variant"> {
  readonly value: string;
  readonly label: string;
}

/** Copies `value`; says so for two seconds. */
export function CopyButton({ value, label, size = "md", variant = "default" }: CopyButtonProps) {
  return (
    <Copy value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : label}>
          <ActionIcon variant={variant} size={size} {...(variant === "subtle" ? { color: "gray" } : {})} onClick={copy} aria-label={copied ? "Copied" : label}>
            {copied ? <Check size={15} aria-hidden /> : <CopyIcon size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copy>
  );
}
