import { CampaignStarter } from "../engine/campaignStarter.ts";
import { Janitor } from "../engine/janitor.ts";
import { JobDesk } from "../engine/jobs/jobDesk.ts";
import { RfmKeeper } from "../engine/rfmKeeper.ts";
import { SendRescuer } from "../engine/sendRescuer.ts";
import { WinnerKeeper } from "../engine/splitWinners.ts";
import { TallyKeeper } from "../engine/tallyKeeper.ts";
import { type Base, type Running, reporter } from "./base.ts";
import type { WakeUps } from "./wakeUps.ts";

/** The housework that nobody's event causes: changes of campaigns, stuck sends, old rows. Several schedulers may run; the database keeps them apart. */
export function startScheduler(base: Base, wakeUps: WakeUps): Running[] {
  const { db, clock, log, name } = base;
  const starter = new CampaignStarter({
    db,
    clock,
    wake: wakeUps.work,
    onError: reporter(log, "A change of a campaign could not be carried on; trying again."),
  });
  const rescuer = new SendRescuer({
    db,
    clock,
    isDead: (claimer) => name.isDeadNeighbour(claimer),
    wake: wakeUps.work,
    onReturned: wakeUps.sends,
    onError: reporter(log, "Stuck sends could not be looked after; trying again."),
  });
  const janitor = new Janitor({ db, clock, onError: reporter(log, "Old rows could not be thrown away; trying again.") });
  const tallyKeeper = new TallyKeeper({ db, onError: reporter(log, "The figures of reports could not be added up; trying again.") });
  const rfmKeeper = new RfmKeeper({
    db,
    clock,
    jobs: new JobDesk({ db, clock, wake: wakeUps.jobs }),
    onError: reporter(log, "The nightly ranking of people could not be begun; trying again."),
  });
  const winnerKeeper = new WinnerKeeper({
    db,
    clock,
    definitionsChanged: wakeUps.definitions,
    onError: reporter(log, "The winner of a split could not be found; trying again."),
  });
  wakeUps.onDefinitions(() => starter.wake());
  return [
    { name: "campaign starter", service: starter },
    { name: "send rescuer", service: rescuer },
    { name: "janitor", service: janitor },
    { name: "tally keeper", service: tallyKeeper },
    { name: "rfm keeper", service: rfmKeeper },
    { name: "winner keeper", service: winnerKeeper },
  ].map(({ name, service }) => {
    service.start();
    return { name, stop: () => service.stop() };
  });
}
