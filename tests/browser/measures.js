(() => {
  "use strict";
  // Questions about the page as a person meets it. Each answer is plain data; a list of faults is empty when all is well.
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 50);
  const named = (element) =>
    `<${element.localName}${element.id ? ` id=${element.id}` : ""}${element.className && typeof element.className === "string" ? ` class="${element.className}"` : ""}> ${words(element)}`;
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) &&
    element.getClientRects().length > 0;
  // Of the choices of one question one is a stop: the chosen one, or else the first.
  const isPassedOver = (element) => {
    if (element.type !== "radio") return element.tabIndex < 0;
    const group = [...element.form.elements].filter((each) => each.type === "radio" && each.name === element.name);
    return element !== (group.find((each) => each.checked) || group[0]);
  };
  const acts = () => all(STOPS).filter((element) => shown(element) && !element.disabled && element.tabIndex >= 0);
  const stops = () => acts().filter((element) => !isPassedOver(element));

  const channels = (colour) => {
    const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) || []).map(Number);
    return { rgb: [red, green, blue], alpha };
  };
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  // The colours behind an element: one, or those that a gradient goes through, and the ground where it lets that through.
  const known = new Map();
  const groundsOf = (element) => {
    if (!element) return [matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(0, 0, 0)" : "rgb(255, 255, 255)"];
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    const blended = backgroundImage.match(/rgba?\([^)]*\)/g);
    const solid = (blended || []).filter((colour) => channels(colour).alpha > 0);
    const isFilled = channels(backgroundColor).alpha === 1;
    if (solid.length) return isFilled && solid.length < blended.length ? [...solid, backgroundColor] : solid;
    return isFilled ? [backgroundColor] : grounds(element.parentElement);
  };
  const grounds = (element) => {
    if (!known.has(element)) known.set(element, groundsOf(element));
    return known.get(element);
  };
  const worst = (colour, element) => Math.min(...grounds(element).map((behind) => contrast(colour, behind)));
  const isRead = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) &&
    shown(element) && !element.closest(".hidden-words");
  const isInASentence = (element) => {
    const around = element.parentElement;
    return getComputedStyle(element).display === "inline" && words(around).length > words(element).length;
  };

  return {
    tooWide() {
      const room = document.documentElement.clientWidth;
      const isCut = (element) =>
        !element.closest(".hidden-words, svg, input") && ["hidden", "clip"].includes(getComputedStyle(element).overflowX) &&
        element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1;
      const cut = all("body *").filter((element) => shown(element) && isCut(element)).map((each) => `cut off: ${named(each)}`);
      if (document.scrollingElement.scrollWidth <= room) return cut;
      const wide = all("body *").filter((element) => shown(element) && element.getBoundingClientRect().right > room + 0.5);
      return [...cut, `the page is ${document.scrollingElement.scrollWidth} wide`, ...wide.slice(0, 5).map(named)];
    },
    // Short words and figures that are torn over two lines for want of room.
    torn() {
      const found = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const node = texts.currentNode;
        const around = node.parentElement;
        if (!shown(around) || around.offsetWidth <= 1 || around.closest(".hidden-words, svg, script")) continue;
        for (const { 0: word, index } of node.data.matchAll(/[\w$.,]{2,14}/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
          if (lines.size > 1) found.push(`${word} in ${named(around)}`);
        }
      }
      return found;
    },
    smallTargets(least) {
      const isSmall = (element) => {
        const box = element.getBoundingClientRect();
        return (box.width < least || box.height < least) && box.bottom > 0;
      };
      return acts().filter((element) => isSmall(element) && !isInASentence(element)).map(named);
    },
    lowActs(least) {
      const main = acts().filter((element) => element.matches("button, input, select, summary, header a, .button"));
      return main.filter((element) => element.getBoundingClientRect().height < least - 0.5).map(named);
    },
    stops: () => stops().map(named),
    focused() {
      const element = document.activeElement;
      const box = element.getClientRects()[0] || element.getBoundingClientRect();
      const middle = document.elementFromPoint(
        Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1), box.y + Math.min(box.height / 2, 12),
      );
      // A card is one large link: its outline is drawn around the card.
      const own = getComputedStyle(element);
      const style = own.outlineStyle === "none" ? getComputedStyle(element, "::after") : own;
      return {
        number: stops().indexOf(element),
        name: named(element),
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        contrast: worst(style.outlineColor, element.parentElement),
        isInView: box.top >= 0 && box.top < innerHeight && box.left < innerWidth && box.right > 0,
        isOnTop: middle !== null && (element.contains(middle) || middle.contains(element)),
      };
    },
    outlined: () => stops().filter((element) => getComputedStyle(element).outlineStyle !== "none").map(named),
    faint(least) {
      const isFaint = (element) => worst(getComputedStyle(element).color, element) < least;
      return all("body *").filter((element) => isRead(element) && isFaint(element)).map(named);
    },
    brightness: () => luminance(grounds(document.querySelector("main"))[0]),
    brightPlaces(most) {
      const isLarge = (element) => { const box = element.getBoundingClientRect(); return box.width * box.height > 20000; };
      return all("html, body, body *").filter((element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return shown(element) && isLarge(element) && channels(colour).alpha === 1 && luminance(colour) > most;
      }).map(named);
    },
    visible: (selector) => all(selector).filter(shown).map(named),
    hidden: (selector) => all(selector).filter((element) => !shown(element)).map(named),
    // Where the way to a person stands on the page, in words that can be compared.
    person() {
      const [main, panel, foot] = ["main", "#person", "footer"].map((each) => document.querySelector(each).getBoundingClientRect());
      const meets = (above, below) => Math.abs(above.bottom - below.top) <= 1;
      return [
        meets(main, panel) ? "after the page" : "not after the page",
        meets(panel, foot) ? "before the foot" : "not before the foot",
        `${all("header a[href='#person']").length} way`,
        `${panel.left} from the side, ${panel.width} wide, ${Math.round(panel.height)} high`,
        ...all("#person a").map((each) => each.href),
      ];
    },
  };
})()
