/**
 * What is known of a message to a person on one way. `accepted`: whoever carries it has it, no more; `delivered`: it is on the phone, or the
 * call was picked up; `shown`: the phone has put it before somebody; `answered`: the person acted by it. `failed`: the way did not
 * work; `refused`: the way works, and will not take this for this person.
 */
export const MESSAGE_RESULTS = ['accepted', 'delivered', 'shown', 'answered', 'failed', 'refused'] as const;
export type MessageResult = (typeof MESSAGE_RESULTS)[number];
