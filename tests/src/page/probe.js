// What happens to a person in front of the page, noted by the page itself. All times are milliseconds since it was opened.
(() => {
  if (globalThis.zsProbe) return;
  const now = () => performance.now();
  const probe = (globalThis.zsProbe = { taps: 0, lifted: 0 });

  // Taps as the browser delivers them; what a script clicks by itself does not count.
  addEventListener("pointerup", (event) => {
    if (!event.isTrusted || !event.isPrimary) return;
    probe.taps += 1;
    probe.lifted = event.timeStamp;
  }, true);
  // Camera and file dialog are the system's, and would cover the page for good: files are given to the input afterwards.
  addEventListener("click", (event) => {
    if (event.target.matches?.("input[type=file]")) event.preventDefault();
  }, true);

  // After the next frame has been laid out and painted: its message comes behind that work.
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(now());
    port2.postMessage(0);
  });

  // Notes when an element that says `text` has been painted.
  probe.await = (selector, text) => {
    probe.seen = null;
    const there = () => [...document.querySelectorAll(selector)].some((e) => e.textContent.includes(text));
    const watch = new MutationObserver(() => {
      if (!there()) return;
      watch.disconnect();
      painted((at) => (probe.seen = at));
    });
    watch.observe(document, { subtree: true, childList: true, characterData: true });
    if (there()) {
      watch.disconnect();
      painted((at) => (probe.seen = at));
    }
  };

  // Notes each frame: how long until the next one, what the main thread did meanwhile, whether anything scrolled in it, and
  // how many rows stood in the document. Work begins at the first handler (key, wheel, scroll, frame) and ends when the
  // message posted there comes, which is behind style, layout and paint.
  probe.frames = () => {
    const rows = document.getElementsByClassName("line-row");
    const all = [], long = [];
    let span = null, work = 0, last = null, moved = false, was = false, on = true;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      work += now() - span;
      span = null;
    };
    const begin = () => {
      if (span !== null || !on) return;
      span = now();
      channel.port2.postMessage(0);
    };
    const kinds = ["keydown", "keyup", "wheel"];
    kinds.forEach((kind) => addEventListener(kind, begin, { capture: true, passive: true }));
    const scrolled = () => {
      begin();
      moved = true;
    };
    addEventListener("scroll", scrolled, { capture: true, passive: true });
    const frame = (stamp) => {
      if (!on) return;
      begin();
      if (last !== null) all.push([stamp - last, work, was, rows.length - 1]);
      [last, work, was, moved] = [stamp, 0, moved, false];
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const tasks = new PerformanceObserver((list) => list.getEntries().forEach((e) => long.push(e.duration)));
    tasks.observe({ type: "longtask" });
    probe.enough = () => {
      on = false;
      kinds.forEach((kind) => removeEventListener(kind, begin, true));
      removeEventListener("scroll", scrolled, true);
      tasks.disconnect();
      return { frames: all, long };
    };
  };

  // Notes each key struck: from the key itself to the character's frame, by the browser's own Event Timing and by our watch.
  probe.keys = () => {
    const struck = [], timed = [], drawn = [];
    const down = (event) => struck.push(event.timeStamp);
    const typed = () => {
      const at = struck.at(-1);
      painted((end) => drawn.push(end - at));
    };
    addEventListener("keydown", down, true);
    addEventListener("input", typed, true);
    const watch = new PerformanceObserver((list) => timed.push(...list.getEntries()));
    watch.observe({ type: "event", durationThreshold: 16 });
    probe.enough = () => {
      timed.push(...watch.takeRecords());
      watch.disconnect();
      removeEventListener("keydown", down, true);
      removeEventListener("input", typed, true);
      const until = (i) => struck[i + 1] ?? Infinity;
      // Events that took less than 16 ms are not reported: that much at most.
      const own = (i) => timed.filter((e) => e.name !== "keyup" && e.startTime >= struck[i] - 0.2 && e.startTime < until(i) - 0.2);
      const timing = struck.map((_, i) => own(i).reduce((most, e) => Math.max(most, e.duration), 16));
      const work = struck.map((_, i) => own(i).reduce((sum, e) => sum + e.processingEnd - e.processingStart, 0));
      return { timing, drawn, work };
    };
  };
})();
