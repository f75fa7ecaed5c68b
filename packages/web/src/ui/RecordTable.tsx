// biome-ignore-all lint/a11y/noRedundantRoles: on a phone the CSS changes `display`, and browsers then drop the native roles.
import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "./RecordTable.module.css";

export interface Column<T> {
  readonly header: string;
  readonly cell: (item: T) => ReactNode;
  /** For figures, which stand side by side on a phone. */
  readonly align?: "right";
  /** Left out on a phone, where each row becomes a small card. */
  readonly wideOnly?: boolean;
  readonly width?: string;
}

interface RecordTableProps<T> {
  /** Read out by screen readers: what the rows are. */
  readonly label: string;
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly id: (item: T) => string;
  /** Where a row leads; the first column becomes the link and the whole row its target. */
  readonly to?: (item: T) => string;
}

/** A list of records: a table on a desk, cards on a phone. */
export function RecordTable<T>({ label, items, columns, id, to }: RecordTableProps<T>) {
  return (
    <table className={classes.table} role="table" aria-label={label}>
      <thead role="rowgroup" className={classes.head}>
        <tr role="row">
          {columns.map((column) => (
            <th
              key={column.header}
              role="columnheader"
              scope="col"
              style={{ width: column.width }}
              data-figure={column.align === "right" || undefined}
              data-wide={column.wideOnly || undefined}
            >
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {items.map((item) => (
          <tr key={id(item)} role="row" className={classes.row} data-link={to ? true : undefined}>
            {columns.map((column, index) => (
              <td
                key={column.header}
                role="cell"
                data-wide={column.wideOnly || undefined}
                data-figure={column.align === "right" || undefined}
                data-label={index > 0 ? column.header : undefined}
              >
                {index === 0 && to ? (
                  <Link to={to(item)} className={classes.link}>
                    {column.cell(item)}
                  </Link>
                ) : (
                  column.cell(item)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
