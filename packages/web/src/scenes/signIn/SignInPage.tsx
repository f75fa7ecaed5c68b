import { Anchor, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearchParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { ME } from "../../api/me.ts";
import { session } from "../../api/session.ts";
import { DoorPage } from "../../ui/DoorPage.tsx";
import { SignInForm } from "./SignInForm.tsx";
import { wayBack } from "./wayBack.ts";

/** Only paths of this app: an address from outside must not choose where a signed-in person lands. */
export function SignInPage() {
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const setup = useRead("getSetup");
  if (setup.data?.needed) return <Navigate to="/welcome" replace />;
  return (
    <DoorPage title="Sign in" lead={setup.data?.workspaceName ? <Text span>to {setup.data.workspaceName}</Text> : undefined}>
      <SignInForm
        onSignedIn={(me) => {
          session.begin();
          client.setQueryData(ME, me);
          void navigate(wayBack(parameters.get("back"), window.location.origin), { replace: true });
        }}
      />
      <Anchor component={Link} to="/forgot-password" size="sm" mt="md" display="inline-block">
        Forgot your password?
      </Anchor>
    </DoorPage>
  );
}
