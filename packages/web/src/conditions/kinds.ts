import type { ConditionNode } from "@beckon/core";
import type { ConditionForm } from "./conditionForm.ts";
import { attributeForm } from "./kinds/attributeForm.tsx";
import { consentForm } from "./kinds/consentForm.tsx";
import { countryForm } from "./kinds/countryForm.tsx";
import { deviceForm } from "./kinds/deviceForm.tsx";
import { didForm } from "./kinds/didForm.tsx";
import { engagementForm } from "./kinds/engagementForm.tsx";
import { languageForm } from "./kinds/languageForm.tsx";
import { occurrenceForm } from "./kinds/occurrenceForm.tsx";
import { placeForm } from "./kinds/placeForm.tsx";
import { propertyForm } from "./kinds/propertyForm.tsx";
import { segmentForm } from "./kinds/segmentForm.tsx";
import { stageForm } from "./kinds/stageForm.tsx";

/** Every kind of condition that has a form, in the order of the picker. A new kind is a new file in `kinds/` and a line here. */
export const CONDITION_FORMS = [
  propertyForm,
  didForm,
  occurrenceForm,
  attributeForm,
  countryForm,
  languageForm,
  deviceForm,
  placeForm,
  consentForm,
  engagementForm,
  segmentForm,
  stageForm,
] as unknown as readonly ConditionForm[];

const byKind = new Map(CONDITION_FORMS.map((form) => [form.kind, form]));

export function conditionFormOf({ kind }: ConditionNode): ConditionForm | undefined {
  return byKind.get(kind);
}
