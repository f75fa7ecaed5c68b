import { Type } from "typebox";
import { route } from "./route.ts";
import { Id, strict, Timestamp } from "./scalars.ts";
import { Password } from "./setup.ts";

export const passwordResetRoutes = {
  askForReset: route({
    method: "POST",
    path: "/api/password-resets",
    tag: "Sign-in",
    summary: "Ask for a link by which to choose a new password",
    description:
      "The answer is the same whether or not a user has this address. The link is mailed, works once and for an hour. Requests are limited per address.",
    access: "public",
    audit: { did: "asked for a link to choose a new password for {subject}", kind: "user", withoutBody: true },
    body: strict({ email: Type.String({ minLength: 3, maxLength: 254 }) }),
    response: Type.Object({ mailed: Type.Boolean({ description: "False where no mail can leave: an owner can make a link instead." }) }),
    status: 202,
  }),
  makeResetLink: route({
    method: "POST",
    path: "/api/users/:id/password-reset",
    tag: "Users",
    summary: "Make a link by which a user chooses a new password",
    description:
      "For owners, where no mail can leave or arrive. Whoever has the link can sign in as that user, but for a second factor; give it to nobody else.",
    access: "users:write",
    audit: { did: "made a link by which {answer.name} chooses a new password", kind: "user" },
    unrepeatable: true,
    params: strict({ id: Id }),
    response: Type.Object({
      name: Type.String(),
      link: Type.String({ description: "Shown once: only its fingerprint is kept. Works once, for a day." }),
      expiresAt: Timestamp,
    }),
    status: 201,
  }),
  useResetLink: route({
    method: "POST",
    path: "/api/password-resets/use",
    tag: "Sign-in",
    summary: "Choose a new password by a link",
    description: "Ends every session of the user, who then signs in as usual, with the second factor where there is one.",
    access: "public",
    audit: { did: "chose a new password by a link", kind: "user", failed: "failed to choose a new password by a link", withoutBody: true },
    unrepeatable: true,
    body: strict({ token: Type.String({ minLength: 20, maxLength: 200 }), password: Password }),
    response: Type.Object({ email: Type.String() }),
  }),
};
