import { describeMessage } from "@beckon/core";
import { editingOf } from "../message/kinds.ts";
import type { Part, PartFormProps } from "../part.ts";

export const sendPart: Part = {
  id: "send",
  lead: "send",
  sentence: ({ message }) => editingOf(message)?.sentence(message) ?? describeMessage(message),
  isSet: () => true,
  paths: ["message"],
  Form: SendForm,
};

function SendForm({ document, change }: PartFormProps) {
  const editing = editingOf(document.message);
  return editing ? <editing.Form document={document} message={document.message} onChange={(message) => change({ message })} /> : null;
}
