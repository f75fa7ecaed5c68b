import { Center } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Navigate, useLocation } from "react-router";
import { isSignedOut } from "../api/apiError.ts";
import { useRead } from "../api/hooks.ts";
import { ErrorNote } from "../ui/ErrorNote.tsx";
import { SecondFactorGate } from "./SecondFactorGate.tsx";
import { Starting } from "./Starting.tsx";

/** Lets those in who are signed in; sends others to sign in (and back here), or to the first run. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const me = useRead("getMe");
  const location = useLocation();
  const [settingUp, setSettingUp] = useState(false);
  const signedOut = isSignedOut(me.error) && me.data === undefined;
  const setup = useRead("getSetup", undefined, { enabled: signedOut });
  if (me.data?.twoFactor.missing || settingUp) return <SecondFactorGate onBegin={() => setSettingUp(true)} onDone={() => setSettingUp(false)} />;
  if (me.data) return <>{children}</>;
  if (signedOut && setup.data) {
    const back = encodeURIComponent(location.pathname + location.search);
    return <Navigate to={setup.data.needed ? "/welcome" : `/sign-in?back=${back}`} replace />;
  }
  const error = signedOut ? setup.error : me.error;
  if (!error) return <Starting />;
  return (
    <Center mih="100dvh" p="md">
      <ErrorNote error={error} onRetry={() => void me.refetch()} />
    </Center>
  );
}
