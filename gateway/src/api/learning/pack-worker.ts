import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { packPdf, type PaperPack } from './pack-pdf.ts';

/** The thread of one file: it is given the pack, answers with the bytes and ends. */
const port = parentPort;
assert(port !== null, 'packs are printed in a thread of their own');
// as: what the route hands over, copied.
port.postMessage(new Uint8Array(await packPdf(workerData as PaperPack)));
