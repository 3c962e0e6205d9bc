// The browser's own key of this device: made once, kept in IndexedDB, never handed out. What is signed with it goes into the
// wrapping of the store's key beside the PIN.
const STORE = "keys";
const NAME = "device";
const CONTEXT = "zs12345-device-second-wrap-1";

const answered = (request) =>
  new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });

const written = (transaction) =>
  new Promise((yes, no) => {
    transaction.oncomplete = yes;
    transaction.onabort = () => no(transaction.error);
  });

async function open() {
  const asked = indexedDB.open("zs12345-key", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  return answered(asked);
}

// 32 bytes; undefined where there is none and none is to be made.
export async function secret(make) {
  const db = await open();
  try {
    let key = await answered(db.transaction(STORE).objectStore(STORE).get(NAME));
    if (!key && make) {
      key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
      // On the disk before anything is wrapped with it.
      const writing = db.transaction(STORE, "readwrite", { durability: "strict" });
      writing.objectStore(STORE).put(key, NAME);
      await written(writing);
    }
    return key && new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(CONTEXT)));
  } finally {
    db.close();
  }
}
