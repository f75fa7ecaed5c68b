import { hash, verify } from "@node-rs/argon2";
import { Refusal } from "./refusal.ts";

const PASSWORD_MIN = 10;

/** OWASP's figures for argon2id: 19 MiB, two passes; some 13 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash of nobody's password, so that an unknown address takes as long to refuse as a wrong password. */
let nobody: Promise<string> | null = null;

/** What guessers try first among passwords that are long enough, in lower case and without what stands at the end. */
const COMMON = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd mypassword thepassword letmein iloveyou welcome welcometo administrator adminadmin qwerty qwertyuiop qwertzuiop
  qwerty12345 q1w2e3r4t5 1q2w3e4r5t 1qaz2wsx3edc zaq12wsx zaq1zaq1 asdfghjkl asdfghjkl; asdfasdf zxcvbnm football baseball basketball superman sunshine princess
  abcdefghij abcd1234 abc123 changeme changemenow default testtest testing secret topsecret trustno1 monkey dragon master michael beckon correcthorsebatterystaple`.split(
    /\s+/,
  ),
);

/**
 * Whether a password is fit to be chosen.
 * @throws Refusal `password_weak`
 */
export function checkPassword(password: string, email: string): void {
  const problem = problemOf(password, email.toLowerCase());
  if (problem) throw new Refusal("password_weak", { problem, min: PASSWORD_MIN }, "body.password");
}

function problemOf(password: string, email: string): string | null {
  if (password.length < PASSWORD_MIN) return `Choose a password of at least ${PASSWORD_MIN} characters.`;
  const lower = password.toLowerCase();
  const bare = lower.replace(/[\d!?.@#$%&*_-]+$/, "");
  if (COMMON.has(lower) || COMMON.has(bare)) return "This password is among the first that anybody would try; choose another.";
  if (/^(.{1,3})\1+.?$/.test(lower) || isRow(lower)) return "This password only repeats or counts; choose another.";
  const local = email.split("@")[0] ?? "";
  if (lower === email || bare === local || lower === local) return "This password is your mail address; choose another.";
  return null;
}

/** 12345678901, abcdefghijk, and backwards. */
function isRow(text: string): boolean {
  const steps = new Set([...text].slice(1).map((letter, index) => letter.charCodeAt(0) - text.charCodeAt(index)));
  // From 9 on to 0 is a step of -9.
  steps.delete(-9);
  steps.delete(9);
  return steps.size <= 1 && Math.abs([...steps][0] ?? 0) <= 1;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Whether the password is that of the hash. With null (no such user) it does the same work and says no. */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hash("nobody has this password", COST);
  const fits = await verify(passwordHash ?? (await nobody), password);
  return passwordHash !== null && fits;
}
