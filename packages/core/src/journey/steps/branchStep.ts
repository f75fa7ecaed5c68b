import type { ConditionNode } from "../../condition/condition.ts";
import { describeCondition, judgeCondition } from "../../condition/judge.ts";
import { type Leading, type StepKind, type StepNode, stepReference, type Way, withField } from "../step.ts";

export interface Branch extends Leading {
  readonly name?: string;
  readonly if: ConditionNode;
}

/** `{ id: "by-value", kind: "branch", branches: [{ if: {...}, next: "coupon" }], else: "reminder" }`: the first branch that holds, from above. */
export interface BranchStep extends StepNode {
  readonly kind: "branch";
  readonly branches: readonly Branch[];
  readonly else?: string;
}

export const branchStep: StepKind<BranchStep> = {
  kind: "branch",
  schema: {
    title: "Branch",
    description: "Each person goes the first way whose condition holds, from above; all others go the last.",
    properties: {
      branches: {
        type: "array",
        minItems: 1,
        maxItems: 20,
        title: "Branches",
        items: {
          type: "object",
          title: "Branch",
          properties: {
            name: { type: "string", minLength: 1, maxLength: 100, title: "Name" },
            if: { $ref: "#/$defs/condition", title: "If" },
            next: stepReference,
          },
          required: ["if"],
          additionalProperties: false,
        },
      },
      else: { ...stepReference, title: "All others" },
    },
    required: ["branches"],
  },
  ways: ({ branches, else: otherwise }): readonly Way[] => [
    ...branches.map((branch, i) => ({ key: `branches[${i}]`, label: branch.name ?? describeCondition(branch.if), to: branch.next })),
    { key: "else", label: "all others", to: otherwise },
  ],
  lead: (step, way, to) =>
    way === "else"
      ? withField(step, "else", to)
      : { ...step, branches: step.branches.map((branch, i) => (way === `branches[${i}]` ? withField(branch, "next", to) : branch)) },
  describe: ({ branches }) => (branches.length === 1 ? `Is it so that ${describeCondition(branches[0]!.if)}` : `Branch in ${branches.length + 1} ways`),
  arrive: ({ branches }, { subject }) => {
    const findings = branches.map((branch) => judgeCondition(branch.if, subject));
    const first = findings.findIndex(({ holds }) => holds);
    const facts = { findings: JSON.parse(JSON.stringify(first < 0 ? findings : findings.slice(0, first + 1))) };
    return { kind: "go", way: first < 0 ? "else" : `branches[${first}]`, facts };
  },
  conditions: ({ branches }) => branches.map((branch, i) => ({ condition: branch.if, path: `branches[${i}].if` })),
};
