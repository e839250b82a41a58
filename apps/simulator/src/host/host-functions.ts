import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import type { Appointment } from "./agenda.ts";
import { hostHere, type VirtualHost } from "./virtual-host.ts";

type Callback = (...given: readonly unknown[]) => void;

/** What `setTimeout` gives on a virtual host: enough of Node's for whoever holds it. */
interface VirtualTimer {
  appointment: Appointment;
  ref(): VirtualTimer;
  unref(): VirtualTimer;
  hasRef(): boolean;
}

const timerOf = (appointment: Appointment): VirtualTimer => {
  const timer: VirtualTimer = { appointment, ref: () => timer, unref: () => timer, hasRef: () => true };
  return timer;
};

const isVirtual = (timer: unknown): timer is VirtualTimer => typeof timer === "object" && timer !== null && "appointment" in timer;

/**
 * Has Node's timers, clocks and chance obey the virtual host that their caller runs on; for everybody else they are as they were. Every
 * module sees it, also those that named them in an `import`, whenever they were loaded.
 */
export const replaceHostFunctions = (): void => {
  replaceTimers();
  replaceClocks();
  replaceChance();
  syncBuiltinESMExports();
};

/** Puts something else in the place of what stands there. Where nobody simulates, the real one is called. */
const replace = (holder: object, name: string, virtual: (host: VirtualHost) => (...given: never[]) => unknown): void => {
  const real: unknown = Reflect.get(holder, name);
  if (typeof real !== "function") throw new Error(`there is no ${name} to replace`);
  const replaced = function (this: unknown, ...given: readonly unknown[]): unknown {
    const host = hostHere();
    return Reflect.apply(host === null ? real : virtual(host), this, given);
  };
  Object.defineProperty(holder, name, { value: replaced, writable: true, configurable: true });
};

const replaceTimers = (): void => {
  replace(
    globalThis,
    "setTimeout",
    ({ later }) =>
      (run: Callback, delayMs = 1, ...given: readonly unknown[]) =>
        timerOf(later(delayMs, () => run(...given))),
  );
  replace(
    globalThis,
    "setImmediate",
    ({ later }) =>
      (run: Callback, ...given: readonly unknown[]) =>
        timerOf(later(0, () => run(...given))),
  );
  replace(globalThis, "setInterval", ({ later }) => (run: Callback, everyMs: number) => {
    const again = (): void => {
      timer.appointment = later(everyMs, again);
      run();
    };
    const timer = timerOf(later(everyMs, again));
    return timer;
  });
  for (const name of ["clearTimeout", "clearInterval", "clearImmediate"] as const) replaceClearing(name);
  replace(
    timersPromises,
    "setTimeout",
    (host) => (delayMs: number, value: unknown, options?: { readonly signal?: AbortSignal }) =>
      sleep(host, delayMs, { value, signal: options?.signal }),
  );
  replace(timersPromises, "setImmediate", (host) => (value: unknown) => sleep(host, 0, { value, signal: undefined }));
  replace(AbortSignal, "timeout", ({ later }) => (delayMs: number) => {
    const controller = new AbortController();
    later(delayMs, () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")));
    return controller.signal;
  });
};

/** Timers of both kinds are let go by the same function, wherever it is called. */
const replaceClearing = (name: "clearImmediate" | "clearInterval" | "clearTimeout"): void => {
  const real: unknown = Reflect.get(globalThis, name);
  const clear = (timer: unknown): void => {
    if (isVirtual(timer)) timer.appointment.isCancelled = true;
    else if (typeof real === "function") Reflect.apply(real, globalThis, [timer]);
  };
  Object.defineProperty(globalThis, name, { value: clear, writable: true, configurable: true });
};

const sleep = (
  host: VirtualHost,
  delayMs: number,
  { value, signal }: { readonly value: unknown; readonly signal: AbortSignal | undefined },
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const aborted = (): Error => new Error("The operation was aborted", { cause: signal?.reason });
    if (signal?.aborted === true) return reject(aborted());
    const giveUp = (): void => {
      appointment.isCancelled = true;
      reject(aborted());
    };
    const appointment = host.later(delayMs, () => {
      signal?.removeEventListener("abort", giveUp);
      resolve(value);
    });
    signal?.addEventListener("abort", giveUp, { once: true });
  });

const replaceClocks = (): void => {
  replace(Date, "now", ({ clock }) => clock.now);
  replace(performance, "now", ({ nowMs }) => nowMs);
};

const replaceChance = (): void => {
  const fill = <View extends ArrayBufferView>({ chance }: VirtualHost, view: View): View => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = chance.below(256);
    return view;
  };
  replace(Math, "random", ({ chance }) => chance.next);
  replace(crypto, "randomBytes", (host) => (size: number) => fill(host, Buffer.alloc(size)));
  replace(crypto, "randomFillSync", (host) => (view: ArrayBufferView) => fill(host, view));
  replace(globalThis.crypto, "getRandomValues", (host) => (view: ArrayBufferView) => fill(host, view));
  for (const holder of [crypto, globalThis.crypto]) {
    replace(holder, "randomUUID", (host) => () => {
      const hex = fill(host, Buffer.alloc(16)).toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    });
  }
};
