import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { SECOND_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import { inputIdFrom } from '../../base/ids.ts';
import { ATTACHMENT_BYTES_MAX, AttachmentNote } from '../../contract/keeping.ts';
import { mayDo } from '../../domain/rules/debrief-rights.ts';
import type { Attachments } from '../../engine/ports/attachments.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { DebriefDoor } from './debrief-door.ts';
import { PhotoCleaner } from './photo.ts';
import { Submitting } from './submitting.ts';

const ListParams = Type.Object({ debrief: Type.String() });
const OneParams = Type.Object({ debrief: Type.String(), attachment: Type.String() });
const OneQuery = Type.Object({ small: Type.Optional(Type.Enum(['1'])) }, { additionalProperties: false });
/** A photo is read, made clean, sealed and flushed: seconds on a small machine. */
const PHOTO_HANDLER_MS = 30 * SECOND_MS;

/** Photos of a debrief: added by its worker to their account and by its owner to their view; sealed, clean, and read as the debrief is. */
export async function attachmentsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): Promise<void> {
  const routes = new AttachmentsRoutes(deps, tools);
  const path = '/api/v1/debriefs/:debrief/attachments';
  const one = `${path}/:attachment`;
  await api.register((photos, _options, done) => {
    photos.addContentTypeParser(/^image\/|^application\/octet-stream$/, { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    photos.post(
      path,
      { schema: { params: ListParams }, bodyLimit: ATTACHMENT_BYTES_MAX, handlerTimeout: PHOTO_HANDLER_MS },
      (request, reply) => routes.add(request, reply),
    );
    photos.get(one, { schema: { params: OneParams, querystring: OneQuery } }, (request, reply) => routes.read(request, reply));
    photos.delete(one, { schema: { params: OneParams } }, (request, reply) => routes.remove(request, reply));
    done();
  });
}

class AttachmentsRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;
  readonly #door: DebriefDoor;
  readonly #submitting: Submitting;
  readonly #cleaner = new PhotoCleaner();
  readonly #note = Compile(AttachmentNote);

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
    this.#door = new DebriefDoor(deps, tools.changes);
    this.#submitting = new Submitting(deps, tools.changes);
  }

  /** Rights first, then the picture, then the file, then the fact; a file whose fact is refused goes again. */
  async add(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { person } = this.#gate.person(request);
    const { core } = this.#deps;
    const { debrief: id } = request.params as Static<typeof ListParams>; // as: checked with this very schema; a nested plugin forgets its type.
    const debrief = await this.#submitting.open(person, id);
    if (!mayDo(core.committed, debrief, { reader: person, verb: 'attach' })) throw new ProblemError('not-yours');
    if (!Buffer.isBuffer(request.body))
      throw new ProblemError('media-type', { detail: 'send the photo as image/jpeg, image/png or image/webp' });
    const note = this.#noteOf(request);
    const photo = await this.#cleaner.clean(request.body);
    const input = inputIdFrom(core.ids);
    const attachment = `f-${input}`;
    const files = this.#files();
    const kept = await files.keep(attachment, photo);
    const command = { do: 'attach', attachment, ...kept, note } as const;
    const answer = await this.#changes.bring({ id: input, type: 'debrief', actor: person, debrief: debrief.debrief, command });
    if (answer.outcome === 'refused') await this.#dropped(files, attachment);
    this.#changes.orRefuse(answer);
    return reply.code(201).send({ attachment });
  }

  async read(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { person } = this.#gate.person(request);
    // as (both): checked with these very schemas; a nested plugin forgets their types.
    const { debrief: id, attachment } = request.params as Static<typeof OneParams>;
    const isSmall = (request.query as Static<typeof OneQuery>).small === '1';
    const debrief = await this.#door.readable(person, id, 'attachments');
    if (debrief.attachments?.some((one) => one.attachment === attachment) !== true) throw new ProblemError('unknown-attachment');
    await this.#door.noted(person, debrief, isSmall ? 'page' : 'attachment');
    const files = this.#files();
    const first = await files.piece(attachment, isSmall ? 0 : 1);
    if (first === undefined) throw new ProblemError('unknown-attachment');
    reply.headers({
      'content-type': 'image/jpeg',
      'content-disposition': 'inline; filename="photo.jpg"',
      // Nothing runs and nothing is loaded, should a browser ever take it for something else than a picture.
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    });
    return reply.send(isSmall ? Buffer.from(first.bytes) : Readable.from(pieces(files, { attachment, first })));
  }

  async remove(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { person } = this.#gate.person(request);
    const { debrief, attachment } = request.params as Static<typeof OneParams>; // as: see above.
    await this.#submitting.submit(person, debrief, { do: 'detach', attachment });
    return reply.code(204).send();
  }

  #noteOf(request: FastifyRequest): AttachmentNote {
    const header = request.headers['x-attachment'];
    let note: unknown;
    try {
      note = JSON.parse(decodeURIComponent(String(header)));
    } catch {
      // Not what we ask for: said below, as for any other body.
      note = undefined;
    }
    if (!this.#note.Check(note)) throw new ProblemError('does-not-fit', { detail: 'x-attachment: percent-encoded JSON with name and alt' });
    return note;
  }

  #files(): Attachments {
    const { attachments } = this.#deps;
    if (attachments === undefined) throw new ProblemError('not-found');
    return attachments;
  }

  /** A file without its fact is swept at the next start at the latest. */
  async #dropped(files: Attachments, attachment: string): Promise<void> {
    await files.drop(attachment).catch((error: unknown) => {
      this.#deps.log.warn('attachment-stays', { error: messageOf(error) });
    });
  }
}

/** The full picture, a piece at a time: the next is read when the one before is on its way. */
async function* pieces(
  files: Attachments,
  { attachment, first }: { readonly attachment: string; readonly first: { readonly bytes: Uint8Array; readonly last: boolean } },
): AsyncGenerator<Uint8Array> {
  let piece: typeof first | undefined = first;
  for (let index = 2; piece !== undefined; index += 1) {
    yield piece.bytes;
    piece = piece.last ? undefined : await files.piece(attachment, index);
  }
}
