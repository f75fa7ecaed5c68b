export * from "./campaign/campaign.ts";
export { campaignSchema, frequencyCapSchema } from "./campaign/campaignSchema.ts";
export { checkCampaign } from "./campaign/checkCampaign.ts";
export { checkCap } from "./campaign/checks/checkSending.ts";
export type { Known } from "./campaign/checks/known.ts";
export { describeCampaign } from "./campaign/describeCampaign.ts";
export { CLAUSE_WORDS } from "./campaign/describeClauses.ts";
export * from "./campaign/diffDocuments.ts";
export * from "./campaign/diffLines.ts";
export * from "./campaign/diffWords.ts";
export * from "./campaign/holdoutEffect.ts";
export * from "./campaign/life.ts";
export { isMarketing } from "./campaign/purpose.ts";
export { checkCondition } from "./condition/checkCondition.ts";
export type { Comparison } from "./condition/comparison.ts";
export * from "./condition/condition.ts";
export * from "./condition/conditions/allCondition.ts";
export * from "./condition/conditions/anyCondition.ts";
export type { AttributeCondition } from "./condition/conditions/attributeCondition.ts";
export * from "./condition/conditions/consentCondition.ts";
export type { CountryCondition } from "./condition/conditions/countryCondition.ts";
export type { DeviceCondition } from "./condition/conditions/deviceCondition.ts";
export type { DidCondition, Sum } from "./condition/conditions/didCondition.ts";
export { DEFAULT_IGNORED_AFTER, type Engagement, type EngagementCondition } from "./condition/conditions/engagementCondition.ts";
export type { LanguageCondition } from "./condition/conditions/languageCondition.ts";
export * from "./condition/conditions/notCondition.ts";
export type { OccurrenceCondition } from "./condition/conditions/occurrenceCondition.ts";
export type { PlaceCondition } from "./condition/conditions/placeCondition.ts";
export * from "./condition/conditions/propertyCondition.ts";
export type { SegmentCondition } from "./condition/conditions/segmentCondition.ts";
export type { StageCondition } from "./condition/conditions/stageCondition.ts";
export { type Count, fitsCount, isBounded, ONCE, type Period, widest } from "./condition/counting.ts";
export * from "./condition/judge.ts";
export * from "./condition/kinds.ts";
export { isOperator, OPERATOR_NAMES, OPERATORS, type Operator, type OperatorName, positiveOf, type Takes } from "./condition/operators.ts";
export * from "./condition/path.ts";
export * from "./content/blockMail.ts";
export * from "./content/contentBlock.ts";
export * from "./content/contentBlockNames.ts";
export { type BuiltProfile, buildProfile, computeProfile } from "./decide/buildProfile.ts";
export * from "./decide/decide.ts";
export * from "./decide/decide.types.ts";
export { goalTimerAt } from "./decide/goal.ts";
export { type ApartInput, type ApartLife, liveApart } from "./decide/liveApart.ts";
export { strictest } from "./decide/mergeProfile.ts";
export { segmentPassageProperties } from "./decide/settleSegments.ts";
export { subjectOfState } from "./decide/subject.ts";
export * from "./definitions/definitions.ts";
export * from "./delay/delay.ts";
export * from "./delay/delays/forDelay.ts";
export * from "./delay/delays/noneDelay.ts";
export * from "./delay/delays/untilAttributeDelay.ts";
export * from "./delay/delays/untilPropertyDelay.ts";
export * from "./delay/delays/untilTimeDelay.ts";
export * from "./delay/kinds.ts";
export type { DateWait } from "./delay/untilDate.ts";
export * from "./event/event.ts";
export type { GalleryJourney } from "./gallery/gallery.ts";
export { capsOf, describeCap, judgeCaps, longestCap } from "./guard/frequencyCap.ts";
export { holdoutSharesOf } from "./guard/holdout.ts";
export * from "./guard/judgeSend.ts";
export type { SendQuestion } from "./guard/question.ts";
export * from "./guard/reasons.ts";
export * from "./hash/hash.ts";
export * from "./import/importPlan.ts";
export { causedBy, journeysStartedBy } from "./journey/causes.ts";
export { checkJourney, stepOfProblem } from "./journey/checkJourney.ts";
export { describeJourney, type OutlineLine, outlineOf } from "./journey/describeJourney.ts";
export * from "./journey/journey.ts";
export { messageAt, messageCampaignId, messagesOf } from "./journey/journeyMessages.ts";
export { journeySchema, STEPS_MAX } from "./journey/journeySchema.ts";
export { STEP_KINDS, stepKindOf, stepTitle } from "./journey/kinds.ts";
export { type JourneyNeeds, type NeededProperty, needsOf } from "./journey/needs.ts";
export type { StepKind, StepNode, Way } from "./journey/step.ts";
export type { Branch, BranchStep } from "./journey/steps/branchStep.ts";
export type { DelayStep } from "./journey/steps/delayStep.ts";
export type { EndJourneyStep } from "./journey/steps/endJourneyStep.ts";
export type { ExitStep } from "./journey/steps/exitStep.ts";
export type { SendStep } from "./journey/steps/sendStep.ts";
export type { SetAttributesStep } from "./journey/steps/setAttributesStep.ts";
export type { SetConsentStep } from "./journey/steps/setConsentStep.ts";
export type { Share, SplitStep } from "./journey/steps/splitStep.ts";
export type { StartJourneyStep } from "./journey/steps/startJourneyStep.ts";
export type { TaskStep } from "./journey/steps/taskStep.ts";
export type { AwaitedEvent, AwaitedSegment, WaitStep } from "./journey/steps/waitStep.ts";
export * from "./journey/winner.ts";
export * from "./json.ts";
export * from "./message/kinds.ts";
export * from "./message/mailAddress.ts";
export type { KeptContent } from "./message/message.ts";
export type { EmailContent, EmailMessage, EmailWording, MessageBody, RenderedEmail } from "./message/messages/emailMessage.ts";
export {
  hostOf,
  type RenderedWebhook,
  WEBHOOK_METHODS,
  type WebhookBody,
  type WebhookContent,
  type WebhookHeader,
  type WebhookMessage,
} from "./message/messages/webhookMessage.ts";
export { readableTemplate } from "./message/readableTemplate.ts";
export * from "./message/templateWords.ts";
export * from "./money/money.ts";
export { EARTH_METRES, type Location, type Place } from "./place/place.ts";
export * from "./profile/peopleFilter.ts";
export * from "./profile/profile.ts";
export * from "./profile/sampleData.ts";
export * from "./profile/zone.ts";
export { type AskGroup, areKeptApart, askGroups, type Clash, clashesByTrigger, type RunningCourse } from "./programme/programme.ts";
export * from "./promotion/checkout.ts";
export * from "./promotion/code.ts";
export * from "./promotion/countKey.ts";
export * from "./promotion/ledger.ts";
export * from "./promotion/order.ts";
export type { RedemptionCount } from "./promotion/rules/redemptionCount.ts";
export type { Customer } from "./promotion/rules/rule.ts";
export * from "./promotion/validationRule.ts";
export * from "./promotion/voucher.ts";
export * from "./reach/reach.ts";
export {
  asRehearsed,
  type Counts,
  MESSAGE_STEP,
  type Rehearsal,
  RehearsalSum,
  type RehearsedLife,
  type RehearsedOther,
  type RehearsedPerson,
  type RehearsedPlace,
  type RehearsedStep,
} from "./reach/rehearsal.ts";
export * from "./reach/replayPerson.ts";
export { type Mismatch, mismatches, type PlayedLine, playScenario, type Scenario, scenarioSchema } from "./reach/scenario.ts";
export { playTestRun, type TestHappening, type TestRun, type TestSend } from "./reach/testRun.ts";
export { type InputWithoutId, VirtualLife } from "./reach/virtualLife.ts";
export * from "./rfm/rfm.ts";
export { checkJson } from "./schema/checkJson.ts";
export { didYouMean, nearest } from "./schema/nearest.ts";
export type { Problem } from "./schema/problem.ts";
export {
  type Aggregate,
  type AggregateDefinition,
  aggregateOf,
  EMPTY_AGGREGATE,
  firstLapse,
  MARKS_MAX,
  type Mark,
  marksWithin,
  mergeAggregates,
} from "./segment/aggregate.ts";
export { AggregateFold } from "./segment/aggregateFold.ts";
export { checkComputedAttribute, type KnownToComputed } from "./segment/checkComputedAttribute.ts";
export { checkSegment, type KnownToSegments } from "./segment/checkSegment.ts";
export {
  aggregateOfAttribute,
  COMPUTED_FUNCTIONS,
  type ComputedAttribute,
  type ComputedFunction,
  computedType,
  computedValue,
  isComputedByTime,
  needsProperty,
} from "./segment/computedAttribute.ts";
export { computedAttributeSchema } from "./segment/computedAttributeSchema.ts";
export { describeComputed } from "./segment/describeComputed.ts";
export { matches, noteEvent } from "./segment/noteEvent.ts";
export { lapsesQuietly } from "./segment/quietLapse.ts";
export * from "./segment/segment.ts";
export * from "./segment/segmentIndex.ts";
export { segmentSchema } from "./segment/segmentSchema.ts";
export * from "./segment/wanted.ts";
export * from "./send/channel.ts";
export * from "./send/provider.ts";
export * from "./send/send.ts";
export * from "./stage/checkStages.ts";
export * from "./stage/judgeStages.ts";
export * from "./stage/stage.ts";
export { stagesSchema } from "./stage/stageSchema.ts";
export * from "./stage/stageSets.ts";
export { civilOf, dayNumber, formatDay, parseDay, wallClock } from "./time/civil.ts";
export { afterEndOf, afterEndsBetween, beginOf, beginsBetween, type Moment, momentOf } from "./time/dates.ts";
export * from "./time/duration.ts";
export * from "./time/instant.ts";
export * from "./time/zone.ts";
export * from "./trigger/kinds.ts";
export * from "./trigger/trigger.ts";
export * from "./trigger/triggers/attributeChangedTrigger.ts";
export * from "./trigger/triggers/dateTrigger.ts";
export * from "./trigger/triggers/eventTrigger.ts";
export * from "./trigger/triggers/messageIgnoredTrigger.ts";
export * from "./trigger/triggers/messageTrigger.ts";
export type { SegmentEnteredTrigger } from "./trigger/triggers/segmentEnteredTrigger.ts";
export type { SegmentLeftTrigger } from "./trigger/triggers/segmentLeftTrigger.ts";
export * from "./trigger/triggers/sessionEndedTrigger.ts";
export * from "./trigger/triggers/sessionStartedTrigger.ts";
export * from "./trigger/triggers/stageChangedTrigger.ts";
