import type { Job } from "@beckon/contract";
import { List, Stack, Text } from "@mantine/core";
import { useList } from "../../api/hooks.ts";
import { Facts } from "../../ui/Facts.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Person } from "../../ui/Person.tsx";
import { RecordTable } from "../../ui/RecordTable.tsx";
import { JobFileLink } from "../jobs/JobFileLink.tsx";

interface Counts {
  readonly rows?: number;
  readonly create?: number;
  readonly update?: number;
  readonly skip?: number;
  readonly refuse?: number;
  readonly partly?: number;
  readonly causes?: readonly { readonly column: string; readonly problem: string; readonly count: number; readonly row: number }[];
}

/** What an import did or will do, in figures, with what is wrong and the file of it. */
export function Outcome({ job, foreseen, importId }: { readonly job: Job; readonly foreseen?: boolean; readonly importId?: string }) {
  const counts = (job.summary ?? {}) as Counts;
  if (counts.rows === undefined) return null;
  const figure = (count: number | undefined) => (count ?? 0).toLocaleString("en");
  return (
    <Stack gap="md" mt="sm">
      <Facts
        facts={[
          { name: "Rows read", value: figure(counts.rows) },
          { name: foreseen ? "Will be created" : "Created", value: figure(counts.create) },
          { name: foreseen ? "Will be updated" : "Updated", value: figure(counts.update) },
          { name: "Left out", value: figure((counts.skip ?? 0) + (counts.refuse ?? 0)) },
          { name: "Taken without a cell", value: figure(counts.partly) },
        ]}
      />
      {(counts.causes?.length ?? 0) > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            What is wrong
          </Text>
          <List size="sm">
            {counts.causes?.map(({ column, problem, count, row }) => (
              <List.Item key={`${column} ${problem}`}>
                {column && `${column}: `}
                {problem} {count === 1 ? `Row ${row}.` : `${figure(count)} rows, the first is row ${row}.`}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {job.file && (
        <div>
          <JobFileLink job={job} label="Rows to look at" />
        </div>
      )}
      {importId && <Created importId={importId} />}
    </Stack>
  );
}

function Created({ importId }: { readonly importId: string }) {
  const people = useList("listImportedPeople", { params: { id: importId }, query: { limit: 10 } });
  const items = people.data ?? [];
  if (items.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        People created by this import
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        An import cannot be taken back; these are the people that it made.
      </Text>
      <RecordTable
        label="People created by this import"
        items={items}
        columns={[{ header: "Person", cell: (person) => <Person person={person} /> }]}
        id={(person) => person.id}
        to={(person) => `/people/${person.id}`}
      />
      <MoreButton list={people} />
    </div>
  );
}
