import fc from "fast-check";

/** Any JSON, with every kind of character. */
export const anything = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });

const word = fc.string({ unit: "binary", minLength: 1 });
const bag = fc.dictionary(word, anything, { maxKeys: 6 });

/** Usually right in kind, so that many calls are taken; odd in content all the same. */
function mostly<T>(right: fc.Arbitrary<T>) {
  return fc.oneof({ weight: 15, arbitrary: right }, { weight: 1, arbitrary: anything });
}

function some(model: { readonly [key: string]: fc.Arbitrary<unknown> }) {
  return fc.record(model, { requiredKeys: [] });
}

const someTraits = fc.oneof(
  bag,
  some({ email: anything, phone: anything, consent: anything, subscribed: anything, timezone: anything, name: anything, plan: anything }),
);
const someContext = some({
  traits: anything,
  externalIds: anything,
  device: anything,
  library: anything,
  timezone: anything,
  ip: anything,
  consent: anything,
  page: anything,
  locale: anything,
  campaign: anything,
});

/** Something like a call of Segment's API: known keys, with right, odd and wrong values. */
export const aFuzzyCall = fc.record(
  {
    type: mostly(fc.constantFrom("track", "identify", "page", "screen", "group", "alias")),
    event: mostly(word),
    userId: mostly(word),
    anonymousId: mostly(word),
    previousId: mostly(word),
    groupId: mostly(word),
    messageId: fc.oneof(fc.uuid(), anything),
    timestamp: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      anything,
    ),
    properties: mostly(bag),
    traits: mostly(someTraits),
    context: mostly(someContext),
    integrations: anything,
  },
  { requiredKeys: ["type", "event", "userId"] },
);
