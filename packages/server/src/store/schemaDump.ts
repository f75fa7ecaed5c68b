import type { Query } from "./db.ts";

const HEADER = "-- The schema after all migrations, to be read in review. Made by `npm run db:dump`; never applied.\n";

interface TableRow {
  readonly name: string;
  readonly options: readonly string[] | null;
  readonly columns: readonly string[];
  readonly constraints: readonly string[];
  readonly indexes: readonly string[];
}

/** The tables of the database as readable SQL: columns, constraints, indexes; in order of name. */
export async function dumpSchema(q: Query): Promise<string> {
  const { rows } = await q.query<TableRow>(`
    select c.relname as name, c.reloptions as options,
      array(
        select quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
          || case when a.attidentity <> '' then ' generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity' else '' end
          || case when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                  when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
          || case when a.attnotnull then ' not null' else '' end
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
      array(
        select pg_get_constraintdef(k.oid, true) from pg_constraint k
        where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')
        order by position(k.contype::text in 'pufcx'), k.conname) as constraints,
      array(
        select pg_get_indexdef(i.indexrelid, 0, true) from pg_index i join pg_class ic on ic.oid = i.indexrelid
        where i.indrelid = c.oid and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = c.oid)
        order by ic.relname) as indexes
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
    order by c.relname`);
  return HEADER + rows.map(tableSql).join("");
}

function tableSql(table: TableRow): string {
  const lines = [...table.columns, ...table.constraints.map(lowerKeywords)].map((line) => `  ${line}`).join(",\n");
  const options = table.options ? ` with (${table.options.map((option) => option.replace("=", " = ")).join(", ")})` : "";
  const indexes = table.indexes.map((index) => `${lowerKeywords(index).replaceAll("public.", "").replace(" using btree", "")};\n`).join("");
  return `\ncreate table ${table.name} (\n${lines}\n)${options};\n${indexes}`;
}

/** The catalog speaks in capitals, the migrations do not. Quoted text stays as it is. */
function lowerKeywords(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|[A-Z_]{2,}/g, (word) => (/^['"]/.test(word) ? word : word.toLowerCase()));
}
