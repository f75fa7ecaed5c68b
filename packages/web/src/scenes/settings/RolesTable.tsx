import { mayDo, PERMISSION_WORDS, PERMISSIONS, type Permission } from "@beckon/contract";
import { Check } from "lucide-react";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { ROLE_CHOICES } from "../../ui/roleName.ts";
import classes from "./RolesTable.module.css";

/** What each role may do, made of the same table that the server judges by. */
export function RolesTable() {
  return (
    <Panel title="What each role may do" lead="Each role holds all that the one before it holds. Only an owner makes, changes or removes owners.">
      <Disclosure summary="Show the table">
        {() => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, which the keyboard must reach too.
          <section tabIndex={0} aria-label="What each role may do, as a table" className={classes.frame}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">May</th>
                  {ROLE_CHOICES.map(({ value, label }) => (
                    <th key={value} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {PERMISSIONS.map((permission) => (
                  <Row key={permission} permission={permission} />
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Disclosure>
    </Panel>
  );
}

function Row({ permission }: { readonly permission: Permission }) {
  return (
    <tr>
      <th scope="row">{PERMISSION_WORDS[permission]}</th>
      {ROLE_CHOICES.map(({ value, label }) => (
        <td key={value}>{mayDo(value, permission) ? <Check size={16} role="img" aria-label={`${label}: yes`} /> : <span className={classes.no}>no</span>}</td>
      ))}
    </tr>
  );
}
