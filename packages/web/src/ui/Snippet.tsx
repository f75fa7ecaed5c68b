import { CopyButton } from "./CopyButton.tsx";
import classes from "./JsonBlock.module.css";

/** Code to be copied into somebody's own project. */
export function Snippet({ code, label }: { readonly code: string; readonly label: string }) {
  return (
    <div className={classes.block}>
      <pre className={classes.code} tabIndex={0} aria-label={label}>{code}</pre>
      <div className={classes.copy}><CopyButton value={code} label={`Copy ${label}`} /></div>
    </div>
  );
}
