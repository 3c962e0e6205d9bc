// The map: MapLibre between the page and a PMTiles pack. Knows nothing of tickets or datums: it draws the GeoJSON it is
// given and says what was touched. Nothing is fetched but the pack; letters are drawn from the system's own fonts.
import * as gl from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";

gl.setWorkerUrl(new URL("maplibre-gl/worker", import.meta.url).href);
const packs = new Protocol();
gl.addProtocol("pmtiles", packs.tile);

const NOTHING = { type: "FeatureCollection", features: [] };
const FONT = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];

/** Bytes of a pack: by range from the pool, by query from the device behind a window. */
class Bytes {
  constructor({ url, ranged }) {
    this.url = url;
    this.ranged = ranged;
  }
  getKey() {
    return this.url;
  }
  async getBytes(offset, length, signal) {
    // The device in this browser's worker has no address: it answers by message.
    if (this.url.startsWith("worker:")) return { data: await globalThis.zs12345Piece(this.url.slice(7), offset, length) };
    const answer = this.ranged
      ? await fetch(this.url, { signal, credentials: "same-origin", headers: { range: `bytes=${offset}-${offset + length - 1}` } })
      : await fetch(`${this.url}?offset=${offset}&length=${length}`, { signal });
    // A whole file in answer to a range would be a pack of gigabytes in memory.
    if (this.ranged ? answer.status !== 206 : !answer.ok) throw new Error(`${answer.status}`);
    return { data: await answer.arrayBuffer() };
  }
}

/** The sheet of the page's own look, once, and only now that a map is shown. */
function dress() {
  const href = new URL("maplibre-gl/style", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = link.onerror = done;
    // First, so that the page's own layers come after it.
    document.head.prepend(link);
  });
}

/** Colours of the page's theme, by the names of its tokens. */
function inks(element) {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim() || "#888";
}

/** Layers of a vector pack: land, water, green, buildings, roads, whatever the pack calls them. */
function vectorLayers(names, ink, dark) {
  const tint = dark
    ? { water: "#1c3347", green: "#1d2d25", house: "#263240", road: "#3a4857" }
    : { water: "#cfe3f3", green: "#e3efe0", house: "#e4e7ea", road: "#ffffff" };
  const kinds = [
    [/water|ocean|hydro/i, "fill", tint.water],
    [/park|green|wood|forest|landuse|landcover|natural/i, "fill", tint.green],
    [/building|house/i, "fill", tint.house],
    [/road|street|highway|transport|path/i, "line", tint.road],
    [/rail/i, "line", ink("line-strong")],
    [/boundar|admin/i, "line", ink("line")],
  ];
  const layers = [];
  for (const [test, type, colour] of kinds) {
    for (const name of names.filter((n) => test.test(n))) {
      const paint = type === "fill"
        ? { "fill-color": colour }
        : { "line-color": colour, "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 10, 0.6, 18, 9] };
      layers.push({
        id: `pack-${layers.length}`, type, source: "pack", "source-layer": name, paint,
        filter: ["==", ["geometry-type"], type === "fill" ? "Polygon" : "LineString"],
      });
    }
  }
  return layers;
}

/** Source and layers of a pack, by what its head says. */
async function basemap(pack, ink, dark) {
  const file = new PMTiles(new Bytes(pack));
  packs.add(file);
  const head = await file.getHeader();
  const source = { tiles: [`pmtiles://${pack.url}/{z}/{x}/{y}`], minzoom: head.minZoom, maxzoom: head.maxZoom };
  if (head.tileType === TileType.Mvt || head.tileType === TileType.Mlt) {
    const told = await file.getMetadata();
    const names = (told.vector_layers ?? []).map((layer) => String(layer.id));
    const encoding = head.tileType === TileType.Mlt ? { encoding: "mlt" } : {};
    return { source: { ...source, ...encoding, type: "vector" }, layers: vectorLayers(names, ink, dark) };
  }
  const paint = dark ? { "raster-brightness-max": 0.55, "raster-saturation": -0.3 } : {};
  return { source: { ...source, type: "raster", tileSize: 256 }, layers: [{ id: "pack-0", type: "raster", source: "pack", paint }] };
}

/** Tones by rank, the most pressing first; of several together the first of them counts. */
const TONES = ["sudden", "urgent", "calm", "wait"];
/** Dots of a picture to one of the page. */
const FINE = 2;
const EDGE = 3;

/** Pictures of the marks: each rank in the shape and the colour that the page gives it, chosen or not. */
function pictures(shapes, reach, ink) {
  const side = 2 * FINE * (reach + EDGE);
  return shapes.flatMap((path, rank) =>
    [false, true].map((chosen) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
      const pen = canvas.getContext("2d");
      pen.translate(side / 2, side / 2);
      pen.scale(FINE, FINE);
      pen.fillStyle = ink(TONES[rank]);
      pen.strokeStyle = ink(chosen ? "focus" : "panel");
      pen.lineWidth = EDGE;
      pen.lineJoin = "round";
      const shape = new Path2D(path);
      pen.fill(shape);
      pen.stroke(shape);
      return [`rank-${rank}${chosen ? "-chosen" : ""}`, pen.getImageData(0, 0, side, side)];
    }),
  );
}

/** Our own layers, from the ground up. */
function layers(ink, over) {
  const level = (n) => ["==", ["get", "level"], n];
  const sign = (chosen, size) => ({
    "icon-image": ["concat", "rank-", ["to-string", ["get", "rank"]], chosen], "icon-size": size, "icon-allow-overlap": true, "icon-ignore-placement": true,
  });
  const isChosen = ["==", ["get", "chosen"], true];
  const halo = { "text-color": ink("ink-2"), "text-halo-color": ink("panel"), "text-halo-width": 1.6 };
  const words = (field, size) => ({ "text-field": field, "text-font": FONT, "text-size": size });
  return [
    { id: "village", type: "fill", source: "areas", filter: level(3), paint: { "fill-color": ink("panel"), "fill-opacity": over ? 0.12 : 0.7 } },
    { id: "own", type: "fill", source: "own", paint: { "fill-color": ink("brand"), "fill-opacity": 0.12 } },
    { id: "grid-line", type: "line", source: "areas", filter: level(4), minzoom: 12.5, paint: { "line-color": ink("line-strong"), "line-width": 1, "line-dasharray": [3, 2] } },
    { id: "village-line", type: "line", source: "areas", filter: level(3), paint: { "line-color": ink("line-strong"), "line-width": 1.6 } },
    { id: "town-line", type: "line", source: "areas", filter: level(2), paint: { "line-color": ink("ink-3"), "line-width": 2.4 } },
    // Of the area that one looks at, whatever the scale; their names come before the others'.
    { id: "inside-line", type: "line", source: "inside", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": ink("ink-3"), "line-width": 1.2, "line-dasharray": [3, 2] } },
    { id: "town-name", type: "symbol", source: "names", filter: level(2), maxzoom: 11.5, layout: words(["get", "name"], 15), paint: halo },
    { id: "village-name", type: "symbol", source: "names", filter: level(3), minzoom: 11.5, maxzoom: 13.2, layout: words(["get", "name"], 14), paint: halo },
    { id: "grid-name", type: "symbol", source: "names", filter: level(4), minzoom: 13.2, layout: words(["get", "name"], 13), paint: halo },
    { id: "inside-name", type: "symbol", source: "inside", filter: ["==", ["geometry-type"], "Point"], layout: words(["get", "name"], 13), paint: { ...halo, "text-color": ink("ink") } },
    { id: "around", type: "fill", source: "around", paint: { "fill-color": ink("brand"), "fill-opacity": 0.14 } },
    { id: "around-line", type: "line", source: "around", paint: { "line-color": ink("brand"), "line-width": 1.5, "line-dasharray": [4, 3] } },
    {
      id: "halo", type: "circle", source: "pin",
      paint: { "circle-color": ink("brand"), "circle-opacity": 0.14, "circle-radius": 26, "circle-stroke-color": ink("brand"), "circle-stroke-width": 1, "circle-stroke-opacity": 0.6 },
    },
    { id: "pin", type: "circle", source: "pin", paint: { "circle-color": ink("brand"), "circle-radius": 9, "circle-stroke-color": ink("panel"), "circle-stroke-width": 4 } },
    { id: "measured", type: "circle", source: "measured", paint: { "circle-color": ink("ink-3"), "circle-radius": 5, "circle-stroke-color": ink("panel"), "circle-stroke-width": 2 } },
    {
      id: "cluster", type: "symbol", source: "points", filter: ["has", "point_count"],
      layout: sign("", ["interpolate", ["linear"], ["get", "point_count"], 2, 1.4, 50, 2.1, 500, 2.7]),
    },
    {
      id: "cluster-count", type: "symbol", source: "points", filter: ["has", "point_count"],
      layout: { ...words(["to-string", ["get", "point_count"]], 14), "text-allow-overlap": true }, paint: { "text-color": ink("panel") },
    },
    {
      id: "point", type: "symbol", source: "points", filter: ["!", ["has", "point_count"]],
      layout: sign(["case", isChosen, "-chosen", ""], ["case", isChosen, 1.3, 1]),
    },
    {
      id: "point-sign", type: "symbol", source: "points", filter: ["!", ["has", "point_count"]],
      layout: { ...words(["get", "sign"], 12), "text-allow-overlap": true }, paint: { "text-color": ink("panel") },
    },
    {
      id: "point-name", type: "symbol", source: "points", filter: ["!", ["has", "point_count"]], minzoom: 14.5,
      layout: { ...words(["get", "name"], 13), "text-anchor": "top", "text-offset": [0, 1.1], "text-max-width": 12, "text-optional": true }, paint: { ...halo, "text-color": ink("ink") },
    },
  ];
}

function point(at) {
  return at ? { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } } : NOTHING;
}

/** A circle of this many metres. */
function circle(at, metres) {
  if (!at || !(metres > 0)) return NOTHING;
  const north = metres / 111320;
  const east = north / Math.max(0.05, Math.cos((at[1] * Math.PI) / 180));
  const ring = Array.from({ length: 65 }, (_, i) => {
    const turn = (i * Math.PI) / 32;
    return [at[0] + east * Math.cos(turn), at[1] + north * Math.sin(turn)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

/** Of each of our own sources what a scene puts into it. */
function filled({ areas, names, own, inside, points, pin, measured, metres }) {
  return {
    areas: areas ?? NOTHING, names: names ?? NOTHING, own: own ?? NOTHING, inside: inside ?? NOTHING, points: points ?? NOTHING,
    pin: point(pin), measured: point(measured), around: circle(measured ?? pin, metres),
  };
}

/**
 * Opens a map in `element`. `wish` is JSON: scene, bounds, taps, dark, words, shapes (SVG paths by rank) within reach, pack
 * {url, ranged} or null. `tell(what, json)` hears
 * `ready`, `failed`, `tap` [lon, lat], `point` id, `view` [west, south, east, north].
 */
export async function open(element, wish, tell) {
  const { bounds, taps, dark, words, shapes, reach, pack, ...wished } = JSON.parse(wish);
  const say = (what, value) => tell(what, JSON.stringify(value ?? null));
  await dress();
  const ink = inks(element);
  let ground = null;
  try {
    ground = pack && (await basemap(pack, ink, dark));
  } catch (error) {
    // A pack that cannot be read leaves the outlines.
    say("pack", String(error));
  }
  let scene = wished.scene;
  // Sources begin with what is shown first: one that begins empty is drawn empty for a moment, and the map seen like that.
  const first = filled(scene);
  const ours = new Set(Object.keys(first));
  // Outlines and their names stay as they are; the others are sent again only when they differ.
  const changing = ({ areas, names, ...rest }) => Object.entries(rest);
  const drawn = Object.fromEntries(changing(first).map(([name, data]) => [name, JSON.stringify(data)]));
  const clusters = { cluster: true, clusterRadius: 44, clusterMaxZoom: 17, clusterProperties: { rank: ["min", ["get", "rank"]] } };
  const sources = Object.fromEntries(
    Object.entries(first).map(([name, data]) => [name, { type: "geojson", data, ...(name === "points" ? clusters : {}) }]),
  );
  // On a form the map is low: there the margin takes less of it.
  const padding = Math.min(24, element.clientHeight * 0.05);
  const map = new gl.Map({
    container: element,
    bounds, fitBoundsOptions: { padding }, locale: words,
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, maxZoom: 20, fadeDuration: 0,
    style: {
      version: 8,
      sources: { ...(ground ? { pack: ground.source } : {}), ...sources },
      layers: [{ id: "ground", type: "background", paint: { "background-color": ink("wait-soft") } }, ...(ground?.layers ?? []), ...layers(ink, Boolean(ground))],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  // In a form the wheel moves the form.
  if (element.closest("form")) map.scrollZoom.disable();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new gl.ScaleControl({ maxWidth: 96 }), "bottom-left");

  const put = () => {
    for (const [name, data] of changing(filled(scene))) {
      const text = JSON.stringify(data);
      if (drawn[name] === text) continue;
      drawn[name] = text;
      map.getSource(name).setData(data);
    }
  };
  // There are no sources before; what is shown meanwhile waits.
  let there = false;
  map.once("style.load", () => {
    for (const [name, picture] of pictures(shapes, reach, ink)) map.addImage(name, picture, { pixelRatio: FINE });
    there = true;
    put();
  });
  // Said when all of it is drawn: it replaces an outline that is there already.
  let broken = false;
  map.once("load", () => map.once("idle", () => broken || say("ready")));
  // What is still being drawn is not there yet for those who do not see it, nor for a picture.
  map.on("render", () => element.setAttribute("aria-busy", "true"));
  map.on("idle", () => element.setAttribute("aria-busy", "false"));
  // Tiles of a pack that do not come are no failure of the map; outlines that cannot be drawn are, and a lost context is.
  const fail = (why) => {
    broken = true;
    element.setAttribute("aria-busy", "false");
    say("failed", String(why));
  };
  map.on("error", ({ sourceId, error }) => ours.has(sourceId) && fail(error));
  map.on("webglcontextlost", () => fail("webglcontextlost"));
  map.on("moveend", () => {
    const b = map.getBounds();
    say("view", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]);
  });
  map.on("click", async (event) => {
    const near = [[event.point.x - 14, event.point.y - 14], [event.point.x + 14, event.point.y + 14]];
    const [hit] = map.queryRenderedFeatures(near, { layers: ["point", "cluster"] });
    if (hit?.properties.cluster) {
      const zoom = await map.getSource("points").getClusterExpansionZoom(hit.properties.cluster_id);
      map.easeTo({ center: hit.geometry.coordinates, zoom: Math.min(zoom, 19) });
    } else if (hit) {
      say("point", hit.properties.id);
    } else if (taps) {
      say("tap", [event.lngLat.lng, event.lngLat.lat]);
    }
  });
  // By keyboard: move with the arrows, put the pin in the middle with Enter.
  element.addEventListener("keydown", (event) => {
    if (taps && event.key === "Enter" && event.target === map.getCanvas()) {
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      say("tap", [lng, lat]);
    }
  });
  return {
    show(json) {
      scene = { ...scene, ...JSON.parse(json) };
      if (there) put();
    },
    look(json) {
      const { bounds, at } = JSON.parse(json);
      if (bounds) map.fitBounds(bounds, { padding, maxZoom: 17 });
      else if (at) map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 14.2) });
    },
    close() {
      map.remove();
    },
  };
}
