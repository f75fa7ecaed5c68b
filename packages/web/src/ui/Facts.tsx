import type { ReactNode } from "react";
import { Breakable } from "./Breakable.tsx";
import classes from "./Facts.module.css";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, one below the other. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <dt>
            <Breakable>{name}</Breakable>
          </dt>
          <dd>{typeof value === "string" ? <Breakable>{value}</Breakable> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
