import type { ConditionNode } from "@beckon/core";
import { type ConditionGroup, groupOf, isGroup, nodeOf } from "./conditionGroup.ts";

/** Where a condition or group stands: its place in each group on the way, outermost first. The outermost group itself is `[]`. */
export type Place = readonly number[];

/** Where something is moved to: before what stands at `index` of a group, or to its end. */
export interface Target {
  readonly group: Place;
  readonly index: number;
}

export interface Moved {
  readonly node: ConditionNode | undefined;
  /** Where it stands now. */
  readonly place: Place;
}

export type Step = "up" | "down" | "in" | "out";

/** How many groups may stand in each other; deeper trees, which come as JSON, are kept. Three levels are more than anybody can read. */
export const DEPTH_MAX = 2;

interface Group {
  readonly mode: ConditionGroup["mode"];
  readonly items: Item[];
}
type Item = Group | { readonly leaf: ConditionNode };

/** The tree with one part moved, or null where it cannot go there. */
export function moved(root: ConditionNode | undefined, from: Place, { group, index }: Target): Moved | null {
  const tree = treeOf(root);
  const [source, item, target] = [groupAt(tree, from.slice(0, -1)), itemAt(tree, from), groupAt(tree, group)];
  if (!source || !item || !target || holds(item, target)) return null;
  const depth = depthOf(tree);
  const before = target.items[index];
  if (before === item) return null;
  source.items.splice(source.items.indexOf(item), 1);
  target.items.splice(before ? target.items.indexOf(before) : target.items.length, 0, item);
  prune(tree);
  if (depthOf(tree) > Math.max(depth, DEPTH_MAX)) return null;
  return { node: nodeOfTree(tree), place: placeOf(tree, item) ?? [] };
}

/** One step of the keyboard: up and down in reading order, through groups; into the group beside it, or out of its own. */
export function stepped(root: ConditionNode | undefined, from: Place, step: Step): Moved | null {
  const tree = treeOf(root);
  const [parent, item] = [from.slice(0, -1), itemAt(tree, from)];
  const siblings = groupAt(tree, parent)?.items;
  const at = from.at(-1);
  if (!item || !siblings || at === undefined) return null;
  const beside = (index: number): Group | null => {
    const sibling = siblings[index];
    return sibling !== undefined && isTree(sibling) ? sibling : null;
  };
  const into = (index: number, end: "first" | "last"): Moved | null => {
    const group = beside(index);
    return group && moved(root, from, { group: [...parent, index], index: end === "first" ? 0 : group.items.length });
  };
  const outTo = (index: number) => (parent.length === 0 ? null : moved(root, from, { group: parent.slice(0, -1), index }));
  const own = parent.at(-1) ?? 0;
  // A group steps over the groups beside it, a condition goes through them.
  const goesIn = !isTree(item);
  switch (step) {
    case "up":
      if (at === 0) return outTo(own);
      return (goesIn ? into(at - 1, "last") : null) ?? moved(root, from, { group: parent, index: at - 1 });
    case "down":
      if (at === siblings.length - 1) return outTo(own + 1);
      return (goesIn ? into(at + 1, "first") : null) ?? moved(root, from, { group: parent, index: at + 2 });
    case "out":
      return outTo(own + 1);
    case "in":
      return into(at - 1, "last") ?? into(at + 1, "first") ?? (goesIn ? grouped(root, from) : null);
  }
}

/** The condition in a group of its own, to which others can be added. */
function grouped(root: ConditionNode | undefined, from: Place): Moved | null {
  const tree = treeOf(root);
  const [source, item] = [groupAt(tree, from.slice(0, -1)), itemAt(tree, from)];
  if (!source || !item) return null;
  source.items.splice(source.items.indexOf(item), 1, { mode: "any", items: [item] });
  return depthOf(tree) > DEPTH_MAX ? null : { node: nodeOfTree(tree), place: [...from, 0] };
}

/** How many conditions there are, groups not counted. */
export function conditionCount(root: ConditionNode | undefined): number {
  const count = (item: Item): number => (isTree(item) ? item.items.reduce((sum, inner) => sum + count(inner), 0) : 1);
  return count(treeOf(root));
}

/** The path in the document of the part at `index` of a group. */
export function partPath(group: ConditionNode | undefined, path: string, index: number): string {
  if (group === undefined || !isGroup(group)) return path;
  if (group.kind !== "not") return `${path}.conditions[${index}]`;
  const inner = (group as ConditionNode & { readonly condition: ConditionNode }).condition;
  return inner.kind === "any" ? `${path}.condition.conditions[${index}]` : `${path}.condition`;
}

function treeOf(node: ConditionNode | undefined): Group {
  const { mode, conditions } = groupOf(node);
  return { mode, items: conditions.map((condition) => (isGroup(condition) ? treeOf(condition) : { leaf: condition })) };
}

function nodeOfTree({ mode, items }: Group): ConditionNode | undefined {
  return nodeOf({ mode, conditions: items.flatMap((item) => (isTree(item) ? (nodeOfTree(item) ?? []) : item.leaf)) });
}

function isTree(item: Item): item is Group {
  return "items" in item;
}

function itemAt(tree: Group, place: Place): Item | undefined {
  let item: Item | undefined = tree;
  for (const index of place) item = item !== undefined && isTree(item) ? item.items[index] : undefined;
  return item;
}

function groupAt(tree: Group, place: Place): Group | undefined {
  const item = itemAt(tree, place);
  return item !== undefined && isTree(item) ? item : undefined;
}

function holds(item: Item, sought: Group): boolean {
  return isTree(item) && (item === sought || item.items.some((inner) => holds(inner, sought)));
}

/** Takes out groups that were left empty. */
function prune({ items }: Group): void {
  for (const item of items) if (isTree(item)) prune(item);
  items.splice(0, items.length, ...items.filter((item) => !isTree(item) || item.items.length > 0));
}

function depthOf({ items }: Group): number {
  return Math.max(0, ...items.map((item) => (isTree(item) ? 1 + depthOf(item) : 0)));
}

function placeOf({ items }: Group, sought: Item): Place | null {
  for (const [index, item] of items.entries()) {
    if (item === sought) return [index];
    const inside = isTree(item) ? placeOf(item, sought) : null;
    if (inside) return [index, ...inside];
  }
  return null;
}
