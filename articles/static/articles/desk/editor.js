/* Turns the desk's textareas into an editor. Without this file, or where it fails, the textarea stays and works.

   Everything under the strict policy: no style element (injectCSS is off, its few rules stand in editor.css), no inline
   handler, toolbar made of native controls. */
import {
  Blockquote, Bold, BulletList, Code, Document, Editor, Gapcursor, HardBreak, Heading, History, Italic, Link, ListItem,
  OrderedList, Paragraph, Subscript, Superscript, TableCell, TableRow, Text,
} from "django-prose-editor/editor"
import { askCaption, askLink, askPicture, isAddress, make } from "desk/dialogs"
import {
  Abbreviation, Callout, CaptionedTable, Citation, HeaderCell, listsFromWord, numberSources, Picture, SourceMark, tidy,
} from "desk/nodes"
import { askSources } from "desk/sources"

const citing = ({ sources, words }, open) =>
  sources ? [SourceMark.configure({ open, number: numberSources(sources.known, words) })] : []

const extensions = (settings, openSources) => [
  Document, Paragraph, Text, HardBreak, Gapcursor, History,
  Heading.configure({ levels: [2, 3, 4] }),
  Bold, Italic, Subscript, Superscript, Code, Abbreviation, Citation,
  BulletList, OrderedList, ListItem, Blockquote,
  Link.configure({
    enableTarget: false,
    openOnClick: false,
    linkOnPaste: true,
    protocols: ["http", "https", "mailto", "tel"],
    isAllowedUri: (address) => isAddress(address),
  }),
  CaptionedTable.configure({ resizable: false }), TableRow, TableCell, HeaderCell,
  Picture,
  Callout.configure({ kinds: settings.callouts }),
  ...citing(settings, openSources),
]

const nameOf = (textarea) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  if (!label) return { "aria-label": textarea.name }
  label.id ||= `${textarea.id}_label`
  return { "aria-labelledby": label.id }
}

const helpOf = (textarea) => {
  const help = textarea.getAttribute("aria-describedby")
  return help ? { "aria-describedby": help } : {}
}

function begin(textarea) {
  const settings = JSON.parse(textarea.dataset.editor)
  const { words } = settings
  const surface = make("div", { className: "desk-editor" })
  textarea.before(surface)
  const editor = new Editor({
    element: surface,
    injectCSS: false,
    extensions: extensions(settings, () => cite(editor, settings)),
    content: textarea.value,
    editorProps: {
      transformPastedHTML: listsFromWord,
      attributes: {
        class: "desk-text",
        role: "textbox",
        "aria-multiline": "true",
        ...nameOf(textarea),
        ...helpOf(textarea),
        ...(textarea.getAttribute("aria-invalid") && { "aria-invalid": "true" }),
      },
    },
    onUpdate() {
      textarea.value = tidy(editor.getHTML())
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  surface.prepend(toolbar(editor, settings))
  textarea.hidden = true
  document.querySelector(`label[for="${textarea.id}"]`)?.addEventListener("click", () => editor.commands.focus())
  // A link from the list of errors leads to the textarea's id.
  surface.id = `${textarea.id}_editor`
  for (const link of document.querySelectorAll(`a[href="#${textarea.id}"]`)) {
    link.addEventListener("click", (event) => {
      event.preventDefault()
      editor.commands.focus()
      surface.scrollIntoView({ block: "start" })
    })
  }
  // Words that come back from a copy.
  textarea.addEventListener("desk:refill", () => editor.commands.setContent(textarea.value))
  textarea.dispatchEvent(new CustomEvent("desk:ready", { bubbles: true, detail: { editor } }))
}

/* Asks which sources are cited here: at the citation that is chosen, else after the chosen words. */
async function cite(editor, settings) {
  const here = editor.isActive("sourceMark") ? editor.getAttributes("sourceMark").sources : ""
  const { to } = editor.state.selection
  const answer = await askSources(settings, here.split(" ").filter(Boolean))
  editor.view.focus()
  if (answer === null) return
  if (!answer.length) return editor.chain().deleteSelection().run()
  const attrs = { sources: answer.join(" ") }
  if (here) return editor.chain().updateAttributes("sourceMark", attrs).setTextSelection(to).run()
  editor.chain().insertContentAt(to, { type: "sourceMark", attrs }).run()
}

function toolbar(editor, settings) {
  const { words } = settings
  // The chain's own focus() waits for the next frame, and would lose what is typed until then.
  const run = () => {
    editor.view.focus()
    return editor.chain()
  }
  const updates = []

  const button = (icon, name, command, { active, enabled, text } = {}) => {
    const dom = make("button", { type: "button", title: words[name], data: { "aria-label": words[name] } })
    if (text) dom.textContent = text === true ? words[name] : text
    else dom.append(make("span", { className: "material-icons", textContent: icon, ariaHidden: "true" }))
    dom.addEventListener("click", command)
    updates.push(() => {
      if (active) dom.setAttribute("aria-pressed", active())
      if (enabled) dom.disabled = !enabled()
    })
    return dom
  }

  const mark = (icon, name) =>
    button(icon, name, () => run().toggleMark(name).run(), { active: () => editor.isActive(name) })

  const choice = (name, options, current, choose) => {
    const dom = make("select", { data: { "aria-label": words[name] } })
    for (const [value, label] of options) dom.append(make("option", { value, textContent: label }))
    dom.addEventListener("change", () => choose(dom.value))
    updates.push(() => (dom.value = current()))
    return dom
  }

  const style = choice(
    "style",
    [["0", words.paragraph], ["2", words.heading2], ["3", words.heading3], ["4", words.heading4]],
    () => String(editor.getAttributes("heading").level || 0),
    (level) => (level === "0" ? run().setParagraph().run() : run().setHeading({ level: Number(level) }).run()),
  )

  const callout = choice(
    "callout",
    [["", words.noCallout], ...Object.entries(settings.callouts)],
    () => (editor.isActive("callout") ? editor.getAttributes("callout").kind : ""),
    (kind) => (kind ? run().setCallout(kind).run() : run().unsetCallout().run()),
  )

  const link = async () => {
    const href = await askLink(words, editor.getAttributes("link").href || "")
    if (href === null) return run().run()
    if (!href) return run().extendMarkRange("link").unsetLink().run()
    if (editor.state.selection.empty && !editor.isActive("link"))
      return run().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run()
    run().extendMarkRange("link").setLink({ href }).run()
  }

  const picture = async () => {
    const here = editor.isActive("figure") ? editor.getAttributes("figure") : null
    const answer = await askPicture(settings, here ? { ...here, caption: "" } : {})
    if (answer === null) return run().run()
    if (answer === "remove") return run().deleteNode("figure").run()
    const { caption, ...attrs } = answer
    if (here) return run().updateAttributes("figure", { width: null, height: null, ...attrs }).run()
    run().insertContent({ type: "figure", attrs, content: caption ? [{ type: "text", text: caption }] : [] }).run()
  }

  const caption = async () => {
    const answer = await askCaption(words, editor.getAttributes("table").caption)
    if (answer !== null) run().updateAttributes("table", { caption: answer }).run()
  }

  const group = (...children) => make("div", { className: "desk-tools-group" }, ...children)
  const inTable = () => editor.isActive("table")
  const tool = (name, command) => button("", name, command, { text: true })
  const tableTools = make(
    "div",
    { className: "desk-tools-row", data: { role: "group", "aria-label": words.tableTools } },
    tool("addRow", () => run().addRowAfter().run()),
    tool("addColumn", () => run().addColumnAfter().run()),
    tool("headerRow", () => run().toggleHeaderRow().run()),
    tool("headerColumn", () => run().toggleHeaderColumn().run()),
    tool("caption", caption),
    tool("deleteRow", () => run().deleteRow().run()),
    tool("deleteColumn", () => run().deleteColumn().run()),
    tool("deleteTable", () => run().deleteTable().run()),
  )
  updates.push(() => (tableTools.hidden = !inTable()))

  const bar = make(
    "div",
    { className: "desk-tools", data: { role: "group", "aria-label": words.toolbar } },
    make(
      "div",
      { className: "desk-tools-row" },
      group(style),
      group(mark("format_bold", "bold"), mark("format_italic", "italic"), mark("subscript", "subscript"), mark("superscript", "superscript")),
      group(
        button("format_list_bulleted", "bulletList", () => run().toggleBulletList().run(), { active: () => editor.isActive("bulletList") }),
        button("format_list_numbered", "orderedList", () => run().toggleOrderedList().run(), { active: () => editor.isActive("orderedList") }),
        button("format_quote", "blockquote", () => run().toggleBlockquote().run(), { active: () => editor.isActive("blockquote") }),
      ),
      group(
        button("insert_link", "link", link, { active: () => editor.isActive("link") }),
        button("image", "picture", picture, { active: () => editor.isActive("figure") }),
        button("grid_on", "table", () => run().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(), { enabled: () => !inTable() }),
      ),
      group(callout, ...(settings.sources ? [button("", "cite", () => cite(editor, settings), { text: words.citeHere })] : [])),
      group(
        button("undo", "undo", () => run().undo().run(), { enabled: () => editor.can().undo() }),
        button("redo", "redo", () => run().redo().run(), { enabled: () => editor.can().redo() }),
      ),
    ),
    tableTools,
  )
  const update = () => {
    for (const one of updates) one()
  }
  editor.on("transaction", update)
  update()
  return bar
}

for (const textarea of document.querySelectorAll("textarea[data-editor]")) begin(textarea)
