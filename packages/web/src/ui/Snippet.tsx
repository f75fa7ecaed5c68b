import { CodeText } from "./CodeText.tsx";
import { CopyButton } from "./CopyButton.tsx";
import classes from "./JsonBlock.module.css";

/** Code to be copied into somebody's own project. */
export function Snippet({ code, label }: { readonly code: string; readonly label: string }) {
  return (
    <div className={classes.block}>
      <CodeText className={classes.code} label={label}>
        {code}
      </CodeText>
      <div className={classes.copy}>
        <CopyButton value={code} label={`Copy ${label}`} />
      </div>
    </div>
  );
}
