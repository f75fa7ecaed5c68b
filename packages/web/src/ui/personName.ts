interface Named {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** What to call somebody: name, else mail address, else that we do not know them yet. */
export function personName(person: Named): string {
  return person.name ?? person.email ?? `Unknown visitor ${person.id.slice(-6)}`;
}
