import type { PeopleFilter, PeopleFilterItem } from "@beckon/core";
import { Button, CloseButton, Group, Paper, Popover, UnstyledButton } from "@mantine/core";
import { ListFilter } from "lucide-react";
import { useState } from "react";
import classes from "./FilterBar.module.css";
import { FilterForm } from "./FilterForm.tsx";
import { filterWords } from "./filterWords.ts";

interface FilterBarProps {
  readonly filter: PeopleFilter;
  readonly onChange: (filter: PeopleFilter) => void;
}

/** The filter as chips that read as sentences: one opens to be changed, or goes by its cross. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const replace = (index: number, item: PeopleFilterItem) => onChange(filter.map((each, place) => (place === index ? item : each)));
  return (
    <Group gap="xs" role="group" aria-label="Filters">
      {filter.map((item, index) => (
        <FilterChip
          key={JSON.stringify(item)}
          item={item}
          onChange={(changed) => replace(index, changed)}
          onRemove={() => onChange(filter.filter((_, place) => place !== index))}
        />
      ))}
      <AddFilter onAdd={(item) => onChange([...filter, item])} />
      {filter.length > 1 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange([])}>
          Clear all
        </Button>
      )}
    </Group>
  );
}

interface FilterChipProps {
  readonly item: PeopleFilterItem;
  readonly onChange: (item: PeopleFilterItem) => void;
  readonly onRemove: () => void;
}

function FilterChip({ item, onChange, onRemove }: FilterChipProps) {
  const [open, setOpen] = useState(false);
  const words = filterWords(item);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus withinPortal shadow="md">
      <Paper withBorder radius="xl" className={classes.chip}>
        <Popover.Target>
          <UnstyledButton className={classes.words} onClick={() => setOpen(!open)}>
            {words}
          </UnstyledButton>
        </Popover.Target>
        <CloseButton size="xs" aria-label={`Remove the filter ${words}`} onClick={onRemove} />
      </Paper>
      <Popover.Dropdown>
        <FilterForm
          initial={item}
          onDone={(changed) => {
            setOpen(false);
            onChange(changed);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function AddFilter({ onAdd }: { readonly onAdd: (item: PeopleFilterItem) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button variant="default" size="compact-sm" leftSection={<ListFilter size={14} aria-hidden />} onClick={() => setOpen(!open)}>
          Add filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FilterForm
          initial={null}
          onDone={(item) => {
            setOpen(false);
            onAdd(item);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
