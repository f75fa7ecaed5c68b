import { diffWords } from "@beckon/core";
import classes from "./ChangedWords.module.css";

/** A text against the one before: what was taken out struck through, what is new marked. */
export function ChangedWords({ before, after }: { readonly before: string; readonly after: string }) {
  let place = 0;
  return (
    <>
      {diffWords(before, after).map(({ sign, text }) => {
        place += text.length;
        if (sign === " ") return <span key={`${sign}${place}`}>{text}</span>;
        return sign === "+" ? (
          <ins key={`${sign}${place}`} className={classes.added}>
            {text}
          </ins>
        ) : (
          <del key={`${sign}${place}`} className={classes.removed}>
            {text}
          </del>
        );
      })}
    </>
  );
}
