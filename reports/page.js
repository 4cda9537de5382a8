"use strict";
// Text of models and datasets reaches the page through text nodes and attributes only, never as markup.
const { tasks, samples, pictures } = JSON.parse(document.getElementById("data").textContent);
const models = [...new Set(samples.map((sample) => sample.model).filter(Boolean))].sort();
const PAGE = 50;
const STATUSES = { missed: ["✕", "Missed"], unscored: ["?", "Unscored"], ok: ["✓", "OK"], all: ["", "All"] };
const CHANGES = { broken: "Newly broken", fixed: "Newly fixed" };
const CHOICES = { ...Object.fromEntries(Object.entries(STATUSES).map(([name, [, word]]) => [name, word])),
  ...(samples.some((sample) => sample.change) ? CHANGES : {}) };
const FINISHES = { length: "cut at the length limit", blocked: "blocked by the provider", error: "error" };
const NO_FILTER = { task: "", model: "", variant: "", status: "missed", q: "" };
const TWINS = "benign twins";
const form = document.getElementById("filters");
const section = document.getElementById("samples");
const list = document.getElementById("list");
const found = document.getElementById("found");
const pager = document.getElementById("pager");
const opened = new Set(); // samples whose folded text the reader asked for
const haystacks = new WeakMap();
let at = 0;

// ---- text

// Controls, bidi marks, tags and lone surrogates, spelled out; the joiners of scripts and emoji stay.
function visible(text) {
  const code = (letter) => letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  const hidden = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
  return text.replace(/\r\n/g, "\n").replace(hidden, (letter) => `‹U+${code(letter)}›`);
}

// A long text comes as its start and its length.
function plain(text) {
  return typeof text === "object" ? text.start : text || "";
}

function figure(number) {
  return number.toLocaleString("en");
}

// An element; its attributes and children are set as text, whatever they hold.
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function button(words, onclick, more = {}) {
  return make("button", { type: "button", onclick, ...more }, words);
}

function block(title, text) {
  if (!text) return [];
  const shown = plain(text);
  const isCut = typeof text === "object";
  const note = isCut ? ` (the first ${figure(shown.length)} of ${figure(text.length)} characters; results.json has all)` : "";
  const scrolls = shown.length > 800 ? 0 : undefined;
  return [make("h5", {}, title + note), make("div", { class: "text", dir: "auto", tabindex: scrolls }, visible(shown))];
}

// ---- one sample

function isFolded(sample) {
  return tasks[sample.task].folded && !form.shown.checked && !opened.has(sample);
}

function picture(index, folded, words) {
  if (index === undefined) return null;
  const { path, url } = pictures[index];
  const lost = () => make("p", { class: "picture" }, folded ? "picture not found" : `picture not found: ${visible(path)}`);
  if (url === null) return lost();
  const image = make("img", { src: url, alt: visible(words), decoding: "async" });
  const frame = make("button", { type: "button", class: folded ? "picture blurred" : "picture", disabled: folded }, image);
  image.addEventListener("load", () => image.classList.toggle("small", image.naturalWidth <= 256));
  image.addEventListener("error", () => frame.replaceWith(lost()));
  frame.addEventListener("click", () => frame.classList.toggle("large"));
  frame.title = folded ? "hidden" : "larger or smaller";
  return frame;
}

function question(sample, folded) {
  if (folded) return make("div", { class: "soft" }, "Text hidden: it may be harmful or personal.");
  return make("div", {}, ...block("prompt", sample.prompt), ...block("target", sample.target));
}

// The baseline's answers to a sample that changed stand beside the new ones.
function earlier(response, folded) {
  const title = visible(["baseline", response.as, FINISHES[response.finish]].filter(Boolean).join(", "));
  const text = response.text || response.error || "(nothing)";
  return make("div", { class: "answer earlier" }, make("div", {}, ...(folded ? [make("h5", {}, title)] : block(title, text))));
}

// Several answers to several pictures stand side by side; one that names no picture is about the sample's own.
function isCompared(sample) {
  const responses = sample.responses || [];
  return responses.length > 1 && responses.some((response) => response.picture !== undefined);
}

function answer(response, sample, folded) {
  const several = sample.responses.length > 1;
  const title = visible([response.as || (sample.change ? "now" : "answer"), FINISHES[response.finish]].filter(Boolean).join(", "));
  const texts = folded
    ? [make("h5", {}, several ? title : "")]
    : [...block(title, response.text || "(nothing)"), ...block("reasoning", response.reasoning), ...block("error", response.error)];
  const own = isCompared(sample) ? response.picture ?? sample.picture : response.picture;
  const isShownAlready = !several && own === sample.picture;
  const image = isShownAlready ? null : picture(own, folded, `${response.as || "answered"} picture of sample ${sample.id}`);
  return make("div", { class: "answer" }, image, make("div", {}, ...texts));
}

function said(value) {
  if (value === undefined) return "";
  if (value === null) return "cannot tell";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(Math.round(value * 1e4) / 1e4);
}

function measures(sample, folded) {
  const { measures: values = {}, verdicts = {} } = sample;
  const names = [...new Set([...Object.keys(values), ...Object.keys(verdicts)])];
  const rows = names.map((name) => make("div", {},
    make("dt", {}, visible(name)),
    make("dd", {}, make("strong", {}, said(values[name]))),
    make("dd", { class: "reason", dir: "auto" }, folded ? "" : visible(plain(verdicts[name])))));
  return make("dl", { class: "measures" }, ...rows);
}

function origin(sample) {
  const { test } = tasks[sample.task];
  const again = test ? make("p", {}, "Again: ", make("code", {}, visible(`pytest "${test}[${sample.id}]"`))) : null;
  const pair = () => choose({ ...NO_FILTER, task: sample.task, status: "all", q: pairOf(sample) });
  return make("details", { class: "origin" }, make("summary", {}, "Where it comes from"),
    make("p", {}, `Source: ${visible(sample.source || "not said")}`), again, sample.pair ? button("Show its whole pair", pair) : null);
}

function head(sample, folded) {
  const [sign, word] = STATUSES[sample.status];
  const outcome = sample.outcome === "answered" ? "" : sample.outcome;
  const chips = [CHANGES[sample.change], sample.variant, sample.twin && "benign twin", outcome, models.length > 1 && sample.model].filter(Boolean);
  const badge = make("span", { class: `badge ${sample.status}` }, make("span", { "aria-hidden": "true" }, sign), ` ${word.toLowerCase()}`);
  const name = `${folded ? "Show" : "Hide"} sample ${visible(sample.id)}`;
  const toggle = tasks[sample.task].folded && !form.shown.checked
    ? button(folded ? "Show" : "Hide", (event) => turn(sample, event.target.closest("article")), { "aria-label": name }) : null;
  return make("header", {}, badge, make("strong", {}, visible(sample.task)), make("code", {}, visible(sample.id)),
    ...chips.map((chip) => make("span", { class: "chip" }, visible(chip))), toggle);
}

function card(sample) {
  const folded = isFolded(sample);
  const image = isCompared(sample) ? null : picture(sample.picture, folded, `picture of sample ${sample.id}`);
  const answers = make("div", { class: "answers" }, ...(sample.responses || []).map((response) => answer(response, sample, folded)),
    ...(sample.baseline || []).map((response) => earlier(response, folded)));
  const words = make("div", { class: "words" }, make("div", { class: "said" }, question(sample, folded), answers),
    measures(sample, folded), origin(sample));
  return make("article", { class: "sample", "aria-label": `sample ${visible(sample.id)}` },
    head(sample, folded), make("div", { class: "body" }, image, words));
}

function turn(sample, old) {
  if (!opened.delete(sample)) opened.add(sample);
  const fresh = card(sample);
  old.replaceWith(fresh);
  fresh.querySelector("header button").focus();
}

// ---- which samples

const pairs = new Map([...new Set(samples.filter(({ pair }) => pair).map(({ task, pair }) => `${task} ${pair}`))].map((name, n) => [name, n + 1]));

// A pair goes by its number where people see it: its name may tell what is folded.
function pairOf({ task, pair }) {
  return pair ? `[pair ${pairs.get(`${task} ${pair}`)}]` : "";
}

function haystack(sample) {
  if (!haystacks.has(sample)) {
    const answers = [...(sample.responses || []), ...(sample.baseline || [])].flatMap((response) => [response.text, response.reasoning, response.error]);
    const { id, variant, pair, source, prompt, target, verdicts = {} } = sample;
    const texts = [id, variant, pair, pairOf(sample), source, prompt, target, ...answers, ...Object.values(verdicts)];
    haystacks.set(sample, texts.map(plain).join("\n").toLowerCase());
  }
  return haystacks.get(sample);
}

function matching() {
  const [task, model, variant, q] = [form.task.value, form.model.value, form.variant.value, form.q.value.trim().toLowerCase()];
  const fits = (sample) => (!task || sample.task === task) && (!model || sample.model === model)
    && (!variant || (variant === TWINS ? sample.twin : sample.variant === variant)) && (!q || haystack(sample).includes(q));
  return samples.filter(fits);
}

function update(first = 0) {
  const near = matching();
  const of = (status) => (status === "all" ? near : near.filter((sample) => sample.status === status || sample.change === status));
  for (const status of Object.keys(CHOICES)) document.getElementById(`count-${status}`).textContent = figure(of(status).length);
  const chosen = of(form.status.value);
  const last = Math.max(0, Math.ceil(chosen.length / PAGE) - 1) * PAGE;
  at = Math.max(0, Math.min(first, last));
  found.replaceChildren(...sentence(chosen.length, near.length));
  list.replaceChildren(...cards(chosen.slice(at, at + PAGE)));
  turnPages(chosen.length);
}

function cards(page) {
  const title = (task) => make("h4", { class: "of-task" }, visible(`${task} ${tasks[task].title.split(": ")[0]}`));
  const isFirst = (sample, n) => n === 0 || page[n - 1].task !== sample.task;
  return page.flatMap((sample, n) => (isFirst(sample, n) ? [title(sample.task), card(sample)] : [card(sample)]));
}

function sentence(number, near) {
  const kind = form.status.value === "all" ? "" : `${CHOICES[form.status.value].toLowerCase()} `;
  if (!samples.length) return ["This run left no samples."];
  if (!number && near) return [`No ${kind}sample fits. `, button(`Show all ${figure(near)} that do`, () => choose({ status: "all" }))];
  if (!number) return [`No ${kind}sample fits. `, button("Clear the filters", () => choose({ ...NO_FILTER, status: "all" }))];
  const all = `${figure(number)} ${kind}${number === 1 ? "sample" : "samples"}`;
  return [number > PAGE ? `${figure(at + 1)} to ${figure(Math.min(at + PAGE, number))} of ${all}` : all];
}

function turnPages(number) {
  const [now, pages] = [at / PAGE + 1, Math.ceil(number / PAGE)];
  const go = (page) => { update((page - 1) * PAGE); section.focus({ preventScroll: true }); section.scrollIntoView(); };
  const typed = ({ target }) => go(Math.round(Number(target.value)) || 1);
  const box = make("input", { type: "number", min: 1, max: pages, value: now, "aria-label": "page", onchange: typed });
  pager.hidden = pages < 2;
  pager.replaceChildren(button("Previous", () => go(now - 1), { disabled: now === 1 }),
    make("span", {}, "Page ", box, ` of ${figure(pages)}`), button("Next", () => go(now + 1), { disabled: now === pages }));
}

// ---- the filters, and the address that remembers them

function fill(select, names, all, label = (name) => name) {
  const kept = select.value;
  const options = names.map((name) => make("option", { value: name }, visible(label(name))));
  select.replaceChildren(make("option", { value: "" }, all), ...options);
  select.value = names.includes(kept) ? kept : "";
  select.parentElement.hidden = names.length < 2;
}

function fillVariants() {
  const near = samples.filter((sample) => !form.task.value || sample.task === form.task.value);
  const names = [...new Set(near.map((sample) => sample.variant).filter(Boolean))].sort();
  fill(form.variant, near.some((sample) => sample.twin) ? [...names, TWINS] : names, "all variants");
}

function choose(values) {
  for (const name of ["task", "model", "status", "q"]) if (name in values) form[name].value = values[name];
  fillVariants();
  if ("variant" in values) form.variant.value = values.variant;
  for (const select of [form.task, form.model, form.variant]) if (select.selectedIndex < 0) select.value = "";
  if (!form.status.value) form.status.value = "missed";
  const now = Object.keys(NO_FILTER).map((name) => [name, form[name].value]).filter(([, value]) => value);
  history.replaceState(null, "", `#samples?${new URLSearchParams(now)}`);
  update();
}

function recall() {
  const [place, query] = location.hash.slice(1).split("?");
  if (place !== "samples" || query === undefined) return false;
  choose({ ...NO_FILTER, ...Object.fromEntries(new URLSearchParams(query)) });
  section.scrollIntoView();
  return true;
}

function changed({ target }) {
  if (target.name === "q") return;
  if (target !== form.shown) return choose({});
  opened.clear();
  update(at);
}

function start() {
  const choice = ([status, word]) => make("label", {},
    make("input", { type: "radio", name: "status", value: status, autocomplete: "off", checked: status === "missed" }),
    `${word} `, make("span", { id: `count-${status}` }));
  form.querySelector("fieldset").append(make("div", { class: "choices" }, ...Object.entries(CHOICES).map(choice)));
  fill(form.task, Object.keys(tasks), "all tasks", (task) => `${task} ${tasks[task].title.split(": ")[0]}`);
  fill(form.model, models, "all models");
  fillVariants();
  document.getElementById("fold").hidden = !Object.values(tasks).some((task) => task.folded);
  form.hidden = !samples.length;
  let waiting;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", changed);
  form.q.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => choose({}), 150); });
  addEventListener("hashchange", recall);
  if (!recall()) update();
}

// ---- the table of gates: all of them, or those that are of one status

function narrow(status) {
  for (const gate of document.querySelectorAll(".gates .gate")) gate.hidden = status !== "all" && !gate.classList.contains(status);
  for (const body of document.querySelectorAll(".gates tbody")) {
    const gates = [...body.querySelectorAll(".gate")];
    if (gates.length) body.hidden = gates.every((gate) => gate.hidden);
  }
}

// A link to a gate that the choice hides brings all of them back.
function reveal() {
  const row = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!row || !row.closest(".gates") || !row.closest("[hidden]")) return;
  document.querySelector("#narrow input").click();
  row.scrollIntoView();
}

function startGates() {
  const gates = [...document.querySelectorAll(".gates .gate")];
  const box = document.getElementById("narrow");
  if (!box) return;
  const tally = (status) => (status === "all" ? gates.length : gates.filter((gate) => gate.classList.contains(status)).length);
  const shown = ["all", "missed", "undecided", "met", "waived"].filter((status) => tally(status));
  const choice = (status) => make("label", {},
    make("input", { type: "radio", name: "gates", value: `gates-${status}`, autocomplete: "off", checked: status === "all", onchange: () => narrow(status) }),
    `${status[0].toUpperCase()}${status.slice(1)} ${figure(tally(status))}`);
  box.querySelector("fieldset").append(make("div", { class: "choices" }, ...shown.map(choice)));
  box.hidden = shown.length < 3; // all, and two that differ
  addEventListener("hashchange", reveal);
}

startGates();
start();
