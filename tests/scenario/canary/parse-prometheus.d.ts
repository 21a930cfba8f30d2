declare module 'parse-prometheus-text-format' {
  /** Families of metrics, as plain objects. */
  export default function parsePrometheusTextFormat(text: string): unknown;
}
