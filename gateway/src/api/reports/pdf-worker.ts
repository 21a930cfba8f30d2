import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { reportPdf, type PaperReport } from './pdf.ts';

/** The thread of one file: it is given the report, answers with the bytes and ends. */
const port = parentPort;
assert(port !== null, 'reports are printed in a thread of their own');
// as: what the route hands over, copied.
port.postMessage(new Uint8Array(await reportPdf(workerData as PaperReport)));
