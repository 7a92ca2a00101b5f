// What must hold of a page as the browser shows it. Each function returns sentences, one for each problem.
(() => {
  const TEX = /\\\(|\\\[|\$\$|\\f[$[]|\\(frac|begin|left|right|sqrt|text|operatorname|mathrm|cdot|infty)\b/;
  const NOT_PROSE = "script, style, noscript, pre, code, .fragment, .katex, math, svg";
  const NOT_SHOWN = "script, style, noscript, template, title, .katex-mathml";

  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const nameOf = (e) => {
    const kind = e.getAttribute("class");
    return `<${e.localName}${e.id ? ` id=${e.id}` : ""}${kind ? ` class=${kind}` : ""}> '${short(e.textContent)}'`;
  };

  function textNodes(excluded) {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() && !node.parentElement.closest(excluded)) found.push(node);
    }
    return found;
  }

  const isShown = (e) => e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });

  function images() {
    const problems = [];
    for (const image of document.images) {
      if (!image.complete || image.naturalWidth === 0 || image.naturalHeight === 0)
        problems.push(`the image ${image.getAttribute("src")} is not loaded`);
      if (!(image.getAttribute("alt") || "").trim())
        problems.push(`the image ${image.getAttribute("src")} has no alternative text`);
    }
    return problems;
  }

  function formulas() {
    const problems = [...document.querySelectorAll(".katex-error")].map((e) => `KaTeX refuses '${short(e.textContent)}'`);
    for (const node of textNodes(NOT_PROSE))
      if (TEX.test(node.data)) problems.push(`raw TeX is shown: '${short(node.data)}'`);
    return problems;
  }

  // One h1, and no level is skipped on the way down. `aria-level` is what a reader is told, whatever the tag.
  function headings() {
    const problems = [];
    const found = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(isShown);
    const levels = found.map((e) => Number(e.getAttribute("aria-level") || e.localName[1]));
    const titles = levels.filter((level) => level === 1).length;
    if (titles !== 1) problems.push(`there are ${titles} headings of level 1`);
    levels.forEach((level, i) => {
      const before = i === 0 ? 0 : levels[i - 1];
      if (level > before + 1) problems.push(`a heading of level ${level} follows one of level ${before}: ${nameOf(found[i])}`);
      if (!found[i].textContent.trim()) problems.push(`an empty heading of level ${level}`);
    });
    return problems;
  }

  function document_() {
    const problems = [];
    if (!document.documentElement.lang) problems.push("the language is not said");
    if (!document.title.trim()) problems.push("there is no title");
    if (!document.querySelector('meta[name="viewport"]')) problems.push("a phone is not told the width");
    return problems;
  }

  // The part of a box that is seen: ancestors that scroll or clip cut it. `clipped` is true if one that does not scroll cuts it.
  function seen(box, element) {
    let { left, right, top, bottom } = box;
    let clipped = false;
    for (let e = element; e && e !== document.documentElement; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.position === "fixed") break;
      if (style.display === "inline" || (style.overflowX === "visible" && style.overflowY === "visible")) continue;
      const frame = e.getBoundingClientRect();
      if (!["auto", "scroll"].includes(style.overflowX) && (left < frame.left - 2 || right > frame.right + 2)) clipped = true;
      left = Math.max(left, frame.left);
      right = Math.min(right, frame.right);
      top = Math.max(top, frame.top);
      bottom = Math.min(bottom, frame.bottom);
    }
    return { left, right, top, bottom, clipped, shown: left < right && top < bottom };
  }

  function blockOf(element) {
    let e = element;
    while (e.parentElement && getComputedStyle(e).display.startsWith("inline")) e = e.parentElement;
    return e;
  }

  // A box for each line of each text. A formula's letters are stacked on purpose, so it counts as one text of its block.
  function lines() {
    const boxes = [];
    const range = document.createRange();
    for (const node of textNodes(NOT_SHOWN)) {
      const parent = node.parentElement;
      if (!isShown(parent)) continue;
      const block = blockOf(parent.closest(".katex") || parent);
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 2 || box.height < 2) continue;
        const part = seen(box, parent);
        if (part.shown) boxes.push({ ...part, block, node });
      }
    }
    return boxes;
  }

  function cutText(boxes) {
    const cut = boxes.find((box) => box.clipped && !box.node.parentElement.closest(".katex"));
    return cut ? [`a text is cut off: '${short(cut.node.data)}'`] : [];
  }

  // Lines of different blocks must not lie upon each other. A third of a line's height is space above and below its letters.
  function overlaps(boxes) {
    const sorted = boxes.map((box) => {
      const air = (box.bottom - box.top) / 6;
      return { ...box, top: box.top + air, bottom: box.bottom - air };
    }).sort((a, b) => a.top - b.top);
    const problems = [];
    let active = [];
    for (const box of sorted) {
      active = active.filter((other) => other.bottom > box.top + 1);
      const hit = active.find((other) => other.block !== box.block && !other.block.contains(box.block) &&
        !box.block.contains(other.block) && Math.min(other.right, box.right) - Math.max(other.left, box.left) > 2);
      if (hit) problems.push(`'${short(hit.node.data)}' and '${short(box.node.data)}' lie upon each other`);
      active.push(box);
    }
    return problems.slice(0, 3);
  }

  function overflow() {
    const problems = [];
    for (const e of [document.scrollingElement, document.getElementById("doc-content")]) {
      if (!e || e.scrollWidth <= e.clientWidth + 1) continue;
      const widest = [...document.body.querySelectorAll("*")].filter((x) => isShown(x) && !x.closest("#side-nav")).find((x) => {
        const box = x.getBoundingClientRect();
        return box.right > e.getBoundingClientRect().left + e.clientWidth + 1 && seen(box, x.parentElement).right >= box.right;
      });
      problems.push(`is ${e.scrollWidth} px wide where there are ${e.clientWidth}${widest ? `: ${nameOf(widest)}` : ""}`);
      break;
    }
    return problems;
  }

  const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  function luminance([r, g, b]) {
    const linear = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }
  function paperBehind(element) {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(e).backgroundColor);
      if (a > 0) layers.push([r, g, b, a]);
      if (a === 1) break;
    }
    return layers.reverse().reduce((under, [r, g, b, a]) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a)), [255, 255, 255]);
  }

  // Letters against their paper, by the formula of WCAG 2. It asks for 4.5 of small text.
  function contrast(least) {
    const worst = new Map();
    for (const element of new Set(textNodes(NOT_SHOWN).map((node) => node.parentElement))) {
      if (!isShown(element)) continue;
      const ink = channels(getComputedStyle(element).color);
      const [a, b] = [luminance(ink), luminance(paperBehind(element))].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < least && !worst.has(ratio))
        worst.set(ratio, `has a contrast of ${ratio.toFixed(1)} : 1 only: ${nameOf(element)}`);
    }
    return [...worst.values()].slice(0, 3);
  }

  window.actcheckPage = {
    content: () => [...document_(), ...images(), ...formulas(), ...headings()],
    layout: () => {
      window.dispatchEvent(new Event("resize"));  // now, not with the next frame
      const boxes = lines();
      return [...overflow(), ...cutText(boxes), ...overlaps(boxes)];
    },
    colours: () => contrast(4.5),
    scheme: () => (document.documentElement.classList.contains("dark-mode") ? "dark" : "light"),
  };
})();
