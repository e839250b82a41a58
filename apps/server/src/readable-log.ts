/** A log line of pino's for people: the time of day, how bad, what, and what it is about. */
export const readableLine = (line: string): string => {
  let parsed: Readonly<Record<string, unknown>>;
  try {
    parsed = JSON.parse(line);
  } catch {
    return line;
  }
  const { time, level, msg, err, pid: _, hostname: __, traceId: ___, ...about } = parsed;
  const told = Object.entries(about).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const stack = typeof err === "object" && err !== null ? `\n${Reflect.get(err, "stack") ?? JSON.stringify(err)}` : "";
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  return `${clock} ${levelNames.get(Number(level)) ?? level} ${[msg, ...told].filter((part) => part !== undefined).join(" ")}${stack}\n`;
};

const levelNames: ReadonlyMap<number, string> = new Map([
  [10, "trace"],
  [20, "debug"],
  [30, "info "],
  [40, "WARN "],
  [50, "ERROR"],
  [60, "FATAL"],
]);
