/**
 * Remembers what was made for a key. Emptied when it is full, because keys come from strangers (locales, formats): a few
 * things are made again then, and the memory stays bounded. Reading costs one look into a Map.
 */
export class Memo<Value> {
  readonly #max: number;
  readonly #values = new Map<string, Value>();

  constructor(max = 500) {
    this.#max = max;
  }

  get(key: string, make: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    if (this.#values.size >= this.#max) this.#values.clear();
    const made = make();
    this.#values.set(key, made);
    return made;
  }
}
