import type { PlaceId } from '../../base/ids.ts';
import type { ConsoleFaultCode, FaultSubject } from '../../contract/faults.ts';
import { ALARM_FACTS } from '../facts/alarm-facts.ts';
import type { CANARY_FACTS } from '../facts/canary-facts.ts';
import type { Fact } from '../facts/catalogue.ts';
import { CHANNELS_FACTS } from '../facts/channels-facts.ts';
import { DEBRIEF_CONTENT_FACTS } from '../facts/debrief-content-facts.ts';
import { DEBRIEF_FACTS } from '../facts/debrief-facts.ts';
import { DRILL_FACTS } from '../facts/drill-facts.ts';
import { DUTY_FACTS } from '../facts/duty-facts.ts';
import { ESCALATION_FACTS } from '../facts/escalation-facts.ts';
import type { GATEWAY_FACTS } from '../facts/gateway-facts.ts';
import { JOINING_FACTS } from '../facts/joining-facts.ts';
import { KEEPING_FACTS } from '../facts/keeping-facts.ts';
import { MONTH_FACTS } from '../facts/month-facts.ts';
import { OUTPUTS_FACTS } from '../facts/outputs-facts.ts';
import { PUSH_FACTS } from '../facts/push-facts.ts';
import { SET_UP_FACTS } from '../facts/set-up-facts.ts';
import { SIGNAL_FACTS } from '../facts/signal-facts.ts';
import { SUPERVISION_FACTS } from '../facts/supervision-facts.ts';
import { TEST_SEND_FACTS } from '../facts/test-send-facts.ts';
import { TIME_FACTS } from '../facts/time-facts.ts';
import { WATCH_FACTS } from '../facts/watch-facts.ts';
import { pastFault, pastFaultKey } from '../past-fault.ts';
import type { State } from '../state.ts';
import { applyAlarm, type AlarmFact } from './apply-alarm.ts';
import { applyChannels, type ChannelsFact } from './apply-channels.ts';
import { applyDebriefContent, type DebriefContentFact } from './apply-debrief-content.ts';
import { applyDebrief, type DebriefFact } from './apply-debrief.ts';
import { applyDrill, type DrillFact } from './apply-drill.ts';
import { applyDuty, type DutyFact } from './apply-duty.ts';
import { applyEscalation, type EscalationFact } from './apply-escalation.ts';
import { applyJoining, followLead, type JoiningFact } from './apply-joining.ts';
import { applyKeeping, keepRecord, type KeepingFact } from './apply-keeping.ts';
import { applyMonth, type MonthFact } from './apply-month.ts';
import { applyOutputs, type OutputsFact } from './apply-outputs.ts';
import { applyPush, type PushFact } from './apply-push.ts';
import { applySetUp, type SetUpFact } from './apply-set-up.ts';
import { applySignal, type SignalFact } from './apply-signal.ts';
import { applySupervision, type SupervisionFact } from './apply-supervision.ts';
import { applyTestSend, type TestSendFact } from './apply-test-send.ts';
import { applyTime, type TimeFact } from './apply-time.ts';
import { applyWatch, type WatchFact } from './apply-watch.ts';

/** No state hangs on how the canary fared. */
type GatewayFact = Extract<Fact, { readonly kind: Exclude<keyof typeof GATEWAY_FACTS, 'SoundTested'> | keyof typeof CANARY_FACTS }>;

/**
 * Makes a fact true in the working state. Pure but for the state: the same facts in the same order give the same state
 * on every machine. Throws a BugError when a fact does not fit; then the process must not go on.
 */
export function apply(state: State, fact: Fact): void {
  applyOne(state, fact);
  followLead(state, fact);
  keepRecord(state, fact);
}

function applyOne(state: State, fact: Fact): void {
  if (isAlarmFact(fact)) applyAlarm(state, fact);
  else if (isSignalFact(fact)) applySignal(state, fact);
  else if (isChannelsFact(fact)) applyChannels(state, fact);
  else if (isDebriefFact(fact)) applyDebrief(state, fact);
  else if (isDrillFact(fact)) applyDrill(state, fact);
  else if (isSetUpFact(fact)) applySetUp(state, fact);
  else if (isEscalationFact(fact)) applyEscalation(state, fact);
  else if (isSupervisionFact(fact)) applySupervision(state, fact);
  else if (isWatchFact(fact)) applyWatch(state, fact);
  else if (isOutputsFact(fact)) applyOutputs(state, fact);
  else if (isPushFact(fact)) applyPush(state, fact);
  else if (isTestSendFact(fact)) applyTestSend(state, fact);
  else if (isTimeFact(fact)) applyTime(state, fact);
  else if (isDebriefContentFact(fact)) applyDebriefContent(state, fact);
  else if (isKeepingFact(fact)) applyKeeping(state, fact);
  else if (isDutyFact(fact)) applyDuty(state, fact);
  else if (isJoiningFact(fact)) applyJoining(state, fact);
  else if (isMonthFact(fact)) applyMonth(state, fact);
  else applyGateway(state, fact);
}

function applyGateway(state: State, fact: GatewayFact): void {
  if (fact.kind === 'FaultOpened') {
    const { fault, code, subject, label, place, detail } = fact.data;
    // as (all): ids and codes in facts are the strings that typed ones became.
    const typed = { code: code as ConsoleFaultCode, subject: subject as FaultSubject, place: place as PlaceId | undefined };
    state.faults.set(fault, { fault, ...typed, label, since: fact.at, detail });
  } else if (fact.kind === 'FaultClosed') {
    const ended = state.faults.get(fact.data.fault);
    if (ended !== undefined) state.pastFaults.set(pastFaultKey(ended.fault, fact.seq), pastFault(ended, fact.at));
    state.faults.delete(fact.data.fault);
  }
}

const isAlarmFact = (fact: Fact): fact is AlarmFact => fact.kind in ALARM_FACTS;
const isSignalFact = (fact: Fact): fact is SignalFact => fact.kind in SIGNAL_FACTS;
const isChannelsFact = (fact: Fact): fact is ChannelsFact => fact.kind in CHANNELS_FACTS;
const isDebriefFact = (fact: Fact): fact is DebriefFact => fact.kind in DEBRIEF_FACTS;
const isDrillFact = (fact: Fact): fact is DrillFact => fact.kind in DRILL_FACTS;
const isEscalationFact = (fact: Fact): fact is EscalationFact => fact.kind in ESCALATION_FACTS;
const isOutputsFact = (fact: Fact): fact is OutputsFact => fact.kind in OUTPUTS_FACTS;
const isPushFact = (fact: Fact): fact is PushFact => fact.kind in PUSH_FACTS;
const isTestSendFact = (fact: Fact): fact is TestSendFact => fact.kind in TEST_SEND_FACTS;
const isTimeFact = (fact: Fact): fact is TimeFact => fact.kind in TIME_FACTS;
const isMonthFact = (fact: Fact): fact is MonthFact => fact.kind in MONTH_FACTS;
const isDutyFact = (fact: Fact): fact is DutyFact => fact.kind in DUTY_FACTS;
const isJoiningFact = (fact: Fact): fact is JoiningFact => fact.kind in JOINING_FACTS;
const isSupervisionFact = (fact: Fact): fact is SupervisionFact => fact.kind in SUPERVISION_FACTS;
const isSetUpFact = (fact: Fact): fact is SetUpFact => fact.kind in SET_UP_FACTS;
const isKeepingFact = (fact: Fact): fact is KeepingFact => fact.kind in KEEPING_FACTS;
const isWatchFact = (fact: Fact): fact is WatchFact => fact.kind in WATCH_FACTS || fact.kind === 'SoundTested';
const isDebriefContentFact = (fact: Fact): fact is DebriefContentFact => fact.kind in DEBRIEF_CONTENT_FACTS;
