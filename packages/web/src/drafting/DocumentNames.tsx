import { TextInput } from "@mantine/core";
import { keyOf } from "../ui/keyOf.ts";
import classes from "./DocumentNames.module.css";

/** What names every document. */
interface Named {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
}

interface DocumentNamesProps {
  readonly document: Named;
  readonly change: (part: Partial<Named>) => void;
  /** Why the key stays as it is, where it does. */
  readonly keyFixed: string | null;
}

/** Name, key and description; the key follows the name until it is fixed or was changed by itself. */
export function DocumentNames({ document, change, keyFixed }: DocumentNamesProps) {
  const follows = keyFixed === null && document.key === keyOf(document.name);
  return (
    <div className={classes.names}>
      <TextInput
        label="Name"
        maxLength={200}
        value={document.name}
        onChange={(event) => {
          const name = event.currentTarget.value;
          change(follows && keyOf(name) ? { name, key: keyOf(name) } : { name });
        }}
      />
      <TextInput
        label="Key"
        description={keyFixed ?? undefined}
        inputWrapperOrder={["label", "input", "description", "error"]}
        maxLength={80}
        value={document.key}
        readOnly={keyFixed !== null}
        onChange={(event) => change({ key: event.currentTarget.value })}
      />
      <TextInput
        label="Description"
        className={classes.description}
        maxLength={2_000}
        placeholder="What it is for, for colleagues"
        value={document.description ?? ""}
        onChange={(event) => change({ description: event.currentTarget.value || undefined })}
      />
    </div>
  );
}
