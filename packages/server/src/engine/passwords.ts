import { hash, verify } from "@node-rs/argon2";
import { Refusal } from "./refusal.ts";

const PASSWORD_MIN = 10;

/** OWASP's figures for argon2id: 19 MiB, two passes; some 13 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash of nobody's password, so that an unknown address takes as long to refuse as a wrong password. */
let nobody: Promise<string> | null = null;

export function hashPassword(password: string): Promise<string> {
  if (password.length < PASSWORD_MIN) throw new Refusal("password_weak", { min: PASSWORD_MIN }, "body.password");
  return hash(password, COST);
}

/** Whether the password is that of the hash. With null (no such user) it does the same work and says no. */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hash("nobody has this password", COST);
  const fits = await verify(passwordHash ?? (await nobody), password);
  return passwordHash !== null && fits;
}
