// The text of a printed code: pasted, from a photo, or from the camera where the browser can read square codes.
let list = null;
const now = () => Date.now() / 1000;
const checkText = () => {
  const text = at("proof").value;
  if (text.trim()) settle(() => verifyProof(text, now(), list));
};
const found = (codes) => (codes.find((each) => each.rawValue.startsWith(PREFIX)) || {}).rawValue;
const take = (text) => { at("proof").value = text; checkText(); };

const fromPhoto = async (file) => {
  let text;
  try { text = found(await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file))); } catch { /* no picture */ }
  if (text) take(text); else settle(async () => ({ verdict: "no-code", reasons: [] }));
};
const stop = () => {
  for (const track of at("camera").srcObject?.getTracks() ?? []) track.stop();
  at("camera").srcObject = null;
  at("viewer").hidden = true;
};
const watch = async () => {
  try { at("camera").srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); } catch {
    return settle(async () => ({ verdict: "no-camera", reasons: [] }));
  }
  at("viewer").hidden = false;
  await at("camera").play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (at("camera").srcObject) {
    const text = found(await detector.detect(at("camera")).catch(() => []));
    if (text) { stop(); return take(text); }
    await new Promise((next) => setTimeout(next, 200));
  }
};
const takeList = async (file) => {
  const read = await readStatusList(new Uint8Array(await file.arrayBuffer())).catch(() => null);
  list = read || list;
  listed = read ? { name: read.until > now() ? "list-taken" : "list-old", made: read.made } : { name: "list-wrong" };
  sayList();
  checkText();
};

at("proof").addEventListener("input", checkText);
at("list").addEventListener("change", (event) => event.target.files[0] && takeList(event.target.files[0]));
at("photo").addEventListener("change", (event) => event.target.files[0] && fromPhoto(event.target.files[0]));
at("watch").addEventListener("click", watch);
at("stop").addEventListener("click", stop);
if (globalThis.BarcodeDetector) {
  at("by-photo").hidden = false;
  at("watch").hidden = !navigator.mediaDevices;
} else at("no-reader").hidden = false;
// For those who check many: verifyProof(text, seconds, list), with the list from readStatusList(bytes).
globalThis.verifyProof = verifyProof;
globalThis.readStatusList = readStatusList;
