// The page: what was chosen, and what is to be said of it, in the reader's language.
const at = (id) => document.getElementById(id);
const WORDS = JSON.parse(at("words").textContent);
let language = "en", chosen = null, listed = null, shown = { verdict: "waiting", reasons: [] };

const say = (name, values = {}) => WORDS[language][name].replace(/%\((\w+)\)s/g, (_, each) => values[each] ?? "");
const made = (tag, className, ...inner) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inner);
  return element;
};
const paragraph = (text, className = "") => made("p", className, text);

const NOTICES = {
  genuine: "done", false: "error", other: "waiting", "no-key": "waiting", unreadable: "waiting",
  "paper-genuine": "done", "paper-stale": "waiting", "paper-expired": "waiting", "paper-replaced": "waiting", "paper-revoked": "error", "paper-suspended": "error",
  "paper-clock": "waiting", "paper-other": "waiting", "paper-false": "error", "no-code": "waiting", "no-camera": "waiting",
};
const localeOf = () => (language === "en" ? "en-GB" : language);
const dayText = (days) => new Intl.DateTimeFormat(localeOf(), { dateStyle: "long", timeZone: "UTC" }).format(days * 86400000);
const momentText = (seconds) => new Intl.DateTimeFormat(localeOf(), { dateStyle: "long", timeStyle: "short" }).format(seconds * 1000);
const paperWords = ({ verdict, reasons, proof }) => {
  const why = proof?.list && verdict === "paper-genuine" ? `${verdict}-list-why` : `${verdict}-why`;
  const values = proof ? { hours: proof.age, made: momentText(proof.made), listed: proof.list ? momentText(proof.list.made) : "" } : {};
  const told = reasons.length && verdict === "paper-false" ? [made("ul", "", ...reasons.map((reason) => made("li", "", say(reason))))] : [];
  return [say(verdict, values), paragraph(say(why, values)), ...told];
};
const wordsOf = ({ verdict, reasons, signer, given, claim, proof }) => {
  if (verdict.startsWith("paper-")) return paperWords({ verdict, reasons, proof });
  if (verdict.startsWith("no-c")) return [say(verdict)];
  const kind = claim && claim.type !== "openhall-receipt/1" ? "-acknowledgement" : "";
  if (verdict === "genuine") return [say(`genuine${kind}`), paragraph(say(`genuine${kind}-why`))];
  if (verdict === "false") return [say("false"), paragraph(say("false-why")), made("ul", "", ...reasons.map((reason) => made("li", "", say(reason))))];
  if (verdict === "other") return [say("other"), paragraph(say("other-why", { signer, given })), paragraph(say("other-next"))];
  if (verdict === "no-key") return [say("no-key"), paragraph(say("no-key-why"))];
  return [say("unreadable")];
};
const row = (label, value) => made("div", "", made("dt", "", label), made("dd", "numbers", value));
const FIRST = ["kind", "subject", "at"];
const statementOf = (claim) => {
  const names = [...FIRST, ...Object.keys(claim.statement).filter((name) => !FIRST.includes(name)).sort()];
  const told = names.filter((name) => name in claim.statement).map((name) => {
    const value = claim.statement[name];
    return row(FIRST.includes(name) ? say(name) : name, typeof value === "string" ? value : canonical(value));
  });
  if (claim.inclusion) told.push(row(say("place"), `${claim.inclusion.index + 1} / ${claim.inclusion.size}`));
  return [made("h3", "", say("statement")), made("dl", "said", ...told, row(say("signer"), claim.signature.key))];
};
const proofOf = ({ issuer, claims, code, made: signed }) => {
  const last = claims.get("u"), rows = [
    [say("p-title"), claims.get("t")], [say("p-holder"), claims.get("h").join("\n")], [say("p-number"), claims.get("n")],
    [say("p-issuer"), issuer.name[language] ?? issuer.name.en], [say("p-issued"), dayText(claims.get("i"))],
    [say("p-until"), last === undefined ? say("p-no-end") : dayText(last)], ...(claims.get("f") ?? []),
    [say("p-signed"), momentText(signed)], [say("p-fresh"), momentText(claims.get(4))], [say("p-code"), code.replace(/.{5}(?=.{6})/g, "$& ")],
  ];
  const notes = [...(claims.get("d") ? [paragraph(say("p-demo"), "soft")] : []), ...(claims.get("m") ? [paragraph(say("p-more"), "soft")] : [])];
  const online = made("a", "button button--quiet", say("p-online"));
  online.href = `${at("proof").dataset.hall}/V/${code}`;
  return [made("h3", "", say("p-says")), made("dl", "said", ...rows.filter(([, value]) => value).map(([label, value]) => row(label, value))), ...notes, made("p", "", online)];
};
const sayList = () => at("listed").replaceChildren(listed ? say(listed.name, { made: momentText(listed.made ?? 0) }) : "");

const show = () => {
  const { verdict, claim, proof } = shown;
  if (!(verdict in NOTICES)) return at("result").replaceChildren(paragraph(say(verdict), "soft"));
  const [title, ...rest] = wordsOf(shown);
  const look = NOTICES[verdict], icons = at("icons").content, icon = icons.querySelector(`[data-icon="${look}"]`);
  const words = made("div", "notice__words", made("h3", "notice__title", title), ...rest);
  const notice = made("div", `notice notice--${look}`, icon.firstElementChild.cloneNode(true), words);
  notice.dataset.verdict = verdict;
  // What a document that is not genuine says is not worth repeating.
  const said = verdict === "genuine" ? made("div", "says", ...statementOf(claim)) : proof ? made("div", "says", ...proofOf(proof)) : "";
  at("result").replaceChildren(notice, said);
};
const speak = (code) => {
  language = code;
  document.documentElement.lang = code;
  at("hall").lang = code === "zh-Hans" ? "zh-Hans" : "zh-Hant";
  at("hall").textContent = code === "zh-Hans" ? "一门通" : "一門通";
  document.title = `${say("title")} – Openhall`;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const button of document.querySelectorAll("[data-language]")) button.ariaPressed = String(button.dataset.language === code);
  sayList();
  show();
};

let turn = 0;
// Say what `asking` finds, unless something else was asked meanwhile.
const settle = async (asking) => {
  const mine = (turn += 1);
  shown = { verdict: "working", reasons: [] };
  show();
  let found;
  try { found = await asking(); } catch { found = { verdict: "unreadable", reasons: [] }; }
  if (mine !== turn) return;
  shown = found;
  show();
};
const check = () => {
  const file = chosen;
  if (file) settle(async () => verifyDocument(new Uint8Array(await file.arrayBuffer()), at("key").value));
};
const choose = (file) => {
  if (file && /\.cwt$/i.test(file.name)) takeList(file);
  else if (file && file.type.startsWith("image/") && globalThis.BarcodeDetector) fromPhoto(file);
  else if (file) { chosen = file; check(); }
};

at("file").addEventListener("change", (event) => choose(event.target.files[0]));
at("key").addEventListener("input", check);
addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("is-over"); });
addEventListener("dragleave", () => document.body.classList.remove("is-over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("is-over");
  choose(event.dataTransfer.files[0]);
});
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
at("without").remove();
// A copy on a disk has nothing to be saved from.
if (location.protocol === "file:") for (const element of document.querySelectorAll(".save")) element.remove();

const wanted = (tag) => (/^zh-?(hant|hk|tw|mo)|^yue/i.test(tag) ? "zh-Hant" : /^(zh|cmn)/i.test(tag) ? "zh-Hans" : /^en/i.test(tag) ? "en" : null);
speak(new URLSearchParams(location.search).get("lang") in WORDS ? new URLSearchParams(location.search).get("lang") : navigator.languages.map(wanted).find(Boolean) || "en");
// For those who check many: verifyDocument(bytes, key).
globalThis.verifyDocument = verifyDocument;
