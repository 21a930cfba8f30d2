import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import type { IncidentPaper } from './incident-paper.ts';
import { incidentPdf } from './incident-pdf.ts';

/** The thread of one file: it is given the paper, answers with the bytes and ends. */
const port = parentPort;
assert(port !== null, 'papers are printed in a thread of their own');
// as: what the thread's owner hands over, copied.
port.postMessage(new Uint8Array(await incidentPdf(workerData as IncidentPaper)));
