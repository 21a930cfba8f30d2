import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { FaultError, messageOf } from '../base/errors.ts';

/** The certificate with its chain, and its key, in PEM. @throws FaultError `config-invalid`, naming the files, when they can't be read or do not fit together. */
export function readCertificate(files: { readonly certFile: string; readonly keyFile: string }): {
  readonly cert: string;
  readonly key: string;
} {
  try {
    const pem = { cert: readFileSync(files.certFile, 'utf8'), key: readFileSync(files.keyFile, 'utf8') };
    createSecureContext(pem);
    return pem;
  } catch (cause) {
    const detail = `the certificate ${files.certFile} or its key ${files.keyFile} can not be used (${messageOf(cause)})`;
    throw new FaultError('config-invalid', detail, { retryable: false, cause });
  }
}
