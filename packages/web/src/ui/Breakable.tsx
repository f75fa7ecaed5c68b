import { Fragment } from "react";

/** Between what belongs together: after `@ . _ - / : ,`, before the next letter. */
const SEAMS = /(?<=[@._\-/:,])(?=[^@._\-/:,\s])/;

/** A long text without spaces (an address, a key) that is broken where its parts meet, and inside a word only when nothing else helps. */
export function Breakable({ children }: { readonly children: string }) {
  return (
    <span style={{ overflowWrap: "anywhere" }}>
      {children.split(SEAMS).map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name than their place
        <Fragment key={place}>
          {place > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
