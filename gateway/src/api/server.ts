import fastify, { type FastifyHttpsOptions, type FastifyServerOptions } from 'fastify';
import type { Server as HttpsServer } from 'node:https';
import { alarmsRoutes } from './alarms/alarms-routes.ts';
import { Changes } from './changes.ts';
import { answerRoutes } from './answer/answer-routes.ts';
import { coverageRoutes } from './escalation/coverage-routes.ts';
import { policiesRoutes } from './escalation/policies-routes.ts';
import { rotasRoutes } from './escalation/rotas-routes.ts';
import { capConnections } from './connections.ts';
import { actionsRoutes } from './debriefs/actions-routes.ts';
import { debriefContentRoutes } from './debriefs/content-routes.ts';
import { attachmentsRoutes } from './debriefs/attachments-routes.ts';
import { debriefsRoutes } from './debriefs/debriefs-routes.ts';
import { debriefTimeRoutes } from './debriefs/time-routes.ts';
import { dutyRoutes } from './debriefs/duty-routes.ts';
import { incidentRoutes } from './debriefs/incident-routes.ts';
import { joiningRoutes } from './debriefs/joining-routes.ts';
import { devicesRoutes } from './devices/devices-routes.ts';
import { faultsRoutes } from './faults/faults-routes.ts';
import { drillsRoutes } from './drills/drills-routes.ts';
import { Failures, sendProblem } from './failures.ts';
import { Gate } from './gate.ts';
import { grantsRoutes } from './grants/grants-routes.ts';
import { healthRoutes } from './health/health-routes.ts';
import { importsRoutes } from './imports/imports-routes.ts';
import { languageOf } from './language.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { learningRoutes } from './learning/learning-routes.ts';
import { metricsRoutes } from './metrics/metrics-routes.ts';
import { myDataRoutes } from './my/data-routes.ts';
import { myRoutes } from './my/my-routes.ts';
import { pages } from './pages/pages.ts';
import type { ApiDeps } from './api-deps.ts';
import { absenceRoutes } from './people/absence-routes.ts';
import { peopleRoutes } from './people/people-routes.ts';
import { debriefListsRoutes } from './places/debrief-lists-routes.ts';
import { placesRoutes } from './places/places-routes.ts';
import { outputsRoutes } from './outputs/outputs-routes.ts';
import { ProblemError } from './problems.ts';
import { pushRoutes } from './reach/push-routes.ts';
import { testSendRoutes } from './reach/test-send-routes.ts';
import { reportsRoutes } from './reports/reports-routes.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { retentionRoutes } from './retention/retention-routes.ts';
import { sessionRoutes } from './session/session-routes.ts';
import { testsRoutes } from './tests/tests-routes.ts';
import { tokensRoutes } from './tokens/tokens-routes.ts';
import { compileValidator, type Api } from './validation.ts';

/**
 * The HTTP face with all its resources and pages. It does not listen: whoever wires the process registers the siblings
 * (signals over HTTP, the live feed) on it first. They inherit its checks, limits and answers.
 */
export async function buildApi(deps: ApiDeps): Promise<Api> {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...deps.options.limits };
  const failures = new Failures(deps.log, deps.counters);
  const api = create(deps, limits, failures);
  const gate = new Gate(deps);
  const changes = new Changes(deps, limits);
  const tools = { gate, changes, limits };

  api.setValidatorCompiler<Parameters<typeof compileValidator>[0]['schema']>(compileValidator);
  // Answers are built from the contract's types; nothing is dropped or turned on the way out.
  api.setSerializerCompiler(() => (value) => JSON.stringify(value));
  api.setErrorHandler(failures.answer);
  api.setNotFoundHandler((_request, reply) => sendProblem(reply, new ProblemError('not-found')));
  // JSON alone, by the one parser that refuses `__proto__`; a resource that takes something else says so itself.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', { parseAs: 'string' }, api.getDefaultJsonParser('error', 'error'));
  api.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(reply, deps.options.tls !== undefined);
    gate.admit(request);
    done();
  });

  sessionRoutes(api, deps, tools);
  alarmsRoutes(api, deps, tools);
  answerRoutes(api, deps, tools);
  peopleRoutes(api, deps, tools);
  await absenceRoutes(api, deps, tools);
  placesRoutes(api, deps, tools);
  devicesRoutes(api, deps, tools);
  grantsRoutes(api, deps, tools);
  policiesRoutes(api, deps, tools);
  await rotasRoutes(api, deps, tools);
  coverageRoutes(api, deps, tools);
  tokensRoutes(api, deps, tools);
  outputsRoutes(api, deps, tools);
  await importsRoutes(api, deps, tools);
  faultsRoutes(api, deps, tools);
  debriefsRoutes(api, deps, tools);
  debriefTimeRoutes(api, deps, tools);
  debriefContentRoutes(api, deps, tools);
  actionsRoutes(api, deps, tools);
  debriefListsRoutes(api, deps, tools);
  await attachmentsRoutes(api, deps, tools);
  dutyRoutes(api, deps, tools);
  incidentRoutes(api, deps, tools);
  joiningRoutes(api, deps, tools);
  drillsRoutes(api, deps, tools);
  testsRoutes(api, deps, tools);
  reportsRoutes(api, deps, tools);
  myRoutes(api, deps, tools);
  pushRoutes(api, deps, tools);
  testSendRoutes(api, deps, tools);
  retentionRoutes(api, deps, tools);
  myDataRoutes(api, deps, tools);
  healthRoutes(api, deps);
  metricsRoutes(api, deps);
  learningRoutes(api, deps, tools);
  await pages(api, {
    folder: deps.options.dashboard,
    tls: deps.options.tls !== undefined,
    languageOf: ({ headers }) => languageOf(headers, deps.core.committed.places.values()),
  });
  return api;
}

function create(deps: ApiDeps, limits: HttpLimits, failures: Failures): Api {
  const { connectionTimeout, requestTimeout, handlerTimeout, keepAliveTimeout, maxRequestsPerSocket, bodyLimit } = limits;
  const { headersTimeout, connectionsCheckingInterval } = limits;
  const options: FastifyServerOptions = {
    connectionTimeout,
    requestTimeout,
    handlerTimeout,
    keepAliveTimeout,
    maxRequestsPerSocket,
    bodyLimit,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    forceCloseConnections: true,
    trustProxy: false,
    logger: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 160, caseSensitive: true },
    clientErrorHandler: failures.answerSocket,
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply, deps.options.tls !== undefined);
      failures.answer(error, request, reply);
    },
  };
  const timing = { headersTimeout, requestTimeout, connectionsCheckingInterval };
  const { tls } = deps.options;
  // as (all three): the server's class is the only difference between the two, and nothing of ours looks at it.
  const overTls = { ...options, https: { ...timing, ...tls, minVersion: 'TLSv1.2' } } as unknown as FastifyHttpsOptions<HttpsServer>;
  const api = (tls === undefined ? fastify({ ...options, http: timing }) : fastify(overTls)) as unknown as Api;
  capConnections(api.server, limits, deps.counters);
  return api;
}
