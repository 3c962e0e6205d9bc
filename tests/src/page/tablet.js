// What the page of a tablet asks of its worker, and how long each answer took; and a way to ask beside it.
(() => {
  if (globalThis.zsTablet) return;
  const tablet = (globalThis.zsTablet = { calls: [] });
  const waiting = new Map();
  const Own = globalThis.Worker;
  globalThis.Worker = class extends Own {
    constructor(...args) {
      super(...args);
      tablet.worker = this;
      this.addEventListener("message", ({ data }) => {
        const one = waiting.get(data.id);
        if (!one) return;
        waiting.delete(data.id);
        tablet.calls.push([one.call, performance.now() - one.at]);
        one.done?.(data);
      });
    }
    postMessage(message, handed) {
      if (message?.id !== undefined && !waiting.has(message.id)) {
        waiting.set(message.id, { call: message.call || message.door, at: performance.now() });
      }
      super.postMessage(message, handed);
    }
  };
  // Ids below zero are nobody's in the page.
  let next = 0;
  tablet.ask = (door, call, args) =>
    new Promise((yes, no) => {
      next -= 1;
      const done = (data) => (data.error === undefined ? yes(JSON.parse(data.ok)) : no(new Error(data.error)));
      waiting.set(next, { call, at: performance.now(), done });
      tablet.worker.postMessage({ id: next, door, call, args: JSON.stringify(args) });
    });
  // The milliseconds of each call of this name so far; they are counted anew from here.
  tablet.took = (call) => {
    const took = tablet.calls.filter(([name]) => name === call).map(([, ms]) => ms);
    tablet.calls = tablet.calls.filter(([name]) => name !== call);
    return took;
  };
})();
