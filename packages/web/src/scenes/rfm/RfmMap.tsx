import type { RfmCellFigures, RfmRanking } from "@beckon/contract";
import { RFM_GROUPS, RFM_SCORES } from "@beckon/core";
import { VisuallyHidden } from "@mantine/core";
import { Link } from "react-router";
import classes from "./RfmMap.module.css";
import { averageText, peopleOfField } from "./rfmLook.ts";

const SCORES = Array.from({ length: RFM_SCORES }, (_, place) => place + 1);
const NAMES = new Map(RFM_GROUPS.map(({ key, name }) => [key, name]));
/** The fullest field is this much coloured, so that its words stay easy to read. */
const DEEPEST = 45;

/** Recency to the right, frequency upwards; the more people, the deeper the colour. */
export function RfmMap({ ranking }: { readonly ranking: RfmRanking }) {
  const most = Math.max(...ranking.cells.map(({ people }) => people));
  const cell = (recency: number, frequency: number) => ranking.cells.find((one) => one.recency === recency && one.frequency === frequency);
  return (
    <div className={classes.frame}>
      <table className={classes.map}>
        <caption className={classes.caption}>How often up, from seldom (1) to often (5); how lately to the right, from long ago (1) to just now (5).</caption>
        <tbody>
          {[...SCORES].reverse().map((frequency) => (
            <tr key={frequency}>
              <th scope="row" aria-label={`Frequency ${frequency}`}>
                {frequency}
              </th>
              {SCORES.map((recency) => {
                const field = cell(recency, frequency);
                return <td key={recency}>{field && <Field field={field} most={most} value={ranking.value} />}</td>;
              })}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            {SCORES.map((recency) => (
              <th key={recency} scope="col" aria-label={`Recency ${recency}`}>
                {recency}
              </th>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Field({ field, most, value }: { readonly field: RfmCellFigures; readonly most: number; readonly value: string }) {
  const { recency, frequency, group, people } = field;
  const name = NAMES.get(group) ?? group;
  const depth = people === 0 ? 0 : Math.round(6 + ((DEEPEST - 6) * people) / most);
  return (
    <Link className={classes.field} to={peopleOfField(recency, frequency)} style={{ "--depth": `${depth}%` } as React.CSSProperties}>
      <span className={classes.group}>{name}</span>
      <span className={classes.people}>
        {people.toLocaleString("en")}
        <VisuallyHidden>{` ${people === 1 ? "person" : "people"}, recency ${recency}, frequency ${frequency}`}</VisuallyHidden>
      </span>
      <span className={classes.average}>
        {people > 0 && <VisuallyHidden>{`average ${value} `}</VisuallyHidden>}
        {people > 0 ? `⌀ ${averageText(field)}` : ""}
      </span>
    </Link>
  );
}
