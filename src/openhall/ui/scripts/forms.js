"use strict";
// Small comforts for forms, and for the picture of a process; every page works without them.
// 1. A form is sent once, however often its button is pressed.
// 2. Without a connection nothing is sent, and the page says so instead of being lost.
// 3. What was typed on this page stays in this window, sealed, until the server has taken it, and is put back if it had not.
// 4. A picture that is wider than the screen begins where the case is.
{
  const PREFIX = "openhall-typed:";
  const PATIENCE = 20_000;
  const ELSEWHERE = new Set(["hidden", "file", "password", "submit", "button"]);

  const fieldsOf = (form) => [...form.elements].filter(
    (field) => field.name && field.matches("input, select, textarea") && !ELSEWHERE.has(field.type),
  );
  const isTick = (field) => field.type === "radio" || field.type === "checkbox";
  const read = (form) => fieldsOf(form).map(
    (field) => [field.name, isTick(field) ? field.value : "", isTick(field) ? field.checked : field.value],
  );
  const putBack = (form, typed) => fieldsOf(form).forEach((field, place) => {
    if (isTick(field)) field.checked = typed[place][2];
    else field.value = typed[place][2];
  });
  const isAlike = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  // The same page in another language is the same page. One that shows more than it did is another one.
  const keyOf = (form) =>
    `${PREFIX}${new URL(form.action).pathname.replace(/^\/[a-z-]+\//, "/")}#${form.elements._once?.value ?? ""}`;

  const say = (form, words, kind, role) => {
    const told = form.querySelector(`.form-page__notice--${kind}`) || document.createElement("p");
    told.className = `form-page__notice form-page__notice--${kind}`;
    told.setAttribute("role", role);
    told.textContent = words;
    form.querySelector(".form-page__acts")?.before(told);
  };

  // Storage can be full or forbidden: then there is no comfort, and no harm.
  const storage = (act) => { try { return act(sessionStorage); } catch { return null; } };
  const kept = (key) => storage((store) => JSON.parse(store.getItem(key)));
  const keep = (key, record) => storage((store) => store.setItem(key, JSON.stringify(record)));
  const forget = (isOver) => storage((store) => Object.keys(store)
    .filter((key) => key.startsWith(PREFIX) && isOver(key))
    .forEach((key) => store.removeItem(key)));

  // Sealed (AES-GCM) with a key that only this very page brings: what lies in the window tells nobody anything. A page
  // without a key, and a browser without such tools (its line is not encrypted), throw here: then nothing is kept.
  const tools = globalThis.crypto?.subtle;
  const name = "AES-GCM";
  const bytesOf = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const sealing = () => tools.importKey(
    "raw", bytesOf(atob(document.querySelector("[data-seals]").dataset.seals)), name, false, ["encrypt", "decrypt"],
  );
  const seal = async (words) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(words));
    return [[...iv], [...new Uint8Array(await tools.encrypt({ name, iv }, await sealing(), plain))]];
  };
  const unseal = async (words) => {
    const [iv, sealed] = words.map((each) => new Uint8Array(each));
    return JSON.parse(new TextDecoder().decode(await tools.decrypt({ name, iv }, await sealing(), sealed)));
  };

  const keepTyped = (form) => {
    const key = keyOf(form);
    const drawn = read(form);
    let turn = 0, isSent = false;
    const keepNow = async () => {
      const mine = ++turn;
      // A page that brings no key keeps nothing. The last words win, in whichever order they were sealed.
      const words = await seal({ drawn, typed: read(form) }).catch(() => null);
      if (words && mine === turn) keep(key, { words, isSent });
    };
    const restore = async (before) => {
      const { drawn: then, typed } = await unseal(before.words);
      if (turn) return;
      // Drawn as it was when those words were typed: the server has not seen them. Otherwise it has.
      if (!isAlike(then, drawn) || isAlike(typed, drawn)) throw new Error("seen");
      putBack(form, typed);
      say(form, form.dataset.wordsRestored, "restored", "status");
    };
    restore(kept(key)).catch(() => { if (!turn) forget((each) => each === key); });
    form.addEventListener("input", () => { isSent = false; keepNow(); });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      isSent = true;
      const before = kept(key);
      if (before) keep(key, { ...before, isSent });
      keepNow();
    });
    return key;
  };

  const sendOnce = (form) => {
    let isSending = false;
    const ready = () => {
      isSending = false;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    };
    form.addEventListener("submit", (event) => {
      if (isSending) event.preventDefault();
      else if (!navigator.onLine && form.dataset.wordsOffline) {
        event.preventDefault();
        say(form, form.dataset.wordsOffline, "unsent", "alert");
      } else {
        isSending = true;
        event.submitter?.setAttribute("aria-disabled", "true");
        setTimeout(ready, PATIENCE);
      }
    });
    // Back from the next page, as the browser kept this one.
    addEventListener("pageshow", ready);
    addEventListener("online", () => form.querySelector(".form-page__notice--unsent")?.remove());
  };

  const showWhereItIs = (frame) => {
    const here = frame.querySelector('[data-mark="now"]')?.getBoundingClientRect();
    if (here) frame.scrollLeft += here.x + here.width / 2 - frame.getBoundingClientRect().x - frame.clientWidth / 2;
  };

  document.querySelectorAll(".process-frame").forEach(showWhereItIs);
  document.querySelectorAll("form[data-once]").forEach(sendOnce);
  const here = [...document.querySelectorAll("form[data-keep]")].map(keepTyped);
  const isAllOver = document.querySelector("[data-forget]") !== null;
  forget((key) => isAllOver || (!here.includes(key) && kept(key)?.isSent));
}
