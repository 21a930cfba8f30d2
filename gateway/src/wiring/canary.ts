import type { Clock } from '../base/clock.ts';
import type { CanaryPress } from '../engine/ports/canary.ts';
import type { Intake } from '../engine/ports/devices.ts';
import { secretsOf } from '../ingest/mqtt/outside/settings.ts';
import { CanaryIntake } from '../ops/canary/canary-intake.ts';
import { newCanaryIdentity, type CanaryIdentity } from '../ops/canary/identity.ts';
import { InsidePress } from '../ops/canary/inside-press.ts';
import { MqttPress, type CanaryDoor } from '../ops/canary/mqtt-press.ts';
import type { Configuration } from '../ops/configuration.ts';

/** What of the canary must be there before the ways in are: who it is, and the door through which they meet it. */
export interface CanaryParts {
  readonly intake: CanaryIntake;
  readonly identity: CanaryIdentity;
  readonly press: CanaryPress;
}

interface CanaryPartsDeps {
  readonly configuration: Configuration;
  readonly intake: Intake;
  readonly clock: Clock;
  /** Of our own listener, once it listens. */
  readonly ownDoor: () => string | undefined;
}

/** Undefined where it is switched off. It goes in by our own listener; by the site's broker where there is no other MQTT; else inside. */
export function canaryParts({ configuration, intake: inner, clock, ownDoor }: CanaryPartsDeps): CanaryParts | undefined {
  if (!configuration.canary.enabled) return undefined;
  const { mqtt, broker } = configuration;
  const { url } = broker;
  const isBehindBroker = !mqtt.enabled && url !== undefined;
  const identity = newCanaryIdentity(isBehindBroker ? `${broker.clientId}-canary` : undefined);
  const intake = new CanaryIntake(inner, identity);
  if (!mqtt.enabled && url === undefined) return { intake, identity, press: new InsidePress({ intake, identity, clock }) };
  const door = (): CanaryDoor | undefined => {
    if (isBehindBroker)
      return { url, version: broker.version, credentials: () => ({ user: broker.user, ...secretsOf({ ...broker, url }) }) };
    const own = ownDoor();
    return own === undefined ? undefined : { url: own, version: '3.1.1' };
  };
  return { intake, identity, press: new MqttPress(identity, door) };
}

/** How this machine reaches a listener of ours: one that listens on every address does so on loopback, too. */
export function reachedFromHere(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:').replace('//:::', '//[::1]:');
}
