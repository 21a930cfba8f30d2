import { expect } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import type { AlarmView } from '../../gateway/src/contract/alarm.ts';
import { GatewayProcess, PASSWORD, type ProcessOptions } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';

/** A gateway process with its people; Maria watches at reception, Ana has her button, and it is connected. */
export class Scene {
  readonly gateway: GatewayProcess;
  readonly maria: Reception;
  readonly button: SimulatedButton;
  /** The button under the desk in room 4, which has no wearer; not started. */
  readonly desk: SimulatedButton;
  readonly deskSecret: string;
  /** Presses that were acknowledged, by name, in order. */
  readonly acked: string[] = [];

  private constructor(parts: Pick<Scene, 'gateway' | 'maria' | 'button' | 'desk' | 'deskSecret'>) {
    const { button } = parts;
    this.gateway = parts.gateway;
    this.maria = parts.maria;
    this.button = button;
    this.desk = parts.desk;
    this.deskSecret = parts.deskSecret;
    button.on('acked', (boot, seq) => this.acked.push(nameOf({ device: button.device, boot, seq })));
  }

  static async set(options: ProcessOptions = {}): Promise<Scene> {
    const gateway = await GatewayProcess.start(options);
    const buttons = await gateway.seed();
    const secretOf = (device: string): string => buttons.find((one) => one.device === device)?.secret ?? '';
    const made = (device: string): SimulatedButton => mqttButton({ device, secret: secretOf(device), url: gateway.mqtt });
    const [button, desk, deskSecret] = [made('button-ana'), made('button-room4'), secretOf('button-room4')];
    const maria = await Reception.signInAs(gateway.addresses.http, 'maria', PASSWORD);
    const scene = new Scene({ gateway, maria, button, desk, deskSecret });
    maria.beats = true;
    await scene.watch();
    scene.button.start();
    await scene.button.reachesLink();
    return scene;
  }

  /** Maria's page is open and armed; it says of each alarm that it is on her screen. */
  async watch(): Promise<void> {
    await this.maria.watchAnew();
    this.maria.arm();
  }

  async strike(): Promise<void> {
    this.button.stop();
    this.desk.stop();
    this.maria.close();
    await this.gateway.remove();
  }

  async isAway(): Promise<void> {
    await until('the gateway is a lifeboat', () => this.gateway.has('lifeboat-entered'));
  }

  async isBack(): Promise<void> {
    await until('the log is back', () => this.gateway.has('lifeboat-left'));
  }

  /** A press while the log is away, as promise 2 has it: on the console, marked; Maria has it, in memory; shown in the hand; no ack. */
  async pressUnrecorded(): Promise<string> {
    const made = await this.button.hold();
    const press = await until('the press is on the console, unrecorded', () => this.maria.pending[0]);
    expect(press).toMatchObject({ level: 'duress', who: { name: 'Ana Ruiz' } });
    this.maria.say({ type: 'shown', alarms: [press.press] });
    const shown = await until('the hand says so', () => (this.button.feedback?.state === 'shown' ? this.button.feedback : undefined));
    expect(shown).toMatchObject({ recorded: false, held: [] });
    this.maria.say({ type: 'have', press: press.press });
    await until('Maria has it, in memory', () => this.maria.pending[0]?.taken?.name === 'Maria Costa');
    expect(this.acked).toEqual([]);
    return nameOf({ device: this.button.device, ...made });
  }

  /** The log is back: the press has its alarm with its own time, Maria has it, the hand knows, and it was acknowledged. */
  async entered(pressedAt: { readonly from: number; readonly to: number }): Promise<AlarmView> {
    const alarm = await until('the alarm is on the console, recorded', () =>
      [...this.maria.alarms.values()].find((one) => one.state === 'taken' && one.recorded),
    );
    expect(alarm.taken).toMatchObject({ name: 'Maria Costa' });
    expect(alarm.pressedAt).toBeGreaterThanOrEqual(pressedAt.from - 1_000);
    expect(alarm.pressedAt).toBeLessThanOrEqual(pressedAt.to + 1_000);
    await until('nothing waits any more', () => this.maria.pending.length === 0);
    await this.button.reaches('taken');
    await until('the press was acknowledged', () => this.acked.length > 0);
    await this.isBack();
    return alarm;
  }

  /** Stopped as asked, the log holds these presses once each and verifies. */
  async endsWith(presses: readonly string[]): Promise<void> {
    expect(await this.gateway.stop()).toBe(0);
    expect(factsOf(this.gateway, 'SignalReceived').map((fact) => nameOf(fact.data))).toEqual(presses);
    await verifyLog(this.gateway);
  }
}
