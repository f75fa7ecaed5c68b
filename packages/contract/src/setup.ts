import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { Email, nullable, strict, TimeZone } from "./scalars.ts";

export const PASSWORD_MIN = 10;
export const Password = Type.String({ minLength: 1, maxLength: 1_000 });

export const SetupState = Type.Object({
  needed: Type.Boolean({ description: "True until the first user exists." }),
  workspaceName: nullable(Type.String()),
});
export type SetupState = Static<typeof SetupState>;

export const SetupRequest = strict({
  workspaceName: Type.String({ minLength: 1, maxLength: 100 }),
  timeZone: TimeZone,
  email: Email,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  password: Password,
});
export type SetupRequest = Static<typeof SetupRequest>;

export const User = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Type.Unsafe<"viewer" | "editor" | "publisher" | "admin" | "owner">({ type: "string", enum: ["viewer", "editor", "publisher", "admin", "owner"] }),
});
export type User = Static<typeof User>;

/** Who calls, as `/api/me` and a sign-in answer it. With an API key there is no user. */
export const Me = Type.Object({
  user: nullable(User),
  key: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  twoFactor: Type.Object({
    on: Type.Boolean(),
    missing: Type.Boolean({ description: "The workspace asks for a second factor and there is none yet: until it is set up, nothing else is allowed." }),
    recoveryCodesLeft: Type.Integer(),
  }),
  permissions: Type.Array(Type.String()),
  workspace: Type.Object({ id: Type.Integer(), name: Type.String(), timeZone: Type.String() }),
});
export type Me = Static<typeof Me>;

export const setupRoutes = {
  getSetup: route({
    method: "GET",
    path: "/api/setup",
    tag: "Setup",
    summary: "Whether Beckon still has to be set up",
    access: "public",
    response: SetupState,
  }),
  setUp: route({
    method: "POST",
    path: "/api/setup",
    tag: "Setup",
    summary: "Make the first user and name the workspace",
    description: "Works once, while there is no user. Signs the new owner in (session cookie).",
    access: "public",
    audit: { did: "set up Beckon as its first owner", kind: "user", id: "answer.user.id", withoutBody: true },
    body: SetupRequest,
    response: Me,
    status: 201,
  }),
  signIn: route({
    method: "POST",
    path: "/api/sessions",
    tag: "Sign-in",
    summary: "Sign in",
    description: "Sets the session cookie. Attempts are limited per address and per account.",
    access: "public",
    audit: { did: "signed in", kind: "user", id: "answer.user.id", failed: "failed to sign in as {subject}", withoutBody: true },
    body: strict({
      email: Type.String({ maxLength: 254 }),
      password: Password,
      code: Type.Optional(
        Type.String({ maxLength: 40, description: "Of the second factor, where there is one, or a recovery code. Without it: `second_factor_needed`." }),
      ),
    }),
    response: Me,
    status: 201,
  }),
  signOut: route({
    method: "DELETE",
    path: "/api/sessions/current",
    tag: "Sign-in",
    summary: "Sign out",
    access: "public",
    audit: { did: "signed out", kind: "user" },
    status: 204,
  }),
  getMe: route({ method: "GET", path: "/api/me", tag: "Sign-in", summary: "Who I am and what I may do", access: "signed_in", response: Me }),
};
