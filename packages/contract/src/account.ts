import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { Id, strict, Timestamp } from "./scalars.ts";
import { Me, Password } from "./setup.ts";

/** A browser that is signed in. */
export const SignedInBrowser = Type.Object({
  id: Type.String(),
  current: Type.Boolean({ description: "The one that asks." }),
  device: Type.String({ description: "Browser and system, as far as it says: `Firefox on Linux`." }),
  ip: Type.String(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp,
});
export type SignedInBrowser = Static<typeof SignedInBrowser>;

const Code = Type.String({ minLength: 6, maxLength: 40, description: "Six digits of the app, or a recovery code." });
const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String(), { description: "Shown once. Each works once, in place of the app." }) });

/** What users do with their own account. With an API key there is none, and these are refused. */
export const accountRoutes = {
  updateMe: route({
    method: "PATCH",
    path: "/api/me",
    tag: "My account",
    summary: "Change my name",
    access: "signed_in",
    audit: { did: "changed their name to {answer.user.name}", kind: "user" },
    body: strict({ name: Type.String({ minLength: 1, maxLength: 100 }) }),
    response: Me,
  }),
  changePassword: route({
    method: "POST",
    path: "/api/me/password",
    tag: "My account",
    summary: "Change my password",
    description: "Every other browser is signed out.",
    access: "signed_in",
    audit: { did: "changed their password", kind: "user", failed: "failed to change their password", withoutBody: true },
    unrepeatable: true,
    body: strict({ current: Password, password: Password }),
    status: 204,
  }),
  listMySessions: route({
    method: "GET",
    path: "/api/me/sessions",
    tag: "My account",
    summary: "Where I am signed in",
    access: "signed_in",
    response: Type.Object({ items: Type.Array(SignedInBrowser) }),
  }),
  endMySession: route({
    method: "DELETE",
    path: "/api/me/sessions/:id",
    tag: "My account",
    summary: "Sign one browser out",
    access: "signed_in",
    audit: { did: "signed one of their browsers out", kind: "user", id: "none" },
    params: strict({ id: Id }),
    status: 204,
  }),
  endMyOtherSessions: route({
    method: "DELETE",
    path: "/api/me/sessions",
    tag: "My account",
    summary: "Sign all my other browsers out",
    access: "signed_in",
    audit: { did: "signed all of their other browsers out", kind: "user" },
    status: 204,
  }),
  startTwoFactor: route({
    method: "POST",
    path: "/api/me/two-factor",
    tag: "My account",
    summary: "Begin to set up a second factor",
    description: "It counts once it is confirmed with a code of the app.",
    access: "signed_in",
    audit: { did: "began to set up a second factor", kind: "user", failed: "failed to set up a second factor", withoutBody: true },
    unrepeatable: true,
    body: strict({ password: Password }),
    response: Type.Object({
      secret: Type.String({ description: "To type into the app by hand." }),
      uri: Type.String({ description: "`otpauth://`, what the picture says." }),
      qr: Type.String({ description: "The picture to scan, as SVG." }),
    }),
  }),
  confirmTwoFactor: route({
    method: "POST",
    path: "/api/me/two-factor/confirm",
    tag: "My account",
    summary: "Confirm the second factor with a code",
    access: "signed_in",
    audit: { did: "set up a second factor", kind: "user", withoutBody: true },
    unrepeatable: true,
    body: strict({ code: Code }),
    response: RecoveryCodes,
  }),
  renewRecoveryCodes: route({
    method: "POST",
    path: "/api/me/two-factor/recovery-codes",
    tag: "My account",
    summary: "Make new recovery codes; the old ones end",
    access: "signed_in",
    audit: { did: "made new recovery codes", kind: "user", failed: "failed to make new recovery codes", withoutBody: true },
    unrepeatable: true,
    body: strict({ code: Code }),
    response: RecoveryCodes,
  }),
  endTwoFactor: route({
    method: "POST",
    path: "/api/me/two-factor/end",
    tag: "My account",
    summary: "Do without a second factor",
    access: "signed_in",
    audit: { did: "ended their second factor", kind: "user", failed: "failed to end their second factor", withoutBody: true },
    unrepeatable: true,
    body: strict({ code: Code }),
    status: 204,
  }),
};
