import { Button, Group, Select, TextInput } from "@mantine/core";
import { Download } from "lucide-react";
import { saveCsv } from "../../../ui/saveCsv.ts";
import { PERIODS, type usePeriod } from "./usePeriod.ts";

interface Day {
  readonly [column: string]: string | number | object;
}

interface PeriodBarProps {
  readonly period: ReturnType<typeof usePeriod>;
  readonly versions: readonly number[];
  /** The figures of each day, and which of them stand in the file. */
  readonly daily: readonly Day[] | undefined;
  readonly columns: readonly string[];
  readonly fileName: string;
}

/** Which days and which version the report is about, and the figures as a file. */
export function PeriodBar({ period, versions, daily, columns, fileName }: PeriodBarProps) {
  return (
    <Group gap="sm" align="flex-end">
      <Select
        label="Period"
        size="xs"
        w={150}
        allowDeselect={false}
        data={PERIODS.map((each) => ({ ...each }))}
        value={period.period}
        onChange={(value) => period.setPeriod(value === "30" ? null : value)}
      />
      {period.period === "own" && (
        <>
          <TextInput size="xs" type="date" label="From" value={period.from} onChange={(event) => period.setFrom(event.currentTarget.value)} />
          <TextInput size="xs" type="date" label="To" value={period.to} onChange={(event) => period.setTo(event.currentTarget.value)} />
        </>
      )}
      {versions.length > 1 && (
        <Select
          label="Version"
          size="xs"
          w={140}
          allowDeselect={false}
          data={[{ value: "", label: "All versions" }, ...versions.map((version) => ({ value: String(version), label: `Version ${version}` }))]}
          value={period.version}
          onChange={(value) => period.setVersion(value)}
        />
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<Download size={14} aria-hidden />}
        disabled={!daily}
        onClick={() => daily && saveCsv(`${fileName}-report.csv`, [columns, ...daily.map((day) => columns.map((column) => String(day[column] ?? "")))])}
      >
        Export CSV
      </Button>
    </Group>
  );
}
