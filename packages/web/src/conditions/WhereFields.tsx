import type { ConditionNode } from "@beckon/core";
import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import classes from "./ConditionEditor.module.css";
import { useInnerEditor } from "./innerEditor.ts";
import { propertyForm } from "./kinds/propertyForm.tsx";
import { ConditionScopeProvider } from "./scope.ts";

interface WhereFieldsProps {
  readonly event: string;
  readonly where: ConditionNode | undefined;
  readonly onChange: (where: ConditionNode | undefined) => void;
  /** Of the condition that has it. */
  readonly path: string;
}

/** Which of the events count, by what they carry. */
export function WhereFields({ event, where, onChange, path }: WhereFieldsProps) {
  const Editor = useInnerEditor();
  if (where === undefined || Editor === null) return null;
  return (
    <div className={classes.where}>
      <ConditionScopeProvider value={{ event, hasProperties: true, hasPerson: false, entryEvent: null }}>
        <Editor label="where" value={where} onChange={onChange} path={`${path}.where`} />
      </ConditionScopeProvider>
    </div>
  );
}

/** Adds the first question about what the event carries. */
export function AddWhere({ onAdd }: { readonly onAdd: (where: ConditionNode) => void }) {
  return <AddPart label="where …" onAdd={() => onAdd(propertyForm.offers[0]!.begin())} />;
}

/** Something a condition may have, and has not yet. */
export function AddPart({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) {
  return (
    <Button size="compact-sm" fz="xs" variant="subtle" color="gray" leftSection={<Plus size={13} aria-hidden />} onClick={onAdd}>
      {label}
    </Button>
  );
}
