'use strict';
// `node gateway/bootstrap/health.cjs /health/ready`: exit code 0 when the gateway of this machine says that it is well.
// DURESS_HEALTH_URL names another address than the one the image listens on.
const base = process.env.DURESS_HEALTH_URL || 'http://127.0.0.1:8080';
const url = new URL(process.argv[2] || '/health/ready', base);
const client = require(url.protocol === 'https:' ? 'node:https' : 'node:http');

// The certificate is for the name that people use, not for this address; nothing secret is asked or told.
const request = client.get(url, { timeout: 2500, rejectUnauthorized: false }, (response) => {
  response.resume();
  response.on('end', () => {
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  });
});
request.on('timeout', () => request.destroy(new Error('no answer in 2.5 s')));
request.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
