import type { Me } from "@beckon/contract";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/apiError.ts";
import { useChange } from "../../api/hooks.ts";
import { CodeInput } from "../../ui/CodeInput.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

/** Mail address and password; used on its own page, and over any page when the session has ended. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: (me: Me) => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  // Asked only of those who have a second factor, and only after the right password.
  const [needsCode, setNeedsCode] = useState(false);
  const signIn = useChange("signIn");
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.code === "second_factor_needed") setNeedsCode(true);
    setCode("");
  };
  const error = signIn.error instanceof ApiError && signIn.error.code === "second_factor_needed" ? null : signIn.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate({ body: { email: email.trim(), password, ...(needsCode ? { code } : {}) } }, { onSuccess: onSignedIn, onError });
      }}
    >
      <Stack>
        {error && <ErrorNote title="You are not signed in" error={error} />}
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
            setNeedsCode(false);
          }}
          data-autofocus
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
        />
        {needsCode && <CodeInput value={code} onChange={setCode} />}
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
