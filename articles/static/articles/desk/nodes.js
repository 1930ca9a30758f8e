/* What a text is made of beyond paragraphs: call-outs, pictures, tables with a caption, and two small marks. */
import { Mark, Node, Table, TableHeader, mergeAttributes } from "django-prose-editor/editor"

export const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,

  addOptions() {
    return { kinds: {} }
  },

  addAttributes() {
    return {
      kind: {
        default: "info",
        parseHTML: (dom) =>
          Object.keys(this.options.kinds).find((kind) => dom.classList.contains(`callout-${kind}`)) || "info",
        renderHTML: ({ kind }) => ({ class: `callout callout-${kind}` }),
      },
    }
  },

  parseHTML() {
    return [{ tag: "aside" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["aside", HTMLAttributes, 0]
  },

  // Shows the word that readers get; it is no part of the text.
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("aside")
      const label = document.createElement("p")
      const contentDOM = document.createElement("div")
      label.contentEditable = "false"
      label.className = "desk-callout-label"
      const show = ({ attrs }) => {
        dom.className = `desk-callout desk-callout-${attrs.kind}`
        label.textContent = this.options.kinds[attrs.kind]
      }
      show(node)
      dom.append(label, contentDOM)
      return {
        dom,
        contentDOM,
        ignoreMutation: (mutation) => label.contains(mutation.target),
        update: (changed) => {
          if (changed.type.name !== this.name) return false
          show(changed)
          return true
        },
      }
    }
  },

  addCommands() {
    return {
      setCallout:
        (kind) =>
        ({ commands, editor }) =>
          editor.isActive(this.name)
            ? commands.updateAttributes(this.name, { kind })
            : commands.wrapIn(this.name, { kind }),
      unsetCallout:
        () =>
        ({ commands }) =>
          commands.lift(this.name),
    }
  },
})

export const Picture = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,

  addAttributes() {
    const ofImage = (name) => ({
      default: null,
      parseHTML: (dom) => dom.querySelector("img")?.getAttribute(name),
    })
    return { src: ofImage("src"), alt: ofImage("alt"), width: ofImage("width"), height: ofImage("height") }
  },

  parseHTML() {
    return [
      {
        tag: "figure",
        getAttrs: (dom) => (dom.querySelector("img") ? null : false),
        contentElement: (dom) => dom.querySelector("figcaption") || document.createElement("figcaption"),
      },
      { tag: "img[src]", getAttrs: (dom) => ({ src: dom.getAttribute("src"), alt: dom.getAttribute("alt") }) },
    ]
  },

  renderHTML({ node }) {
    const { src, alt, width, height } = node.attrs
    const image = ["img", { src, alt: alt || "", ...(width && { width }), ...(height && { height }) }]
    return node.content.size ? ["figure", image, ["figcaption", 0]] : ["figure", image]
  },

  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("figure")
      const image = document.createElement("img")
      const contentDOM = document.createElement("figcaption")
      const show = ({ attrs, content }) => {
        image.src = attrs.src
        image.alt = attrs.alt || ""
        contentDOM.classList.toggle("desk-empty-caption", !content.size)
      }
      show(node)
      dom.append(image, contentDOM)
      return {
        dom,
        contentDOM,
        ignoreMutation: (mutation) => !contentDOM.contains(mutation.target),
        update: (changed) => {
          if (changed.type.name !== this.name) return false
          show(changed)
          return true
        },
      }
    }
  },
})

/* A caption in the table's own words. It is edited in a dialog, so that the cells stay a plain grid. */
export const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: "",
        parseHTML: (dom) => dom.querySelector("caption")?.textContent.trim() || "",
        renderHTML: () => ({}),
      },
    }
  },

  parseHTML() {
    return [{ tag: "table" }, { tag: "table > caption", ignore: true }]
  },

  renderHTML({ node }) {
    const body = ["tbody", 0]
    return node.attrs.caption ? ["table", ["caption", node.attrs.caption], body] : ["table", body]
  },

  addNodeView() {
    const parent = this.parent?.()
    return (props) => {
      const view = parent(props)
      const caption = document.createElement("caption")
      caption.contentEditable = "false"
      const show = ({ attrs }) => {
        caption.textContent = attrs.caption
        caption.hidden = !attrs.caption
      }
      show(props.node)
      view.table.prepend(caption)
      const update = view.update.bind(view)
      view.update = (changed) => {
        if (!update(changed)) return false
        show(changed)
        return true
      }
      const ignore = view.ignoreMutation?.bind(view)
      view.ignoreMutation = (mutation) => caption.contains(mutation.target) || (ignore ? ignore(mutation) : false)
      return view
    }
  },
})

export const HeaderCell = TableHeader

const plainMark = (name, tag, attributes = {}) =>
  Mark.create({
    name,
    addAttributes: () => attributes,
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
  })

export const Abbreviation = plainMark("abbreviation", "abbr", { title: { default: null } })
export const Citation = plainMark("citation", "cite")

/* A citation of sources by their numbers in the library. It shows the numbers that readers will see. */
export const SourceMark = Node.create({
  name: "sourceMark",
  group: "inline",
  inline: true,
  atom: true,

  addOptions() {
    return { known: {}, words: {}, open: () => {} }
  },

  addAttributes() {
    return {
      sources: {
        default: "",
        parseHTML: (dom) => dom.getAttribute("data-source"),
        renderHTML: ({ sources }) => ({ "data-source": sources }),
      },
    }
  },

  parseHTML() {
    return [{ tag: "sup[data-source]", priority: 60 }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["sup", HTMLAttributes]
  },

  addNodeView() {
    return () => {
      const dom = document.createElement("sup")
      dom.className = "desk-cites"
      dom.addEventListener("dblclick", () => this.options.open())
      return { dom, ignoreMutation: () => true, update: (changed) => changed.type.name === this.name }
    }
  },

  addKeyboardShortcuts() {
    const open = () => {
      this.options.open()
      return true
    }
    return { "Mod-Alt-f": open, Enter: () => this.editor.isActive(this.name) && open() }
  },

  onCreate() {
    this.options.number(this.editor)
  },

  onTransaction({ transaction }) {
    if (transaction.docChanged) this.options.number(this.editor)
  },
})

/* Numbers every citation of a text in the order in which it first cites each source. */
export const numberSources = (known, words) => (editor) => {
  const order = new Map()
  editor.state.doc.descendants((node, place) => {
    if (node.type.name !== "sourceMark") return
    const here = node.attrs.sources.split(" ").map((number) => {
      if (!order.has(number)) order.set(number, order.size + 1)
      return [order.get(number), known[number]?.name || words.unknownSource.replace("%d", number), known[number]?.state]
    })
    here.sort(([one], [other]) => one - other)
    const dom = editor.view.nodeDOM(place)
    if (!dom) return
    dom.textContent = here.map(([number]) => number).join(", ")
    dom.title = here.map(([number, name, state]) => [`${number}: ${name}`, state].filter(Boolean).join(", ")).join("; ")
    dom.classList.toggle("desk-cites-flagged", here.some(([, , state]) => state))
  })
}

/* The HTML that is sent: rows of headings in a thead, scopes on headers, no paragraph around the only words of a cell
   or a list item. */
export function tidy(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  const root = template.content
  for (const holder of root.querySelectorAll("li, td, th")) {
    const [first, ...others] = holder.children
    if (first?.tagName === "P" && !others.some((child) => child.tagName === "P")) first.replaceWith(...first.childNodes)
  }
  for (const table of root.querySelectorAll("table")) {
    const body = table.tBodies[0]
    const isHeading = (row) => [...row.cells].every((cell) => cell.tagName === "TH")
    if (!body) continue
    const rows = [...body.rows]
    const headings = rows.slice(0, rows.findIndex((row) => !isHeading(row)) >>> 0)
    if (headings.length && headings.length < rows.length) {
      const head = table.createTHead()
      head.append(...headings)
    }
    for (const cell of table.querySelectorAll("th")) {
      cell.setAttribute("scope", cell.closest("thead") ? "col" : "row")
    }
    for (const cell of table.querySelectorAll("th, td")) {
      for (const name of ["colspan", "rowspan"]) if (cell.getAttribute(name) === "1") cell.removeAttribute(name)
    }
  }
  return root.childNodes.length === 1 && !root.textContent.trim() && !root.querySelector("img") ? "" : template.innerHTML
}

/* Word pastes the items of a list as paragraphs that begin with a drawn bullet or number: they become a list again. */
export function listsFromWord(html) {
  if (!html.includes("MsoListParagraph")) return html
  const page = new DOMParser().parseFromString(html, "text/html")
  for (const paragraph of page.querySelectorAll('p[class*="MsoListParagraph"]')) {
    const marker = /^\s*([·•o§\-–]|\d+[.)])[\s\u00a0]+/.exec(paragraph.textContent)
    if (!marker) continue
    let left = marker[0].length
    const words = page.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
    for (let text = words.nextNode(); text && left; text = words.nextNode()) {
      const cut = Math.min(left, text.data.length)
      text.deleteData(0, cut)
      left -= cut
    }
    const kind = /\d/.test(marker[1]) ? "OL" : "UL"
    const item = page.createElement("li")
    item.append(...paragraph.childNodes)
    const before = paragraph.previousElementSibling
    if (before?.tagName === kind && before.dataset.word) {
      before.append(item)
      paragraph.remove()
    } else {
      const list = page.createElement(kind)
      list.dataset.word = "list"
      list.append(item)
      paragraph.replaceWith(list)
    }
  }
  return page.body.innerHTML
}
