import { History } from "lucide-react";
import { useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { AuditEntries } from "./AuditEntries.tsx";

/** The audit log of one thing, on its own page. */
export function ChangesOf({ kind, id }: { readonly kind: "campaign" | "journey" | "profile" | "segment"; readonly id: string }) {
  const list = useList("listAudit", { query: { subject: `${kind}:${id}` } });
  return (
    <Panel flush>
      <Loaded query={list}>
        {(entries) =>
          entries.length === 0 ? (
            <EmptyState icon={History} title="Nobody changed anything here yet">
              What users and API keys change is kept here, with who did it and when.
            </EmptyState>
          ) : (
            <>
              <AuditEntries entries={entries} label="Changes" />
              <MoreButton list={list} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
