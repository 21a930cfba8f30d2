import { ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { SECOND_MS } from '../../base/durations.ts';
import type { SpanSink, TracedSpan } from './spans.ts';

/** A collector that does not answer by then has lost this batch. */
const EXPORT_WITHIN_MS = 2 * SECOND_MS;
/** Spans that wait for it; beyond, new ones are dropped. A press never waits for its trace. */
const WAITING_MAX = 2_048;

/**
 * Sends traces as OTLP over HTTP. This file alone knows the packages for it, and is loaded only where traces are switched on
 * (`tracing.ts`): no other gateway carries them.
 */
export function openOtlp({ url, build }: { readonly url: string; readonly build: string }): SpanSink {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_WITHIN_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'duress-gateway', 'service.version': build }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: WAITING_MAX, exportTimeoutMillis: EXPORT_WITHIN_MS })],
  });
  const tracer = provider.getTracer('duress-gateway');
  return {
    write: (span) => {
      write(tracer, span, ROOT_CONTEXT);
    },
    close: () => provider.shutdown(),
  };
}

function write(tracer: Tracer, traced: TracedSpan, context: Context): void {
  const { name, startAt, endAt, attributes = {}, failed, children = [] } = traced;
  const span = tracer.startSpan(name, { startTime: startAt, attributes }, context);
  for (const child of children) write(tracer, child, trace.setSpan(context, span));
  if (failed === true) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endAt);
}
