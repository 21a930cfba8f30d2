import { isRadioId, radioKey } from '@duress/gateway/contract/radio/seal.ts';
import type { Air } from './air.ts';
import { MqttTransport } from './mqtt.ts';
import { RadioTransport } from './radio.ts';
import { SimulatedButton, type ButtonParts } from './simulated-button.ts';

type Others = Omit<ButtonParts, 'device' | 'transport'>;

export interface MqttButtonOptions extends Others {
  readonly device: string;
  readonly secret: string;
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  /** PEM of whom to trust, for a certificate that no public authority has signed. */
  readonly ca?: string | undefined;
}

/** A button that speaks MQTT with the gateway itself. Call `start()` to give it power. */
export function mqttButton(options: MqttButtonOptions): SimulatedButton {
  const { device, secret, url, ca, ...others } = options;
  return new SimulatedButton({
    ...others,
    device,
    transport: (around) => (events) => new MqttTransport({ device, secret, url, ca, ...around }, events),
  });
}

export interface RadioButtonOptions extends Others {
  /** At most 8 characters. */
  readonly device: string;
  /** 32 hexadecimal digits. */
  readonly key: string;
  /** Shared with the receivers that may hear it. */
  readonly air: Air;
}

/**
 * A button that speaks by radio, through whatever receivers are on the same air. Call `start()` to give it power.
 *
 * @throws RangeError for an id or a key that no radio button can have.
 */
export function radioButton(options: RadioButtonOptions): SimulatedButton {
  const { device, key: hex, air, ...others } = options;
  const key = radioKey(hex);
  if (!isRadioId(device)) throw new RangeError(`a radio button's id has 1 to 8 characters of A-Z a-z 0-9 _ . -: "${device}"`);
  if (key === undefined) throw new RangeError(`the radio key of ${device} must have 32 hexadecimal digits`);
  return new SimulatedButton({
    ...others,
    device,
    build: { ...others.build, radio: true },
    transport:
      ({ surroundings }) =>
      (events) =>
        new RadioTransport({ device, key, air, surroundings }, events),
  });
}
