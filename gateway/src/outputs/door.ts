import { may } from '../access/permissions.ts';
import { tokenOf } from '../access/tokens.ts';
import type { TokenId } from '../base/ids.ts';
import type { Token } from '../domain/people.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Board, BoardDoor } from '../engine/ports/outputs.ts';

/** Who may read what of the board: tokens that were made for it, each for its place with all below it. */
export class OutputsDoor implements BoardDoor {
  readonly board: Board;
  readonly #core: Core;

  constructor(core: Core, board: Board) {
    this.#core = core;
    this.board = board;
  }

  reader(secret: string): string | undefined {
    const token = tokenOf(this.#core.committed, secret);
    return token?.scope === 'outputs' ? token.token : undefined;
  }

  isReader(reader: string): boolean {
    return this.#token(reader) !== undefined;
  }

  mayRead(reader: string, topic: string): boolean {
    const [token, entry] = [this.#token(reader), this.board.get(topic)];
    if (token === undefined || entry === undefined) return false;
    return entry.for === 'public' || may(this.#core.committed, { kind: 'token', token }, { verb: 'read-outputs', place: entry.place });
  }

  #token(reader: string): Token | undefined {
    const token = this.#core.committed.tokens.get(reader as TokenId); // as: looked up; an id that is none has no token.
    return token?.scope === 'outputs' && !token.revoked ? token : undefined;
  }
}
