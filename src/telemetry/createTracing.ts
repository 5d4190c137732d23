// Traces by OpenTelemetry over OTLP/HTTP: a span for each request, as a child of the client's span if it sent one, and below
// it a span for each AWS call. Loaded only if a collector is configured. If the collector does not respond, spans are lost.
// https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
import type { Logger } from 'pino';
import type { AwsObserver } from '../aws/client/awsObserver.ts';
import { sleep } from '../core/clock.ts';
import { createOutageLog } from '../core/createOutageLog.ts';
import { version } from '../core/version.ts';
import type { Egress } from '../egress/createEgress.ts';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  DiagLogLevel,
  defaultResource,
  diag,
  OTLPTraceExporter,
  ROOT_CONTEXT,
  resourceFromAttributes,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from './openTelemetry.ts';
import type { RequestObserver } from './requestObserver.ts';
import { requestScope } from './requestScope.ts';

export interface TracingOptions {
  /** The URL of the collector; spans are sent to /v1/traces below it. */
  endpoint: string;
  serviceName: string;
  /** How the collector is reached. */
  egress: Egress;
}

export interface Tracing {
  readonly aws: AwsObserver;
  readonly requests: RequestObserver;
  /** Sends the remaining spans, within a timeout. */
  close(): Promise<void>;
}

/** In milliseconds. */
const exportTimeout = 2_000;

const serviceNames = { glacier: 'Glacier', s3Control: 'S3 Control', s3: 'S3' } as const;

const longestReason = 300;

/** The message and the code of an error that the SDK has written as JSON, with its stack. */
function partsOf(written: string): { reason: string; code?: string } {
  try {
    const { message, code } = JSON.parse(written) as { message?: unknown; code?: unknown };
    // Several addresses that all refuse are one error without a message.
    const reason = String(message || code).slice(0, longestReason);
    return code === undefined ? { reason } : { reason, code: String(code) };
  } catch {
    return { reason: written.slice(0, longestReason) };
  }
}

/** By itself the SDK logs none of its export errors, or one every few seconds. */
function logExportErrors(host: string, log: Logger): (error: unknown) => void {
  const outage = createOutageLog(log, { failed: 'trace export failed', recovered: 'trace export works again' });
  const failed = (parts: object) => requestScope.exit(() => outage.failed({ host, ...parts }));
  const ignore = () => undefined;
  diag.setLogger(
    { error: (written) => failed(partsOf(written)), warn: ignore, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  return (error) => failed({ err: error });
}

export function createTracing({ endpoint, serviceName, egress }: TracingOptions, log: Logger): Tracing {
  const onExportError = logExportErrors(new URL(endpoint).host, log);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: exportTimeout,
    httpAgentOptions: (protocol: string) => {
      const { httpAgent, httpsAgent } = egress.agents({ keepAlive: true });
      return protocol === 'https:' ? httpsAgent : httpAgent;
    },
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    ),
    spanProcessors: [
      new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000, exportTimeoutMillis: exportTimeout }),
    ],
  });
  const tracer = provider.getTracer('glacier-graphql', version);

  const requests: RequestObserver = {
    begin: (scope, method) => {
      const { parent } = scope;
      const context = parent
        ? trace.setSpanContext(ROOT_CONTEXT, {
            traceId: parent.traceId,
            spanId: parent.spanId,
            traceFlags: parent.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
            isRemote: true,
          })
        : ROOT_CONTEXT;
      const attributes = { 'http.request.method': method, 'glacier_graphql.request_id': scope.requestId };
      const span = tracer.startSpan(scope.kind, { kind: SpanKind.SERVER, attributes }, context);
      scope.span = span;
      return ({ status, isAborted }) => {
        span.updateName(scope.kind);
        span.setAttributes({
          'http.response.status_code': status,
          ...(scope.operationName === null ? {} : { 'graphql.operation.name': scope.operationName }),
          ...(scope.usage === null ? {} : { 'glacier_graphql.aws_calls': scope.usage.calls }),
          ...(isAborted ? { 'glacier_graphql.aborted': true } : {}),
        });
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      };
    },
  };

  const aws: AwsObserver = {
    begin: ({ service, operation, location: { accountId, region } }) => {
      const method = operation.slice(operation.indexOf('.') + 1);
      const parentSpan = requestScope.getStore()?.span as Span | undefined | null;
      const span = tracer.startSpan(
        `${serviceNames[service]}.${method}`,
        {
          kind: SpanKind.CLIENT,
          attributes: {
            'rpc.system': 'aws-api',
            'rpc.service': serviceNames[service],
            'rpc.method': method,
            'cloud.region': region,
            'cloud.account.id': accountId,
          },
        },
        parentSpan ? trace.setSpan(ROOT_CONTEXT, parentSpan) : ROOT_CONTEXT,
      );
      return ({ result, attempts, waited, requestId, awsCode }) => {
        span.setAttributes({
          'glacier_graphql.attempts': attempts,
          'glacier_graphql.waited_ms': Math.round(waited),
          ...(requestId === null ? {} : { 'aws.request_id': requestId }),
          ...(result === 'OK' ? {} : { 'error.type': awsCode ?? result }),
        });
        if (result !== 'OK' && result !== 'GONE') span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      };
    },
  };

  return {
    aws,
    requests,
    close: async () => {
      await Promise.race([provider.shutdown().catch(onExportError), sleep(exportTimeout)]);
      diag.disable();
    },
  };
}
