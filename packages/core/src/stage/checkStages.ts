import { checkJson } from "../schema/checkJson.ts";
import { at, error, type Problem, warning } from "../schema/problem.ts";
import { checkBelonging, type KnownToSegments } from "../segment/checkSegment.ts";
import { LIFE_CYCLE, lifeCycleOf, type StageDocument } from "./stage.ts";
import { stagesSchema } from "./stageSchema.ts";

/** Everything that is wrong with `{ stages }`. No error = it may be published. */
export function checkStages(document: unknown, known: KnownToSegments = {}): Problem[] {
  const shape = checkJson(stagesSchema, document, stagesSchema.$defs);
  if (shape.length > 0) return shape;
  const { stages } = document as { readonly stages: readonly StageDocument[] };
  return [...checkKeys(stages), ...checkOrder(stages), ...stages.flatMap((stage, place) => checkRules(stage, at("stages", place), stages, known))];
}

function checkKeys(stages: readonly StageDocument[]): Problem[] {
  return stages.flatMap(({ key }, place) =>
    stages.findIndex((other) => other.key === key) < place
      ? [error(at(at("stages", place), "key"), "duplicate_stage", `Two stages are called “${key}”; give one of them another key.`)]
      : [],
  );
}

/** Everybody must be somewhere, so the last stage takes whoever is left; one that takes everybody earlier leaves nobody for those after it. */
function checkOrder(stages: readonly StageDocument[]): Problem[] {
  return stages.flatMap(({ name, enter, stay }, place) => {
    const path = at("stages", place);
    const isLast = place === stages.length - 1;
    if (!isLast && enter === undefined)
      return [error(at(path, "enter"), "missing_rule", `Say who comes into “${name}”; only the last stage takes everybody else.`)];
    if (!isLast) return [];
    const rules = [
      ["enter", enter],
      ["stay", stay],
    ] as const;
    return rules
      .filter(([, rule]) => rule !== undefined)
      .map(([field]) =>
        error(
          at(path, field),
          "rule_of_last",
          `“${name}” is the last stage and takes everybody whom no other takes, so it has no rule. Take the rule out, or add a stage after it.`,
        ),
      );
  });
}

function checkRules({ name, enter, stay }: StageDocument, path: string, stages: readonly StageDocument[], known: KnownToSegments): Problem[] {
  const isSame = enter !== undefined && stay !== undefined && JSON.stringify(enter) === JSON.stringify(stay);
  return [
    ...(enter === undefined ? [] : checkBelonging(LIFE_CYCLE, enter, at(path, "enter"), lifeCycleOf(stages), known)),
    ...(stay === undefined ? [] : checkBelonging(LIFE_CYCLE, stay, at(path, "stay"), lifeCycleOf(stages), known)),
    ...(isSame ? [warning(at(path, "stay"), "same_rules", `“${name}” has the same rule to come in and to stay; the second changes nothing.`)] : []),
  ];
}
