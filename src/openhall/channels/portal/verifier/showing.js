// The page: what was chosen, and what is to be said of it, in the reader's language.
const at = (id) => document.getElementById(id);
const WORDS = JSON.parse(at("words").textContent);
let language = "en", chosen = null, shown = { verdict: "waiting", reasons: [] };

const say = (name, values = {}) => WORDS[language][name].replace(/%\((\w+)\)s/g, (_, each) => values[each] ?? "");
const made = (tag, className, ...inner) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inner);
  return element;
};
const paragraph = (text, className = "") => made("p", className, text);

const NOTICES = { genuine: "done", false: "error", other: "waiting", "no-key": "waiting", unreadable: "waiting" };
const wordsOf = ({ verdict, reasons, signer, given, claim }) => {
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

const show = () => {
  const { verdict, claim } = shown;
  if (!(verdict in NOTICES)) return at("result").replaceChildren(paragraph(say(verdict), "soft"));
  const [title, ...rest] = wordsOf(shown);
  const icons = at("icons").content, icon = icons.querySelector(`[data-icon="${verdict}"]`) || icons.lastElementChild;
  const words = made("div", "notice__words", made("h3", "notice__title", title), ...rest);
  const notice = made("div", `notice notice--${NOTICES[verdict]}`, icon.firstElementChild.cloneNode(true), words);
  notice.dataset.verdict = verdict;
  // What a document that is not genuine says is not worth repeating.
  const said = verdict === "genuine" ? made("div", "says", ...statementOf(claim)) : "";
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
  show();
};

let turn = 0;
const check = async () => {
  if (chosen === null) return;
  const mine = (turn += 1);
  shown = { verdict: "working", reasons: [] };
  show();
  let found;
  try { found = await verifyDocument(new Uint8Array(await chosen.arrayBuffer()), at("key").value); } catch {
    found = { verdict: "unreadable", reasons: [] };
  }
  if (mine !== turn) return;
  shown = found;
  show();
};
const choose = (file) => { if (file) { chosen = file; check(); } };

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
