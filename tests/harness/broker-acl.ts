/**
 * The rights that docs/operations.md tells an operator to give, as mosquitto reads them. A topic names its device, so who may publish
 * there decides who may press in whose name.
 */
export const GATEWAY_USER = 'duress-gateway';

/** What the gateway needs besides to say how places stand, and what a lamp named `lamp` needs to read it (docs/mqtt-out.md). */
export const OUTPUTS_ACL: readonly string[] = ['topic readwrite duress-state/v1/#', 'topic readwrite homeassistant/device/+/config'];
export const LAMP_ACL: readonly string[] = ['user lamp', 'topic read duress-state/v1/#'];

export const BROKER_ACL: readonly string[] = [
  `user ${GATEWAY_USER}`,
  'topic read duress/v1/#',
  'topic write duress/v1/+/feedback',
  'topic write duress/v1/+/config',
  'topic write duress/v1/duress-gateway-canary/alarm',
  '',
  'pattern write duress/v1/%u/alarm',
  'pattern write duress/v1/%u/status',
  'pattern write duress/v1/%u/position',
  'pattern write duress/v1/%u/link',
  'pattern write duress/v1/%u/feedback/ack',
  'pattern read duress/v1/%u/feedback',
  'pattern read duress/v1/%u/config',
];
