import { type ConditionNode, deriveId, LIFE_CYCLE, lifeCycleOf, type Place, type Segment } from "@beckon/core";
import fc from "fast-check";

/** Cases that several property tests of segments share. */
export const NOW = Date.UTC(2026, 10, 23, 12);

const count = fc.record({ op: fc.constantFrom("at_least", "at_most", "exactly"), value: fc.integer({ min: 0, max: 3 }) });
const leaf = fc.oneof(
  fc.record(
    {
      kind: fc.constant("did"),
      event: fc.constantFrom("Viewed", "Ordered"),
      count,
      within: fc.constantFrom("PT6H", "P1D", "P3D"),
      where: fc.constantFrom(
        { kind: "property", name: "total", op: "at_least", value: 50 },
        { kind: "property", name: "told", op: "within_last", value: "P1D" },
      ),
    },
    { requiredKeys: ["kind", "event"] },
  ),
  fc.record({ kind: fc.constant("did"), event: fc.constant("Ordered"), sum: fc.constant({ property: "total", op: "at_least", value: 70 }) }),
  fc.record({
    kind: fc.constant("did"),
    event: fc.constant("Ordered"),
    count,
    from: fc.constant("2026-11-21"),
    until: fc.constantFrom("2026-11-22", "2026-11-23"),
  }),
  fc.record({
    kind: fc.constant("occurrence"),
    which: fc.constantFrom("first", "last"),
    event: fc.constantFrom("Viewed", "Ordered"),
    op: fc.constantFrom("within_last", "not_within_last"),
    value: fc.constantFrom("P1D", "P2D"),
  }),
  fc.constantFrom(
    { kind: "attribute", name: "plan", op: "equals", value: "pro" },
    { kind: "attribute", name: "born", op: "within_last", value: "P2D" },
    { kind: "consent", channel: "email", is: "unsubscribed" },
    { kind: "country", in: ["DE"] },
    { kind: "language", in: ["de"] },
    { kind: "device", type: ["phone"] },
    { kind: "place", is: "in", places: ["berlin"] },
    { kind: "place", is: "not_in", places: ["berlin", "gone"], metres: 3_000 },
    { kind: "place", is: "in", places: ["berlin", "line"], within: "P1D" },
    { kind: "place", is: "not_in", places: ["line"], within: "PT6H" },
    { kind: "stage", is: "in", stages: ["a"] },
    { kind: "stage", is: "not_in", stages: ["b", "c"] },
  ),
  fc.record({ kind: fc.constant("segment"), segment: fc.constantFrom("s0", "s1", "list"), is: fc.constantFrom("in", "not_in") }),
);
/** Conditions of every kind that a build may meet, nested, about `Viewed`, `Ordered`, attributes and the segments s0, s1 and list. */
export const { tree } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    leaf,
    fc.record({ kind: fc.constantFrom("all", "any"), conditions: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("not"), condition: tie("tree") }),
  ),
}));

/** Of these, `line` has a border on which somebody stands. */
export const PLACES: readonly Place[] = [
  { key: "berlin", name: "Berlin", latitude: 52.52, longitude: 13.405, radius: 1_000 },
  { key: "line", name: "Line", latitude: 0, longitude: 0, radius: 111_195 },
];

/** Rules of a life cycle of the stages a, b and c, which name no segment but the list. */
export const rules = fc.array(fc.record({ enter: tree, stay: fc.option(tree, { nil: undefined }) }), { minLength: 1, maxLength: 2 });

/** The life cycle with these rules; what asks for the stage in them would go in circles. */
export function lifeCycleWith(ways: readonly { readonly enter: object; readonly stay: object | undefined }[], version: number): Segment {
  const ruleOf = (rule: object) =>
    withoutCircles(JSON.parse(JSON.stringify(rule).replace(/"kind":"stage","is":"(\w+)"/g, '"kind":"segment","segment":"list","is":"$1"')), 0);
  const stages = ways.map(({ enter, stay }, place) => ({
    key: "ab"[place] as string,
    name: "",
    enter: ruleOf(enter),
    ...(stay === undefined ? {} : { stay: ruleOf(stay) }),
  }));
  return { ...segmentOf(LIFE_CYCLE, version), document: lifeCycleOf([...stages, { key: "c", name: "" }]) };
}

export function segmentOf(key: string, version: number, condition?: ConditionNode): Segment {
  return { id: deriveId(NOW, "segment", key), workspaceId: 1, key, version, document: { key, name: key, ...(condition ? { condition } : {}) } };
}

/** Those that name a later one would go in circles, which is refused beforehand. */
export function withoutCircles(condition: ConditionNode, place: number): ConditionNode {
  const text = JSON.stringify(condition).replace(/"segment":"s(\d)"/g, (whole, named) => (Number(named) < place ? whole : '"segment":"list"'));
  return JSON.parse(text) as ConditionNode;
}
