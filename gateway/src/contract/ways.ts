/**
 * The ways by which people are reached beyond the consoles. A house sets up those that it has; a step of an escalation may name the
 * ones that it uses.
 */
export const WAYS = ['sms', 'voice', 'mail', 'webhook', 'push'] as const;
export type WayName = (typeof WAYS)[number];
