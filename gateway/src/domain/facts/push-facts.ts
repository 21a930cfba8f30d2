import { Type } from 'typebox';
import { PUSH_ENDS } from '../../contract/push.ts';
import { Id, OptId } from './shapes.ts';

/** Version 1 of the browsers in which people want to be told. Address, keys and the device's name are sealed under the person's key. */
export const PUSH_FACTS = {
  /** `subscription` is SHA-256 of the address: the log can't be used to push. `session`: only until that sign-in ends. */
  PushSubscribed: Type.Object({ subscription: Id, person: Id, session: OptId }),
  PushEnded: Type.Object({ subscription: Id, person: Id, why: Type.Enum([...PUSH_ENDS]) }),
} as const;
